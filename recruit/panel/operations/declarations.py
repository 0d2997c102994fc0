"""Declaring on names, and deciding on what was declared (53(b); C4, C5, C6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, func, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.applications import models as applications
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.operations import election, seats
from recruit.panel.queries import declarations as queries
from recruit.panel.rules import conflicts
from recruit.panel.rules.conflicts import Clearance, Relation
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import duty_due, quiet_days, start_of

OCCUPANTS = (Capacity.MEMBER.value, Capacity.SURROGATE.value)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody declares on one name."""

    relation: Relation
    text: str = ""


# ---------------------------------------------------------------- asking


def ask(a: Act, version: int, names: Sequence[tuple[str, int]], *, listed: bool = True) -> None:
    """Ask all members and surrogates to declare on names: (candidate, place on the list).

    A writing function, for the circulation of a version (listed) and for an answer of R7
    (not listed). A name asked before is not asked again; one that is now listed counts as
    listed, and a conflict standing on it has its consequence (C5). With the first list the
    day of the asking again is set, where the Chair has not, and told to all (C4).
    """
    known = {
        row.candidate_id: row
        for row in a.session.exec(
            select(models.Asked).where(models.Asked.procedure_id == a.procedure_id)
        ).all()
    }
    placed: list[str] = []
    for candidate_id, place in names:
        row = known.get(candidate_id)
        if row is None:
            row = models.Asked(
                procedure_id=a.procedure_id,
                candidate_id=candidate_id,
                version=version,
                place=place,
                listed=listed,
                at=a.now,
            )
        elif listed and not row.listed:
            row.listed, row.version, row.place, row.at = True, version, place, a.now
            placed.append(candidate_id)
        else:
            continue
        a.session.add(row)
    a.session.flush()
    if not known:
        _default_day(a)
    for candidate_id in placed:
        _placed(a, candidate_id)
    for capacity in OCCUPANTS:
        notices.tell(
            a,
            "panel.declare",
            f"capacity:{capacity}",
            object_id=str(version),
            sender=Capacity.CHAIR,
        )


def _default_day(a: Act) -> None:
    if queries.again(a.session.connection(), a.procedure_id).day is not None:
        return
    windows = procedure.windows(a.session.connection(), a.procedure_id)
    last = next((w.last_in_force for w in windows if w.para == "54(c)"), None)
    if last is not None:
        a.session.add(
            models.AskedAgain(procedure_id=a.procedure_id, day=conflicts.asking_day(last))
        )
        a.session.flush()


def _placed(a: Act, candidate_id: str) -> None:
    """A name given on request is now on the list: conflicts on it have their consequence."""
    for found in queries.conflicts_on(a.session.connection(), a.procedure_id, candidate_id):
        _follow(a, found.person_id, Clearance.CONFLICT, listed=True)


def set_day(reader: Reader, *, day: date, key: str = "") -> str:
    """The Chair sets the day on which all are asked again; once, before the first list (C4)."""
    with act(reader, Action.MEETING_HOLD, key) as a:
        connection = a.session.connection()
        if queries.again(connection, a.procedure_id).day is not None or queries.asked(
            connection, a.procedure_id
        ):
            raise Refusal(
                "C4",
                "reading C4",
                _("The day was told with the first list, and is never moved."),
            )
        if start_of(day) <= a.now:
            raise Refusal("C4", "reading C4", _("The day lies in the future."), kind=Kind.INVALID)
        a.session.add(models.AskedAgain(procedure_id=a.procedure_id, day=day))
        a.record(a.procedure_id, day=day.isoformat())
    return a.receipt


# ---------------------------------------------------------------- declaring


def declare(reader: Reader, *, said: Mapping[str, Said], key: str = "") -> str:
    """A member or surrogate declares on names of the list, all in one act; the receipt.

    said: by candidate; a name declared on before gets a new declaration (C4). Anything but
    none or acquaintance, and a nationality that is the person's State's, closes every file
    to the person until it is decided (C5). Raises Refusal (C5) for a kind without text.
    """
    with act(reader, Action.DECLARATION_MAKE, key) as a:
        _declare(a, said)
        a.record(reader.grant_id, names=len(said))
    return a.receipt


