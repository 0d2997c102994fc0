"""Giving files to screeners, and deciding on what these declare (A5, A7, A10)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Clearance, Grant
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate, Tally
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.rules.conflicts import Relation
from recruit.panel.rules.conflicts import declare as check_declared
from recruit.prescreening import models
from recruit.prescreening.operations import files
from recruit.prescreening.queries import files as queries
from recruit.prescreening.rules import assigning as rules
from recruit.prescreening.rules.circulation import Decider, decides_on


def _file(a: Act, found: Candidate) -> rules.File:
    return rules.File(
        found.id,
        {place: h.assignment.person_id for place, h in files.held(a, found.id).items()},
        files.barred(a, found.id),
        found.staff,
    )


def _give(
    a: Act, candidate_id: str, place: int, person_id: str, outside_line: bool = False
) -> None:
    a.session.add(
        models.Assignment(
            procedure_id=a.procedure_id,
            candidate_id=candidate_id,
            person_id=person_id,
            place=place,
            outside_line=outside_line,
            at=a.now,
        )
    )
    a.session.flush()


def assign(
    reader: Reader,
    *,
    candidate_id: str,
    person_id: str,
    place: int,
    outside_line: bool = False,
    key: str = "",
) -> str:
    """Give a place on a file to a screener; the receipt. outside_line: A7, declared so."""
    with act(reader, Action.SCREENING_ASSIGN, key) as a:
        found = files.candidate(a, candidate_id)
        file = _file(a, found)
        rules.assign(
            file,
            place,
            person_id,
            screener=person_id in files.screeners(a),
            outside_line=outside_line,
        )
        _give(a, found.id, place, person_id, outside_line)
        taken = set(file.holders)
        _count(a, not set(rules.BLIND) <= taken and set(rules.BLIND) <= taken | {place})
        if not queries.any_open(a.session.connection(), a.procedure_id):
            _all_given(a)
        _tell(a, [person_id])
        a.record(found.id, place=place, person=person_id, outside_line=outside_line)
    return a.receipt


def _open_files(a: Act) -> list[rules.File]:
    """The files to screen with an open place, by reference."""
    return [f for f in _files(a) if not set(rules.BLIND) <= f.holders.keys()]


def _files(a: Act) -> list[rules.File]:
    """The files to screen, by reference; in a fixed number of statements."""
    rows = a.session.exec(
        select(Candidate)
        .where(
            Candidate.procedure_id == a.procedure_id,
            col(Candidate.withdrawn_at).is_(None),
            col(Candidate.merged_into).is_(None),
            (col(Candidate.late).is_(False)) | (col(Candidate.admitted_at).is_not(None)),
        )
        .order_by(col(Candidate.reference))
    ).all()
    holders: dict[str, dict[int, str]] = {}
    for assignment in a.session.exec(
        select(models.Assignment).where(
            models.Assignment.procedure_id == a.procedure_id,
            col(models.Assignment.ended_at).is_(None),
        )
    ):
        holders.setdefault(assignment.candidate_id, {})[assignment.place] = assignment.person_id
    closed: dict[str, set[str]] = {}
    for clearance in a.session.exec(
        select(Clearance).where(
            Clearance.procedure_id == a.procedure_id, col(Clearance.status).in_(files.BARRED)
        )
    ):
        closed.setdefault(clearance.candidate_id, set()).add(clearance.person_id)
    return [
        rules.File(c.id, holders.get(c.id, {}), frozenset(closed.get(c.id, ())), c.staff)
        for c in rows
    ]


def assign_evenly(reader: Reader, *, persons: Sequence[str] = (), key: str = "") -> tuple[int, int]:
    """Give every open place to the screeners named (all where none is named), evenly.

    How many places were given, and how many files nobody could be found for. Raises Refusal
    (A5) with fewer than two screeners.
    """
    with act(reader, Action.SCREENING_ASSIGN, key) as a:
        living = files.screeners(a)
        wanted = [p for p in living if not persons or p in persons]
        if len(wanted) < 2:
            raise Refusal(
                "A5",
                "reading A5",
                _("Each file needs two screeners, and fewer than two were named."),
                kind=Kind.INVALID,
                todo=_("Name a further person on the page of people."),
            )
        opened = _open_files(a)
        given, left = rules.evenly(opened, wanted, _loads(a))
        for one in given:
            _give(a, one.file, one.place, one.person)
        places = {f.id: set(f.holders) for f in opened}
        for one in given:
            places[one.file].add(one.place)
        _count(a, sum(set(rules.BLIND) <= taken for taken in places.values()))
        if not left:
            _all_given(a)
        _tell(a, sorted({one.person for one in given}))
        a.record(a.procedure_id, given=len(given), left=len(left))
    return len(given), len(left)


def _loads(a: Act) -> dict[str, int]:
    loads: dict[str, int] = {}
    for person_id in a.session.exec(
        select(models.Assignment.person_id).where(
            models.Assignment.procedure_id == a.procedure_id,
            col(models.Assignment.ended_at).is_(None),
        )
    ):
        loads[person_id] = loads.get(person_id, 0) + 1
    return loads


def _count(a: Act, full: int) -> None:
    """Count the files that have both places by this act."""
    counts = files.progress(a)
    counts.assigned += full
    a.session.add(counts)


def _all_given(a: Act) -> None:
    """Note that no place is open, with how many were received: until another one comes, or
    a place is left, home has nothing to look through (``queries.tasks``)."""
    tally = a.session.get(Tally, a.procedure_id)
    counts = files.progress(a)
    counts.given_at_received = tally.received if tally is not None else 0
    a.session.add(counts)


def _tell(a: Act, persons: Sequence[str]) -> None:
    if persons:
        notices.tell(
            a,
            "prescreening.assigned",
            "persons",
            object_id=a.procedure_id,
            recipients=persons,
            sender=Capacity.FOCAL_POINT,
        )


def reassign(
    reader: Reader,
    *,
    assignment_id: str,
    person_id: str,
    reason: str,
    outside_line: bool = False,
    key: str = "",
) -> str:
    """Give an unlocked file to somebody else, with a reason (A10); the receipt."""
    with act(reader, Action.SCREENING_ASSIGN, key) as a:
        old = db.locked(a.session, models.Assignment, id=assignment_id, procedure_id=a.procedure_id)
        if old is None or old.ended_at is not None:
            raise nothing()
        found = files.candidate(a, old.candidate_id)
        held = files.held(a, found.id)[old.place]
        rules.reassign(reason, locked=held.locked)
        file = _file(a, found)
        rules.assign(
            rules.File(
                file.id,
                {p: who for p, who in file.holders.items() if p != old.place},
                file.barred | {old.person_id},
                file.internal,
            ),
            old.place,
            person_id,
            screener=person_id in files.screeners(a),
            outside_line=outside_line,
        )
        _end(a, old, reason.strip())
        _give(a, found.id, old.place, person_id, outside_line)
        _tell(a, [person_id])
        a.record(found.id, place=old.place, before=old.person_id, person=person_id)
    return a.receipt


def hand_over(
    reader: Reader,
    *,
    person_id: str,
    persons: Sequence[str] = (),
    reason: str,
    key: str = "",
) -> tuple[int, int]:
    """Give every file that somebody has not locked to others, with a reason (leave; A10).

    persons: to whom, where none is named all other screeners save the focal point, who decides
    on screeners (A7). How many places were handed
    over, and how many stay because nobody is left for them or they are given by hand.
    """
    with act(reader, Action.SCREENING_ASSIGN, key) as a:
        rules.reassign(reason, locked=False)
        rows = a.session.exec(
            select(models.Assignment)
            .where(
                models.Assignment.procedure_id == a.procedure_id,
                models.Assignment.person_id == person_id,
                col(models.Assignment.ended_at).is_(None),
                col(models.Assignment.locked_at).is_(None),
                col(models.Assignment.place).in_(rules.BLIND),
            )
            .order_by(col(models.Assignment.at), col(models.Assignment.id))
        ).all()
        leaving = {row.candidate_id: row for row in rows}
        chosen = set(persons) or set(files.screeners(a)) - {reader.person_id}
        living = [p for p in files.screeners(a) if p in chosen]
        given, left = rules.hand_over(
            [(file, leaving[file.id].place) for file in _files(a) if file.id in leaving],
            person_id,
            living,
            _loads(a),
        )
        for one in given:
            _end(a, leaving[one.file], reason.strip())
            _give(a, one.file, one.place, one.person)
        _tell(a, sorted({one.person for one in given}))
        a.record(a.procedure_id, before=person_id, given=len(given), left=len(left))
    return len(given), len(left)


def _end(a: Act, assignment: models.Assignment, why: str) -> None:
    assignment.ended_at, assignment.ended_why = a.now, why
    a.session.add(assignment)
    a.session.flush()


# ---------------------------------------------------------------- conflicts of screeners (A7)


def declare(reader: Reader, *, candidate_id: str, kind: str, text: str, key: str = "") -> str:
    """Declare a conflict on a name: the file is closed to the declarer at once (A7)."""
    with act(reader, Action.SCREENER_DECLARE, key) as a:
        found = files.candidate(a, candidate_id)
        if kind not in set(Relation) or kind == Relation.NONE:
            raise Refusal("A7", "reading A7", _("Say what relation there is."), kind=Kind.INVALID)
        check_declared(Relation(kind), text)
        known = a.session.exec(
            select(models.ScreenerDeclaration).where(
                models.ScreenerDeclaration.candidate_id == found.id,
                models.ScreenerDeclaration.person_id == reader.person_id,
            )
        ).first()
        if known is not None:
            raise Refusal("A7", "reading A7", _("You have declared on this name before."))
        row_id = ids.new()
        sealed = vault.seal(
            keys.file_key(found.id, a.procedure_id),
            {"kind": kind, "text": text.strip()},
            "prescreening_screener_declaration",
            row_id,
        )
        a.session.add(
            models.ScreenerDeclaration(
                id=row_id,
                procedure_id=a.procedure_id,
                candidate_id=found.id,
                person_id=reader.person_id,
                sealed=sealed,
                at=a.now,
            )
        )
        access.clear(a, reader.person_id, found.id, "undecided")
        decider = decides_on(focal_point=_is_focal_point(a, reader.person_id))
        notices.tell(
            a,
            "prescreening.declared",
            f"capacity:{_capacity(decider)}",
            object_id=row_id,
            sender=a.reader.capacity,
        )
        a.record(found.id, declared=True)
    return a.receipt


def _capacity(decider: Decider) -> Capacity:
    return Capacity.CHAIR if decider is Decider.CHAIR else Capacity.FOCAL_POINT


def _is_focal_point(a: Act, person_id: str) -> bool:
    return (
        a.session.exec(
            select(Grant.id).where(
                Grant.procedure_id == a.procedure_id,
                Grant.person_id == person_id,
                Grant.capacity == Capacity.FOCAL_POINT.value,
                col(Grant.ended_at).is_(None),
            )
        ).first()
        is not None
    )


def decide_declaration(
    reader: Reader, *, declaration_id: str, conflict: bool, reason: str, key: str = ""
) -> str:
    """Decide on a screener's declaration: the focal point on screeners, the Chair on the
    focal point (A7). In conflict an unlocked file goes to others; a locked vote stays."""
    chair = reader.capacity is Capacity.CHAIR
    action = Action.FOCAL_CONFLICT_DECIDE if chair else Action.SCREENING_ASSIGN
    with act(reader, action, key) as a:
        found = db.locked(
            a.session, models.ScreenerDeclaration, id=declaration_id, procedure_id=a.procedure_id
        )
        if found is None:
            raise nothing()
        decider = decides_on(focal_point=_is_focal_point(a, found.person_id))
        if (decider is Decider.CHAIR) is not chair or found.person_id == reader.person_id:
            raise nothing()
        if found.conflict is not None:
            raise Refusal("A7", "reading A7", _("This declaration was decided before."))
        if not reason.strip():
            raise Refusal("A7", "reading A7", _("The decision needs a reason."), kind=Kind.INVALID)
        found.conflict, found.reason, found.decided_at = conflict, reason.strip(), a.now
        a.session.add(found)
        access.clear(a, found.person_id, found.candidate_id, "conflict" if conflict else "cleared")
        if conflict:
            _take_away(a, found.candidate_id, found.person_id)
        a.record(found.candidate_id, person=found.person_id, conflict=conflict, reason=reason)
    return a.receipt


def _take_away(a: Act, candidate_id: str, person_id: str) -> None:
    held = files.held(a, candidate_id)
    was_full = set(rules.BLIND) <= held.keys()
    for place, one in held.items():
        if one.assignment.person_id == person_id and not one.locked:
            _end(a, one.assignment, "conflict")
            if place in rules.BLIND:
                counts = files.progress(a)
                counts.assigned -= was_full
                counts.given_at_received = None
                a.session.add(counts)
