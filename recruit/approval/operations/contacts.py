"""The office keeps missions' contacts; the President corrects a State's status (S19, C2)."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.approval import letters
from recruit.approval import models as models_of_round
from recruit.approval.queries import calls, rounds
from recruit.approval.rules.proving import CALLED_AFTER
from recruit.approval.rules.round import RoundState
from recruit.approval.wording import tongues
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.states import models, operations


def add_contact(
    reader: Reader, *, state_id: str, mail: str, evidence: str, lang: str = "en", key: str = ""
) -> str:
    """Register an address of a mission, with the note as evidence (S19); its id.

    All addresses of the mission are told. During a round the proposal is sent to the State
    again, and the deadline does not move. lang: the language of its letters, English below.
    """
    with act(reader, Action.CONTACTS_KEEP, key) as a:
        if a.session.get(models.State, state_id) is None or not evidence.strip() or "@" not in mail:
            raise Refusal(
                "S19",
                "reading S19",
                _("A contact has a State, an address and the note that is its evidence."),
                kind=Kind.INVALID,
            )
        contact = operations.add_contact(
            a.session,
            a.now,
            procedure_id=a.procedure_id,
            state_id=state_id,
            mail=mail,
            evidence=evidence,
            lang=lang if lang in tongues.ALL else tongues.AUTHENTIC,
        )
        notices.tell(
            a,
            "approval.contacts",
            f"contacts:{state_id}",
            object_id=contact.id,
            sender=Capacity.OFFICE,
        )
        view = rounds.current(a.session.connection(), a.procedure_id)
        if view is not None and view.state(a.now) is RoundState.OPEN:
            _send_again(a, view, state_id)
        a.record(contact.id, state=state_id, evidence=evidence)
        return contact.id


def _send_again(a: Act, view: rounds.RoundView, state_id: str) -> None:
    held = rounds.content(view)
    if held is not None:
        notices.tell(
            a,
            "approval.opened",
            f"state:{state_id}",
            object_id=view.id,
            sender=Capacity.OFFICE,
            body=letters.mail(held.letter),
            key_id=keys.procedure_key(a.procedure_id),
        )


def end_contact(reader: Reader, *, contact_id: str, evidence: str, key: str = "") -> None:
    """End a registered address, with the note as evidence; the address itself is told (S19)."""
    with act(reader, Action.CONTACTS_KEEP, key) as a:
        contact = a.session.exec(
            select(models.Contact).where(
                models.Contact.id == contact_id, models.Contact.procedure_id == a.procedure_id
            )
        ).first()
        if contact is None or contact.ended_at is not None or not evidence.strip():
            raise Refusal(
                "S19",
                "reading S19",
                _("An address in force is ended with the note that asks for it."),
                kind=Kind.INVALID,
            )
        notices.tell(
            a,
            "approval.contacts",
            f"contacts:{contact.state_id}",
            object_id=contact.id,
            sender=Capacity.OFFICE,
        )
        operations.end_contact(a.session, a.now, contact.id)
        a.record(contact.id, state=contact.state_id, evidence=evidence)


def record_call(reader: Reader, *, state_id: str, said: str, key: str = "") -> str:
    """Record that a mission was called which the opening letter did not reach (S4); its receipt.

    said: with whom, and what was said. Raises Refusal where no round is open, before 24 hours
    have passed, and for a State that took the letter or was called.
    """
    with act(reader, Action.CONTACTS_KEEP, key) as a:
        connection = a.session.connection()
        view = rounds.current(connection, a.procedure_id)
        if view is None or view.state(a.now) is not RoundState.OPEN:
            raise Refusal("S4", "reading S4", _("No round is open."))
        if a.now < view.opened_at + CALLED_AFTER:
            raise Refusal("S4", "reading S4", _("A mission is called 24 hours after the opening."))
        if state_id not in calls.missing(connection, view.id):
            raise Refusal("S4", "reading S4", _("This State took the letter, or was called."))
        if not said.strip():
            raise Refusal(
                "S4",
                "reading S4",
                _("Say with whom you spoke, and what was said."),
                kind=Kind.INVALID,
            )
        row = models_of_round.Call(
            id=ids.new(),
            procedure_id=a.procedure_id,
            round_id=view.id,
            state_id=state_id,
            sealed=b"",
            by_grant=reader.grant_id,
            at=a.now,
        )
        told = {"said": said.strip()}
        row.sealed = vault.seal(keys.procedure_key(a.procedure_id), told, calls.TABLE, row.id)
        a.session.add(row)
        a.record(row.id, state=state_id, called=True)
    return a.receipt


def correct(reader: Reader, *, state_id: str, affected: str, reason: str, key: str = "") -> None:
    """The President corrects a State's affected status, with a reason (C2)."""
    with act(reader, Action.STATES_CORRECT, key) as a:
        if a.session.get(models.State, state_id) is None:
            raise Refusal("C2", "table C2", _("There is no such State."), kind=Kind.INVALID)
        correction = operations.correct(
            a.session,
            a.now,
            procedure_id=a.procedure_id,
            state_id=state_id,
            affected=affected,
            reason=reason,
        )
        a.record(correction.id, state=state_id, affected=affected, reason=reason)
