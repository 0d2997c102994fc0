"""The form with which the Chair amends a window of para. 54."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField

from recruit.core.forms import DateField, Form, at_most, needed
from recruit.core.words import _


class AmendForm(Form):
    """Another window for a deliverable, decided before it is given (R2)."""

    para = SelectField(_("Window"), [needed(_("Choose the window."))])
    first = DateField(_("New first day"), [needed(_("Give the first day."))])
    last = DateField(_("New last day"), [needed(_("Give the last day."))])
    reason = TextAreaField(
        _("Reason"), [needed(_("A decision to amend a window needs a reason.")), at_most(2000)]
    )
