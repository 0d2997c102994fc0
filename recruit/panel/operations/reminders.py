"""Written reminders: the Chair's to a member, two members' to the Chair (R23, R19, W12)."""

from __future__ import annotations

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, Refused
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.panel.rules import serving
from recruit.panel.rules.serving import LOCKS, Duty

READING = "reading R23"


def _chair(a: Act) -> tuple[Grant | None, Grant | None]:
    """The chair's grant and the seat of whoever exercises it; None where there is none."""
    chair = next(iter(access.living(a, Capacity.CHAIR)), None)
    seats = access.living(a, Capacity.MEMBER)
    seat = next((m for m in seats if chair and m.person_id == chair.person_id), None)
    return chair, seat


def _duty(what: str) -> Duty:
    try:
        return Duty(what)
    except ValueError:
        raise Refusal("R23", READING, _("Say of what you remind."), kind=Kind.INVALID) from None


def _write(a: Act, duty: Duty, text: str, grant_id: str | None, to_chair: bool) -> models.Reminder:
    if duty in LOCKS:
        text = ""  # all are reminded to lock in the same words (W12)
    elif not text.strip():
        raise Refusal("R23", READING, _("Write what is asked for."), kind=Kind.INVALID)
    row = models.Reminder(
        id=ids.new(),
        procedure_id=a.procedure_id,
        what=duty,
        grant_id=grant_id,
        to_chair=to_chair,
        sealed=b"",
        by_grant=a.reader.grant_id,
        at=a.now,
    )
    row.sealed = vault.seal(
        keys.panel_key(a.procedure_id), {"text": text.strip()}, "panel_reminder", row.id, "sealed"
    )
    return row


def remind(reader: Reader, *, what: str, text: str, seat: str = "", key: str = "") -> str:
    """The Chair reminds somebody seated in writing; the reminder's id.

    seat: whom; a reminder to lock goes to every living occupant in the same words, and names
    nobody (W12). Raises Refusal (R23) for the Chair's own seat.
    """
    with act(reader, Action.MEMBER_REMIND, key) as a:
        duty = _duty(what)
        _mine, own = _chair(a)
        living = {m.id: m for m in access.living(a, Capacity.MEMBER)}
        of_chair = own is not None and seat == own.id
        answer = serving.may_remind(duty, to_chair=False, of_chair=of_chair)
        if isinstance(answer, Refused):
            raise Refusal("R23", READING, answer.reason)
        if duty not in LOCKS and seat not in living:
            raise Refusal("R23", READING, _("Choose whom you remind."), kind=Kind.INVALID)
        row = _write(a, duty, text, None if duty in LOCKS else seat, False)
        row.valid_at = a.now
        a.session.add(row)
        a.session.flush()
        _tell(a, row, living)
        a.record(row.id, what=duty, seat=seat if duty not in LOCKS else "")
        return row.id


def _tell(a: Act, row: models.Reminder, living: dict[str, Grant]) -> None:
    """To the one reminded; of a lock to all who sit, in the same words."""
    if row.grant_id is None:
        notices.tell(a, "panel.reminded_all", "panel", object_id=row.id, sender=Capacity.CHAIR)
    elif row.grant_id in living:
        notices.tell(
            a,
            "panel.reminded",
            "persons:member",
            object_id=row.id,
            recipients=[living[row.grant_id].person_id],
            sender=Capacity.CHAIR,
        )


def ask_chair(reader: Reader, *, what: str, text: str, key: str = "") -> str:
    """A member reminds the Chair, or asks for a due act of the chair; the reminder's id.

    In effect once a second member joins (R19, R23). Whoever asks need not know who has
    locked: anybody seated may ask for a lock, so that the asking tells nothing (R15).
    """
    with act(reader, Action.CHAIR_ASK, key) as a:
        duty = _duty(what)
        chair, seat = _chair(a)
        if chair is None:
            raise Refusal(
                "R19", "reading R19", _("Nobody exercises the chair: an election is due.")
            )
        if chair.person_id == reader.person_id:
            raise Refusal("R23", READING, _("The reminder to the Chair is any two members'."))
        whom = chair if duty is Duty.ACT else seat
        row = _write(a, duty, text, whom.id if whom and duty not in LOCKS else None, True)
        a.session.add(row)
        a.session.flush()
        others = [
            m.person_id
            for m in access.living(a, Capacity.MEMBER)
            if m.person_id not in (chair.person_id, reader.person_id)
        ]
        notices.tell(
            a,
            "panel.asked",
            "persons:member",
            object_id=row.id,
            recipients=others,
            sender=Capacity.CHAIR,
        )
        a.record(row.id, what=duty)
        return row.id


def _open(a: Act, reminder_id: str) -> models.Reminder:
    row = db.locked(a.session, models.Reminder, id=reminder_id)
    if row is None or row.procedure_id != a.procedure_id or not row.to_chair:
        raise nothing()
    if row.ended_at is not None:
        raise Refusal("R23", READING, _("This was taken back, or is done."))
    return row


def join(reader: Reader, *, reminder_id: str, key: str = "") -> str:
    """A second member joins what one asked of the Chair: it is in effect, and told. The receipt."""
    with act(reader, Action.CHAIR_ASK, key) as a:
        row = _open(a, reminder_id)
        chair, _seat = _chair(a)
        if chair is None or chair.person_id == reader.person_id:
            raise nothing()
        if row.valid_at is not None:
            raise Refusal("R23", READING, _("Two members have asked for this already."))
        if row.by_grant == reader.grant_id:
            raise Refusal("R23", READING, _("Two members are needed; you asked for this yourself."))
        row.second_grant, row.valid_at = reader.grant_id, a.now
        a.session.add(row)
        a.session.flush()
        if row.what in LOCKS:
            notices.tell(a, "panel.reminded_all", "panel", object_id=row.id, sender=Capacity.CHAIR)
        else:
            notices.tell(
                a,
                "panel.asked_of_chair",
                "persons:chair",
                object_id=row.id,
                recipients=[chair.person_id],
                sender=Capacity.CHAIR,
            )
        a.record(row.id, what=row.what, joined=True)
    return a.receipt


def take_back(reader: Reader, *, reminder_id: str, key: str = "") -> str:
    """One of the two says that it is done, or takes it back; the receipt."""
    with act(reader, Action.CHAIR_ASK, key) as a:
        row = _open(a, reminder_id)
        if reader.grant_id not in (row.by_grant, row.second_grant):
            raise Refusal("R23", READING, _("Those who asked say that it is done."))
        row.ended_at = a.now
        a.session.add(row)
        a.record(row.id, what=row.what, ended=True)
    return a.receipt


def answer(reader: Reader, *, reminder_id: str, text: str, key: str = "") -> str:
    """The Chair answers beside what was asked; it ends nothing by itself. The receipt."""
    with act(reader, Action.MEMBER_REMIND, key) as a:
        row = _open(a, reminder_id)
        if row.valid_at is None or row.what in LOCKS:
            raise nothing()
        if not text.strip():
            raise Refusal("R19", "reading R19", _("Write your answer."), kind=Kind.INVALID)
        row.sealed_answer = vault.seal(
            keys.panel_key(a.procedure_id),
            {"text": text.strip()},
            "panel_reminder",
            row.id,
            "sealed_answer",
        )
        row.answered_at = a.now
        a.session.add(row)
        a.record(row.id, answered=True)
    return a.receipt
