"""What there is to do on the appointment, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.appointment.rules.contract import Step, Term, ending, recruitment_due
from recruit.appointment.rules.letters import SENDER, Letter, letter_words
from recruit.appointment.rules.retention import ANNOUNCED, Lot, lot_words, over
from recruit.core.words import _
from recruit.procedure.rules.calendar import duty_due, geneva_day
from recruit.procedure.rules.days import quiet_days


def _step_title(step: Step) -> str:
    return {
        Step.OFFER: _("Make the offer"),
        Step.ANSWER: _("Record the answer to the offer"),
        Step.CHECKS: _("Record the checks"),
        Step.SIGNED: _("Record the signature of the contract"),
        Step.START: _("Record the start of the term"),
        Step.HANDOVER: _("Record the handover"),
    }[step]


def _step_task(row: Any, facts: Facts) -> Task | None:
    name = row.kind.removeprefix("appointment.step.")
    if name not in set(Step):
        return None
    step = Step(name)
    if step in (Step.START, Step.HANDOVER) and row.reference:
        if geneva_day(facts.now) < date.fromisoformat(row.reference[:10]):
            return None
    return Task(
        title=_step_title(step),
        text=_("Each step of the contract has its day; leaving one out needs a reason."),
        para="para. 54(h)",
        endpoint="appointment.contract",
        button=_("Open the contract"),
    )


def _letters_task(row: Any, facts: Facts) -> Task | None:
    if row.since is None or facts.now < row.since:
        return None
    letter = Letter(row.kind.removeprefix("appointment.letters."))
    chair = SENDER[letter] == "chair"
    return Task(
        title={
            Letter.NOT_SUITABLE: _("Write to the applicants who are not suitable"),
            Letter.WITHOUT_PLACE: _("Write to the applicants who were not on the list"),
            Letter.NOT_SHORTLISTED: _("Write to the candidates who are not invited"),
            Letter.NOT_INTERVIEWED: _("Write to the candidates who were not interviewed"),
            Letter.INTERVIEWED: _("Write to the candidates who were interviewed"),
            Letter.RESERVE: _("Write to the candidates of the reserve"),
        }[letter],
        text=_("One message to each, once a second person has released them."),
        para="table D5",
        endpoint="appointment.chair_letters" if chair else "appointment.letters",
        button=_("Read and put together"),
        due=duty_due(
            row.since,
            int(facts.settings.get("letters_working_days", 10)),
            quiet_days(facts.settings),
        ),
    )


def _release_task(row: Any) -> Task:
    letter = Letter(row.kind.removeprefix("appointment.release."))
    return Task(
        title=_("Release the letters to candidates: %(kind)s", kind=letter_words(letter)),
        text=_("Somebody else put them together; nothing goes before a second person has looked."),
        para="reading W9",
        endpoint="appointment.held",
        button=_("Read and release"),
    )


def _term_task(row: Any, facts: Facts) -> Task | None:
    ends, today = date.fromisoformat(row.reference[:10]), geneva_day(facts.now)
    term = Term(ends, ends, row.n)  # its beginning decides nothing here
    if not ending(term, today):
        return None
    late = recruitment_due(term, today)
    return Task(
        title={
            (0, False): _("Renew the Director's term, or prepare a new recruitment"),
            (0, True): _("Start a new recruitment, or record the renewal"),
            (1, False): _("Prepare a new recruitment: the term can't be renewed again"),
            (1, True): _("Start a new recruitment: the term can't be renewed again"),
        }[row.n, late],
        text=_("A recruitment took about thirty-four weeks from posting to start in 2022."),
        para="reading T4",
        endpoint="appointment.contract",
        button=_("Open the contract"),
    )


def _erasure_task(row: Any, facts: Facts) -> Task | None:
    _room, _erasure, what, name = row.kind.split(".")
    lot = Lot(name)
    if what == "confirm":
        return Task(
            title=_("Confirm the erasure: %(lot)s", lot=lot_words(lot)),
            text=_("Two persons confirm, each for their side; then it is done on its day."),
            para="reading R27",
            endpoint="appointment.retention",
            button=_("Read and confirm"),
            due=row.until,
        )
    if row.since is None:
        return None
    ends = over(lot, row.since, facts.settings)
    if facts.now < ends - ANNOUNCED:
        return None
    return Task(
        title=_("Announce the erasure: %(lot)s", lot=lot_words(lot)),
        text=_("The time of retention is over; an erasure is announced fourteen days before."),
        para="reading D3",
        endpoint="appointment.retention",
        button=_("Read and announce"),
        due=ends,
    )


def task(row: Any, facts: Facts) -> Task | None:
    """The task of this row now, or None. row: an access.tasks.TaskRow."""
    if row.kind.startswith("appointment.step."):
        return _step_task(row, facts)
    if row.kind.startswith("appointment.letters."):
        return _letters_task(row, facts)
    if row.kind.startswith("appointment.release."):
        return _release_task(row)
    if row.kind.startswith("appointment.erasure."):
        return _erasure_task(row, facts)
    if row.kind == "appointment.term":
        return _term_task(row, facts)
    if row.kind == "appointment.close":
        return Task(
            title=_("Close without result, unless the panel reopens a stage"),
            text=_(
                "The Chair handed over the panel's finding. You may close without result, with a "
                "reason that all are told; the report then goes to nobody."
            ),
            para="reading R26",
            endpoint="appointment.close",
            button=_("Read the finding"),
        )
    if row.kind == "appointment.publish":
        return Task(
            title=_("Publish the outcome"),
            text=_("The offer is accepted. Name and position are published, nothing else."),
            para="reading S18",
            endpoint="appointment.outcome",
            button=_("Read and publish"),
        )
    return None
