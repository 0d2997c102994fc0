"""Forms of the approval: shape and limits of input. Days and times are Geneva's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
)

from recruit.approval.rules.after import Path
from recruit.approval.rules.items import Channel, ItemKind
from recruit.approval.wording import tongues
from recruit.core.clock import GENEVA
from recruit.core.forms import DateField, Form, IntegerField, at_most, needed
from recruit.core.words import _, kept


def instant(on: date, at: time) -> datetime:
    """The instant of a day and a time in Geneva, in UTC.

    Of the hour that comes twice in autumn the first: no letter is taken as later than it came.
    """
    return datetime.combine(on, at, GENEVA).astimezone(UTC)


def on_the_clocks(form: Form, field: TimeField) -> None:
    """Validates a time of receipt: an hour that the clocks of Geneva left out is none."""
    day = form["received_on"].data
    if day is None or field.data is None:
        return
    if instant(day, field.data).astimezone(GENEVA).time() != field.data:
        raise validators.ValidationError(
            _("The clocks of Geneva left this hour out on that day; give the time they showed.")
        )


def mail_address() -> validators.Regexp:
    """Something with one @ and no spaces; whether it is reached, the delivery shows."""
    return validators.Regexp(r"^[^@\s]+@[^@\s]+$", message=_("This is not a mail address."))


AnyForm = TypeVar("AnyForm", bound=Form)


def apart(form: AnyForm, suffix: str) -> AnyForm:
    """The form with ids of its own on a page that has several; names stay as they are."""
    for field in form:
        field.id = f"{field.id}-{suffix}"
        field.label.field_id = field.id
    return form


class DraftForm(Form):
    """The letter before its fixed paragraphs, an empty line between paragraphs."""

    version = IntegerField(widget=HiddenField.widget)
    text = TextAreaField(_("Text of the letter"), [needed(_("Write the letter.")), at_most(12000)])
    address = StringField(
        _("Address for letters"),
        [needed(_("Give the address.")), mail_address()],
    )

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs as typed."""
        blocks = (self.text.data or "").replace("\r\n", "\n").split("\n\n")
        return [" ".join(block.split()) for block in blocks if block.strip()]


class DeadlineForm(Form):
    """A deadline: day and time in Geneva."""

    on = DateField(_("Day of the deadline"), [needed(_("Give the day."))])
    at = TimeField(_("Time, Geneva"), [needed(_("Give the time."))])

    @property
    def deadline(self) -> datetime:
        """The instant, in UTC."""
        return instant(self.on.data, self.at.data)


class OpenForm(DeadlineForm):
    """Opening a round; naming the States that were not reached, where there are any."""

    named = BooleanField(_("I open although these States Parties were not reached"))
    seen = HiddenField()

    @property
    def decided(self) -> list[str]:
        """The States Parties that the decision names: those that the page showed."""
        return (self.seen.data or "").split() if self.named.data else []


class CallForm(Form):
    """A call to a mission that the letter did not reach."""

    state = SelectField(_("State"))
    said = TextAreaField(
        _("With whom you spoke, and what was said"),
        [needed(_("Say with whom you spoke, and what was said.")), at_most(2000)],
    )

    def of(self, states: list[tuple[str, str]]) -> CallForm:
        """The form with these States to choose from."""
        self.state.choices = states
        return self


class LengthenForm(DeadlineForm):
    """A later deadline for all States."""

    reason = TextAreaField(_("Reason, told to all States"), [needed(_("Give the reason."))])


class CancelForm(Form):
    """Cancelling the round."""

    reason = TextAreaField(_("Reason, told to all States"), [needed(_("Give the reason."))])


class CertifyForm(Form):
    """The declaration that goes with the certificate."""

    declared = BooleanField(
        _(
            "I declare that every letter received up to the deadline at the registered "
            "addresses has been registered"
        ),
        [needed(_("The certificate needs this declaration."))],
    )


