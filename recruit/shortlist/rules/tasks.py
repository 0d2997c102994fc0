"""What there is to do for the shortlist, and for whom (para. 54(c)-(e), R15, R16).

Each kind's facts come in one row: ``n`` and ``since`` mean what the function that reads
them says. Nothing here tells a member anything about another's ballot before the own
one is locked: the rows of the Chair's acts exist only from the Chair's own lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _
from recruit.panel.rules.tasks import standing_down
from recruit.procedure.rules.days import duty_due, end_of, quiet_days, right_opens
from recruit.procedure.rules.milestones import MilestoneKind, latest
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.decision import QUORUM
from recruit.shortlist.rules.reveal import ENOUGH

_TITLES = {
    Deliverable.PROFILE: (
        _("Draft the competency profile"),
        _("Put the competency profile to the panel"),
    ),
    Deliverable.QUESTIONS: (
        _("Draft the interview questions"),
        _("Put the questions to the panel"),
    ),
    Deliverable.GRID: (
        _("Draft the evaluation grid"),
        _("Put the evaluation grid to the panel"),
    ),
}


def _closes(facts: Facts, para: str) -> datetime | None:
    window = facts.windows.get(para)
    return window.closes if window else None


_SCREENING = timedelta(days=14)
"""How long a reopened vacancy's applications are screened before anybody is pressed (54(b))."""


def _criteria(row: Any, facts: Facts) -> Task | None:
    """until: the close of a vacancy that the panel reopened. n: lists circulated since then."""
    if row.until is not None and not row.n and facts.now < row.until + _SCREENING:
        return None
    return Task(
        title=_("Lock the shortlist criteria"),
        text=_("They are drawn from the Terms of Reference; edit them, and set the last day."),
        para="para. 54(c), reading J1",
        endpoint="shortlist.chair",
        button=_("Read and lock"),
        due=_closes(facts, "54(c)"),
        weight=2,
    )


def _carry_over(row: Any, facts: Facts) -> Task | None:
    """n: the members seated now; with fewer than four the seats pass first (C7, C8)."""
    if row.n < QUORUM:
        return None
    return Task(
        title=_("Carry over the shortlist and the papers, or decide anew"),
        text=_(
            "The stage began a new run, because fewer than four were left. No score of the "
            "former run counts; the panel decides what else of it still holds."
        ),
        para="para. 53(b), reading C8",
        endpoint="shortlist.chair",
        button=_("Read and record"),
        due=_closes(facts, "54(f)"),
        weight=2,
    )


def _last_day(row: Any, facts: Facts) -> datetime | None:
    return end_of(date.fromisoformat(row.reference)) if row.reference else _closes(facts, "54(c)")


def _draft_ballot(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Consider the candidates and draft your ballot"),
        text=_("Up to five, ranked, and a reason for each candidate, in or out."),
        para="para. 54(c)",
        endpoint="shortlist.ballot",
        button=_("Open my ballot"),
        due=_last_day(row, facts),
        weight=3,
    )


def _lock_ballot(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Lock your ballot"),
        text=_("It is saved as a draft. Once locked it is your vote."),
        para="para. 54(c)",
        endpoint="shortlist.ballot",
        button=_("Open my ballot"),
        due=_last_day(row, facts),
        weight=3,
    )


def _absence(row: Any, facts: Facts) -> Task | None:
    """n: how many living members have locked. reference: the last day."""
    if row.n < ENOUGH or not row.reference:
        return None
    over = end_of(date.fromisoformat(row.reference))
    if facts.now < over:
        return None
    return Task(
        title=_("Wait for the last ballots, or record who is absent"),
        text=_("The last day is over. With a reason, a member without ballot is recorded absent."),
        para="para. 54(c), reading R15",
        endpoint="shortlist.chair",
        button=_("Open"),
        due=_closes(facts, "54(c)"),
        weight=4,
    )


