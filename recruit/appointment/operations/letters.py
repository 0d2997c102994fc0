"""Letters to candidates who are not appointed (D5): one message each, to all who are due."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.appointment import models, texts
from recruit.appointment.queries import letters as queries
from recruit.appointment.rules import letters as rules
from recruit.appointment.rules.letters import Letter, LetterFacts
from recruit.approval.queries import rounds
from recruit.approval.rules.round import RoundState, state
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, latest

NOTICE = "appointment.letter"


def facts(milestones: list[Milestone], view: rounds.RoundView | None) -> LetterFacts:
    """From when each letter may go, of what is recorded."""

    def at(kind: MilestoneKind) -> object:
        found = latest(milestones, kind)
        return found.at if found else None

    stands = view is not None and view.facts.certified_at is not None
    return LetterFacts(
        invited_released_at=at(MilestoneKind.INVITED_RELEASED),  # type: ignore[arg-type]
        interviews_begun_at=at(MilestoneKind.INTERVIEWS_BEGUN),  # type: ignore[arg-type]
        approved_at=view.facts.certified_at if view and stands else None,
        contract_signed_at=at(MilestoneKind.CONTRACT_SIGNED),  # type: ignore[arg-type]
    )


def send(reader: Reader, *, letter: Letter, key: str = "") -> int:
    """Send the letter to every candidate to whom it is due; how many went (D5).

    The GICHD's: not suitable, not shortlisted. The Chair's: interviewed, reserve. Each text
    is sealed under that candidate's file key; no message has a second recipient.
    """
    of_chair = rules.SENDER[letter] == "chair"
    action = Action.LETTERS_CHAIR if of_chair else Action.LETTERS_GICHD
    with act(reader, action, key) as a:
        connection = a.session.connection()
        view = rounds.current(connection, a.procedure_id) if of_chair else None
        opens = rules.letter_opens(letter, facts(a.milestones, view))
        disputed = view is not None and state(view.facts, a.now) is not RoundState.CERTIFIED
        if opens is None or opens > a.now or disputed:
            raise Refusal("D5", "table D5", _("These letters may not be sent yet."))
        if of_chair and view is not None:
            due = queries.due_from_chair(connection, a.procedure_id, letter, view.candidate_id)
        else:
            due = queries.due(connection, a.procedure_id, letter)
        for one in due:
            _write(a, letter, one)
        sending = models.Sending(
            procedure_id=a.procedure_id,
            kind=letter,
            round_id=view.id if view else None,
            letters=len(due),
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add(sending)
        a.session.flush()
        a.record(sending.id, kind=letter, letters=len(due))
        return len(due)


def _write(a: Act, letter: Letter, one: queries.Due) -> None:
    key_id = keys.file_key(one.candidate_id, a.procedure_id)
    body = texts.body(letter, one.name, one.reference)
    letter_id = ids.new()
    sent = notices.tell(
        a,
        NOTICE,
        "candidate",
        object_id=letter_id,
        recipients=[one.candidate_id],
        sender=Capacity.CHAIR if rules.SENDER[letter] == "chair" else Capacity.FOCAL_POINT,
        body=body,
        key_id=key_id,
    )
    a.session.add(
        models.Letter(
            id=letter_id,
            procedure_id=a.procedure_id,
            candidate_id=one.candidate_id,
            kind=letter,
            sender=rules.SENDER[letter],
            sealed=vault.seal(key_id, body, "appointment_letter", letter_id),
            by_grant=a.reader.grant_id,
            broadcast_id=sent.id,
            at=a.now,
        )
    )
    a.session.flush()