def path_words(path: str) -> str:
    """How the procedure goes on after a round without approval."""
    return {
        Path.SAME_CANDIDATE: _("Consulted: a new round on the same candidate"),
        Path.BACK_TO_PANEL: _("Back to the panel, which names another candidate"),
        Path.REOPENED: _("The panel reopens the shortlist or the vacancy"),
        Path.REFERRED: _("Referred to the Meeting of States Parties"),
        Path.CANDIDATE_LOST: _("The candidate is no longer available: the panel names another"),
    }[Path(path)]


class PathForm(Form):
    """What follows a round without approval."""

    path = RadioField(_("How the procedure goes on"), [needed(_("Choose one path."))])
    reason = TextAreaField(_("What to keep beside it"), [at_most(4000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (Path.SAME_CANDIDATE, Path.BACK_TO_PANEL, Path.REOPENED, Path.REFERRED)
        self.path.choices = [(path.value, path_words(path)) for path in offered]

    def after(self, cancelled: bool, lost: bool) -> PathForm:
        """The form with the paths that may follow this round (S12, S15, T3)."""
        choices = list(self.path.choices)
        if cancelled:
            lost_path = Path.CANDIDATE_LOST
            choices.insert(1, (lost_path.value, path_words(lost_path)))
        self.path.choices = [c for c in choices if not lost or c[0] != Path.SAME_CANDIDATE.value]
        return self


KINDS = (ItemKind.OBJECTION, ItemKind.AMENDMENT, ItemKind.MORE_TIME, ItemKind.STATEMENT,
         ItemKind.SUPPORT)  # fmt: skip


@kept
def kind_words(kind: str) -> str:
    """What a kind of letter is called."""
    return {
        "objection": _("An objection"),
        "amendment": _("An amendment or a condition"),
        "more_time": _("A request for more time"),
        "statement": _("A statement"),
        "support": _("A statement of support"),
        "unclear": _("Unclear"),
        "noted": _("Noted, not in due form"),
        "no_standing": _("No standing"),
        "late": _("Late"),
    }[kind]


@kept
def channel_words(channel: str) -> str:
    """How a letter came."""
    return {
        "application": _("Through the application"),
        "note_verbale": _("Note verbale"),
        "signed_letter": _("Signed letter"),
        "registered_mail": _("Mail from the registered address"),
        "other_mail": _("Mail from another address"),
        "telephone": _("Telephone call"),
    }[channel]


class BreakForm(Form):
    """What a delegation writes on the proposal."""

    said = RadioField(_("Your letter is"), [needed(_("Say what your letter is."))])
    text = TextAreaField(_("Your letter"), [needed(_("Write your letter.")), at_most(8000)])
    reasons = TextAreaField(_("Reasons"), [at_most(8000)])
    name = StringField(_("Your name"), [needed(_("Give your name.")), at_most(200)])
    function = StringField(_("Your function"), [needed(_("Give your function.")), at_most(200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said.choices = [(kind.value, kind_words(kind)) for kind in KINDS]


class NoteForm(Form):
    """The note verbale itself, added to a letter."""

    note = FileField(_("The note verbale"))


class RegisterForm(Form):
    """A letter, note verbale, mail or call that came to the office."""

    channel = SelectField(_("How it came"), [needed(_("Say how it came."))])
    said = SelectField(_("What it is, by its content"), [needed(_("Say what it is."))])
    state = SelectField(_("State that wrote"))
    others = SelectMultipleField(_("Further States of a joint letter"))
    author = StringField(_("Or another author, without standing"), [at_most(200)])
    received_on = DateField(_("Received on, Geneva"), [needed(_("Give the day of receipt."))])
    received_at = TimeField(
        _("Received at, Geneva"),
        [needed(_("Give the time.")), on_the_clocks],
        format=["%H:%M:%S", "%H:%M"],
    )
    evidence = StringField(
        _("Evidence of the receipt"), [needed(_("Say what proves the receipt.")), at_most(400)]
    )
    late_reason = StringField(_("Reason, where more than an hour has passed"), [at_most(400)])
    earlier = BooleanField(_("It names the round before the one that was open"))
    summary = TextAreaField(
        _("What it says"), [needed(_("Write down what it says.")), at_most(8000)]
    )
    document = FileField(_("The letter itself"))

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [
            (c.value, channel_words(c)) for c in Channel if c is not Channel.APPLICATION
        ]
        self.said.choices = [(k.value, kind_words(k)) for k in (*KINDS, ItemKind.UNCLEAR)]
        self.state.choices = [("", _("None of these")), *states]
        self.others.choices = states

    @property
    def states(self) -> tuple[str, ...]:
        """The States that wrote, each once."""
        named = [self.state.data, *(self.others.data or [])]
        return tuple(dict.fromkeys(state for state in named if state))


class SettleForm(Form):
    """The President settles an unclear letter."""

    settled = SelectField(_("It is taken as"), [needed(_("Say what it is taken as."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settled.choices = [("", ""), *((kind.value, kind_words(kind)) for kind in KINDS)]


class DisputeForm(Form):
    """How the review of the certificate ends."""

    end = RadioField(_("How the review ends"), [needed(_("Choose one."))])
    reason = TextAreaField(
        _("Reason, given to the State concerned"), [needed(_("Give the reason."))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.end.choices = [
            ("annul", _("The certificate is annulled: it was received in time")),
            ("reject", _("The receipt is rejected: the certificate stands")),
        ]


class QuestionForm(Form):
    """A question to the President."""

    text = TextAreaField(_("Your question"), [needed(_("Write the question.")), at_most(4000)])


class AnswerForm(Form):
    """The President's answer."""

    text = TextAreaField(_("The answer"), [needed(_("Write the answer.")), at_most(4000)])
    to_all = BooleanField(_("To all delegations, since it concerns all"))


class ContactForm(Form):
    """A registered address of a mission."""

    state = SelectField(_("State"), [needed(_("Choose the State."))])
    mail = StringField(
        _("Address"),
        [needed(_("Give the address.")), mail_address()],
    )
    lang = SelectField(_("Language of its letters, English below"), default=tongues.AUTHENTIC)
    evidence = StringField(
        _("The note that is its evidence"), [needed(_("Name the note.")), at_most(400)]
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = states
        self.lang.choices = list(tongues.names().items())


class EndContactForm(Form):
    """Ending a registered address."""

    contact = SelectField(_("Registered address"), [needed(_("Choose the address."))])
    evidence = StringField(
        _("The note that asks for it"), [needed(_("Name the note.")), at_most(400)]
    )

    def __init__(self, *args: Any, contacts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact.choices = contacts


class CorrectForm(Form):
    """The President corrects a State's affected status (C2)."""

    state = SelectField(_("State"), [needed(_("Choose the State."))])
    affected = SelectField(_("Affected"), [needed(_("Choose the status."))])
    reason = StringField(_("Reason"), [needed(_("Give the reason.")), at_most(400)])

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = states
        self.affected.choices = [
            ("yes", _("affected")),
            ("no", _("not affected")),
            ("unknown", _("unknown")),
        ]


class ReceiptForm(Form):
    """A receipt to be verified: its text, or its file."""

    text = TextAreaField(_("The receipt's text"), [at_most(64 * 1024)])
    file = FileField(_("Or its file"))


class WithdrawalForm(Form):
    """The letter by which a State takes its objection back."""

    channel = SelectField(_("How it came"), [needed(_("Say how it came."))])
    received_on = DateField(_("Received on"), [needed(_("Give the day."))])
    received_at = TimeField(_("At, in Geneva"), [needed(_("Give the time.")), on_the_clocks])
    evidence = StringField(_("Evidence"), [needed(_("Say what proves it.")), at_most(500)])
    summary = TextAreaField(_("What it says"), [needed(_("Say it in words.")), at_most(4000)])
    late_reason = StringField(_("Why it is registered only now"), [at_most(500)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = (Channel.NOTE_VERBALE, Channel.SIGNED_LETTER, Channel.REGISTERED_MAIL)
        self.channel.choices = [(c.value, channel_words(c)) for c in paper]


class AskForm(Form):
    """The President's question on an unclear letter."""

    text = TextAreaField(_("Ask the State"), [needed(_("Write the question.")), at_most(4000)])
