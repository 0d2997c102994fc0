"""What there is to do for the report, and for whom (paras 53(f), 54(g); J9, S1, R14, R27)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _
from recruit.procedure.rules.days import (
    duty_due,
    end_of,
    is_working_day,
    quiet_days,
    right_opens,
)
from recruit.procedure.rules.ending import after
from recruit.procedure.rules.milestones import Column, MilestoneKind, column, holds_since
from recruit.report.rules.signing import DAYS_TO_SIGN, CountedBack, count_back

RELEASE_DAYS = 5
"""Working days after the certificate until the release is overdue (R14)."""


def _holidays(facts: Facts) -> Any:
    return quiet_days(facts.settings)


def counted_back(last: date, holidays: Any) -> CountedBack:
    """The latest days of decision, call and lodging for a window that ends on this day."""
    return count_back(last, lambda day: is_working_day(day, holidays))


def _back(facts: Facts) -> CountedBack | None:
    window = facts.windows.get("54(g)")
    if window is None or window.last is None:
        return None
    return counted_back(window.last, _holidays(facts))


def _decide(row: Any, facts: Facts) -> Task:
    back = _back(facts)
    return Task(
        title=_("Record the panel's final decision"),
        text=_("Every debrief is closed. The panel decides on the appointed candidate."),
        para="para. 53(f)",
        endpoint="report.decide",
        button=_("Record the decision"),
        due=end_of(back.decision) if back else None,
        weight=2,
    )


def _decide_again(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) is not Column.JUDGING:
        return None
    return Task(
        title=_("Record whom the panel names in place of its candidate"),
        text=_(
            "The candidate is not proposed any more. The panel names another interviewed, "
            "recommendable one, or finds that there is none."
        ),
        para="para. 53(f), readings S12, T3",
        endpoint="report.decide",
        button=_("Record the decision"),
        weight=2,
    )


def _recall(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) not in (Column.JUDGING, Column.SILENCE):
        return None
    return Task(
        title=_("Recall the hand-over"),
        text=_("Its candidate is not proposed any more. The President reads 'recalled', no more."),
        para="reading S1",
        endpoint="report.hand_over",
        button=_("Recall it"),
        weight=1,
    )


def _addendum_decision(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) is not Column.JUDGING:
        return None
    return Task(
        title=_("Open an addendum to the report"),
        text=_(
            "The panel has named another candidate; an addendum tells it, signed like the report."
        ),
        para="readings J10, S12, T3",
        endpoint="report.page",
        button=_("Open the report"),
        weight=2,
    )


def _open(row: Any, facts: Facts) -> Task:
    back = _back(facts)
    return Task(
        title=_("Open the report for drafting"),
        text=_("The recorded facts are put together; the panel adds its narrative."),
        para="para. 54(g)",
        endpoint="report.page",
        button=_("Open the report"),
        due=end_of(back.call) if back else None,
        weight=3,
    )


def _addendum(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Open an addendum to the report"),
        text=_("A reference came after the report was lodged; an addendum tells it."),
        para="reading J10",
        endpoint="report.references",
        button=_("Read the reference"),
        weight=2,
    )


def _write(row: Any, facts: Facts) -> Task:
    """n: interviewed candidates without a narrative."""
    back = _back(facts)
    return Task(
        title=_("Write the panel's narrative"),
        text=_("Each interviewed candidate has a narrative; any member may go on with it."),
        para="para. 54(g), reading J9",
        endpoint="report.page",
        button=_("Open the report"),
        due=end_of(back.call) if back else None,
        weight=3,
    )


def _call(row: Any, facts: Facts) -> Task | None:
    """since: when the decision's minutes were laid before the members. n: confirmations that
    are missing; after two working days they count as confirmed (C10)."""
    days = int(facts.settings.get("minutes_working_days", 2))
    if row.n > 0 and facts.now < right_opens(row.since, days, _holidays(facts)):
        return None
    back = _back(facts)
    return Task(
        title=_("Call the members to sign the report"),
        text=_("The call freezes the text and shows its SHA-256."),
        para="para. 54(g), reading J9",
        endpoint="report.call",
        button=_("Read the checklist"),
        due=end_of(back.call) if back else None,
        weight=2,
    )


def _sign(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Sign the report, or say why not"),
        text=_("A signature attests that the record is true."),
        para="para. 54(g), reading J9",
        endpoint="report.page",
        button=_("Read and sign"),
        due=right_opens(row.since, DAYS_TO_SIGN, _holidays(facts)),
        weight=1,
    )


def _lodge(row: Any, facts: Facts) -> Task | None:
    """n: 0 all have signed, 1 at least three, 2 fewer. since: the call to sign."""
    opens = right_opens(row.since, DAYS_TO_SIGN, _holidays(facts))
    if row.n == 2 or (row.n == 1 and facts.now < opens):
        return None
    back = _back(facts)
    return Task(
        title=_("Lodge the report"),
        text=_("Frozen, numbered, in the panel's custody. Nobody else receives it."),
        para="para. 54(g)",
        endpoint="report.lodging",
        button=_("Lodge it"),
        due=end_of(back.last) if back else None,
        weight=1,
    )


def _hand_over(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) not in (Column.JUDGING, Column.SILENCE):
        return None
    return Task(
        title=_("Hand over the appointed candidate's name"),
        text=_("The President and the office get the name and the biography, nothing else."),
        para="para. 53(f), reading S1",
        endpoint="report.hand_over",
        button=_("Read the conditions"),
        due=duty_due(row.since, 2, _holidays(facts)),
        weight=2,
    )


def _finding(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) not in (Column.JUDGING, Column.SILENCE):
        return None
    return Task(
        title=_("Hand over the panel's finding"),
        text=_(
            "The President and the office get that one sentence, nothing else. In its place the "
            "panel may reopen the shortlist or the vacancy."
        ),
        para="reading R26",
        endpoint="report.hand_over",
        button=_("Read what is handed over"),
        due=duty_due(row.since, 2, _holidays(facts)),
        weight=2,
    )


def _reopen(row: Any, facts: Facts) -> Task | None:
    if column(facts.milestones) is not Column.JUDGING:
        return None
    return Task(
        title=_("Record which stage the panel reopens"),
        text=_("The President recorded that the panel reopens the shortlist or the vacancy."),
        para="readings S12, R27",
        endpoint="report.reopen",
        button=_("Record the reopening"),
        weight=2,
    )


def _reopen_second(row: Any, facts: Facts) -> Task | None:
    """since: when the decision's minutes were written. n: confirmations that are missing."""
    days = int(facts.settings.get("minutes_working_days", 2))
    if row.n > 0 and facts.now < right_opens(row.since, days, _holidays(facts)):
        return None
    return Task(
        title=_("Confirm the reopening of a stage"),
        text=_("The Chair recorded the panel's decision; it takes two people."),
        para="reading R27",
        endpoint="report.reopen_second",
        button=_("Read and confirm"),
        weight=2,
    )


