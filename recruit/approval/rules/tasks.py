"""What there is to do on the approval, in words: decided from facts and the time alone."""

from __future__ import annotations

from typing import Any

from recruit.access.duties import Facts, Task
from recruit.approval.rules.after import Path
from recruit.approval.rules.items import late_from
from recruit.approval.rules.proving import CALLED_AFTER
from recruit.core.words import _
from recruit.procedure.rules.calendar import duty_due
from recruit.procedure.rules.days import quiet_days
from recruit.procedure.rules.milestones import MilestoneKind, latest

SOFT = 9  # weight of what nobody has to press


def _may_open(row: Any) -> bool:
    """Whether a round may be opened on the living hand-over, as far as these facts say (S12)."""
    if row.n == 0:
        return True
    if row.n == 3:
        return False
    if row.n == 4:
        return bool(row.until and row.since and row.since >= row.until)
    if not row.reference:
        return False
    path = Path(row.reference)
    if path is Path.REFERRED:
        return False
    if path is Path.SAME_CANDIDATE:
        return True
    return bool(row.until and row.since and row.since >= row.until)


def _lapsed_since(row: Any, facts: Facts) -> bool:
    lapse = latest(facts.milestones, MilestoneKind.LAPSED)
    return bool(lapse and row.since and row.since >= lapse.at)


def _draft(row: Any, facts: Facts) -> Task | None:
    if not (_may_open(row) or _lapsed_since(row, facts)):
        return None
    return Task(
        title=_("Draft the proposal's letter"),
        text=_(
            "The name and the biography were handed over. The letter's text stands ready; read "
            "it through for the President."
        ),
        para="para. 53(f)",
        endpoint="approval.proposal",
        button=_("Read the letter"),
        weight=6,
    )


def _rehearse(row: Any, facts: Facts) -> Task | None:
    if not (_may_open(row) or _lapsed_since(row, facts)):
        return None
    return Task(
        title=_("Prove the contacts of the missions"),
        text=_(
            "Every mission gets a rehearsal mail and says that it came. A State that was not "
            "reached has to be named when the round is opened."
        ),
        para="reading W8",
        endpoint="approval.states",
        button=_("Send the rehearsal mail"),
    )


def _open(row: Any, facts: Facts) -> Task | None:
    if not (_may_open(row) or _lapsed_since(row, facts)):
        return None
    return Task(
        title=_("Propose the candidate to the States Parties"),
        text=_(
            "Read the letter, set the deadline and open the written silence procedure. The "
            "letter then goes to every State Party."
        ),
        para="para. 53(f)",
        endpoint="approval.proposal",
        button=_("Prepare and open"),
    )


def _certify(row: Any, facts: Facts) -> Task | None:
    if row.until is None or facts.now < late_from(row.until):
        return None
    return Task(
        title=_("Certify the outcome of the round"),
        text=_(
            "The deadline has passed. Declare that every letter received up to it is "
            "registered, and certify: the proposal is then approved as of the deadline."
        ),
        para="reading S13",
        endpoint="approval.proposal",
        button=_("Certify"),
        due=duty_due(row.until, 2, quiet_days(facts.settings)),
    )


def _lost(row: Any, facts: Facts) -> Task | None:
    """The candidate's withdrawal is registered: cancelled before the deadline, after it the
    round is without object (T3)."""
    if row.until is None:
        return None
    if facts.now < row.until:
        return Task(
            title=_("Cancel the round: the candidate is no longer available"),
            text=_("All States are told; then record the path, and the panel names another."),
            para="readings T3, S15",
            endpoint="approval.proposal",
            button=_("Cancel the round"),
            due=row.until,
            weight=1,
        )
    if facts.now < late_from(row.until):
        return None
    return Task(
        title=_("Record that the round is without object"),
        text=_(
            "The candidate is no longer available, so no certificate is given. All States are "
            "told, and the panel names another."
        ),
        para="reading T3",
        endpoint="approval.proposal",
        button=_("Record it"),
        due=duty_due(row.until, 2, quiet_days(facts.settings)),
        weight=1,
    )


def _path(_row: Any, _facts: Facts) -> Task:
    return Task(
        title=_("Record how the procedure goes on"),
        text=_(
            "The round ended without approval. Within what time you like, record one path, and "
            "only one; until then nothing is open."
        ),
        para="reading S12",
        endpoint="approval.proposal",
        button=_("Choose the path"),
    )


def _register(row: Any, facts: Facts) -> Task | None:
    if row.until is None or facts.now >= late_from(row.until):
        return None
    return Task(
        title=_("Register what missions write"),
        text=_(
            "Whatever comes on paper or by mail is registered with its evidence; what counts is "
            "its receipt. Where nothing comes there is nothing to do."
        ),
        para="reading S6",
        endpoint="approval.items",
        button=_("Letters by State"),
        due=row.until,
        weight=SOFT,
    )


def _call(row: Any, facts: Facts) -> Task | None:
    if row.since is None or facts.now < row.since + CALLED_AFTER:
        return None
    return Task(
        title=_("Call the missions that the letter did not reach"),
        text=_("None of their addresses took it within 24 hours. Each call is recorded."),
        para="reading S4",
        endpoint="approval.states",
        button=_("Whom to call"),
        due=row.until,
        weight=1,
    )


def _read(row: Any, facts: Facts) -> Task | None:
    if row.until is None or facts.now >= late_from(row.until):
        return None
    return Task(
        title=_("Read the proposal of the next Director"),
        text=_("A State that keeps silence agrees. Nothing needs to be signed."),
        para="para. 53(f)",
        endpoint="approval.proposal",
        button=_("Read the proposal"),
        due=row.until,
        weight=SOFT,
    )


def _settle(row: Any, facts: Facts) -> Task | None:
    if row.until is None or facts.now >= row.until:
        return None
    return Task(
        title=_("Settle an unclear letter"),
        text=_(
            "Ask the mission what it means, and settle it before the deadline; unsettled, it "
            "counts as an objection from then."
        ),
        para="reading S7",
        endpoint="approval.items",
        button=_("Open the letter"),
        due=row.until,
        weight=1,
    )


def _end_dispute(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("End the review of the certificate"),
        text=_("Annul the certificate or reject the letter's receipt, with the reason."),
        para="reading S14",
        endpoint="approval.items",
        button=_("Open the review"),
        due=duty_due(row.since, 10, quiet_days(facts.settings)) if row.since else None,
        weight=1,
    )


def _confirm_dispute(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Confirm how the review of the certificate ends"),
        text=_("The President asks for a second person of the office."),
        para="reading R27",
        endpoint="approval.items",
        button=_("Read and confirm"),
        due=duty_due(row.since, 10, quiet_days(facts.settings)) if row.since else None,
        weight=1,
    )


_TASKS = {
    "approval.draft": _draft,
    "approval.rehearse": _rehearse,
    "approval.open_round": _open,
    "approval.certify": _certify,
    "approval.candidate_lost": _lost,
    "approval.record_path": _path,
    "approval.register": _register,
    "approval.call": _call,
    "approval.read_proposal": _read,
    "approval.settle": _settle,
    "approval.end_dispute": _end_dispute,
    "approval.confirm_dispute": _confirm_dispute,
}


def task(row: Any, facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow."""
    decide = _TASKS.get(row.kind)
    return decide(row, facts) if decide else None
