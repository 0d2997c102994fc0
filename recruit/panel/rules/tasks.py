"""What there is to do for the panel now, in words, decided from the facts of a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from recruit.access.duties import MANY, Facts, Task
from recruit.core.words import _, ngettext
from recruit.panel.rules import conflicts
from recruit.panel.rules.composition import SURROGATES
from recruit.panel.rules.election import BALLOT_DAYS, WAITED_DAYS
from recruit.procedure.rules.days import duty_due, end_of, quiet_days, right_opens, start_of
from recruit.procedure.rules.milestones import MilestoneKind, current_run, latest

NOBODY = 99
"""A place in the order that no surrogate has: nobody stands there."""


def _due(facts: Facts, since: datetime, setting: str, usual: int) -> datetime:
    return duty_due(
        since,
        int(facts.settings.get(setting, usual)),
        quiet_days(facts.settings),
    )


def _constituted(facts: Facts) -> bool:
    return latest(facts.milestones, MilestoneKind.PANEL_CONSTITUTED) is not None


def _circulation(facts: Facts) -> datetime | None:
    window = facts.windows.get("54(b)")
    return window.closes if window else None


def _compose(row: Any, facts: Facts) -> Task | None:
    if _constituted(facts):
        return None
    left = 9 - max(row.n, 1)
    return Task(
        title=_("Compose the selection panel"),
        text=ngettext(
            "%(n)s place is left to fill, with the balance in view.",
            "%(n)s places are left to fill, with the balance in view.",
            left,
        ),
        para="para. 53(c)",
        endpoint="panel.composition",
        button=_("Compose"),
        due=_circulation(facts),
    )


def _constitute(row: Any, facts: Facts) -> Task | None:
    if _constituted(facts):
        return None
    return Task(
        title=_("Constitute the selection panel"),
        text=_("All nine have accepted. The list is circulated to a constituted panel only."),
        para="para. 53(b), (c)",
        endpoint="panel.composition",
        button=_("Go through the conditions"),
        due=_circulation(facts),
        weight=2,
    )


def _answer(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Answer the invitation to the selection panel"),
        text=_("See the professional time asked of you, then accept or decline."),
        para="para. 53(e)",
        endpoint="panel_invited.page",
        button=_("Read the invitation"),
        due=_circulation(facts),
        values={"place_id": row.object_id},
        weight=1,
    )


def _sign(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Sign the confidentiality undertaking"),
        text=_("Nothing opens in this capacity before it is signed."),
        para="reading C3",
        endpoint="accounts.undertaking",
        button=_("Read and sign"),
        weight=0,
    )


def _interest(row: Any, facts: Facts) -> Task | None:
    if _constituted(facts):
        return None
    window = facts.windows.get("54(b)")
    return Task(
        title=_("Express your State's interest in serving on the panel"),
        text=_("If it has one. The President selects from the Committee and from those States."),
        para="para. 53(c)",
        endpoint="panel.express",
        button=_("Express interest"),
        due=window.opens if window else None,
        weight=9,
    )


def _declare(row: Any, facts: Facts) -> Task | None:
    due = None
    if row.capacity == "surrogate" and row.since is not None:
        due = _due(facts, row.since, "surrogate_declaration_working_days", 5)
    return Task(
        title=_("Declare on the names of the list"),
        text=_("More than %(n)s names await your declaration. No file opens before.", n=MANY)
        if row.n > MANY
        else ngettext(
            "%(n)s name awaits your declaration. No file opens before.",
            "%(n)s names await your declaration. No file opens before.",
            row.n,
        ),
        para="para. 53(b), reading C4",
        endpoint="panel.declare",
        button=_("Declare"),
        due=due,
        weight=1,
    )


def _decide(row: Any, facts: Facts) -> Task | None:
    due = _due(facts, row.since, "conflict_decision_working_days", 2)
    if conflicts.decider(False, due, facts.now) is not conflicts.Decider.CHAIR:
        return None
    return Task(
        title=_("Decide on a declaration"),
        text=_("Left undecided, it comes before the other members by itself."),
        para="para. 53(b), reading C6",
        endpoint="panel.declarations",
        button=_("Decide"),
        due=due,
        weight=1,
    )


def _vote(row: Any, facts: Facts) -> Task | None:
    due = _due(facts, row.since, "conflict_decision_working_days", 2)
    if conflicts.decider(row.n > 0, due, facts.now) is not conflicts.Decider.OTHERS:
        return None
    return Task(
        title=_("Vote on a declaration that is before the members"),
        text=_("The majority of the others decides; equal votes are a conflict."),
        para="para. 53(b), reading C6",
        endpoint="panel.on_chair",
        button=_("Read and vote"),
        weight=1,
    )


def _further() -> Task:
    return Task(
        title=_("A seat is vacant and no surrogate is left: name a further one"),
        text=_("Of another State, as an exception; who accepts is taken in and declares."),
        para="reading C9",
        endpoint="panel.further",
        button=_("Name somebody"),
        weight=0,
    )


def _pass(row: Any, facts: Facts) -> Task | None:
    run = current_run(facts.milestones)
    begun = MilestoneKind.INTERVIEWS_BEGUN
    if any(m.kind is begun and m.run == run for m in facts.milestones):
        return None
    free, waiting = divmod(row.n, NOBODY + 1)
    if free == NOBODY:
        late = row.since is not None and facts.now >= _due(
            facts, row.since, "surrogate_declaration_working_days", 5
        )
        return _further() if waiting == NOBODY or (late and waiting <= SURROGATES) else None
    if waiting < free and row.since is not None:
        if facts.now < _due(facts, row.since, "surrogate_declaration_working_days", 5):
            return None
    return Task(
        title=_("A seat is vacant: seat the next surrogate"),
        text=_("By the order; for balance another, with a reason."),
        para="para. 53(b), reading C7",
        endpoint="panel.vacancies",
        button=_("See who is next"),
        weight=0,
    )


def _election(row: Any, facts: Facts) -> Task | None:
    """n: 1 while an election goes on, whose ballot began at since; 0 before it is called."""
    if row.n and facts.now < _due(facts, row.since, "election_working_days", BALLOT_DAYS):
        return None
    return Task(
        title=_("Go on with the election of an acting Chair")
        if row.n
        else _("Call the election of an acting Chair"),
        text=_("The ballot's time is over; the next one begins, or the order decides.")
        if row.n
        else _("Nobody exercises the chair until those seated have elected."),
        para="reading R19",
        endpoint="panel.election",
        button=_("Open the election"),
        weight=0,
    )


def _vote_chair(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Vote for an acting Chair"),
        text=_("Three votes elect; after two ballots the first in seat order who is free."),
        para="reading R19",
        endpoint="panel.election",
        button=_("Vote"),
        due=_due(facts, row.since, "election_working_days", BALLOT_DAYS),
        weight=0,
    )


def standing_down(row: Any, facts: Facts) -> Task | None:
    """n: 1 for whoever it is said of, who may answer; 0 for the others."""
    return Task(
        title=_("Say that you are reached") if row.n else _("Vote on whether a member stands down"),
        text=_("The others think that you cannot be reached; your answer ends their motion.")
        if row.n
        else _("Three of the others decide it."),
        para="reading R23",
        endpoint="panel.serving_on",
        button=_("Answer") if row.n else _("Read and vote"),
        weight=0,
    )


def _asked(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Two members ask something of you as Chair"),
        text=_("A due act that waits three working days longer may be done by an acting Chair."),
        para="reading R19",
        endpoint="panel.reminders",
        button=_("Read and answer"),
        due=_due(facts, row.since, "", WAITED_DAYS),
        weight=0,
    )


def _write(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Write the minutes of the meeting"),
        text=_("What was decided may be entered once the minutes are confirmed."),
        para="reading C10",
        endpoint="panel.chair_meeting",
        button=_("Write the minutes"),
        values={"meeting_id": row.object_id},
        weight=3,
    )


def _confirm(row: Any, facts: Facts) -> Task | None:
    opens = right_opens(
        row.since,
        int(facts.settings.get("minutes_working_days", 2)),
        quiet_days(facts.settings),
    )
    if facts.now >= opens:
        return None
    return Task(
        title=_("Confirm the minutes"),
        text=_("Or dissent, which puts the matter to the vote."),
        para="reading C10",
        endpoint="panel.meeting",
        button=_("Read the minutes"),
        due=opens,
        values={"meeting_id": row.object_id},
        weight=2,
    )


def _put_to_vote(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Put a decision to the vote"),
        text=_("Somebody who was present has dissented from the consensus."),
        para="reading C10",
        endpoint="panel.chair_meeting",
        button=_("Record the ballot"),
        values={"meeting_id": row.object_id},
        weight=2,
    )


def _again(row: Any, facts: Facts) -> Task | None:
    day = date.fromisoformat(row.reference[:10])
    if facts.now < start_of(day):
        return None
    return Task(
        title=_("Has anything changed since you declared?"),
        text=_("Everybody is asked this today, whatever has been decided."),
        para="reading C4",
        endpoint="panel.again",
        button=_("Answer"),
        due=end_of(day),
        weight=1,
    )


def _destroy(row: Any, facts: Facts) -> Task | None:
    return Task(
        title=_("Confirm that your copies are destroyed"),
        text=_("You hold a seat no more. What you printed, saved or noted is destroyed."),
        para="para. 53(b), reading C13",
        endpoint="panel.leaving",
        button=_("Read and confirm"),
        weight=1,
    )


_DECIDERS: dict[str, Callable[[Any, Facts], Task | None]] = {
    "panel.compose": _compose,
    "panel.constitute": _constitute,
    "panel.answer_invitation": _answer,
    "panel.sign_undertaking": _sign,
    "panel.express_interest": _interest,
    "panel.declare": _declare,
    "panel.decide_conflict": _decide,
    "panel.vote_conflict": _vote,
    "panel.pass_seat": _pass,
    "panel.call_election": _election,
    "panel.vote_chair": _vote_chair,
    "panel.vote_standing_down": standing_down,
    "panel.answer_asked": _asked,
    "panel.write_minutes": _write,
    "panel.confirm_minutes": _confirm,
    "panel.put_to_vote": _put_to_vote,
    "panel.declare_again": _again,
    "panel.confirm_destruction": _destroy,
}


def task(row: Any, facts: Facts) -> Task | None:
    """What this fact asks of the person now; None: nothing, or not yet."""
    decide = _DECIDERS.get(row.kind)
    return decide(row, facts) if decide is not None else None
