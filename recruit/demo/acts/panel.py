"""What the invented people do about the panel: compose, accept, declare, decide, meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from recruit.access.rules import Capacity, Reader
from recruit.access.tasks import TaskRow
from recruit.accounts import operations as accounts
from recruit.core import db, ids
from recruit.demo import people, words
from recruit.demo.cast import Cast
from recruit.demo.people import Actor
from recruit.demo.words.texts import DECLARATIONS, INTEREST
from recruit.panel.operations import (
    composition,
    declarations,
    election,
    interest,
    meetings,
    reminders,
    seats,
    standing_down,
)
from recruit.panel.operations.declarations import Said
from recruit.panel.queries import composition as composed
from recruit.panel.queries import declarations as declared
from recruit.panel.queries import election as elections
from recruit.panel.queries import meetings as held
from recruit.panel.queries import seats as seated
from recruit.panel.rules.conflicts import Relation, undeclared
from recruit.procedure import queries as procedure

_GENDER = {"f": "woman", "m": "man"}
_BALANCE_REASON = (
    "The order of surrogates is kept as it was agreed when the panel was composed; with it the "
    "panel keeps five States of at least four regional groups."
)

_IMBALANCE = (
    "The States that offered people able to give the time asked leave this composition the most "
    "balanced that could be had before the list is circulated."
)


def _actor(reader: Reader) -> Actor | None:
    return next((a for a in people.ALL if a.name == reader.name), None)


def express_interest(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A delegate expresses the State's interest and offers somebody of the mission."""
    actor = _actor(reader)
    interest.express(
        reader,
        name=reader.name,
        function=cast.choose(INTEREST, "interest", reader.state_id)[:120],
        mail=actor.mail if actor else f"mission@{reader.state_id.lower()}.example",
        gender=_GENDER[actor.gender] if actor else "",
    )


