"""The GICHD's schedule: slots, invitations, answers; and the Chair's start (54(f), R4, J12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, times
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import missed, schedule, starting
from recruit.interviews.rules.appointments import numbers
from recruit.interviews.rules.missed import Miss, check_new_date, last_date
from recruit.interviews.rules.schedule import (
    LATER,
    MOVED,
    TAKEN_AWAY,
    TURN,
    Slot,
    Turn,
    check_hours,
    check_slots,
)
from recruit.interviews.rules.start import START
from recruit.notices import operations as notices
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run


@dataclass(frozen=True, slots=True)
class Given:
    """A slot as it is typed. starts_at: aware. zone: the candidate's, an IANA name.

    hours_agreed: the candidate agreed to a time that is early or late in that zone.
    """

    candidate_id: str
    starts_at: datetime
    zone: str
    place: str
    hours_agreed: bool = False


def _window(a: Act) -> procedure.WindowView:
    views = procedure.windows(a.session.connection(), a.procedure_id)
    return next(w for w in views if w.para == starting.PARA)


def set_slots(reader: Reader, *, slots: Sequence[Given], minutes: int, key: str = "") -> str:
    """Set or move the slots of invited candidates; the receipt's reference.

    minutes: the length of every interview of the run, equal for all (J12). A moved slot ends
    the one before, and its candidate is invited anew. Raises Refusal for a candidate who
    is not invited, has withdrawn or whose interview has started, for an unknown zone, and
    for what check_slots and check_hours refuse. Where the time stays (the room or the length
    changed), the candidate's confirmation stays too.
    """
    with act(reader, Action.SCHEDULE_KEEP, key) as a:
        run = current_run(a.milestones)
        known = {
            s.candidate_id: s for s in schedule.invited(a.session.connection(), a.procedure_id, run)
        }
        dates = _dates(a, run)
        for given in slots:
            _check_given(known, given)
            check_new_date(dates.get(given.candidate_id, ()), known[given.candidate_id].reference)
        wanted = {g.candidate_id: Slot(g.candidate_id, g.starts_at, minutes) for g in slots}
        for view in known.values():
            if view.candidate_id not in wanted and view.starts_at is not None:
                wanted[view.candidate_id] = Slot(view.candidate_id, view.starts_at, view.minutes)
        window = _window(a)
        check_slots(wanted.values(), window.first_in_force, window.last_in_force, a.now)
        check_hours(
            (known[g.candidate_id].reference, g.starts_at, minutes, g.zone)
            for g in slots
            if not g.hours_agreed
        )
        called = numbers(
            schedule.numbers(a.session.connection(), a.procedure_id, run),
            [(g.starts_at, g.candidate_id) for g in slots],
        )
        for given in slots:
            _put(a, run, known[given.candidate_id], given, minutes, called[given.candidate_id])
        a.record(
            "schedule",
            slots=[f"{g.candidate_id} {g.starts_at.isoformat()}" for g in slots],
            minutes=minutes,
        )
    return a.receipt


def _dates(a: Act, run: int) -> dict[str, list[Miss]]:
    """Each candidate's dates of this run that were not kept (J8)."""
    found = missed.missed(a.session.connection(), a.procedure_id, run, a.now, read=False)
    return {who: [m.miss for m in theirs] for who, theirs in missed.by_candidate(found).items()}


def _check_given(known: dict[str, schedule.SlotView], given: Given) -> None:
    view = known.get(given.candidate_id)
    if view is None:
        raise nothing()
    if view.withdrawn or view.started_at is not None:
        raise Refusal(
            "R4",
            "para. 54(f), reading R4",
            _("The slot of %(ref)s can't be moved any more.", ref=view.reference),
        )
    if given.zone not in available_timezones() or not given.place.strip():
        raise Refusal(
            "J12",
            "reading J12",
            _("A slot needs the candidate's time zone and a room or link."),
            kind=Kind.INVALID,
        )


