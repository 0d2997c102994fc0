"""Letters to candidates who are not appointed (D5): held until a second person releases
them (W9), then one message to each."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import GICHD, Capacity, Reader
from recruit.applications.operations import standing
from recruit.appointment import models, texts
from recruit.appointment.queries import letters as queries
from recruit.appointment.queries.held import TABLE
from recruit.appointment.rules import letters as rules
from recruit.appointment.rules.letters import SENDER, Letter, LetterFacts
from recruit.approval.queries import rounds
from recruit.approval.rules.round import RoundState
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest

NOTICE = "appointment.letter"


def facts(milestones: list[Milestone], view: rounds.RoundView | None, now: datetime) -> LetterFacts:
    """From when each letter may go, of what is recorded. view: the current round."""

    def at(kind: MilestoneKind) -> datetime | None:
        found = latest(milestones, kind)
        return found.at if found else None

    stands = view is not None and view.state(now) is RoundState.CERTIFIED
    return LetterFacts(
        invited_released_at=at(MilestoneKind.INVITED_RELEASED),
        interviews_begun_at=at(MilestoneKind.INTERVIEWS_BEGUN),
        approved_at=view.facts.certified_at if view and stands else None,
        contract_signed_at=at(MilestoneKind.CONTRACT_SIGNED) if stands else None,
        closed_at=closed_at(milestones),
    )


def closed_at(milestones: list[Milestone]) -> datetime | None:
    """When it was closed without result (R26); None where it was not."""
    found = latest(milestones, MilestoneKind.CLOSED_WITHOUT_RESULT)
    return found.at if found else None


def appointed(view: rounds.RoundView | None, known: LetterFacts) -> str:
    """The candidate whom the States approved, '' where no approval stands."""
    return view.candidate_id if view is not None and known.approved_at is not None else ""


def _open(a: Act, letter: Letter) -> tuple[rounds.RoundView | None, LetterFacts]:
    """The round and the facts; refused while letters of this kind may not go."""
    chair = SENDER[letter] == "chair"
    view = rounds.current(a.session.connection(), a.procedure_id) if chair else None
    known = facts(a.milestones, view, a.now)
    opens = rules.letter_opens(letter, known)
    if opens is None or opens > a.now:
        raise Refusal("D5", "table D5", _("These letters may not be sent yet."))
    return view, known


def hold(reader: Reader, *, letter: Letter, key: str = "") -> int:
    """Put together the letters of a kind for all who are due; how many wait now (W9).

    Nothing is sent before a second person releases them. Where nobody is due, that is
    recorded of those kinds of which a task cannot know it, and nothing waits. Raises Refusal
    before their time, while letters of this kind wait, and where else nobody is due.
    """
    chair = SENDER[letter] == "chair"
    with act(reader, Action.LETTERS_CHAIR if chair else Action.LETTERS_GICHD, key) as a:
        view, known = _open(a, letter)
        waiting = a.session.exec(
            select(models.Held).where(
                models.Held.procedure_id == a.procedure_id,
                models.Held.kind == letter,
                models.Held.ended_at.is_(None),  # type: ignore[union-attr]
            )
        ).first()
        if waiting is not None:
            raise Refusal("W9", "reading W9", _("Letters of this kind wait to be released."))
        found = queries.due(a.session.connection(), a.procedure_id, letter, appointed(view, known))
        if not found and letter not in rules.RECORDED:
            raise Refusal("D5", "table D5", _("Nobody is due a letter of this kind."))
        if not found:
            sending = _sent(a, letter, view, 0)
            a.record(sending, kind=letter, letters=0)
            return 0
        held = models.Held(
            procedure_id=a.procedure_id,
            kind=letter,
            sender=SENDER[letter],
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add(held)
        a.session.flush()
        for one in found:
            a.session.add(models.HeldLetter(held_id=held.id, candidate_id=one.candidate_id))
        a.session.flush()
        for whom in (Capacity.MEMBER,) if chair else sorted(GICHD):
            notices.tell(a, "appointment.held", f"capacity:{whom}", object_id=held.id)
        a.record(held.id, kind=letter, held=len(found))
        return len(found)


def _waiting(a: Act, held_id: str) -> tuple[models.Held, rules.Waiting, access.Grant]:
    held = db.locked(a.session, models.Held, id=held_id)
    if held is None or held.procedure_id != a.procedure_id:
        raise nothing()
    made = a.session.get(access.Grant, held.by_grant)
    if made is None:
        raise nothing()
    by_panel = a.reader.capacity is Capacity.MEMBER
    if (held.sender == "chair") is not by_panel:
        raise nothing()
    ended = held.ended_at is not None
    return (
        held,
        rules.Waiting(held.sender, made.person_id, a.reader.person_id, by_panel, ended),
        made,
    )


def release(reader: Reader, *, held_id: str, key: str = "") -> int:
    """A second person releases held letters: each goes as a message of its own; how many.

    Who was put down and has withdrawn since, or got a letter, gets none. Each text is
    sealed under that candidate's file key. Raises Refusal by rules.RELEASING, and where
    the letters may no longer go (a dispute, a lapse).
    """
    with act(reader, Action.LETTERS_RELEASE, key) as a:
        held, waiting, _made = _waiting(a, held_id)
        require(rules.RELEASING, waiting)
        letter = Letter(held.kind)
        view, known = _open(a, letter)
        listed = a.session.exec(
            select(models.HeldLetter.candidate_id).where(models.HeldLetter.held_id == held.id)
        )
        put_down = set(listed)
        found = queries.due(a.session.connection(), a.procedure_id, letter, appointed(view, known))
        going = [one for one in found if one.candidate_id in put_down]
        no_result = rules.letter_opens(letter, known) == known.closed_at
        for one in going:
            _write(a, held, one, no_result=no_result)
        _end(a, held, released=True, gone=len(going))
        _sent(a, letter, view, len(going))
        a.record(held.id, kind=letter, held=len(put_down), letters=len(going))
        return len(going)


def send_back(reader: Reader, *, held_id: str, reason: str, key: str = "") -> str:
    """Send held letters back to who put them together, with a reason; the receipt (W9).

    The GICHD's may be taken back by their maker too. Nothing is sent.
    """
    with act(reader, Action.LETTERS_RELEASE, key) as a:
        held, waiting, made = _waiting(a, held_id)
        require(rules.SENDING_BACK, waiting)
        if not reason.strip():
            raise Refusal("W9", "reading W9", _("Say why they are sent back."), kind=Kind.INVALID)
        held.key_id = (
            keys.panel_key(a.procedure_id)
            if held.sender == "chair"
            else keys.procedure_key(a.procedure_id)
        )
        told = {"reason": reason.strip()}
        held.reason = vault.seal(held.key_id, told, TABLE, held.id, "reason")
        _end(a, held, released=False)
        notices.tell(
            a,
            f"appointment.sent_back.{held.sender}",
            f"persons:{made.capacity}",
            object_id=held.id,
            recipients=[made.person_id],
        )
        a.record(held.id, kind=held.kind, sent_back=True, reason=reason.strip())
    return a.receipt


def _end(a: Act, held: models.Held, *, released: bool, gone: int = 0) -> None:
    held.ended_at, held.ended_by = a.now, a.reader.grant_id
    held.released, held.gone = released, gone
    a.session.add(held)
    a.session.flush()


def _sent(a: Act, letter: Letter, view: rounds.RoundView | None, number: int) -> str:
    sending = models.Sending(
        procedure_id=a.procedure_id,
        kind=letter,
        round_id=view.id if view else None,
        letters=number,
        by_grant=a.reader.grant_id,
        at=a.now,
    )
    a.session.add(sending)
    a.session.flush()
    return sending.id


def _write(a: Act, held: models.Held, one: queries.Due, *, no_result: bool) -> None:
    letter = Letter(held.kind)
    key_id = keys.file_key(one.candidate_id, a.procedure_id)
    body = texts.body(letter, one.name, one.reference, no_result=no_result)
    letter_id = ids.new()
    sent = notices.tell(
        a,
        NOTICE,
        "candidate",
        object_id=letter_id,
        recipients=[one.candidate_id],
        sender=Capacity.CHAIR if held.sender == "chair" else Capacity.FOCAL_POINT,
        body=body,
        key_id=key_id,
    )
    a.session.add(
        models.Letter(
            id=letter_id,
            procedure_id=a.procedure_id,
            candidate_id=one.candidate_id,
            kind=letter,
            sender=held.sender,
            sealed=vault.seal(key_id, body, "appointment_letter", letter_id),
            by_grant=held.by_grant,
            broadcast_id=sent.id,
            at=a.now,
        )
    )
    a.session.flush()
    standing.written_to(a, one.candidate_id)