def _certified_at(facts: Facts) -> datetime | None:
    for undone in (MilestoneKind.ANNULLED, MilestoneKind.LAPSED):
        if holds_since(facts.milestones, MilestoneKind.ROUND_CERTIFIED, undone) is None:
            return None
    found = holds_since(facts.milestones, MilestoneKind.ROUND_CERTIFIED, MilestoneKind.ANNULLED)
    designated = column(facts.milestones) in (Column.DESIGNATED, Column.CLOSED)
    return found.at if found and designated else None


def _release(row: Any, facts: Facts) -> Task | None:
    at = _certified_at(facts)
    if at is None:
        return None
    return Task(
        title=_("Release the report to the Coordination Committee"),
        text=_("A duty after the designation; a seated member confirms it."),
        para="para. 53(f), reading R14",
        endpoint="report.release",
        button=_("Ask for the release"),
        due=duty_due(at, RELEASE_DAYS, _holidays(facts)),
        weight=2,
    )


def _second(row: Any, facts: Facts) -> Task | None:
    at = _certified_at(facts)
    if at is None:
        return None
    return Task(
        title=_("Confirm the release of the report"),
        text=_("The President has asked for it; it takes two people."),
        para="para. 53(f), reading R27",
        endpoint="report.release_second",
        button=_("Confirm the release"),
        due=duty_due(at, RELEASE_DAYS, _holidays(facts)),
        weight=2,
    )


def _read(row: Any, facts: Facts) -> Task | None:
    if _certified_at(facts) is None:
        return None
    return Task(
        title=_("Read the released report"),
        text=_("In confidence: your copy carries your name and a number of its own."),
        para="para. 53(f)",
        endpoint="report.released",
        button=_("Open the report"),
        weight=8,
    )


def _make_edition(row: Any, facts: Facts) -> Task:
    months = int(facts.settings["retention_applications_months"])
    return Task(
        title=_("Make the report's second edition"),
        text=_(
            "References in place of names not appointed, before anything is erased. You see "
            "references and counts, nothing of the text."
        ),
        para="readings J9, D3",
        endpoint="report.edition",
        button=_("Make it"),
        due=after(row.since, months) if row.since else None,
        weight=6,
    )


def _confirm_edition(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Confirm the report's second edition"),
        text=_("The President made it; it takes two people. You see references and counts."),
        para="readings J9, R27",
        endpoint="report.edition",
        button=_("Look and confirm"),
        weight=6,
    )


_KINDS: dict[str, Callable[[Any, Facts], Task | None]] = {
    "report.decide": _decide,
    "report.decide_again": _decide_again,
    "report.recall": _recall,
    "report.addendum_decision": _addendum_decision,
    "report.open": _open,
    "report.addendum": _addendum,
    "report.write": _write,
    "report.call": _call,
    "report.sign": _sign,
    "report.lodge": _lodge,
    "report.hand_over": _hand_over,
    "report.hand_over_finding": _finding,
    "report.hand_over_nobody": _finding,
    "report.reopen": _reopen,
    "report.reopen_second": _reopen_second,
    "report.release": _release,
    "report.release_second": _second,
    "report.read_released": _read,
    "report.make_edition": _make_edition,
    "report.confirm_edition": _confirm_edition,
}


def task(row: Any, facts: Facts) -> Task | None:
    """What a row of the report's facts asks of somebody now; None where nothing."""
    make = _KINDS.get(row.kind)
    return make(row, facts) if make else None
