"""The forms of a question, and of a decision on a match (C12)."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from recruit.core.forms import Form, at_most, needed
from recruit.core.words import _
from recruit.finding.rules.asking import LONGEST


class AskForm(Form):
    """What to look for; the words' own limits are judged by ``rules.asking``."""

    words = StringField(_("Words"), [at_most(LONGEST)])


class MatchForm(Form):
    """Whether an applicant is the holder of an account, with the reason."""

    same = RadioField(_("Decision"), [needed(_("Say whether it is the same person."))], choices=[])
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(1000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.same.choices = [
            ("other", _("Another person")),
            ("same", _("The same person")),
        ]
