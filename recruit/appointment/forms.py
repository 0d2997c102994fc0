"""Forms of the appointment: shape and limits of input. Days are Geneva's."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)

from recruit.approval.rules.after import Ground
from recruit.core.forms import DateField, Form, IntegerField, at_most, needed
from recruit.core.words import _


class StepForm(Form):
    """A step of the contract: its day, what to keep beside it, or why it is left out."""

    step = HiddenField()
    on = DateField(_("Day, Geneva"), [needed(_("Give the day."))])
    detail = StringField(_("What to keep beside it"), [at_most(400)])
    skipped = StringField(_("Reason for leaving it out"), [at_most(400)])


class OfferForm(StepForm):
    """The offer, and what it names."""

    salary_scale = BooleanField(_("The offer names the GICHD salary scale"))
    staff_rules = BooleanField(_("The offer names the GICHD staff rules and regulations"))
    reports_to_president = BooleanField(_("The offer names the reporting to the President"))


class AnswerForm(StepForm):
    """The answer to the offer."""

    accepted = RadioField(_("The answer"), [needed(_("Say what the answer is."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accepted.choices = [("yes", _("accepted")), ("no", _("declined"))]


class SignedForm(StepForm):
    """The signature, with the first day of the term."""

    first_day = DateField(_("First day of the term"), [needed(_("Give the first day."))])


class SendBackForm(Form):
    """Held letters sent back to who put them together."""

    reason = TextAreaField(
        _("Why they are sent back"), [needed(_("Say why they are sent back.")), at_most(1000)]
    )


class OverForm(Form):
    """That no contract comes about before it is signed."""

    how = RadioField(_("How it ended"), [needed(_("Say how it ended."))])
    on = DateField(_("Day, Geneva"), [needed(_("Give the day."))])
    detail = StringField(_("What to keep beside it"), [at_most(400)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.how.choices = [
            ("failed", _("The contract does not come about")),
            ("withdrawn", _("The candidate withdrew")),
        ]


class RenewForm(Form):
    """The renewal of the term, once."""

    reason = TextAreaField(
        _("On what the renewal rests"), [needed(_("Say on what the renewal rests.")), at_most(1000)]
    )


class HoldForm(Form):
    """A legal hold on an erasure, or its release."""

    why = TextAreaField(_("Reason of the legal hold"), [at_most(1000)])


_GROUNDS = (
    Ground.REFERRED,
    Ground.NO_SUITABLE,
    Ground.NONE_RECOMMENDABLE,
    Ground.NO_THREE_VOTES,
)


def ground_words(ground: str) -> str:
    """Why a recruitment is closed without result."""
    return {
        Ground.REFERRED: _("The matter was referred to the Meeting of States Parties"),
        Ground.NO_SUITABLE: _("The panel found no suitable candidate"),
        Ground.NONE_RECOMMENDABLE: _("None was recommendable, nothing is reopened"),
        Ground.NO_THREE_VOTES: _("No candidate has three votes"),
    }[Ground(ground)]


class PeriodForm(Form):
    """Another period of retention, and why."""

    months = IntegerField(_("Calendar months after the end"), [needed(_("Give the months."))])
    reason = TextAreaField(_("Reason"), [needed(_("Say why.")), at_most(1000)])


class CloseForm(Form):
    """Closing without result."""

    ground = RadioField(_("Ground"), [needed(_("Choose the ground."))])
    reason = TextAreaField(
        _("Reason, told to all States Parties"), [needed(_("Give the reason.")), at_most(4000)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground.choices = [(ground.value, ground_words(ground)) for ground in _GROUNDS]