def _put(
    a: Act, run: int, view: schedule.SlotView, given: Given, minutes: int, number: int
) -> None:
    before = db.locked(a.session, models.Slot, id=view.slot_id) if view.slot_id else None
    if before is not None:
        before.ended_at, before.ended_why = a.now, MOVED
        a.session.add(before)
        a.session.flush()
    stays = (
        before is not None and before.starts_at == given.starts_at and before.answer == "confirmed"
    )
    a.session.add(
        models.Slot(
            procedure_id=a.procedure_id,
            run=run,
            candidate_id=given.candidate_id,
            starts_at=given.starts_at,
            minutes=minutes,
            zone=given.zone,
            place=given.place.strip(),
            answer="confirmed" if stays else "",
            answered_at=before.answered_at if before is not None and stays else None,
            number=number,
            hours_agreed=given.hours_agreed,
        )
    )
    a.session.flush()


def take_away(reader: Reader, *, slot_id: str, key: str = "") -> str:
    """Take a candidate's time away, so that it can be set anew; the receipt's reference.

    A candidate who was invited to it is told, and calendars lose it. Raises Refusal for a
    slot that is not in force or whose interview has started.
    """
    with act(reader, Action.SCHEDULE_KEEP, key) as a:
        slot = db.locked(a.session, models.Slot, id=slot_id)
        if slot is None or slot.procedure_id != a.procedure_id:
            raise nothing()
        known = {
            s.slot_id: s for s in schedule.invited(a.session.connection(), a.procedure_id, slot.run)
        }
        view = known.get(slot.id)
        if view is None or view.withdrawn or view.started_at is not None:
            raise Refusal(
                "R4",
                "para. 54(f), reading R4",
                _("This slot can't be taken away: it was moved, or its interview has started."),
            )
        slot.ended_at, slot.ended_why = a.now, TAKEN_AWAY
        a.session.add(slot)
        if slot.invited_at is not None:
            notices.tell(
                a,
                "interviews.invitation_gone",
                "candidate",
                object_id=slot.id,
                recipients=[slot.candidate_id],
                sender=Capacity.FOCAL_POINT,
                body=_letter_gone(slot),
                key_id=keys.file_key(slot.candidate_id, a.procedure_id),
            )
        a.record(slot.id, taken_away=True)
    return a.receipt


def _letter_gone(slot: models.Slot) -> dict[str, object]:
    return {
        "subject": _("Your interview: another time follows"),
        "paragraphs": [
            _("Dear candidate,"),
            _(
                "The time of your interview for the position of Director of the Implementation "
                "Support Unit no longer holds: %(when)s.",
                when=times.deadline(slot.starts_at, slot.zone),
            ),
            _("This is nobody's fault. We will write to you with another time."),
        ],
        "closing": _("Geneva International Centre for Humanitarian Demining"),
    }


def _slots(a: Act, run: int) -> list[models.Slot]:
    found = a.session.exec(
        select(models.Slot)
        .where(models.Slot.procedure_id == a.procedure_id, models.Slot.run == run)
        .where(models.Slot.ended_at.is_(None))  # type: ignore[union-attr]
        .order_by(models.Slot.starts_at, models.Slot.id)  # type: ignore[arg-type]
    )
    return list(found.all())


def invite(reader: Reader, *, key: str = "") -> str:
    """Send the invitation to each candidate with a slot who was not invited to it yet.

    One letter a candidate, sealed under the candidate's file key until it is sent; the
    answers are recorded by ``confirm``. Returns the receipt's reference.
    """
    with act(reader, Action.SCHEDULE_KEEP, key) as a:
        run = current_run(a.milestones)
        gone = {
            s.candidate_id
            for s in schedule.invited(a.session.connection(), a.procedure_id, run)
            if s.withdrawn
        }
        waiting = [s for s in _slots(a, run) if s.invited_at is None and s.candidate_id not in gone]
        if not waiting:
            raise Refusal(
                "R16", "reading R16", _("Every candidate with a slot has been invited to it.")
            )
        dates = _dates(a, run)
        for slot in waiting:
            slot.invited_at = a.now
            a.session.add(slot)
            notices.tell(
                a,
                "interviews.invitation",
                "candidate",
                object_id=slot.id,
                recipients=[slot.candidate_id],
                sender=Capacity.FOCAL_POINT,
                body=_letter(slot, last=last_date(dates.get(slot.candidate_id, ()))),
                key_id=keys.file_key(slot.candidate_id, a.procedure_id),
            )
        a.record("schedule", invited=[s.id for s in waiting])
    return a.receipt


