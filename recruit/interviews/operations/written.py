"""Scores drafted on a sheet without network: made, read again, merged into the drafts (W7).

One sheet for all invited candidates, by reference alone, no name. It never locks, and a score
is taken only once the Chair has started the interview (R4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.core import db, keys, plain_sheet, vault
from recruit.core.errors import Refusal
from recruit.core.plain_sheet import Form, Line, Merged, refuse
from recruit.core.words import _, english
from recruit.documents import odt_sheet
from recruit.interviews.operations import sheets as operations
from recruit.interviews.queries import sheets
from recruit.interviews.rules.scores import NOT_OBSERVED, Mark
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.queries import papers

KIND = "scores"
NOTHING_SEEN = "not observed"
_FIGURES = tuple(map(str, range(1, 6)))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sheet rests on: the run, the recruitment's name, the profile's version and
    entries, and where its author stands with each candidate."""

    run: int
    name: str
    profile_id: str
    entries: tuple[sheets.Entry, ...]
    own: dict[str, sheets.Scoring]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an upload: how many fields were taken, and in words what was left."""

    fields: int
    left: tuple[str, ...]


def whose(reader: Reader) -> str:
    """What stands on a sheet for its author: told to nobody by it."""
    return vault.fingerprint(keys.panel_key(reader.procedure_id), f"sheet|{reader.grant_id}")[:16]


def _ground(connection: Connection, reader: Reader) -> Ground:
    procedure_id = reader.procedure_id
    run = current_run(procedure.milestones(connection, procedure_id))
    profile = papers.profile_in_force(connection, procedure_id, run)
    found = procedure.by_id(connection, procedure_id)
    if profile is None or found is None:
        raise Refusal(
            "R4", "para. 54(d), reading R4", _("The profile is not adopted; there is no sheet yet.")
        )
    own = sheets.own(connection, procedure_id, run, reader.person_id, reader.grant_id)
    if any(one.undecided for one in own):
        raise Refusal(
            "C5",
            "para. 53(b), reading C5",
            _("A declaration of yours is not decided yet; until then you do not score."),
        )
    return Ground(
        run,
        found.name,
        profile.id,
        sheets.entries(profile.content),
        {one.reference: one for one in own if not one.withdrawn},
    )


def _values(procedure_id: str, ground: Ground) -> dict[tuple[str, str], str]:
    values: dict[tuple[str, str], str] = {}
    for reference, one in ground.own.items():
        said = sheets.said_in(procedure_id, one.candidate_id, one.sheet_id, one.sealed) or {}
        marks, notes = sheets.parted(said)
        for n, entry in enumerate(ground.entries, start=1):
            if entry.id in marks:
                mark = marks[entry.id]
                values[reference, f"score {n}"] = (
                    str(mark) if isinstance(mark, int) else NOTHING_SEEN
                )
            if notes.get(entry.id):
                values[reference, f"note {n}"] = notes[entry.id]
    return values


def _drafts(ground: Ground) -> str:
    """The versions of all drafts as one word: another one where any was saved since."""
    return ".".join(str(one.version) for _ref, one in sorted(ground.own.items()))


@english
def form(reader: Reader) -> Form:
    """The sheet with one's own drafts as they are saved. Raises Refusal (R4)."""
    with db.reading() as connection:
        ground = _ground(connection, reader)
    values = _values(reader.procedure_id, ground)
    about = [
        _("Your scores of the interviews, to fill in where there is no network."),
        _(
            "1 unsatisfactory, 2 partially satisfactory, 3 satisfactory, 4 very good, "
            "5 outstanding."
        ),
        _("Or the words: not observed. Leave empty what you do not know yet."),
        _("By reference alone. Uploaded, it is a draft: nothing is locked by it."),
        *(f"{n}: {entry.name}" for n, entry in enumerate(ground.entries, start=1)),
    ]
    head = {
        "sheet": KIND,
        "procedure": ground.name,
        "run": str(ground.run),
        "for": whose(reader),
        "version": ground.profile_id,
        "draft": _drafts(ground),
    }
    parts = [
        (
            reference,
            [
                line
                for n, entry in enumerate(ground.entries, start=1)
                for line in (
                    Line(f"score {n}", entry.name, values.get((reference, f"score {n}"), "")),
                    Line(f"note {n}", "", values.get((reference, f"note {n}"), "")),
                )
            ],
        )
        for reference, one in sorted(ground.own.items())
        if one.locked_at is None
    ]
    return Form(_("Scores of the interviews"), about, head, parts)


def make(reader: Reader) -> bytes:
    """The sheet as plain text. Raises Refusal as ``form`` does."""
    return plain_sheet.write(form(reader))


def make_odt(reader: Reader) -> bytes:
    """The sheet as an ODT. Raises Refusal as ``form`` does."""
    return odt_sheet.write(form(reader))


def take_over(reader: Reader, content: bytes, *, key: str = "") -> Taken:
    """Merge a filled sheet into one's own drafts, candidate by candidate.

    Raises Refusal (W7) for a sheet of another person, run or version, and for a figure that
    is none. A candidate whose interview has not started, or whose sheet is locked, is left,
    and named.
    """
    with db.reading() as connection:
        ground = _ground(connection, reader)
    numbers = range(1, len(ground.entries) + 1)
    sheet = plain_sheet.read(
        odt_sheet.plain(content), {f"score {n}" for n in numbers} | {f"note {n}" for n in numbers}
    )
    plain_sheet.check(
        sheet,
        kind=KIND,
        procedure=ground.name,
        run=ground.run,
        whose=whose(reader),
        version=ground.profile_id,
    )
    for reference, fields in sheet.parts.items():
        _check(reference, fields, ground)
    merged = plain_sheet.merge(
        _values(reader.procedure_id, ground),
        sheet,
        untouched=sheet.head.get("draft") == _drafts(ground),
    )
    left = [_("%(reference)s, %(field)s", reference=r, field=f) for r, f in merged.left]
    taken = 0
    for reference in sorted({r for r, _field in merged.taken}):
        filled = sum(r == reference for r, _field in merged.taken)
        try:
            _save(reader, ground, merged, reference, key)
        except Refusal as refusal:
            left.append(_("%(reference)s: %(why)s", reference=reference, why=refusal.reason))
        else:
            taken += filled
    return Taken(taken, tuple(left))


def _check(reference: str, fields: Mapping[str, str], ground: Ground) -> None:
    if fields and reference not in ground.own:
        raise refuse(
            _("%(reference)s is not on your list now.", reference=reference),
            _("Take this candidate out of the sheet, then upload it again."),
        )
    for name, value in fields.items():
        if name.startswith("score") and value.lower() not in (*_FIGURES, NOTHING_SEEN):
            raise refuse(
                _(
                    "%(reference)s, %(field)s: '%(value)s' is no whole number from 1 to 5.",
                    reference=reference,
                    field=name,
                    value=value[:40],
                )
            )


def _save(reader: Reader, ground: Ground, merged: Merged, reference: str, key: str) -> None:
    one = ground.own[reference]
    marks: dict[str, Mark] = {}
    notes: dict[str, str] = {}
    for n, entry in enumerate(ground.entries, start=1):
        if score := merged.values.get((reference, f"score {n}")):
            marks[entry.id] = int(score) if score in _FIGURES else NOT_OBSERVED
        if note := merged.values.get((reference, f"note {n}")):
            notes[entry.id] = note
    operations.save(
        reader,
        candidate_id=one.candidate_id,
        marks=marks,
        notes=notes,
        version=one.version,
        key=f"{key}|{one.candidate_id}" if key else "",
    )
