"""Electing the acting Chair, and giving the chair back after the time it was held for (R19)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.accounts.operations import tell_ended, tell_granted
from recruit.core import db, ids
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.queries import election as queries
from recruit.panel.queries import standing_down as reminders
from recruit.panel.rules import election as rules
from recruit.panel.rules.election import Why
from recruit.procedure.rules.days import duty_due, quiet_days

READING = "reading R19"


def _days_after(a: Act, since: datetime, days: int) -> datetime:
    return duty_due(since, days, quiet_days(a.settings))


def _chair(a: Act) -> Grant | None:
    living = access.living(a, Capacity.CHAIR)
    return living[0] if living else None


def _seated(a: Act, why: Why) -> list[rules.Seated]:
    """Who sits, and who of them is free to chair for this reason."""
    found = queries.occupants(a.session.connection(), a.procedure_id)
    chair = _chair(a)
    aside = chair.person_id if chair is not None and why is not Why.VACANT else ""
    undecided = {o.person_id for o in found if o.undecided}
    return [
        rules.Seated(o.grant_id, o.seat, rules.free_of(undecided, aside, o.person_id))
        for o in found
    ]


def _why(a: Act) -> Why | None:
    """Why an acting Chair is to be elected now; None where the chair is exercised."""
    chair = _chair(a)
    if chair is None:
        return Why.VACANT
    seated = queries.occupants(a.session.connection(), a.procedure_id)
    if any(o.undecided and o.person_id == chair.person_id for o in seated):
        return Why.UNDECIDED
    waiting = reminders.acts_asked(a.session.connection(), a.procedure_id, chair.id)
    if any(a.now >= _days_after(a, at, rules.WAITED_DAYS) for at in waiting):
        return Why.WAITED
    return None


def _under_way(a: Act) -> models.Election | None:
    return db.locked(a.session, models.Election, procedure_id=a.procedure_id, ended_at=None)


def _open(a: Act, why: Why) -> models.Election:
    row = models.Election(
        id=ids.new(),
        procedure_id=a.procedure_id,
        why=why,
        by_grant=a.reader.grant_id,
        at=a.now,
        ballot_at=a.now,
    )
    a.session.add(row)
    a.session.flush()
    notices.tell(a, "panel.election", "panel", object_id=row.id, sender=Capacity.CHAIR)
    return row


def call(reader: Reader, *, key: str = "") -> str:
    """A seated member calls the election of an acting Chair; the election's id.

    Where nobody exercises the chair, while the Chair's own declaration is undecided, or when
    a due act has waited three working days after two members asked for it. An election whose
    ballot has run out of time goes on by this act instead. Raises Refusal (R19) where the
    chair is exercised, and while the ballot goes on.
    """
    with act(reader, Action.CHAIR_ELECT, key) as a:
        going_on = _under_way(a)
        if going_on is not None:
            _go_on(a, going_on, asked=True)
            a.record(going_on.id, ballot=going_on.ballot)
            return going_on.id
        why = _why(a)
        answer = rules.may_call(why)
        if isinstance(answer, Refused):
            raise Refusal("R19", READING, answer.reason)
        row = _open(a, why or Why.VACANT)
        a.record(row.id, why=row.why)
        return row.id


def report_prevented(reader: Reader, *, key: str = "") -> str:
    """The Chair reports being prevented: an acting Chair is elected for that time (R19)."""
    with act(reader, Action.CHAIR_PREVENTED, key) as a:
        if _under_way(a) is not None:
            raise Refusal("R19", READING, _("An election is under way already."))
        row = _open(a, Why.PREVENTED)
        a.record(row.id, why=row.why)
    return a.receipt


def vote(reader: Reader, *, election_id: str, for_grant: str, key: str = "") -> str:
    """A seated member votes by name in the ballot that is under way; the receipt.

    The third vote elects at once. Raises Refusal (R19) for a second vote in a ballot, and
    for somebody who does not sit or is not free.
    """
    with act(reader, Action.CHAIR_ELECT, key) as a:
        row = _under_way(a)
        if row is None or row.id != election_id:
            raise Refusal("R19", READING, _("This election is over."))
        answer = rules.may_vote_for(for_grant, _seated(a, Why(row.why)))
        if isinstance(answer, Refused):
            raise Refusal("R19", READING, answer.reason, kind=Kind.INVALID)
        if reader.grant_id in _votes(a, row):
            raise Refusal("R19", READING, _("You have voted in this ballot."))
        ballot = row.ballot
        a.session.add(
            models.ElectionVote(
                election_id=row.id,
                ballot=ballot,
                grant_id=reader.grant_id,
                for_grant=for_grant,
                at=a.now,
            )
        )
        a.session.flush()
        _go_on(a, row)
        a.record(row.id, ballot=ballot)
    return a.receipt


def _votes(a: Act, row: models.Election) -> dict[str, str]:
    found = a.session.exec(
        select(models.ElectionVote).where(
            models.ElectionVote.election_id == row.id, models.ElectionVote.ballot == row.ballot
        )
    ).all()
    return {v.grant_id: v.for_grant for v in found}


def _go_on(a: Act, row: models.Election, *, asked: bool = False) -> None:
    """Count the ballot: elect, begin the second one, or wait. asked: by a call, which is
    refused while the ballot goes on."""
    found = rules.count(
        row.ballot,
        _votes(a, row),
        _seated(a, Why(row.why)),
        closes=_days_after(a, row.ballot_at, rules.BALLOT_DAYS),
        now=a.now,
    )
    if found.elected:
        _seat_in_the_chair(a, row, found)
    elif found.over:
        row.ballot, row.ballot_at = row.ballot + 1, a.now
        a.session.add(row)
        a.session.flush()
        notices.tell(a, "panel.election", "panel", object_id=row.id, sender=Capacity.CHAIR)
    elif found.by_order:
        raise Refusal(
            "R19", READING, _("Nobody who is seated is free: declarations are decided first.")
        )
    elif asked:
        raise Refusal("R19", READING, _("This ballot is open still; not everybody has voted."))


def _seat_in_the_chair(a: Act, row: models.Election, found: rules.Result) -> None:
    elected = a.session.get(Grant, found.elected)
    if elected is None:
        raise nothing()
    before = _chair(a)
    if before is not None:
        access.end(a, before, "acting Chair elected")
        tell_ended(a, before)
        row.stood_in_for = before.id
    given = access.give(
        a, person_id=elected.person_id, capacity=Capacity.CHAIR, state_id=elected.state_id
    )
    tell_granted(a, given)
    row.ended_at, row.elected, row.by_order = a.now, elected.id, found.by_order
    row.chair_grant = given.id
    a.session.add(row)
    a.session.flush()
    notices.tell(a, "panel.chair_elected", "panel", object_id=row.id, sender=Capacity.CHAIR)


def standing_in(a: Act) -> models.Election | None:
    """The election by which the present Chair holds the chair for a time; None: for good."""
    chair = _chair(a)
    if chair is None:
        return None
    return a.session.exec(
        select(models.Election).where(
            models.Election.procedure_id == a.procedure_id,
            models.Election.chair_grant == chair.id,
            models.Election.stood_in_for.is_not(None),  # type: ignore[union-attr]
            models.Election.returned_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()


def stood_in_for(a: Act) -> Grant | None:
    """The former chair's grant for which the present Chair stands in; None where for nobody."""
    row = standing_in(a)
    return a.session.get(Grant, row.stood_in_for) if row is not None else None


