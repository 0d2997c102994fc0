"""The form of a question."""

from __future__ import annotations

from wtforms import StringField

from recruit.core.forms import Form, at_most
from recruit.core.words import _
from recruit.finding.rules.asking import LONGEST


class AskForm(Form):
    """What to look for; the words' own limits are judged by ``rules.asking``."""

    words = StringField(_("Words"), [at_most(LONGEST)])
