"""Forms of the panel: shape and limits of input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)

from recruit.core.forms import DateField, DateTimeLocalField, Form, at_most, mail_address, needed
from recruit.core.words import _
from recruit.panel.queries.meetings import MeetingView
from recruit.panel.queries.seats import Seat
from recruit.panel.rules.conflicts import Relation, relation_words
from recruit.panel.rules.serving import LOCKS, Duty, duty_words


def genders() -> list[tuple[str, str]]:
    """What can be given as gender, for the balance alone (C2)."""
    return [("", _("Not given")), ("woman", _("Woman")), ("man", _("Man"))]


def _or_empty(value: Any) -> str:
    return str(value or "")


def _mail() -> list[Any]:
    return [needed(_("Give the mail address.")), mail_address()]


class InterestForm(Form):
    """A State's interest in serving, with the person offered."""

    name = StringField(
        _("Name of the person offered"), [needed(_("Name the person.")), at_most(160)]
    )
    function = StringField(_("Function"), [at_most(200)])
    mail = EmailField(_("Mail address"), _mail())
    gender = SelectField(_("Gender"), choices=genders, coerce=_or_empty, default="")


class LetterForm(InterestForm):
    """Interest that came by letter, registered by the office."""

    state = SelectField(_("State"), [needed(_("Choose the State."))], choices=[])
    evidence = StringField(
        _("The letter: number, date, signature"),
        [needed(_("Say by which letter it came.")), at_most(500)],
    )


class NameForm(Form):
    """Naming somebody to a place: by an expression of interest, or of a Committee State."""

    place = HiddenField(validators=[needed(_("Choose the place."))])
    choice = RadioField(_("State and person"), choices=[], validate_choice=False)
    name = StringField(_("Name"), [at_most(160)])
    function = StringField(_("Function"), [at_most(200)])
    mail = EmailField(
        _("Mail address"),
        [validators.Optional(), mail_address()],
    )
    gender = SelectField(
        _("Gender, if the person gave it"), choices=genders, coerce=_or_empty, default=""
    )
    reason = TextAreaField(_("Reason for this composition"), [at_most(2000)])


class GenderForm(Form):
    """What the President gives for the balance."""

    gender = SelectField(
        _("Your own gender, if you like"), choices=genders, coerce=_or_empty, default=""
    )


class ReasonForm(Form):
    """The written reason for an imbalance, where there is one."""

    reason = TextAreaField(_("Reason for this composition"), [at_most(2000)])


class AnswerForm(Form):
    """The answer to an invitation."""

    answer = RadioField(
        _("Your answer"),
        [validators.InputRequired(_("Accept or decline."))],
        choices=lambda: [("accept", _("I accept")), ("decline", _("I decline"))],
    )
    gender = SelectField(
        _("Your gender, if you like"), choices=genders, coerce=_or_empty, default=""
    )


def kinds() -> list[tuple[str, str]]:
    """The kinds that are declared (C5), and the line that has to be left."""
    return [("", _("Choose")), *((r.value, relation_words(r)) for r in Relation)]


