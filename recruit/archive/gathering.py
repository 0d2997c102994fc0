"""What an archive holds, read for one reader: plain values and files, nothing written yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity, Log, Reader, label
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.applications import queries as named
from recruit.appointment.queries import contract
from recruit.approval.queries import items, receipts
from recruit.approval.queries import rounds as approval
from recruit.approval.rules.round import RoundState
from recruit.archive import memory
from recruit.archive.rules.annex import Line, annex
from recruit.archive.rules.contents import Content, Part, contents, extract, names_last, whole_entry
from recruit.core import times
from recruit.core.log_tables import core_checkpoint, core_entry
from recruit.procedure import queries as procedure
from recruit.procedure.queries import ProcedureView
from recruit.procedure.rules.milestones import Milestone
from recruit.report import layout
from recruit.report.operations import release
from recruit.report.queries import edition, reports

_e, _c = core_entry.c, core_checkpoint.c
_a = applications.Candidate.__table__  # type: ignore[attr-defined]
_who = accounts.Person.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_NOTES = (
    select(_c.log_id, _c.size, _c.note)
    .where(_c.log_id.in_(bindparam("origins", expanding=True)))
    .order_by(_c.log_id, _c.size)
)
_ENTRIES = (
    select(_e.seq, _e.leaf, _e.body, _e.filler)
    .where(_e.log_id == bindparam("origin"), _e.seq < bindparam("size"))
    .order_by(_e.seq)
)
_CANDIDATES = (
    select(_a.c.id, _a.c.reference, _a.c.received_at)
    .where(_a.c.procedure_id == bindparam("procedure"))
    .order_by(_a.c.reference)
)


_PEOPLE = (
    select(_who.c.id, _who.c.name)
    .select_from(_who.join(_g, _g.c.person_id == _who.c.id))
    .where(
        or_(
            _g.c.procedure_id == bindparam("procedure"),
            _g.c.capacity == Capacity.ADMINISTRATOR.value,
        )
    )
    .distinct()
)


@dataclass(slots=True)
class _Words:
    """How an act of the record is said; a later room gives the words."""

    said: Callable[[str], str] = str


_words = _Words()


def speak(said: Callable[[str], str]) -> None:
    """Say the acts of the record so; called once when the application is wired."""
    _words.said = said


@dataclass(frozen=True, slots=True)
class Kept:
    """A log as the archive holds it, up to its latest checkpoint.

    leaves: all its leaf hashes. bodies: the exact bytes by place, of those entries alone of
    which the reader may know everything.
    """

    origin: str
    notes: tuple[str, ...]
    leaves: tuple[bytes, ...]
    bodies: dict[int, bytes]


@dataclass(slots=True)
class Gathered:
    """All that one archive holds, and what of it is left out and why."""

    reader: Reader
    about: ProcedureView
    as_of: datetime
    ended_at: datetime
    contents: tuple[Content, ...]
    outcome: list[str] = field(default_factory=list)
    windows: list[list[str]] = field(default_factory=list)
    annex: tuple[Line, ...] = ()
    letters: list[dict[str, Any]] = field(default_factory=list)
    written: list[list[str]] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    report: dict[str, Any] | None = None
    editions: list[edition.Kept] = field(default_factory=list)
    applications: list[list[str]] = field(default_factory=list)
    memory: memory.Remembered | None = None
    entries: list[list[str]] = field(default_factory=list)
    logs: list[Kept] = field(default_factory=list)

    def holds(self, part: Part) -> bool:
        """Whether this part goes in."""
        return any(c.given for c in self.contents if c.part is part)


def plan(
    connection: Connection,
    about: ProcedureView,
    reader: Reader,
    ended_at: datetime,
    as_of: datetime,
) -> tuple[Content, ...]:
    """What this reader's archive of this date would hold."""
    stands = edition.standing(connection, about.id).confirmed_at is not None
    return contents(reader.capacity, about.settings, ended_at, as_of, edition=stands)


def gather(
    connection: Connection,
    reader: Reader,
    about: ProcedureView,
    milestones: list[Milestone],
    ended_at: datetime,
    as_of: datetime,
    now: datetime,
) -> Gathered:
    """Read every part that this reader's archive of this date holds; now is the present."""
    parts = plan(connection, about, reader, ended_at, max(as_of, now))
    found = Gathered(reader, about, as_of, ended_at, parts)
    own = procedure.for_audiences(milestones, reader.audiences)
    views = [
        view
        for id_, _number, _at in approval.numbers(connection, about.id)
        if (view := approval.one(connection, id_)) is not None
    ]
    if found.holds(Part.OUTCOME):
        found.outcome = _outcome(connection, about, as_of)
    if found.holds(Part.CALENDAR):
        found.windows = _windows(connection, about)
    if found.holds(Part.ANNEX):
        found.annex = annex(own, as_of)
    if found.holds(Part.PROPOSAL):
        named_yet = max(as_of, now) < names_last(about.settings, ended_at)
        found.letters = [_letter(connection, view, as_of, named_yet) for view in views]
    for view in views:
        if found.holds(Part.LETTERS):
            found.written += [_item(view, item) for item in items.all_items(connection, view)]
        elif found.holds(Part.OWN_LETTERS) and reader.state_id:
            for item in items.own(connection, view, reader.state_id):
                found.written.append(_item(view, item))
                text = receipts.own(connection, view, item.receipt, reader.state_id, as_of)
                if text:
                    found.receipts[item.receipt] = text
    if found.holds(Part.REPORT):
        open_to = {r.id for r in release.may_read_all(connection, reader, milestones)}
        found.editions = edition.kept(connection, about.id, open_to)
        if not found.editions:
            found.report = _report(connection, reader, milestones, views, as_of)
    if found.holds(Part.APPLICATIONS):
        found.applications = _applications(connection, about.id)
    if found.holds(Part.MEMORY):
        found.memory = memory.of(connection, about.id, reader, as_of)
    _record(connection, found, [view.id for view in views])
    return found


