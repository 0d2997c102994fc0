"""The debrief as one member may see it: nothing of a candidate before the own lock (R15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.core import keys
from recruit.interviews.queries import results, sheets
from recruit.interviews.rules.scores import SPREAD, Figures, Sheet, debrief_open, figures
from recruit.interviews.rules.totals import Place, Verdict, ranking
from recruit.panel.queries import seats


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in the debrief, as far as this member may see.

    state: 'own' (the own lock is missing: nothing else is said), 'waiting' (missing: the
    seats that have not locked), 'open' or 'closed'. figures and marks are empty before
    'open'; marks: seat -> entry -> score, None for not observed; errata: (seat, what its
    author says of a locked score); agreed: entry -> line.
    """

    candidate_id: str
    reference: str
    name: str | None
    state: str
    missing: tuple[int, ...] = ()
    figures: tuple[Figures, ...] = ()
    marks: tuple[tuple[int, str, dict[str, tuple[int | None, str]]], ...] = ()
    errata: tuple[tuple[int, sheets.Mended], ...] = ()
    agreed: results.Lines | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Debrief:
    """All of it. places and verdicts only after the last debrief is closed. chairs: this
    person exercises the chair too, so the page links to the Chair's own."""

    entries: tuple[sheets.Entry, ...]
    lines: tuple[Line, ...]
    ended: bool
    places: tuple[Place, ...]
    verdicts: dict[str, Verdict]
    chairs: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a debrief is opened from, sealed as it is kept; equal where nothing changed.

    own: the reader's grant. chairs as in ``Debrief``.
    """

    procedure_id: str
    run: int
    own: str
    held: tuple[results.Held, ...]
    locks: tuple[sheets.Lock, ...]
    members: tuple[seats.Seat, ...]
    entries: tuple[sheets.Entry, ...]
    ended: bool
    chairs: bool


def asked(connection: Connection, reader: Reader, run: int) -> Asked:
    """The debrief for this seated member, not opened yet."""
    procedure_id = reader.procedure_id
    every = results.held(connection, procedure_id, run)
    occupants = seats.occupants(connection, procedure_id)
    return Asked(
        procedure_id,
        run,
        reader.grant_id,
        tuple(h for h in every if not h.withdrawn),
        tuple(sheets.locks(connection, procedure_id, run)),
        tuple(occupants["member"]),
        sheets.profile_entries(connection, procedure_id, run),
        results.ended(connection, procedure_id, run, every),
        any(c.person_id == reader.person_id for c in occupants["chair"]),
    )


def debrief(of: Asked) -> Debrief:
    """The debrief opened; frozen, with exactly what the page shows."""
    procedure_id, held = of.procedure_id, list(of.held)
    keys.ring().get_all(  # all that open this page, found with one look
        [
            keys.panel_key(procedure_id),
            *(keys.judgement_key(h.candidate_id, procedure_id) for h in held),
            *(keys.file_key(h.candidate_id, procedure_id) for h in held),
        ]
    )
    by: dict[str, list[sheets.Lock]] = defaultdict(list)
    for lock in of.locks:
        by[lock.candidate_id].append(lock)
    verdicts = results.judged(procedure_id, held, of.entries) if of.ended else {}
    reference = {h.candidate_id: h.reference for h in held}
    names = results.names(procedure_id, held)
    totals = {reference[c]: v.total for c, v in verdicts.items()}
    return Debrief(
        of.entries,
        tuple(replace(_line(of, h, by[h.candidate_id]), name=names[h.candidate_id]) for h in held),
        of.ended,
        tuple(ranking(totals)),
        {reference[c]: v for c, v in verdicts.items()},
        of.chairs,
    )


def _line(of: Asked, one: results.Held, locked: list[sheets.Lock]) -> Line:
    procedure_id, members = of.procedure_id, of.members
    grants = frozenset(k.grant_id for k in locked)
    living = frozenset(m.grant_id for m in members)
    if of.own not in grants:
        return Line(one.candidate_id, one.reference, None, "own")
    if not debrief_open(grants, living):
        missing = tuple(m.seat for m in members if m.grant_id not in grants)
        return Line(one.candidate_id, one.reference, None, "waiting", missing)
    opened = {k.grant_id: sheets.opened(procedure_id, of.run, k) for k in locked}
    counting = [s for s in opened.values() if s is not None]
    return Line(
        one.candidate_id,
        one.reference,
        None,
        "closed" if one.closed_at else "open",
        (),
        tuple(figures(counting, e.id) for e in of.entries),
        tuple(
            (m.seat, m.name, _marks(sheet))
            for m in members
            if (sheet := opened.get(m.grant_id)) is not None
        ),
        tuple(
            (m.seat, mended)
            for m in members
            for k in locked
            if k.grant_id == m.grant_id
            for mended in sheets.errata(procedure_id, k.candidate_id, k.errata)
        ),
        results.lines_of(procedure_id, one) if one.closed_at else None,
        one.closed_at,
    )


def _marks(sheet: Sheet) -> dict[str, tuple[int | None, str]]:
    return {
        e: (m if isinstance(m, int) else None, sheet.notes.get(e, ""))
        for e, m in sheet.marks.items()
    }


def wide(seen: Figures) -> bool:
    """Whether the members differ so much that the panel talks about it first (J6)."""
    return isinstance(seen.spread, int) and seen.spread >= SPREAD
