"""Forms of applications: shape and limits of input. Times are typed as Geneva's."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)

from recruit.applications.models import Channel
from recruit.core.forms import DateTimeLocalField, Form, IntegerField, at_most, mail_address, needed
from recruit.core.words import _

TIME = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]


def channels() -> list[tuple[str, str]]:
    """How an application came, in words."""
    return [
        (Channel.MAIL.value, _("By mail")),
        (Channel.POST.value, _("By post")),
        (Channel.HAND.value, _("By hand")),
        (Channel.AGENCY.value, _("Through the agency")),
    ]


class Chosen(MultipleFileField):
    """Files chosen in the browser. They can't be kept through an error of the form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [f for f in valuelist if getattr(f, "filename", "")]


def _maybe_states() -> list[Any]:
    return [
        validators.Optional(),
        validators.Regexp(
            r"^\s*[A-Za-z]{3}([\s,;]+[A-Za-z]{3})*\s*$",
            message=_("Three letters for each State, as CHE or MEX, with a space between."),
        ),
    ]


class FileForm(Form):
    """One application with its documents."""

    name = StringField(_("Name of the candidate"), [needed(_("Give the name.")), at_most(200)])
    mail = StringField(
        _("Mail address"),
        [
            needed(_("Give the address: receipt is acknowledged there.")),
            mail_address(),
            at_most(200),
        ],
    )
    phone = StringField(_("Telephone"), [at_most(60)])
    channel = SelectField(_("How it came"), choices=[])
    received_at = DateTimeLocalField(
        _("Received, Geneva time"), [needed(_("Give day and time of receipt."))], format=TIME
    )
    evidence = TextAreaField(
        _("Evidence of the receipt"), [needed(_("Give the evidence.")), at_most(2000)]
    )
    late_reason = TextAreaField(_("Reason given for its lateness"), [at_most(1000)])
    nationalities = StringField(_("Nationalities on the separate sheet"), _maybe_states())
    gender = SelectField(_("Gender on the separate sheet"), choices=[])
    staff = BooleanField(_("The candidate is employed by the GICHD or the ISU"))
    files = Chosen(_("Documents"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channel.choices = channels()
        self.gender.choices = [("", _("not given")), ("f", _("woman")), ("m", _("man"))]


class LineForm(Form):
    """One application of a form of several; an empty line is left out."""

    name = StringField(_("Name"), [validators.Optional(), at_most(200)])
    mail = StringField(
        _("Mail address"),
        [validators.Optional(), mail_address()],
    )
    received_at = DateTimeLocalField(
        _("Received, Geneva time"), [validators.Optional()], format=TIME
    )
    evidence = StringField(_("Evidence of the receipt"), [validators.Optional(), at_most(2000)])
    files = Chosen(_("Documents"))


class ManyForm(Form):
    """Several applications in one form, all of them received by mail."""

    lines = FieldList(FormField(LineForm), min_entries=5, max_entries=20)


class DropForm(Form):
    """Many files at once."""

    files = Chosen(_("Files"))


class ProposalForm(Form):
    """A proposed application as it would be filed; what is not known yet may stay empty."""

    version = IntegerField(widget=HiddenField.widget)
    name = StringField(_("Name of the candidate"), [at_most(200)])
    mail = StringField(_("Mail address"), [validators.Optional(), mail_address(), at_most(200)])
    phone = StringField(_("Telephone"), [at_most(60)])
    channel = SelectField(_("How it came"), choices=[])
    received_at = DateTimeLocalField(
        _("Received, Geneva time"), [validators.Optional()], format=TIME
    )
    evidence = TextAreaField(_("Evidence of the receipt"), [at_most(2000)])
    late_reason = TextAreaField(_("Reason given for its lateness"), [at_most(1000)])
    nationalities = StringField(_("Nationalities on the separate sheet"), _maybe_states())
    gender = SelectField(_("Gender on the separate sheet"), choices=[])
    staff = BooleanField(_("The candidate is employed by the GICHD or the ISU"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channel.choices = channels()
        self.gender.choices = [("", _("not given")), ("f", _("woman")), ("m", _("man"))]


class FillForm(Form):
    """One receipt for all that have none."""

    channel = SelectField(_("How they came"), choices=[])
    received_at = DateTimeLocalField(
        _("Received, Geneva time"), [needed(_("Give day and time of receipt."))], format=TIME
    )
    evidence = TextAreaField(
        _("Evidence of the receipt"), [needed(_("Give the evidence.")), at_most(2000)]
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channel.choices = channels()


class LikenessForm(Form):
    """The decision on two applications that look alike."""

    same = SelectField(_("Decision"), choices=[])
    keep = SelectField(_("If the same: which one counts"), choices=[])
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(1000)])

    def __init__(self, *args: Any, pair: tuple[Any, Any] | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.same.choices = [
            ("same", _("One person's")),
            ("different", _("Two persons'")),
        ]
        named = [(side.id, side.reference) for side in pair] if pair else []
        self.keep.choices = [("", _("the latest complete one")), *named]
        self.keep.validate_choice = pair is not None


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(1000)])


class WithdrawForm(Form):
    """The candidate's withdrawal, as received."""

    received_at = DateTimeLocalField(
        _("Received, Geneva time"), [needed(_("Give day and time of receipt."))], format=TIME
    )
    evidence = TextAreaField(
        _("Evidence"), [needed(_("Say what shows it and when.")), at_most(2000)]
    )


class CorrectForm(WithdrawForm):
    """The candidate's correction of name or addresses, as received."""

    version = IntegerField(widget=HiddenField.widget)
    name = StringField(_("Name of the candidate"), [needed(_("Give the name.")), at_most(200)])
    mail = StringField(
        _("Mail address"),
        [needed(_("Give the address.")), mail_address()],
    )
    phone = StringField(_("Telephone"), [at_most(60)])


class DocumentForm(WithdrawForm):
    """A document that completes an application before the close (A11)."""

    files = Chosen(_("Document"))