class SaidForm(Form):
    """What is declared on one name."""

    candidate = HiddenField()
    kind = SelectField(
        _("Relation"),
        [needed(_("Choose what applies, 'none' too."))],
        choices=kinds,
        coerce=_or_empty,
        default="",
    )
    text = TextAreaField(_("In a few words"), [at_most(2000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """C5 asks a text of every kind but 'none'."""
        good = bool(super().validate(extra_validators))
        if self.kind.data not in ("", None, Relation.NONE.value) and not self.text.data:
            self.text.errors = [*self.text.errors, _("Say what relation there is.")]
            return False
        return good


AT_ONCE = 2000
"""Names on one page of declarations; of a longer list the others follow once these are saved."""


class DeclareForm(Form):
    """All names on one page, saved in one act (C4)."""

    names = FieldList(FormField(SaidForm), max_entries=AT_ONCE)


class AgainForm(Form):
    """Has anything changed? (C4)."""

    answer = RadioField(
        _("Has anything changed since you declared?"),
        [validators.InputRequired(_("Answer the question."))],
        choices=lambda: [
            ("no", _("Nothing has changed")),
            ("yes", _("Something has changed: I declare anew")),
        ],
    )


class DecideForm(Form):
    """A decision on a declaration, always with a reason (C6)."""

    found = RadioField(
        _("Decision"),
        [validators.InputRequired(_("Decide."))],
        choices=lambda: [("no", _("No conflict")), ("yes", _("A conflict of interest"))],
    )
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(2000)])


class DayForm(Form):
    """The day on which all are asked again."""

    day = DateField(_("Day, Geneva"), [needed(_("Give the day."))])


class SeatForm(Form):
    """Who takes the vacant seat."""

    surrogate = RadioField(
        _("Surrogate"),
        [validators.InputRequired(_("Choose a surrogate."))],
        choices=[],
        validate_choice=False,
    )
    reason = TextAreaField(
        _("Reason, where the order is passed over or the balance is left"), [at_most(2000)]
    )


class StandDownForm(Form):
    """Standing down; no reason is asked."""

    sure = RadioField(
        _("Do you stand down for the rest of the procedure?"),
        [validators.InputRequired(_("Choose."))],
        choices=lambda: [("yes", _("Yes, I stand down"))],
    )


class PreventedForm(Form):
    """The Chair reports being prevented."""

    sure = BooleanField(
        _("I cannot exercise the chair for the time being"),
        [needed(_("Tick that you cannot exercise the chair now."))],
    )


class ChairVoteForm(Form):
    """A vote for the acting Chair."""

    choice = RadioField(_("Your vote"), [validators.InputRequired(_("Choose somebody."))])


def _duties(*duties: Duty) -> list[tuple[str, str]]:
    return [(d.value, duty_words(d)) for d in duties]


class StandingDownForm(Form):
    """A motion that somebody seated stands down (R23)."""

    seat = SelectField(_("Who"), [needed(_("Choose who."))], choices=[])
    what = SelectField(_("Why"), [needed(_("Choose why."))], choices=[])
    since = DateField(
        _("Last reached on, where not reached"), [validators.Optional()], default=None
    )
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(4000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Not reached since when is asked where that is why."""
        good = bool(super().validate(extra_validators))
        if self.what.data == "unreached" and self.since.data is None:
            self.since.errors = [*self.since.errors, _("Give the day.")]
            return False
        return good


class AgreeForm(Form):
    """A vote on whether somebody stands down."""

    vote = RadioField(
        _("Your vote"),
        [validators.InputRequired(_("Choose."))],
        choices=lambda: [("yes", _("Stands down")), ("no", _("Serves on"))],
    )


class ReminderForm(Form):
    """The Chair's written reminder."""

    what = SelectField(
        _("Of what"),
        choices=lambda: _duties(*(d for d in Duty if d is not Duty.ACT)),
    )
    seat = SelectField(_("To whom"), choices=[])
    text = TextAreaField(_("In your words"), [at_most(4000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Whom is asked where not everybody is reminded in the same words."""
        good = bool(super().validate(extra_validators))
        if self.what.data not in LOCKS and not self.seat.data:
            said = _("Only a reminder to lock goes to everybody. Choose the member.")
            self.seat.errors = [*self.seat.errors, said]
            return False
        return good


class AskChairForm(Form):
    """What a member asks of the Chair."""

    what = SelectField(
        _("For what"), choices=lambda: _duties(Duty.ACT, *(d for d in Duty if d is not Duty.ACT))
    )
    text = TextAreaField(_("In your words"), [at_most(4000)])


class AnswerAskedForm(Form):
    """The Chair's answer beside what two members asked."""

    text = TextAreaField(_("Your answer"), [needed(_("Write your answer.")), at_most(4000)])


class FurtherForm(Form):
    """A further surrogate, named by the Chair (C9)."""

    state = SelectField(_("State"), [needed(_("Choose the State."))], choices=[])
    name = StringField(_("Name"), [needed(_("Name the person.")), at_most(160)])
    function = StringField(_("Function"), [at_most(200)])
    mail = EmailField(_("Mail address"), _mail())


class DestroyedForm(Form):
    """That no copy is left with who held a seat (C13)."""

    sure = BooleanField(
        _("I have destroyed every copy that I made: on paper, on my devices, in my mail"),
        [needed(_("Tick that no copy is left with you."))],
    )


class MeetingForm(Form):
    """A meeting that the Chair opens."""

    title = StringField(_("What the meeting is about"), [needed(_("Name it.")), at_most(200)])
    held = DateTimeLocalField(
        _("Day and time, Geneva"),
        [needed(_("Give day and time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    present = SelectMultipleField(_("Present"), choices=[], validate_choice=False)
    recused = SelectMultipleField(_("Recused"), choices=[], validate_choice=False)


class MinutesForm(Form):
    """The minutes, laid before those present."""

    minutes = TextAreaField(_("Minutes"), [needed(_("Write the minutes first.")), at_most(20000)])


class DissentForm(Form):
    """A dissent from a consensus."""

    reason = TextAreaField(_("Your reason"), [needed(_("Give your reason.")), at_most(4000)])


def choices_of_vote() -> list[tuple[str, str]]:
    """What can be voted on a motion; empty: not present or not voting."""
    return [
        ("", _("Not voting")),
        ("yes", _("For")),
        ("no", _("Against")),
        ("abstained", _("Abstains")),
    ]


class VoteForm(Form):
    """One member's vote by name."""

    grant = HiddenField()
    choice = SelectField(_("Vote"), choices=choices_of_vote, coerce=_or_empty, default="")


class DecisionFields(Form):
    """How the panel decided (C10): mix into the forms of decisions of other rooms.

    Call ``offer`` before validating and drawing; then ``meeting.data`` names the meeting
    and ``given()`` is what panel.operations.meetings.decide takes as votes. The template
    ``panel/_decision.html`` draws it: ``{{ decision.fields(form) }}``.
    """

    meeting = SelectField(
        _("Decided in the meeting"), [needed(_("Choose the meeting."))], choices=[]
    )
    how = RadioField(
        _("How it was decided"),
        [validators.InputRequired(_("Say how it was decided."))],
        choices=lambda: [("consensus", _("By consensus")), ("vote", _("By votes, by name"))],
        default="consensus",
    )
    votes = FieldList(FormField(VoteForm), max_entries=9)

    def offer(self, meetings: Sequence[MeetingView], living: Sequence[Seat]) -> None:
        """Fill the meetings and a line of votes for each who sits."""
        self.meeting.choices = [
            (m.id, _("Meeting %(n)s, %(title)s", n=m.number, title=m.title)) for m in meetings
        ]
        if len(self.votes) == 0:
            for seat in living:
                self.votes.append_entry({"grant": seat.grant_id})
        names = {s.grant_id: s.name for s in living}
        for entry in self.votes:
            entry.form.choice.label.text = names.get(entry.form.grant.data, "")

    def given(self) -> dict[str, str] | None:
        """The votes by grant; None by consensus."""
        if self.how.data != "vote":
            return None
        return {
            entry.form.grant.data: entry.form.choice.data
            for entry in self.votes
            if entry.form.choice.data
        }


class BallotForm(Form):
    """A ballot by name on a motion, recorded on the meeting's page."""

    text = TextAreaField(_("The motion"), [at_most(4000)])
    reason = TextAreaField(_("Reasons given"), [at_most(4000)])
    motion = HiddenField()
    votes = FieldList(FormField(VoteForm), max_entries=9)