def _letter(slot: models.Slot, *, last: bool) -> dict[str, object]:
    """The letter to a slot. last: it is the one new date after a miss (J8)."""
    once_more = _(
        "This is the one new date after the interview that was missed. If it is missed too, "
        "without a reason that the panel accepts, the application counts as withdrawn."
    )
    return {
        "subject": _("Invitation to an interview"),
        "paragraphs": [
            _("Dear candidate,"),
            _(
                "The selection panel invites you to an interview for the position of Director of "
                "the Implementation Support Unit."
            ),
            _("Time: %(when)s.", when=times.deadline(slot.starts_at, slot.zone)),
            _(
                "Length: %(minutes)s minutes, the same for every candidate. Place: %(place)s.",
                minutes=slot.minutes,
                place=slot.place,
            ),
            _(
                "Please confirm by answering this mail, and tell us what you need for the "
                "interview: access, time zone, connection. The interview is not recorded."
            ),
            *([once_more] if last else []),
        ],
        "closing": _("Geneva International Centre for Humanitarian Demining"),
    }


def confirm(reader: Reader, *, slot_id: str, answer: str, key: str = "") -> str:
    """Record what an invited candidate answered: 'confirmed' or 'declined'.

    A declined slot stays until another is set. Raises Refusal for a slot that is not in
    force or to which nobody was invited yet.
    """
    with act(reader, Action.SCHEDULE_KEEP, key) as a:
        slot = db.locked(a.session, models.Slot, id=slot_id)
        if slot is None or slot.procedure_id != a.procedure_id:
            raise nothing()
        if slot.ended_at is not None or slot.invited_at is None:
            raise Refusal("J8", "reading J8", _("Nobody is invited to this slot, or it was moved."))
        if answer not in ("confirmed", "declined"):
            raise Refusal("J8", "reading J8", _("Say whether it is confirmed."), kind=Kind.INVALID)
        slot.answer, slot.answered_at = answer, a.now
        slot.version += 1
        a.session.add(slot)
        a.record(slot.id, answer=answer)
    return a.receipt


def start(reader: Reader, *, slot_id: str, present: Iterable[str], key: str = "") -> str:
    """The Chair records that an interview has started; the receipt's reference.

    present: grants of the occupants in the room. The first start of a run needs START,
    freezes profile, questions and grid (R4) and ends replacement by surrogates (C8); every
    later one needs LATER. Raises Refusal with what is missing.
    """
    with act(reader, Action.INTERVIEW_START, key) as a:
        run = current_run(a.milestones)
        slot = db.locked(a.session, models.Slot, id=slot_id)
        if slot is None or slot.procedure_id != a.procedure_id or slot.run != run:
            raise nothing()
        connection = a.session.connection()
        there = frozenset(present)
        facts = starting.facts(connection, a.procedure_id, a.milestones, there, a.now)
        view = next(
            (
                s
                for s in schedule.invited(connection, a.procedure_id, run)
                if s.candidate_id == slot.candidate_id
            ),
            None,
        )
        turn = Turn(
            a.now,
            slot.starts_at if slot.ended_at is None else None,
            view is None or view.withdrawn,
            view is not None and view.started_at is not None,
            facts.living,
            there,
            facts.undecided,
            facts.within_window,
        )
        first = not facts.started
        if first:
            require(START, facts)
        require(TURN if first else LATER, turn)
        interview = models.Interview(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run,
            candidate_id=slot.candidate_id,
            slot_id=slot.id,
            started_at=a.now,
            by_grant=reader.grant_id,
        )
        a.session.add(interview)
        a.session.flush()
        if first:
            a.milestone(
                MilestoneKind.INTERVIEWS_BEGUN,
                Audience.RELEASED,
                run=run,
                object_id=interview.id,
            )
        a.record(interview.id, slot=slot.id, present=sorted(there & facts.living))
    return a.receipt


def geneva_instant(day_and_time: datetime) -> datetime:
    """A wall-clock time in Geneva, as it is typed, made an aware instant."""
    return day_and_time.replace(tzinfo=ZoneInfo("Europe/Zurich"))