def _declare(a: Act, said: Mapping[str, Said]) -> None:
    asked = {x.candidate_id: x for x in queries.asked(a.session.connection(), a.procedure_id)}
    if not said:
        raise Refusal(
            "C4", "reading C4", _("There is no name to declare on yet."), kind=Kind.INVALID
        )
    if set(said) - set(asked):
        raise nothing()
    for one in said.values():
        conflicts.declare(one.relation, one.text)
    sheets = {
        row.candidate_id: row.sealed
        for row in a.session.exec(
            select(applications.Sheet).where(col(applications.Sheet.candidate_id).in_(list(said)))
        ).all()
    }
    at = _after_earlier(a)
    waits = False
    for candidate_id, one in said.items():
        same = a.reader.state_id != "" and a.reader.state_id in queries.nationalities(
            candidate_id, a.procedure_id, sheets.get(candidate_id)
        )
        stands = conflicts.consequence(one.relation, same, None)
        row = models.Declaration(
            id=ids.new(),
            procedure_id=a.procedure_id,
            person_id=a.reader.person_id,
            candidate_id=candidate_id,
            list_version=asked[candidate_id].version,
            none_or_known=stands is Clearance.CLEARED,
            sealed=b"",
            at=at,
        )
        row.sealed = vault.seal(
            keys.judgement_key(candidate_id, a.procedure_id),
            {"kind": one.relation.value, "text": one.text.strip()},
            "panel_declaration",
            row.id,
        )
        a.session.add(row)
        access.clear(a, a.reader.person_id, candidate_id, stands.value)
        waits = waits or stands is not Clearance.CLEARED
    a.session.flush()
    _keep_whole(a)
    if waits:
        _tell_deciders(a)


def _after_earlier(a: Act) -> datetime:
    """The present, after what the same person declared before: the later one counts (C4)."""
    earlier = a.session.exec(
        select(func.max(models.Declaration.at)).where(
            models.Declaration.procedure_id == a.procedure_id,
            models.Declaration.person_id == a.reader.person_id,
        )
    ).one()
    return a.now if earlier is None else max(a.now, earlier + timedelta(milliseconds=1))


def _keep_whole(a: Act) -> None:
    """Note that the reader has declared on every name asked so far, where nothing is left."""
    until = queries.whole(a.session.connection(), a.procedure_id, a.reader.person_id)
    if until is None:
        return
    known = a.session.exec(
        select(models.Declared).where(
            models.Declared.procedure_id == a.procedure_id,
            models.Declared.person_id == a.reader.person_id,
        )
    ).first()
    row = known or models.Declared(
        procedure_id=a.procedure_id, person_id=a.reader.person_id, until=until
    )
    row.until = until
    a.session.add(row)
    a.session.flush()


def _tell_deciders(a: Act) -> None:
    chair = access.living(a, Capacity.CHAIR)
    if any(c.person_id == a.reader.person_id for c in chair):
        others = [
            m.person_id
            for m in access.living(a, Capacity.MEMBER)
            if m.person_id != a.reader.person_id
        ]
        notices.tell(
            a,
            "panel.on_chair",
            f"persons:{Capacity.MEMBER}",
            recipients=others,
            sender=Capacity.CHAIR,
        )
    else:
        notices.tell(a, "panel.decide", f"capacity:{Capacity.CHAIR}", sender=Capacity.CHAIR)


def answer_again(reader: Reader, *, said: Mapping[str, Said] | None = None, key: str = "") -> str:
    """The answer on the one day (C4): nothing has changed, or new declarations; the receipt."""
    with act(reader, Action.DECLARATION_MAKE, key) as a:
        again = queries.again(a.session.connection(), a.procedure_id)
        if again.day is None or a.now < start_of(again.day):
            raise Refusal(
                "C4", "reading C4", _("The day on which all are asked again has not come yet.")
            )
        if reader.person_id in again.answered:
            raise Refusal(
                "C4",
                "reading C4",
                _("You have answered already."),
                todo=_("A new declaration can be made at any time."),
            )
        if said:
            _declare(a, said)
        a.session.add(
            models.AskedAgain(
                procedure_id=a.procedure_id,
                person_id=reader.person_id,
                day=again.day,
                answered_at=a.now,
            )
        )
        a.record(reader.grant_id, again=True)
    return a.receipt


# ---------------------------------------------------------------- deciding


def decision_due(a: Act, declared_at: datetime) -> datetime:
    """24:00 of the second working day after a declaration: then it is the others' (C6)."""
    return duty_due(
        declared_at,
        int(a.settings.get("conflict_decision_working_days", 2)),
        quiet_days(a.settings),
    )


def _open(a: Act, declaration_id: str) -> queries.Declared:
    found = queries.one(a.session.connection(), a.procedure_id, declaration_id)
    if found is None:
        raise nothing()
    if found.finding is not None:
        raise Refusal(
            "C6",
            "reading C6",
            _("This declaration is decided."),
            todo=_("A new declaration can be made at any time, and is then decided."),
        )
    return found


def _is_chair(a: Act, person_id: str) -> bool:
    """Whether it is the Chair, or the one for whom an acting Chair stands in (C6, R19)."""
    aside = election.stood_in_for(a)
    chairs = {c.person_id for c in access.living(a, Capacity.CHAIR)}
    return person_id in chairs or (aside is not None and aside.person_id == person_id)


def _decider(a: Act, found: queries.Declared) -> conflicts.Decider:
    return conflicts.decider(_is_chair(a, found.person_id), decision_due(a, found.at), a.now)


