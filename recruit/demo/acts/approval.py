"""What the invented people do on the approval: propose, keep silence, certify."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.approval.operations import contacts, items, lost, outcome, proving, rounds
from recruit.approval.queries import calls, disputes, drafts
from recruit.approval.queries import proving as reached
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.after import Path
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import default_deadline
from recruit.core.errors import AlreadyDone
from recruit.demo.cast import Cast

_SUPPORT = (
    "My delegation thanks the panel for its work and supports the proposal.",
    "My authorities welcome the proposal and wish the candidate well.",
    "My delegation notes the proposal with appreciation.",
)

_ANSWERS = (True,) * 24 + (False,)


def draft(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The office reads the letter through and saves it as it stands."""
    with cast.connection() as connection:
        given = drafts.given(connection, reader.procedure_id)
        if given is None:
            return
        found = drafts.draft(connection, reader.procedure_id, given)
    rounds.save_draft(
        reader,
        paragraphs=found.paragraphs,
        address=found.address,
        version=found.version,
    )


def rehearse(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The office writes to every mission; most say that it came, a few do not."""
    for state, secret in proving.rehearse(reader).items():
        if cast.choose(_ANSWERS, "rehearsal", state):
            proving.acknowledge(secret)


def open_round(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President opens the round with the deadline that is offered."""
    with cast.connection() as connection:
        before = reading.current(connection, reader.procedure_id)
        missing = reached.now(connection, reader.procedure_id, reader.now).missing
        given = drafts.given(connection, reader.procedure_id)
    again = bool(
        before
        and given
        and before.path is Path.SAME_CANDIDATE
        and before.candidate_id == given.candidate_id
        and not before.facts.cancelled_at
    )
    rounds.open_round(
        reader,
        deadline=default_deadline(reader.now, 5 if again else 14),
        named=sorted(missing),
    )


def call(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The office calls every mission that the letter did not reach."""
    with cast.connection() as connection:
        wanted = sorted(calls.missing(connection, task.object_id))
    for state in wanted:
        contacts.record_call(
            reader, state_id=state, said="The secretariat will send the right address by note."
        )


def certify(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President certifies, declaring that every letter received is registered."""
    outcome.certify(reader, declared=True)


def record_path(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President consults, and proposes the same candidate once more, or goes back to the
    panel where that candidate is no longer available."""
    with cast.connection() as connection:
        view = reading.current(connection, reader.procedure_id)
    if view is not None and view.lost:
        cancelled = view.facts.cancelled_at is not None
        outcome.record_path(reader, path=Path.CANDIDATE_LOST if cancelled else Path.BACK_TO_PANEL)
        return
    outcome.record_path(
        reader,
        path=Path.SAME_CANDIDATE,
        reason="After consultations with the delegations that wrote, the proposal is put again.",
    )


def candidate_lost(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President cancels before the deadline; after it the round is without object."""
    if task.until is not None and reader.now < task.until:
        rounds.cancel(reader, reason="The proposal cannot be upheld.")
    else:
        lost.without_object(reader)


def read_proposal(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """One delegation among them all says that it supports; the others keep silence."""
    speaks = cast.memory.setdefault(f"speaks/{task.object_id}", reader.person_id)
    if speaks != reader.person_id or cast.memory.get(f"spoken/{task.object_id}"):
        raise AlreadyDone("")  # silence: nothing was done, and nothing needs to be
    cast.memory[f"spoken/{task.object_id}"] = True
    items.break_silence(
        reader,
        said=ItemKind.SUPPORT,
        text=cast.choose(_SUPPORT, "statement", reader.state_id),
        name=reader.name,
        function="Counsellor",
    )


def settle(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Asked what it meant, the mission answers: a statement."""
    items.settle(reader, item_id=task.object_id, settled=ItemKind.STATEMENT)


def end_dispute(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President finds that the letter was not received in time."""
    with cast.connection() as connection:
        view = reading.current(connection, reader.procedure_id)
        going_on = disputes.going_on(connection, reader.procedure_id, view.id) if view else []
    outcome.ask_to_end_dispute(
        reader,
        item_id=next(d.item_id for d in going_on if d.id == task.object_id),
        annul=False,
        reason="The stamp was set by another office on another day.",
    )


def confirm_dispute(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A person of the office confirms what the President asked for."""
    outcome.end_dispute(reader, dispute_id=task.object_id)


ACTS = {
    "approval.draft": draft,
    "approval.rehearse": rehearse,
    "approval.open_round": open_round,
    "approval.call": call,
    "approval.certify": certify,
    "approval.candidate_lost": candidate_lost,
    "approval.record_path": record_path,
    "approval.read_proposal": read_proposal,
    "approval.settle": settle,
    "approval.end_dispute": end_dispute,
    "approval.confirm_dispute": confirm_dispute,
}