def _decide(row: Any, facts: Facts) -> Task | None:
    """n: how many living members have neither locked nor are recorded absent."""
    if row.n:
        return None
    return Task(
        title=_("Record the panel's decision on the shortlist"),
        text=_("The ballots are open. The panel meets and decides on five, with substitutes."),
        para="para. 54(c)",
        endpoint="shortlist.chair",
        button=_("Record the decision"),
        due=_closes(facts, "54(c)"),
        weight=2,
    )


def _confirm(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Confirm the shortlist that you found, or ask to move it anew"),
        text=_("You took your seat after the decision. Read it with its reasons."),
        para="para. 53(b), reading C7",
        endpoint="shortlist.page",
        button=_("Read the decision"),
        due=_closes(facts, "54(c)"),
        weight=2,
    )


def _release(row: Any, facts: Facts) -> Task | None:
    """n: 100 x members who have not answered C4's day or confirmed, + minutes unconfirmed.

    since: when the minutes were recorded.
    """
    waiting, unconfirmed = divmod(row.n, 100)
    holidays = quiet_days(facts.settings)
    days = int(facts.settings.get("minutes_working_days", 2))
    if waiting or row.since is None:
        return None
    if unconfirmed and facts.now < right_opens(row.since, days, holidays):
        return None
    return Task(
        title=_("Release the names of the invited to the GICHD"),
        text=_("The minutes are confirmed. The GICHD then arranges the interviews."),
        para="para. 54(c), reading R16",
        endpoint="shortlist.chair",
        button=_("Release the invited"),
        due=duty_due(row.since, days + 2, holidays),
        weight=2,
    )


def _paper(kind: Deliverable, part: int) -> Callable[[Any, Facts], Task | None]:
    para = "54(d)" if kind is Deliverable.PROFILE else "54(e)"

    def draft(row: Any, facts: Facts) -> Task | None:
        return Task(
            title=_(_TITLES[kind][part]),
            text=(
                _("The draft is complete; the panel adopts it by a decision of a meeting.")
                if part
                else _("Anybody of the panel or the GICHD may go on with the same draft.")
            ),
            para=f"para. {para}",
            endpoint="shortlist.chair" if part else "shortlist.papers",
            button=_("Record the adoption") if part else _("Go on with the draft"),
            due=_closes(facts, para),
            weight=5,
        )

    return draft


def _confirm_questions(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Confirm the questions"),
        text=_("Family, health, religion, politics and age are not asked; two members confirm."),
        para="para. 54(e), reading J4",
        endpoint="shortlist.papers",
        button=_("Read the questions"),
        due=_closes(facts, "54(e)"),
        weight=5,
    )


_KINDS: dict[str, Callable[[Any, Facts], Task | None]] = {
    "shortlist.vote_standing_down": standing_down,
    "shortlist.carry_over": _carry_over,
    "shortlist.lock_criteria": _criteria,
    "shortlist.draft_ballot": _draft_ballot,
    "shortlist.lock_ballot": _lock_ballot,
    "shortlist.record_absence": _absence,
    "shortlist.decide": _decide,
    "shortlist.confirm_decision": _confirm,
    "shortlist.release_invited": _release,
    "shortlist.draft_profile": _paper(Deliverable.PROFILE, 0),
    "shortlist.adopt_profile": _paper(Deliverable.PROFILE, 1),
    "shortlist.draft_questions": _paper(Deliverable.QUESTIONS, 0),
    "shortlist.confirm_questions": _confirm_questions,
    "shortlist.adopt_questions": _paper(Deliverable.QUESTIONS, 1),
    "shortlist.draft_grid": _paper(Deliverable.GRID, 0),
    "shortlist.adopt_grid": _paper(Deliverable.GRID, 1),
}


def task(row: Any, facts: Facts) -> Task | None:
    """What a row of the shortlist's facts asks of somebody now; None where nothing."""
    if latest(facts.milestones, MilestoneKind.LIST_CIRCULATED) is None:
        return None
    make = _KINDS.get(row.kind)
    return make(row, facts) if make else None
