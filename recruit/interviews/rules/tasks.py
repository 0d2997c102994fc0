"""What there is to do for the interviews, and for whom (para. 54(f), R15, R16, S1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _, ngettext
from recruit.panel.rules.tasks import standing_down
from recruit.procedure.rules.days import end_of, geneva_day, start_of


def _closes(facts: Facts) -> datetime | None:
    window = facts.windows.get("54(f)")
    return window.closes if window else None


def _opens(facts: Facts) -> datetime | None:
    window = facts.windows.get("54(f)")
    return window.opens if window else None


def _day_ends(at: datetime | None) -> datetime | None:
    return end_of(geneva_day(at)) if at else None


def _ask_needs(row: Any, facts: Facts) -> Task:
    """n: invited candidates who were not asked yet; a substitute may follow late (J2)."""
    opens = _opens(facts)
    return Task(
        title=_("Ask the invited what they need"),
        text=ngettext(
            "%(n)s invited candidate has not been asked for access, zone and channel.",
            "%(n)s invited candidates have not been asked for access, zone and channel.",
            row.n,
        ),
        para="reading J11",
        endpoint="interviews.needs",
        button=_("Open the needs"),
        due=opens if opens is not None and facts.now < opens else None,
        weight=2,
    )


def _record_needs(row: Any, facts: Facts) -> Task:
    """n: who were asked and have not answered. until: the earliest end of their time."""
    late = row.until is not None and row.until <= facts.now
    return Task(
        title=_("Record what candidates need")
        if not late
        else _("Candidates have not said what they need"),
        text=ngettext(
            "%(n)s answer is awaited by mail.", "%(n)s answers are awaited by mail.", row.n
        ),
        para="reading J11",
        endpoint="interviews.needs",
        button=_("Open the needs"),
        due=row.until,
        weight=5,
    )


def _set_slots(row: Any, facts: Facts) -> Task:
    """n: invited candidates without a slot in force."""
    return Task(
        title=_("Set the interview slots"),
        text=ngettext(
            "%(n)s invited candidate has no time yet.",
            "%(n)s invited candidates have no time yet.",
            row.n,
        ),
        para="para. 54(f)",
        endpoint="interviews.page",
        button=_("Open the schedule"),
        due=_opens(facts),
        weight=3,
    )


def _invite(row: Any, facts: Facts) -> Task:
    """n: slots to which nobody was invited yet."""
    return Task(
        title=_("Send the invitations"),
        text=ngettext(
            "%(n)s slot waits for its letter.", "%(n)s slots wait for their letters.", row.n
        ),
        para="para. 54(f)",
        endpoint="interviews.page",
        button=_("Open the schedule"),
        due=_opens(facts),
        weight=4,
    )


def _confirm(row: Any, facts: Facts) -> Task:
    """until: the start of the slot."""
    return Task(
        title=_("Record the answer of %(ref)s to the invitation", ref=row.reference),
        text=_("Confirmed, or another time is needed."),
        para="para. 54(f)",
        endpoint="interviews.page",
        button=_("Open the schedule"),
        due=row.until,
        weight=6,
    )


def _start(row: Any, facts: Facts) -> Task | None:
    """since: the start of the slot; nothing before its day."""
    if facts.now < start_of(geneva_day(row.since)):
        return None
    return Task(
        title=_("Start the interview of %(ref)s", ref=row.reference),
        text=_("Your act opens the sheets of this candidate. All living occupants attend."),
        para="para. 54(f), reading R4",
        endpoint="interviews.chair",
        button=_("Open the interviews"),
        due=row.since if facts.now < row.since else _day_ends(row.since),
        weight=1,
    )


def _decide_missed(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Put the missed interview of %(ref)s to the panel", ref=row.reference),
        text=_("In a meeting the panel accepts the reason that was given, or not."),
        para="reading J8",
        endpoint="interviews.missed",
        button=_("Record the decision"),
        due=_closes(facts),
        values={"missed_id": row.object_id},
        weight=2,
    )


def _count_missed(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("%(ref)s counts as withdrawn", ref=row.reference),
        text=_("Two dates were missed; it is entered once the minutes are confirmed."),
        para="readings J8, C10",
        endpoint="interviews.missed",
        button=_("Open the decision"),
        due=_closes(facts),
        values={"missed_id": row.object_id},
        weight=4,
    )


def _lock_sheet(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Score %(ref)s and lock your sheet", ref=row.reference),
        text=_("A score from 1 to 5, or not observed, and a note for every entry of the grid."),
        para="para. 54(e)-(f)",
        endpoint="interviews.sheet",
        button=_("Open my sheet"),
        due=_closes(facts),
        values={"candidate_id": row.object_id},
        weight=2,
    )


def _consent(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Record what %(ref)s answered on being named", ref=row.reference),
        text=_("Asked of every interviewed candidate on the day of the interview."),
        para="reading S1",
        endpoint="interviews.consent",
        button=_("Record the answer"),
        due=_day_ends(row.since),
        values={"candidate_id": row.object_id},
        weight=3,
    )


def _course(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Keep the course of the interview of %(ref)s", ref=row.reference),
        text=_("Each main question is ticked when it is asked; at the end the time used."),
        para="para. 54(f), readings W6, J12",
        endpoint="interviews.course",
        button=_("Open the interview"),
        due=_day_ends(row.since),
        values={"candidate_id": row.object_id},
        weight=2,
    )


def _agree(row: Any, facts: Facts) -> Task:
    return Task(
        title=_("Record the agreed scores of %(ref)s", ref=row.reference),
        text=_("All have locked this candidate. The panel talks first where it differs."),
        para="para. 54(e)-(f), reading J6",
        endpoint="interviews.agree",
        button=_("Record the debrief"),
        due=_closes(facts),
        values={"candidate_id": row.object_id},
        weight=3,
    )


_KINDS: dict[str, Callable[[Any, Facts], Task | None]] = {
    "interviews.ask_needs": _ask_needs,
    "interviews.record_needs": _record_needs,
    "interviews.vote_standing_down": standing_down,
    "interviews.set_slots": _set_slots,
    "interviews.invite": _invite,
    "interviews.confirm": _confirm,
    "interviews.start": _start,
    "interviews.decide_missed": _decide_missed,
    "interviews.count_missed": _count_missed,
    "interviews.lock_sheet": _lock_sheet,
    "interviews.record_consent": _consent,
    "interviews.record_course": _course,
    "interviews.agree": _agree,
}


def task(row: Any, facts: Facts) -> Task | None:
    """What a row of the interviews' facts asks of somebody now; None where nothing."""
    make = _KINDS.get(row.kind)
    return make(row, facts) if make else None
