"""What there is to do in the prescreening, in words: who, by when, under which paragraph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from recruit.access.duties import MANY, Facts, Task
from recruit.applications.rules import criteria_locked
from recruit.core.words import _, ngettext
from recruit.procedure.rules.days import duty_due, quiet_days, right_opens
from recruit.procedure.rules.milestones import MilestoneKind, latest

PARA = "para. 54(b)"


def _end(facts: Facts, para: str) -> datetime | None:
    window = facts.windows.get(para)
    return window.closes if window is not None else None


def _begun(facts: Facts) -> bool:
    """Whether the prescreening's window has opened."""
    window = facts.windows.get("54(b)")
    return window is not None and window.opens is not None and facts.now >= window.opens


def _circulated(facts: Facts) -> bool:
    return latest(facts.milestones, MilestoneKind.LIST_CIRCULATED) is not None


def _assign(row: Any, facts: Facts) -> Task | None:
    if not _begun(facts):
        return None
    return Task(
        title=_("Give the files to two screeners each"),
        text=_("Two different persons judge each file, and neither sees the other's answers."),
        para="para. 54(b), reading A10",
        endpoint="prescreening.files",
        button=_("Assign"),
        due=_end(facts, "54(b)"),
        weight=2,
    )


def _screen(row: Any, facts: Facts) -> Task | None:
    if not _begun(facts) or (row.capacity == "agency" and _circulated(facts)):
        return None
    return Task(
        title=_("Screen more than %(n)s applications against the Terms of Reference", n=MANY)
        if row.n > MANY
        else ngettext(
            "Screen %(n)s application against the Terms of Reference",
            "Screen %(n)s applications against the Terms of Reference",
            row.n,
        ),
        text=_("Each criterion with a reason and its evidence; the years from dated periods."),
        para=PARA,
        endpoint="prescreening.screen",
        values={"candidate_id": row.object_id},
        button=_("Go on screening"),
        due=_end(facts, "54(b)"),
        weight=3,
    )


def _settle(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Settle where two screeners differ"),
        text=_("As a third person, or with a note; the first votes stay."),
        para="reading A5",
        endpoint="prescreening.settle",
        values={"candidate_id": row.object_id},
        button=_("Compare the two"),
        due=_end(facts, "54(b)"),
        weight=4,
    )


def _decide_declaration(row: Any, facts: Facts) -> Task | None:
    chair = row.capacity == "chair"
    return Task(
        title=_("Decide on a declaration on %(reference)s", reference=row.reference),
        text=_("The focal point may have a conflict of interest; the file is closed to them.")
        if chair
        else _("A screener may have a conflict of interest; the file is closed to them."),
        para="reading A7",
        endpoint="prescreening.oversight" if chair else "prescreening.files",
        button=_("Decide"),
        due=_end(facts, "54(b)"),
        weight=1,
    )


def _circulate(row: Any, facts: Facts) -> Task | None:
    constituted = latest(facts.milestones, MilestoneKind.PANEL_CONSTITUTED) is not None
    if not _begun(facts) or row.n or not constituted:
        return None
    return Task(
        title=_("Circulate a new version of the list")
        if _circulated(facts)
        else _("Circulate the list of suitable candidates to the panel"),
        text=_("Every file has two locks and an outcome. The list is numbered and frozen."),
        para=PARA,
        endpoint="prescreening.circulation",
        button=_("See the list and circulate it"),
        due=_end(facts, "54(b)"),
        weight=6,
    )


def _decide(row: Any, facts: Facts) -> Task | None:
    borderline = row.kind == "prescreening.decide_borderline"
    return Task(
        title=_("Put borderline file %(reference)s to the panel", reference=row.reference)
        if borderline
        else _("Put the equivalence of %(reference)s to the panel", reference=row.reference),
        text=_(
            "Decided in a meeting, with a reason. No ballot is locked before the minutes of the "
            "decision are confirmed."
        ),
        para="para. 54(b), reading A6" if borderline else "Annex I, reading A4",
        endpoint="prescreening.rulings",
        button=_("Record the decision"),
        due=_end(facts, "54(c)"),
        weight=2,
    )


def _enter(row: Any, facts: Facts) -> Task | None:
    """A placing is entered once its minutes are confirmed: by all, or by lapse (C10)."""
    if criteria_locked(facts.milestones) or row.since is None:
        return None
    opens = right_opens(row.since, _days(facts, "minutes"), _quiet(facts))
    if row.n > 0 and facts.now < opens:
        return None
    return Task(
        title=_("Enter the placing of %(reference)s on the list", reference=row.reference),
        text=_("The minutes are confirmed: make the new version of the list."),
        para="readings A8, C10",
        endpoint="prescreening.rulings",
        button=_("Enter it"),
        due=_end(facts, "54(c)"),
        weight=2,
    )


def _move(row: Any, facts: Facts) -> Task | None:
    if criteria_locked(facts.milestones):
        return None
    return Task(
        title=_("You may ask for all the applications received"),
        text=_(
            "The panel may request the list of all applications. One member moves it, the Chair "
            "or two further members second it."
        ),
        para="para. 54(b), reading R7",
        endpoint="prescreening.requests",
        button=_("Move it"),
        weight=9,
    )


def _second(row: Any, facts: Facts) -> Task | None:
    opens = right_opens(row.since, _days(facts, "request_objection"), _quiet(facts))
    if facts.now >= opens:
        return None
    return Task(
        title=_("A member asks for the applications received"),
        text=_("Second it, or object with a reason. Without objection it is the panel's request."),
        para="reading R7",
        endpoint="prescreening.requests",
        button=_("Answer"),
        due=opens,
    )


def _vote(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Put request no. %(n)s to the vote", n=row.reference),
        text=_("A member objected; the panel decides in a meeting."),
        para="reading R7",
        endpoint="prescreening.rulings",
        button=_("Record the decision"),
        due=_end(facts, "54(c)"),
    )


def _answer(row: Any, facts: Facts) -> Task | None:
    since = row.until or right_opens(row.since, _days(facts, "request_objection"), _quiet(facts))
    if facts.now < since:
        return None
    return Task(
        title=_("Answer the panel's request no. %(n)s", n=row.reference),
        text=_("In full, or with named documents withheld, a reason for each."),
        para="para. 54(b), reading R7",
        endpoint="prescreening.answers",
        button=_("Answer"),
        due=duty_due(since, _days(facts, "request_answer"), _quiet(facts)),
        weight=2,
    )


def _days(facts: Facts, name: str) -> int:
    usual = {"request_objection": 2, "request_answer": 5, "minutes": 2}[name]
    return int(facts.settings.get(f"{name}_working_days", usual))


def _quiet(facts: Facts) -> Any:
    return quiet_days(facts.settings)


_TASKS: Mapping[str, Callable[[Any, Facts], Task | None]] = {
    "prescreening.assign": _assign,
    "prescreening.screen": _screen,
    "prescreening.settle": _settle,
    "prescreening.decide_declaration": _decide_declaration,
    "prescreening.circulate": _circulate,
    "prescreening.decide_borderline": _decide,
    "prescreening.decide_equivalence": _decide,
    "prescreening.enter_placing": _enter,
    "prescreening.move_request": _move,
    "prescreening.second_request": _second,
    "prescreening.vote_request": _vote,
    "prescreening.answer_request": _answer,
}


def task(row: Any, facts: Facts) -> Task | None:
    """What this row asks for now, in words; None where nothing is due."""
    decide = _TASKS.get(row.kind)
    return decide(row, facts) if decide is not None else None
