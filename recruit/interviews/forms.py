"""Forms of the interviews: shape and limits of input. Scores are parsed without widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
)
from wtforms.widgets import CheckboxInput, ListWidget

from recruit.core.forms import (
    YEARS,
    DateField,
    DateTimeLocalField,
    Form,
    IntegerField,
    at_most,
    needed,
)
from recruit.core.words import _
from recruit.interviews.rules.needs import LONGEST, LONGEST_READY, Channel, channel_words
from recruit.interviews.rules.scores import NOT_OBSERVED, Agreed, Mark
from recruit.panel.forms import DecisionFields
from recruit.procedure.rules.days import at_geneva, geneva_day

LONGEST_NOTE = 4000  # characters

_MARKS: dict[str, Mark] = {str(n): n for n in range(1, 6)} | {"not_observed": NOT_OBSERVED}


class SlotsForm(Form):
    """The length of every interview of the run, in minutes; the lines are parsed apart."""

    minutes = IntegerField(
        _("Minutes, the same for every candidate"),
        [
            validators.InputRequired(_("Give the length in minutes.")),
            validators.NumberRange(15, 240, _("An interview takes 15 to 240 minutes.")),
        ],
    )


class LayoutForm(Form):
    """How the days are laid out in which times are proposed; hours of Geneva."""

    earliest = TimeField(
        _("Not before, in Geneva"),
        [validators.InputRequired(_("Give a time."))],
        default=time(9, 0),
    )
    latest = TimeField(
        _("Over by, in Geneva"),
        [validators.InputRequired(_("Give a time."))],
        default=time(18, 0),
    )
    pause = IntegerField(
        _("Minutes between two"),
        [
            validators.InputRequired(_("Give minutes.")),
            validators.NumberRange(0, 240, _("0 to 240 minutes.")),
        ],
        default=15,
    )
    most = IntegerField(
        _("At most a day"),
        [
            validators.InputRequired(_("Give a number.")),
            validators.NumberRange(1, 10, _("1 to 10 interviews a day.")),
        ],
        default=3,
    )


class PresentForm(Form):
    """Who is in the room."""

    present = SelectMultipleField(
        _("Present"),
        [needed(_("Tick who is in the room."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class LockForm(Form):
    """Locking is for good, so it is confirmed."""

    sure = BooleanField(
        _("My scores for this candidate are final"),
        [needed(_("Tick that your scores are final; a locked sheet does not change."))],
    )


class ErratumForm(Form):
    """A slip in a locked sheet: at which entry, and what was meant (J6)."""

    entry = SelectField(_("At which entry"))
    text = TextAreaField(_("What was meant"), [needed(_("Say what was meant.")), at_most(2000)])


class BreakForm(Form):
    """An interruption: what happened, what was done, the minutes given back (J12)."""

    what = TextAreaField(_("What happened"), [needed(_("Say what happened.")), at_most(1000)])
    remedy = TextAreaField(
        _("What was done about it"), [needed(_("Say what was done about it.")), at_most(1000)]
    )
    minutes = IntegerField(
        _("Minutes given back"),
        [
            validators.InputRequired(_("Give the minutes, 0 where none were lost.")),
            validators.NumberRange(0, 1440, _("Give whole minutes, at most a day.")),
        ],
    )
    at = StringField(_("Began at, in Geneva, where it was not just now"), [at_most(5)])


class EndForm(Form):
    """The end of an interview."""

    left_out = TextAreaField(_("Why a question was not asked"), [at_most(1000)])
    at = StringField(_("Ended at, in Geneva, where it was not just now"), [at_most(5)])


class MissedForm(Form):
    """That a date was not kept: whose reason it was, and which (J8)."""

    cause = RadioField(
        _("Why it was not kept"),
        [validators.InputRequired(_("Say whose reason it was."))],
        choices=lambda: [
            ("candidate", _("The candidate did not come")),
            ("panel", _("A reason of the panel")),
            ("technical", _("A technical reason")),
        ],
    )
    reason = TextAreaField(
        _("The reason that was given, or what happened"),
        [needed(_("Say what happened, or which reason was given.")), at_most(2000)],
    )


class MissedDecisionForm(DecisionFields, Form):
    """Whether the panel accepts a candidate's reason (J8)."""

    accepted = RadioField(
        _("The panel"),
        [validators.InputRequired(_("Say whether the reason is accepted."))],
        choices=lambda: [("yes", _("accepts the reason")), ("no", _("does not accept it"))],
    )
    reason = TextAreaField(
        _("Why, for the minutes"), [needed(_("Give the reasons.")), at_most(4000)]
    )


class AskNeedsForm(Form):
    """Until when candidates are asked to say what they need (J11)."""

    last_day = DateField(_("Last day for an answer"), [needed(_("Give the last day."))])


