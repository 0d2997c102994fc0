"""Form of the countersignature: shape and limits of input."""

from __future__ import annotations

from wtforms import TextAreaField

from recruit.core.forms import Form, at_most, needed
from recruit.core.words import _


class RefuseForm(Form):
    """The reason of a refusal."""

    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(4000)])