def decide(
    reader: Reader, *, declaration_id: str, conflict: bool, reason: str, key: str = ""
) -> str:
    """The Chair decides on a member's or surrogate's declaration, with a reason (C6).

    On the kinds that are a conflict only the consequence is recorded. An acquaintance may
    be found to be one. The receipt.
    """
    with act(reader, Action.CONFLICT_DECIDE, key) as a:
        found = _open(a, declaration_id)
        undecided = found.status == Clearance.UNDECIDED
        if found.person_id == reader.person_id:
            raise Refusal(
                "C6", "reading C6", _("On the Chair's own declaration the other members decide.")
            )
        if undecided and _decider(a, found) is not conflicts.Decider.CHAIR:
            raise Refusal(
                "C6",
                "reading C6",
                _("The time to decide is over; the declaration is before the other members."),
            )
        decision = conflicts.decide(found.relation, conflict, reason)
        _find(a, found, decision, by_grant=reader.grant_id)
        a.record(declaration_id, decided=True)
    return a.receipt


def vote(reader: Reader, *, declaration_id: str, conflict: bool, reason: str, key: str = "") -> str:
    """One of the other living occupants votes on a declaration: the Chair's, or one that was
    not decided in time (C6). A majority decides, equal votes are conflict. The receipt."""
    with act(reader, Action.CONFLICT_DECIDE_CHAIR, key) as a:
        found = _open(a, declaration_id)
        if found.person_id == reader.person_id:
            raise nothing()
        if found.status != Clearance.UNDECIDED or (
            _decider(a, found) is not conflicts.Decider.OTHERS
        ):
            raise nothing()
        if reader.grant_id in found.votes:
            raise Refusal("C6", "reading C6", _("You have voted on this declaration."))
        decision = conflicts.decide(found.relation, conflict, reason)
        mine = models.FindingVote(
            id=ids.new(),
            declaration_id=found.id,
            grant_id=reader.grant_id,
            conflict=decision.conflict,
            sealed=b"",
            at=a.now,
        )
        key_id = keys.judgement_key(found.candidate_id, a.procedure_id)
        mine.sealed = vault.seal(key_id, {"reason": decision.reason}, "panel_finding_vote", mine.id)
        a.session.add(mine)
        a.session.flush()
        _count(a, found)
        a.record(declaration_id, voted=True)
    return a.receipt


def _count(a: Act, found: queries.Declared) -> None:
    entitled = {m.id for m in access.living(a, Capacity.MEMBER) if m.person_id != found.person_id}
    rows = [
        row
        for row in a.session.exec(
            select(models.FindingVote).where(models.FindingVote.declaration_id == found.id)
        ).all()
        if row.grant_id in entitled
    ]
    against = sum(row.conflict for row in rows)
    result = conflicts.voted(against, len(rows) - against, len(entitled))
    if result is None:
        return
    key_id = keys.judgement_key(found.candidate_id, a.procedure_id)
    reasons = [
        vault.unseal(key_id, row.sealed, "panel_finding_vote", row.id)["reason"]
        for row in rows
        if row.conflict == result
    ]
    _find(a, found, conflicts.Decision(result, "\n".join(reasons)), by_grant=None)


def _find(
    a: Act, found: queries.Declared, decision: conflicts.Decision, *, by_grant: str | None
) -> None:
    finding = models.Finding(
        id=ids.new(),
        declaration_id=found.id,
        procedure_id=a.procedure_id,
        conflict=decision.conflict,
        sealed=b"",
        by_grant=by_grant,
        at=a.now,
    )
    finding.sealed = vault.seal(
        keys.judgement_key(found.candidate_id, a.procedure_id),
        {"reason": decision.reason},
        "panel_finding",
        finding.id,
    )
    a.session.add(finding)
    stands = conflicts.consequence(found.relation, found.same_nationality, decision)
    access.clear(a, found.person_id, found.candidate_id, stands.value)
    a.session.flush()
    _follow(a, found.person_id, stands, listed=found.listed)
    election.decided_on(a, found.person_id)
    notices.tell(
        a,
        "panel.decided",
        "persons",
        object_id=found.id,
        recipients=[found.person_id],
        sender=Capacity.CHAIR,
    )


def _follow(a: Act, person_id: str, stands: Clearance, *, listed: bool) -> None:
    """The consequence: a member in conflict on a listed name leaves the seat (P53b-3)."""
    if not conflicts.is_replaced(stands, on_the_list=listed):
        return
    seat = a.session.exec(
        select(Grant).where(
            Grant.procedure_id == a.procedure_id,
            Grant.person_id == person_id,
            Grant.capacity == Capacity.MEMBER,
            col(Grant.ended_at).is_(None),
        )
    ).first()
    grant = db.locked(a.session, Grant, id=seat.id) if seat is not None else None
    if grant is not None:
        seats.vacate(a, grant, "replaced")
