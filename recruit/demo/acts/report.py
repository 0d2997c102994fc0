"""What the invented people do for the report: decide, write, sign, lodge, hand over, release."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.applications import queries as candidates
from recruit.demo import words
from recruit.demo.acts import panel
from recruit.demo.cast import Cast
from recruit.demo.words.questions import QUESTIONS
from recruit.interviews.queries import results
from recruit.interviews.rules.totals import first_recommendable
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.report.operations import (
    decision,
    drafting,
    edition,
    finding,
    hand_over,
    release,
    reopening,
    signing,
)
from recruit.report.queries import another, reports
from recruit.report.queries.facts import MANDATE
from recruit.report.rules.another import spent
from recruit.report.rules.decision import Finding
from recruit.report.rules.reopening import Stage


def decide(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """By consensus: the first of the recommendable, the others as reserve in their order."""
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        milestones = procedure.milestones(connection, cast.procedure_id)
        gone = spent(
            another.ended(connection, cast.procedure_id, milestones),
            [d.candidate_id for d in reports.decisions(connection, cast.procedure_id, run)],
            run,
        )
        verdicts = {
            c: v
            for c, v in results.verdicts(connection, cast.procedure_id, run).items()
            if c not in gone
        }
        named = candidates.named(connection, cast.procedure_id, list(verdicts))
    meeting = panel.meeting(cast, reader, "The final decision")
    good = sorted(
        (c for c, v in verdicts.items() if v.recommendable),
        key=lambda c: (-verdicts[c].total, named[c].reference),  # type: ignore[operator]
    )
    if not good:
        decision.take(
            reader,
            meeting_id=meeting,
            preferred=None,
            finding=Finding.NONE_RECOMMENDABLE,
            reason="By the agreed scores none of the interviewed candidates is recommendable.",
        )
        return
    first = min(first_recommendable(verdicts), key=lambda c: named[c].reference)
    decision.take(
        reader,
        meeting_id=meeting,
        preferred=first,
        reserve=[c for c in good if c != first],
        reason=words.narrative(
            "decision", cast.procedure_name, name=named[first].name or named[first].reference
        ),
    )


def recall(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair recalls a hand-over whose candidate is not proposed any more."""
    hand_over.recall(reader)


def open_report(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member opens the report for drafting."""
    drafting.open_draft(reader)


def write(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """One member writes what is missing: the mandate, and a narrative for each candidate."""
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        verdicts = results.verdicts(connection, cast.procedure_id, run)
        parts = reports.parts(connection, cast.procedure_id, task.object_id)
        held = results.interviewed(connection, cast.procedure_id, run)
        named = candidates.named(connection, cast.procedure_id, held)
    if MANDATE not in parts:
        text = words.narrative("mandate", cast.procedure_name, meetings="several")
        drafting.write(reader, name=MANDATE, text=text, version=0)
    for candidate in held:
        if candidate in parts:
            continue
        reference = named[candidate].reference
        good = candidate in verdicts and verdicts[candidate].recommendable
        topics = QUESTIONS[cast.choose(sorted(QUESTIONS), "narrative", reference)].topics
        text = words.narrative(
            "recommendable" if good else "not_recommendable",
            reference,
            name=named[candidate].name or reference,
            topic=cast.choose(topics, "topic", reference),
        )
        drafting.write(reader, name=candidate, text=text, version=0)


def call(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair calls to sign."""
    signing.call(reader)


def sign(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member signs what is called."""
    with cast.connection() as connection:
        report = reports.lodgeable(connection, cast.procedure_id)
    if report is not None:
        signing.sign(reader, text_id=report.text_id)


def lodge(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair lodges the report."""
    signing.lodge(reader)


def give(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair hands over."""
    hand_over.give(reader)


def give_finding(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair hands over the finding that nobody is proposed."""
    finding.give(reader)


def reopen(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel reopens the shortlist."""
    meeting = panel.meeting(cast, reader, "How the recruitment goes on")
    reopening.ask(
        reader,
        meeting_id=meeting,
        stage=Stage.SHORTLIST,
        reason="Among the applications received are others that deserve to be heard.",
    )


def confirm_reopening(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A seated member confirms it."""
    reopening.confirm(reader)


def ask_release(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President asks for the release."""
    release.ask(reader)


def confirm_release(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A seated member confirms it."""
    release.confirm(reader)


def read_released(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A Committee reader opens a copy."""
    release.read(reader)


def make_edition(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The President makes the second edition."""
    edition.make(reader)


def confirm_edition(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member compares references and counts, and confirms it."""
    edition.confirm(reader)


ACTS = {
    "report.decide": decide,
    "report.decide_again": decide,
    "report.recall": recall,
    "report.addendum_decision": open_report,
    "report.open": open_report,
    "report.addendum": open_report,
    "report.write": write,
    "report.call": call,
    "report.sign": sign,
    "report.lodge": lodge,
    "report.hand_over": give,
    "report.hand_over_finding": give_finding,
    "report.hand_over_nobody": give_finding,
    "report.reopen": reopen,
    "report.reopen_second": confirm_reopening,
    "report.release": ask_release,
    "report.release_second": confirm_release,
    "report.read_released": read_released,
    "report.make_edition": make_edition,
    "report.confirm_edition": confirm_edition,
}
