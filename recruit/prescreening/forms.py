"""Forms of the prescreening: shape and limits of input.

The screening's own form is parsed by hand, since it is long and drawn by one template:
each criterion's answer, reason and evidence, and rows of dated periods.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from recruit.core.forms import Form, at_most, needed
from recruit.core.words import _
from recruit.panel.rules.conflicts import Relation, relation_words
from recruit.prescreening.rules.completing import Asked, asked_words
from recruit.prescreening.rules.criteria import CRITERIA, Finding
from recruit.prescreening.rules.experience import Decided, Known, Path, Period, Work
from recruit.prescreening.rules.outcome import PATH
from recruit.prescreening.rules.written import LONGEST, Dated, Said, Written

MOST_PERIODS = 40
_DAY = re.compile(r"(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?")
_MONTH_FIRST = re.compile(
    r"(\d{1,2})[-./](\d{4})"
)  # as papers have it; a day before it is not read
_KNOWN = (Known.YEAR, Known.MONTH, Known.DAY)


@dataclass(slots=True)
class Screening:
    """What was typed on the screening page. errors: where it can't be read, in words.

    rows: the periods as typed, so that a row that can't be read is not lost.
    """

    written: Written
    version: int
    rows: list[dict[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _date(text: str) -> tuple[date, Known] | None:
    month_first = _MONTH_FIRST.fullmatch(text.strip())
    found = _DAY.fullmatch(
        "-".join(reversed(month_first.groups())) if month_first else text.strip()
    )
    if found is None:
        return None
    parts = [int(p) for p in found.groups() if p is not None]
    try:
        day = date(parts[0], *(parts[1:] + [1, 1])[:2])
    except ValueError:
        return None
    return day, _KNOWN[len(parts) - 1]


def _period(row: Mapping[str, str]) -> Period | str:
    first, last = _date(row["first"]), _date(row["last"]) if row["last"] else None
    if first is None or (row["last"] and last is None):
        return _("a day is written 2014, 2014-03 (or 03/2014) or 2014-03-17")
    known = first[1] if last is None else min(first[1], last[1], key=_KNOWN.index)
    try:
        share = int(row["share"] or 100)
    except ValueError:
        return _("the share is a whole number of percent")
    if not 1 <= share <= 100:
        return _("the share of full time is between 1 and 100 percent")
    if last is not None and last[0] < first[0]:
        return _("it ends before it begins")
    decided = None
    if row["decided"] in ("yes", "no"):
        if not row["why"].strip():
            return _("say why it counts or does not count")
        decided = Decided(row["decided"] == "yes", row["why"].strip())
    return Period(
        first[0],
        last[0] if last else None,
        known,
        share,
        Work(row["work"]) if row["work"] in set(Work) else Work.PAID,
        bool(row["m2"]),
        bool(row["m4"]) and bool(row["m2"]),
        decided,
    )


_CELLS = ("what", "first", "last", "share", "work", "m2", "m4", "decided", "why")


def screening(form: Mapping[str, str]) -> Screening:
    """Read the screening page's form; what can't be read is said, and kept as typed."""
    answers = {}
    for criterion in CRITERIA:
        value = form.get(f"{criterion.id}-answer", "")
        answers[criterion.id] = Said(
            Finding(value) if value in set(Finding) else None,
            form.get(f"{criterion.id}-reason", "").strip()[:LONGEST],
            form.get(f"{criterion.id}-evidence", "").strip()[:LONGEST],
        )
    periods: list[Dated] = []
    rows: list[dict[str, str]] = []
    errors: list[str] = []
    for n in range(MOST_PERIODS):
        row = {cell: form.get(f"p{n}-{cell}", "").strip()[:LONGEST] for cell in _CELLS}
        if not (row["first"] or row["last"] or row["what"]):
            continue
        rows.append(row)
        found = _period(row)
        if isinstance(found, str):
            errors.append(_("Period %(n)s: %(why)s.", n=len(rows), why=found))
        else:
            periods.append(Dated(found, row["what"]))
    try:
        version = int(form.get("version", "0"))
    except ValueError:
        version = 0
    path = Path.B if form.get("path") == Path.B else Path.A
    return Screening(Written(answers, tuple(periods), path), version, rows, errors)


class DeclareForm(Form):
    """A screener's declaration of a conflict on a name (A7)."""

    kind = SelectField(_("What relation there is"), choices=[])
    text = TextAreaField(_("In a few words"), [needed(_("Say it in a few words.")), at_most(1000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [
            (r.value, relation_words(r)) for r in Relation if r is not Relation.NONE
        ]


class AskForm(Form):
    """What a candidate is asked for after the close (A11, A12)."""

    kind = SelectField(_("What is asked for"), choices=[])
    what = StringField(
        _("Which page of which document, or which certificate"),
        [needed(_("Say which.")), at_most(300)],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [(k.value, asked_words(k)) for k in Asked]


class FindingForm(Form):
    """The decision on a screener's declaration."""

    conflict = RadioField(
        _("Decision"),
        choices=[],
        validators=[needed(_("Decide."))],
    )
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(1000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.conflict.choices = [
            ("yes", _("A conflict: the file goes to others")),
            ("no", _("No conflict")),
        ]


class EvenlyForm(Form):
    """Who screens; every open place is given to them evenly."""

    persons = SelectMultipleField(_("Screeners"), choices=[])


class HandOverForm(Form):
    """Everything that somebody has not locked, to others (A10)."""

    leaving = SelectField(_("Whose files"), choices=[])
    persons = SelectMultipleField(_("To whom"), choices=[])
    reason = StringField(
        _("Reason, for example leave"), [needed(_("Give the reason.")), at_most(500)]
    )


class AssignForm(Form):
    """One place on one file, or another person for it."""

    person = SelectField(_("Screener"), choices=[])
    reason = StringField(_("Reason, where somebody else had it"), [at_most(500)])
    outside_line = BooleanField(_("I declare: this person is outside the applicant's line"))


class CirculateForm(Form):
    """What changed since the last version."""

    why = TextAreaField(_("What changed since the last version"), [at_most(1000)])


class InstructForm(Form):
    """A written instruction."""

    text = TextAreaField(_("Instruction"), [needed(_("Write the instruction.")), at_most(4000)])


class MotionForm(Form):
    """What all decisions of a meeting have: which meeting, by consensus or by name, why."""

    meeting = SelectField(
        _("Meeting in which it was decided"),
        choices=[],
        validate_choice=False,
        validators=[needed(_("Name the meeting. Open one on the page of meetings."))],
    )
    accepted = RadioField(
        _("Decision"), choices=[], validators=[needed(_("Say what was decided."))]
    )
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(2000)])

    def __init__(
        self,
        *args: Any,
        meetings: Sequence[tuple[str, str]] = (),
        words: tuple[str, str] = ("", ""),
        **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self.meeting.choices = list(meetings)
        self.accepted.choices = [
            ("yes", words[0] or _("Accepted")),
            ("no", words[1] or _("Not accepted")),
        ]


class MoveForm(Form):
    """A member's motion to ask for the applications."""

    kind = SelectField(_("What is asked for"), choices=[])
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(2000)])
    references = StringField(_("References, where not all files are asked for"), [at_most(500)])

    def __init__(self, *args: Any, files: bool = False, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [
            ("list", _("the list of all applications: names, references, outcome")),
            *([("files", _("files of applications on that list"))] if files else []),
        ]


class SpeakForm(Form):
    """A second of a request, or an objection with its reason."""

    objects = RadioField(_("You"), choices=[], validators=[needed(_("Choose one."))])
    reason = TextAreaField(_("Reason, for an objection"), [at_most(1000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.objects.choices = [("no", _("second it")), ("yes", _("object"))]


class RecallForm(Form):
    """Withdrawing a document with a reason (A9). candidate: whose documents are shown."""

    candidate = HiddenField()
    document = SelectField(_("Document"), choices=[])
    reason = TextAreaField(
        _("Reason for the withdrawal"), [needed(_("Say why it is withdrawn.")), at_most(1000)]
    )


class AnswerForm(Form):
    """GICHD's answer; the documents withheld are drawn and read by hand."""

    note = TextAreaField(_("Note to the panel"), [at_most(2000)])


@dataclass(frozen=True, slots=True)
class Settling:
    """What was typed to settle differences: by criterion (or PATH) value, path and note."""

    values: dict[str, tuple[str, str, str]]


def settling(form: Mapping[str, str], differences: Sequence[str]) -> Settling:
    """Read the settling page's form."""
    return Settling(
        {
            d: (
                form.get(f"{d}-value", ""),
                form.get(f"{d}-path", "") if d in ("M1", PATH) else "",
                form.get(f"{d}-note", "").strip()[:LONGEST],
            )
            for d in differences
        }
    )