def restore(a: Act) -> bool:
    """Give the chair back to whom somebody stood in for, where they sit still; whether it was
    done. A writing function, for the end of what the time was given for."""
    row, chair, former = standing_in(a), _chair(a), stood_in_for(a)
    seated = {m.person_id for m in access.living(a, Capacity.MEMBER)}
    if row is None or chair is None or former is None or former.person_id not in seated:
        return False
    access.end(a, chair, "chair given back")
    tell_ended(a, chair)
    back = access.give(
        a, person_id=former.person_id, capacity=Capacity.CHAIR, state_id=former.state_id
    )
    tell_granted(a, back)
    row.returned_at = a.now
    a.session.add(row)
    _goes_on_for(a, former.id, back.id)
    a.session.flush()
    notices.tell(a, "panel.chair_returned", "panel", object_id=row.id, sender=Capacity.CHAIR)
    return True


def _goes_on_for(a: Act, before: str, now: str) -> None:
    """Where the chair went back to somebody who stood in themselves, they stand in still."""
    earlier = a.session.exec(
        select(models.Election).where(
            models.Election.procedure_id == a.procedure_id,
            models.Election.chair_grant == before,
            models.Election.returned_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()
    if earlier is not None:
        earlier.chair_grant = now
        a.session.add(earlier)


def decided_on(a: Act, person_id: str) -> None:
    """A declaration of this person was decided: where it was the Chair's and somebody stood in
    until then, the chair goes back once nothing of theirs is undecided (R19)."""
    row, former = standing_in(a), stood_in_for(a)
    if row is None or former is None or row.why != Why.UNDECIDED or former.person_id != person_id:
        return
    seated = queries.occupants(a.session.connection(), a.procedure_id)
    if not any(o.undecided and o.person_id == person_id for o in seated):
        restore(a)


def give_back(reader: Reader, *, key: str = "") -> str:
    """The acting Chair gives the chair back, or the Chair who was prevented takes it again.

    Before anybody is elected the latter ends the election. Raises Refusal (R19) where the
    chair is held for good, and to anybody else. The receipt.
    """
    with act(reader, Action.CHAIR_ELECT, key) as a:
        row, former, chair = standing_in(a), stood_in_for(a), _chair(a)
        begun = _under_way(a)
        if begun is not None and _not_needed(a, begun):
            a.record(begun.id, returned=True)
        elif row is None or former is None or chair is None:
            raise Refusal("R19", READING, _("Nobody holds the chair for a time."))
        elif reader.person_id != chair.person_id and (
            reader.person_id != former.person_id or row.why != Why.PREVENTED
        ):
            raise Refusal(
                "R19",
                READING,
                _("The chair is given back by the acting Chair, or taken by who was prevented."),
            )
        elif not restore(a):
            raise Refusal("R19", READING, _("Who chaired before holds no seat any more."))
        else:
            a.record(row.id, returned=True)
    return a.receipt


def _not_needed(a: Act, row: models.Election) -> bool:
    """End an election that the Chair, who was prevented, needs no more; whether it was done."""
    chair = _chair(a)
    if row.why != Why.PREVENTED or chair is None or chair.person_id != a.reader.person_id:
        return False
    row.ended_at = a.now
    a.session.add(row)
    a.session.flush()
    return True


def chair_left(a: Act, person_id: str) -> None:
    """The chair of somebody who left the seat: nobody exercises it until the election (R19).

    Where they stood in for somebody who sits still, it goes back there at once.
    """
    chair = _chair(a)
    if chair is None or chair.person_id != person_id or restore(a):
        return
    access.end(a, chair, "replaced")
    tell_ended(a, chair)
    if access.living(a, Capacity.MEMBER):
        notices.tell(a, "panel.chair_vacant", "panel", sender=Capacity.CHAIR)