def compose(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President names four members and four surrogates, and invites them."""
    with cast.connection() as connection:
        taken = {
            (p.kind, p.number)
            for p in composed.places(connection, cast.procedure_id)
            if p.declined_at is None
        }
    composition.own_gender(reader, gender=_GENDER[people.PRESIDENT.gender])
    wanted = [
        *(("seat", n, actor) for n, actor in enumerate(people.MEMBERS, start=2)),
        *(("surrogate", n, actor) for n, actor in enumerate(people.SURROGATES, start=1)),
    ]
    for kind, number, actor in wanted:
        if (kind, number) in taken:
            continue
        composition.name(
            reader,
            kind=kind,
            number=number,
            state_id=actor.state,
            name=actor.name,
            mail=actor.mail,
            function=actor.title,
            gender=_GENDER[actor.gender],
            zone=actor.zone,
            reason=_IMBALANCE,
        )
        remember(cast)


def remember(cast: Cast) -> None:
    """Note the persons of the panel under their keys, so that tests and pages find them."""
    with cast.connection() as connection:
        for place in composed.places(connection, cast.procedure_id):
            actor = next((a for a in people.ALL if a.mail == place.mail), None)
            if actor is not None and place.person_id:
                cast.memory[actor.key] = place.person_id


def answer_invitation(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Read what time is asked, then accept."""
    actor = _actor(reader)
    composition.show_time(reader, place_id=task.object_id)
    composition.answer(
        reader,
        place_id=task.object_id,
        accept=True,
        gender=_GENDER[actor.gender] if actor else "",
    )


def constitute(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President constitutes the panel."""
    composition.constitute(reader, reason=_IMBALANCE)
    remember(cast)


def sign(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Sign the undertaking by name."""
    accounts.sign_undertaking(reader, typed_name=reader.name, agreed=True, key=ids.token())


@dataclass(frozen=True, slots=True)
class _Names:
    left: list[str]
    listed: list[str]
    again: bool


def _names(cast: Cast, reader: Reader) -> _Names:
    with cast.connection() as connection:
        asked = declared.asked(connection, cast.procedure_id)
        own = declared.own(connection, cast.procedure_id, reader.person_id)
    names = [x.candidate_id for x in asked]
    return _Names(
        list(undeclared(names, own)),
        [x.candidate_id for x in asked if x.listed],
        bool(own),
    )


def declare(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Declare on every name: one knows somebody, one shared an employer, the rest nothing."""
    names = _names(cast, reader)
    said = {name: Said(Relation.NONE) for name in names.left}
    actor = _actor(reader)
    key = actor.key if actor else ""
    if names.listed and not names.again:
        listed = sorted(set(names.listed) & set(names.left), key=names.listed.index)
        if listed and key == "member_norway":
            said[listed[len(listed) // 3]] = Said(
                Relation.SAME_EMPLOYER,
                cast.choose(DECLARATIONS["same_employer"], "declaration", key),
            )
        elif listed and key == "member_chile":
            said[listed[len(listed) // 2]] = Said(
                Relation.ACQUAINTANCE,
                cast.choose(DECLARATIONS["acquaintance"], "declaration", key),
            )
    declarations.declare(reader, said=said)


def _reason(found: declared.Declared) -> tuple[bool, str]:
    if found.only_recorded:
        return (
            True,
            "What was declared is a conflict; the seat passes by paragraph 53(b).",
        )
    if found.relation is Relation.OTHER:
        return True, "Doubt is conflict: paragraph 53(b) speaks of members who may have one."
    return (
        False,
        "A shared nationality alone, with no working or personal relation declared, leaves no "
        "doubt that this member judges freely.",
    )


def _declaration(cast: Cast, task: TaskRow) -> declared.Declared | None:
    with cast.connection() as connection:
        return declared.one(connection, cast.procedure_id, task.object_id)


def decide_conflict(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair decides, with a reason."""
    found = _declaration(cast, task)
    if found is not None and found.finding is None:
        conflict, reason = _reason(found)
        declarations.decide(reader, declaration_id=found.id, conflict=conflict, reason=reason)


def vote_conflict(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """One of the other members votes, with a reason."""
    found = _declaration(cast, task)
    if found is not None and found.finding is None:
        conflict, reason = _reason(found)
        declarations.vote(reader, declaration_id=found.id, conflict=conflict, reason=reason)


def pass_seat(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair seats the next surrogate of the order."""
    with cast.connection() as connection:
        view = procedure.by_id(connection, cast.procedure_id)
        settings = view.settings if view else {}
        around = composed.circle(connection, cast.procedure_id, settings, reader.now)
        _five, _four, counted = composed.living(connection, cast.procedure_id, around)
        order, _listed = seated.order(connection, cast.procedure_id, counted)
    for surrogate, seat in order:
        if surrogate.declared and surrogate.clearance == "cleared" and not surrogate.former:
            seats.pass_seat(
                reader,
                passing_id=task.object_id,
                surrogate_grant=seat.grant_id,
                reason=_BALANCE_REASON,
            )
            return


def call_election(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The first in seat order calls the election of an acting Chair, or its next ballot."""
    election.call(reader)


def vote_chair(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Those seated vote for the first in seat order who is free."""
    with cast.connection() as connection:
        now = elections.occupants(connection, cast.procedure_id)
    free = next(o.grant_id for o in now if not o.undecided)
    election.vote(reader, election_id=task.object_id, for_grant=free)


def vote_standing_down(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Whoever is said to be unreachable answers; the others hold that the member serves on."""
    if task.n:
        standing_down.answer(reader, motion_id=task.object_id)
    else:
        standing_down.vote(reader, motion_id=task.object_id, agrees=False)


def answer_asked(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair answers what two members asked."""
    reminders.answer(
        reader, reminder_id=task.object_id, text="Noted; the act follows this week, as asked."
    )


def write_minutes(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair writes the minutes of a meeting in which something was decided."""
    with cast.connection() as connection:
        found = next(
            m
            for m in held.meetings(connection, cast.procedure_id, reader.now)
            if m.id == task.object_id
        )
    kinds = {m.kind for m in found.motions}
    kind = next((k for k in ("shortlist", "profile", "decision") if k in kinds), "interviews")
    meetings.write_minutes(
        reader, meeting_id=task.object_id, minutes=words.minutes(kind, found.number)
    )


def confirm_minutes(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Who was present confirms the minutes."""
    meetings.confirm(reader, meeting_id=task.object_id)


def put_to_vote(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """After a dissent the Chair records the ballot by name."""
    with cast.connection() as connection:
        found = next(
            m
            for m in held.meetings(connection, cast.procedure_id, reader.now)
            if m.id == task.object_id
        )
        living = {m.grant_id for m in seated.members(connection, cast.procedure_id)}
    for motion in found.motions:
        if motion.dissents and motion.by == "consensus":
            meetings.ballot(
                reader,
                meeting_id=found.id,
                motion_id=motion.id,
                votes={
                    g: meetings.NO if g in motion.dissents else meetings.YES
                    for g in sorted(found.present & living)
                },
            )


def declare_again(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Nothing has changed."""
    declarations.answer_again(reader)


def meeting(cast: Cast, reader: Reader, title: str = "", at: datetime | None = None) -> str:
    """For the acts of later rooms: the open meeting, or one that the Chair opens with all who
    sit; its id. reader: any of the panel, the Chair's own capacity is used."""
    with cast.connection() as connection:
        standing = held.open_meetings(connection, cast.procedure_id)
        chair = seated.chair(connection, cast.procedure_id)
        present = [m.grant_id for m in seated.members(connection, cast.procedure_id)]
    now = at or reader.now
    for found in standing:
        if set(present) <= found.present:
            return found.id
    if chair is None:
        raise LookupError("nobody exercises the chair")
    from recruit.demo.living import reader_of  # the loop that calls the acts, imported late

    with db.reading() as connection:
        acting = reader_of(connection, cast.procedure_id, chair.person_id, Capacity.CHAIR)
    if acting is None:
        raise LookupError("nobody exercises the chair")
    return meetings.hold(acting, held_at=now, present=present, title=title)


def confirm_destruction(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Who left a seat confirms that the copies are destroyed."""
    seats.confirm_destruction(reader)


ACTS = {
    "panel.express_interest": express_interest,
    "panel.compose": compose,
    "panel.answer_invitation": answer_invitation,
    "panel.constitute": constitute,
    "panel.sign_undertaking": sign,
    "panel.declare": declare,
    "panel.decide_conflict": decide_conflict,
    "panel.vote_conflict": vote_conflict,
    "panel.pass_seat": pass_seat,
    "panel.call_election": call_election,
    "panel.vote_chair": vote_chair,
    "panel.vote_standing_down": vote_standing_down,
    "panel.answer_asked": answer_asked,
    "panel.write_minutes": write_minutes,
    "panel.confirm_minutes": confirm_minutes,
    "panel.put_to_vote": put_to_vote,
    "panel.declare_again": declare_again,
    "panel.confirm_destruction": confirm_destruction,
}