class NeedForm(Form):
    """What a candidate answered (J11)."""

    answered_on = DateField(_("Day of the candidate's mail"), [needed(_("Give the day."))])
    channel = RadioField(
        _("Takes part"),
        [validators.InputRequired(_("Say how the candidate takes part."))],
        choices=lambda: [(c.value, channel_words(c.value)) for c in Channel],
    )
    zone = StringField(_("Time zone"), [needed(_("Give the time zone.")), at_most(64)])
    access = TextAreaField(_("Access, aids, company"), [at_most(LONGEST)])
    text = TextAreaField(_("What else the candidate wrote about it"), [at_most(LONGEST)])
    ready = TextAreaField(_("What the room must have ready"), [at_most(LONGEST_READY)])


class BookingForm(Form):
    """What is booked for a principal (W2): for an interview's time, or for another one."""

    slot = SelectField(_("What it is for"), choices=[])
    starts = DateTimeLocalField(
        _("Day and time, Geneva"),
        [validators.Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    minutes = IntegerField(
        _("Minutes"),
        [
            validators.Optional(),
            validators.NumberRange(5, 1440, _("Give whole minutes, at most a day.")),
        ],
        default=60,
    )
    what = StringField(_("What is booked"), [needed(_("Say what is booked.")), at_most(200)])
    place = StringField(_("Where"), [at_most(200)])


class ConsentForm(Form):
    """What the candidate answered on the day of the interview. Both are answered in words: it
    is recorded once, and a box that was not ticked is no refusal."""

    named = RadioField(
        _("Consents to be named to the States Parties, should it be proposed"),
        [validators.InputRequired(_("Say whether the candidate consents to be named."))],
        choices=lambda: [("yes", _("yes")), ("no", _("no"))],
    )
    biography = TextAreaField(_("Short biography for the letter"), [at_most(4000)])
    referees = TextAreaField(_("Referees"), [at_most(2000)])
    ask_referees = RadioField(
        _("Consents to the referees being asked"),
        [validators.InputRequired(_("Say whether the referees may be asked."))],
        choices=lambda: [("yes", _("yes")), ("no", _("no"))],
    )


def sheet_of(
    fields: Mapping[str, str], entries: Sequence[str]
) -> tuple[dict[str, Mark], dict[str, str]]:
    """Marks and notes of a sheet: fields score-<entry> and note-<entry>. What is no mark of
    the scale is left out, so that it is missing rather than wrong."""
    marks = {e: _MARKS[v] for e in entries if (v := fields.get(f"score-{e}", "")) in _MARKS}
    notes = {
        e: text
        for e in entries
        if (text := fields.get(f"note-{e}", "").replace("\r\n", "\n").strip()[:LONGEST_NOTE])
    }
    return marks, notes


def entries_of(fields: Iterable[str]) -> list[str]:
    """The entries that a sheet's fields are of; whether each is of the profile is for the
    operation to say."""
    prefixes = ("score-", "note-")
    return sorted({f.split("-", 1)[1] for f in fields if f.startswith(prefixes)})


def agreed_of(fields: Mapping[str, str], entries: Sequence[str]) -> dict[str, Agreed]:
    """Agreed scores: fields score-<entry> ('' or not_observed: none agreed) and note-<entry>."""
    marks, notes = sheet_of(fields, entries)
    found = {}
    for entry in entries:
        mark = marks.get(entry)
        if mark is not None or entry in notes:
            figure = mark if isinstance(mark, int) else None
            found[entry] = Agreed(figure, notes.get(entry, ""))
    return found


def number_of(fields: Mapping[str, str], name: str = "version") -> int:
    """A whole number that a hidden field carries; 0 where it is none."""
    text = fields.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the schedule as it was typed. at: wall-clock time in Geneva, naive."""

    candidate: str
    at: datetime
    zone: str
    place: str
    hours_agreed: bool


def slot_lines(
    fields: Mapping[str, str], candidates: Sequence[str]
) -> tuple[list[Line], list[str]]:
    """The lines of the schedule that were filled in, and the candidates whose time could not
    be read."""
    lines, bad = [], []
    for candidate in candidates:
        at = fields.get(f"at-{candidate}", "").strip()
        if not at:
            continue
        try:
            when = datetime.fromisoformat(at)
        except ValueError:
            bad.append(candidate)
            continue
        if when.tzinfo is not None or when.year not in YEARS:
            bad.append(candidate)
            continue
        zone = fields.get(f"zone-{candidate}", "").strip()
        place = fields.get(f"place-{candidate}", "").strip()[:300]
        lines.append(Line(candidate, when, zone, place, f"hours-{candidate}" in fields))
    return lines, bad


def time_of_day(text: str, day: datetime) -> datetime | None:
    """A wall-clock time in Geneva ('10:05') on the Geneva day of an aware time.

    None where the text is empty: now. Raises ValueError for what is no time of day, and
    for one that does not exist on that day.
    """
    if not text.strip():
        return None
    return at_geneva(geneva_day(day), time.fromisoformat(text.strip()))