def _outcome(connection: Connection, about: ProcedureView, as_of: datetime) -> list[str]:
    shown = contract.published(connection, about.id)
    closing = contract.closing(connection, about.id)
    said = []
    if shown is not None:
        said.append(f"{shown.name} is appointed {shown.position}.")
    term = contract.contract(connection, about.id) if shown is not None else None
    if term is not None:
        said.append(
            f"The term runs from {times.day(term.first_day)} to {times.day(term.last_day)}."
        )
    if closing is not None and not closing.result:
        said.append("The recruitment was closed without a designation.")
    return said


def _windows(connection: Connection, about: ProcedureView) -> list[list[str]]:
    rows = []
    for w in procedure.windows(connection, about.id):
        first, last = w.amended_first or w.first, w.amended_last or w.last
        rows.append([w.para, w.what, *(times.day(d) if d else "" for d in (first, last))])
    return rows


def _letter(
    connection: Connection, view: approval.RoundView, as_of: datetime, named_yet: bool
) -> dict[str, Any]:
    """A round's letter; by reference where the candidate was not appointed and D3's time is up."""
    found = view.state(as_of)
    said: dict[str, Any] = {
        "number": view.number,
        "reference": view.reference,
        "state": found.value.replace("_", " "),
        "deadline": times.moment(view.deadline(as_of), seconds=True),
        "subject": "",
        "paragraphs": [],
    }
    content = approval.content(view)
    if content is None:
        return said
    said["subject"] = content.letter["subject"]
    paragraphs = [str(p) for p in content.letter["paragraphs"]]
    if found is not RoundState.CERTIFIED and not named_yet:
        known = named.named(connection, view.procedure_id, [view.candidate_id])
        reference = known[view.candidate_id].reference if known else ""
        paragraphs = [
            p.replace(content.name, reference) for p in paragraphs if p != content.biography
        ]
    said["paragraphs"] = paragraphs
    return said


def _item(view: approval.RoundView, item: items.ItemView) -> list[str]:
    return [
        view.reference,
        item.receipt,
        item.state or item.author,
        item.kind,
        item.channel,
        times.moment(item.received_at, seconds=True),
        item.settled_as,
        item.words.get("text", ""),
        item.words.get("reasons", ""),
    ]


def _report(
    connection: Connection,
    reader: Reader,
    milestones: list[Milestone],
    views: list[approval.RoundView],
    as_of: datetime,
) -> dict[str, Any] | None:
    lodged = release.may_read(connection, reader, milestones)
    if lodged is None or lodged.lodged_at is None:
        return None
    canonical = reports.canonical(connection, reader.procedure_id, lodged.id)
    if canonical is None:
        return None
    appointed = [v.candidate_id for v in views if v.state(as_of) is RoundState.CERTIFIED]
    known = named.named(connection, reader.procedure_id, appointed)
    reference = known[appointed[-1]].reference if known else ""
    sheet = layout.report(
        extract(json.loads(canonical), reference), lodged.content_hash, "", lodged.lodged_at
    )
    sheet["lead"] = [
        *sheet["lead"],
        "An extract for the archive: lines about candidates who were not appointed and separate "
        "opinions are left out, and names in texts give way to references. The SHA-256 is that "
        "of the whole report.",
    ]
    return sheet


def _applications(connection: Connection, procedure_id: str) -> list[list[str]]:
    rows = connection.execute(_CANDIDATES, {"procedure": procedure_id}).all()
    known: Mapping[str, Any] = named.named(connection, procedure_id, [row.id for row in rows])
    return [
        [row.reference, known[row.id].name or "", times.moment(row.received_at)]
        for row in rows
        if row.id in known
    ]


def _record(connection: Connection, found: Gathered, rounds: list[str]) -> None:
    about, whole = found.about, found.holds(Part.ENTRIES)
    logs = [(Log.PROCEDURE, f"procedure/{about.id}")]
    logs += [(Log.ROUND, f"round/{id_}") for id_ in rounds]
    if whole:
        logs.append((Log.PANEL, f"panel/{about.id}"))
    rows = connection.execute(_NOTES, {"origins": [origin for _kind, origin in logs]}).all()
    names = {row.id: row.name for row in connection.execute(_PEOPLE, {"procedure": about.id})}
    for kind, origin in logs:
        notes = {row.size: row.note for row in rows if row.log_id == origin}
        size = max(notes, default=0)
        leaves, bodies = [], {}
        for row in connection.execute(_ENTRIES, {"origin": origin, "size": size}):
            leaves.append(row.leaf)
            if not whole or row.filler:
                continue
            entry = json.loads(row.body)
            everything = whole_entry(kind, entry["act"])
            cells = [origin.split("/")[0], entry["at"], _words.said(entry["act"]), "", "", ""]
            if everything:
                cells[3:] = _by(entry, names)
            found.entries.append(cells)
            if everything:
                bodies[row.seq] = row.body
        found.logs.append(Kept(origin, tuple(notes.values()), tuple(leaves), bodies))


def _by(entry: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Capacity, person and reference of an entry, in words; no person: done by itself."""
    capacity = label(Capacity(entry["capacity"])) if entry["capacity"] else ""
    return [capacity, names.get(entry["actor"] or "", ""), entry["ref"] or ""]
