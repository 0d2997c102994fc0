"""The days of the demonstration: when its people get to each of their tasks.

Moments are in Geneva time. A task is performed at the first moment at which it is due
for somebody and its own day has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from recruit.core.clock import GENEVA

BEGIN = datetime(2022, 9, 2, 18, 30, tzinfo=GENEVA).astimezone(UTC)

# A task's kind -> the first day on which the invented people do it. Without a line: at once.
NOT_BEFORE: dict[str, date] = {
    "vacancy.post": date(2022, 9, 5),
    "panel.compose": date(2022, 9, 12),
    "panel.answer_invitation": date(2022, 9, 15),
    "panel.constitute": date(2022, 9, 21),
    "prescreening.assign": date(2022, 9, 27),
    "prescreening.screen": date(2022, 9, 29),
    "prescreening.settle": date(2022, 10, 4),
    "prescreening.circulate": date(2022, 10, 6),
    "panel.declare": date(2022, 10, 10),
    "panel.decide_conflict": date(2022, 10, 12),
    "panel.pass_seat": date(2022, 10, 14),
    "prescreening.move_request": date(2022, 10, 17),
    "prescreening.second_request": date(2022, 10, 18),
    "prescreening.answer_request": date(2022, 10, 21),
    "prescreening.decide_borderline": date(2022, 10, 27),
    "prescreening.decide_equivalence": date(2022, 10, 27),
    "shortlist.draft_profile": date(2022, 10, 20),
    "shortlist.adopt_profile": date(2022, 11, 3),
    "shortlist.draft_questions": date(2022, 11, 7),
    "shortlist.confirm_questions": date(2022, 11, 10),
    "shortlist.adopt_questions": date(2022, 11, 14),
    "shortlist.draft_grid": date(2022, 11, 15),
    "shortlist.adopt_grid": date(2022, 11, 18),
    "shortlist.lock_criteria": date(2022, 11, 1),
    "shortlist.draft_ballot": date(2022, 11, 21),
    "shortlist.lock_ballot": date(2022, 11, 23),
    "panel.declare_again": date(2022, 12, 5),
    "shortlist.decide": date(2022, 12, 2),
    "shortlist.release_invited": date(2022, 12, 7),
    "interviews.set_slots": date(2022, 12, 8),
    "interviews.invite": date(2022, 12, 8),
    "interviews.confirm": date(2022, 12, 9),
    "interviews.start": date(2022, 12, 12),
    "interviews.agree": date(2023, 1, 20),
    "report.decide": date(2023, 2, 1),
    "report.open": date(2023, 2, 3),
    "report.write": date(2023, 2, 6),
    "report.call": date(2023, 2, 9),
    "report.sign": date(2023, 2, 10),
    "report.lodge": date(2023, 2, 15),
    "report.hand_over": date(2023, 2, 17),
    "approval.draft": date(2023, 2, 20),
    "approval.rehearse": date(2023, 2, 21),
    "approval.open_round": date(2023, 2, 27),
    "approval.speak": date(2023, 3, 6),
    "approval.certify": date(2023, 3, 13),
    "appointment.step.offer": date(2023, 3, 17),
    "appointment.step.answer": date(2023, 3, 22),
    "appointment.publish": date(2023, 3, 24),
    "appointment.step.checks": date(2023, 3, 28),
    "appointment.step.signed": date(2023, 4, 3),
    "appointment.step.start": date(2023, 5, 1),
    "appointment.step.handover": date(2023, 5, 5),
    "appointment.letters.not_suitable": date(2022, 12, 9),
    "appointment.letters.without_place": date(2022, 12, 9),
    "appointment.letters.not_shortlisted": date(2022, 12, 14),
    "appointment.letters.not_interviewed": date(2023, 3, 20),
    "appointment.letters.interviewed": date(2023, 3, 20),
    "appointment.letters.reserve": date(2023, 4, 12),
    "report.release": date(2023, 3, 15),
    "report.release_second": date(2023, 3, 16),
    "report.read_released": date(2023, 3, 17),
}

# Where the stages of the demonstration begin: everything before is really done.
STAGES: dict[str, datetime] = {
    name: datetime.combine(day, time(9, 0), GENEVA).astimezone(UTC)
    for name, day in {
        "vacancy": date(2022, 9, 5),
        "composition": date(2022, 9, 13),
        "prescreening": date(2022, 9, 28),
        "circulated": date(2022, 10, 7),
        "shortlist": date(2022, 11, 22),
        "interviews": date(2022, 12, 12),
        "debrief": date(2023, 1, 20),
        "report": date(2023, 2, 6),
        "approval": date(2023, 2, 20),
        "silence": date(2023, 3, 1),
        "designated": date(2023, 3, 14),
        "released": date(2023, 3, 20),
        "closed": date(2023, 5, 8),
    }.items()
}


# Further days on which something happens without a line above: applications arrive,
# minutes are confirmed, interviews are held, steps of the contract are taken.
_FURTHER = (
    *(date(2022, 9, d) for d in (5, 8, 12, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 30)),
    *(date(2022, 10, d) for d in (3, 5, 7, 11, 13, 19, 20, 24, 28)),
    *(date(2022, 11, d) for d in (2, 4, 8, 9, 16, 22, 24, 25, 28, 30)),
    *(date(2022, 12, d) for d in (6, 8, 9, 12, 13, 14, 15, 16)),
    *(date(2023, 1, d) for d in (9, 10, 11, 12, 13, 16, 17, 18, 19, 23, 25)),
    *(date(2023, 2, d) for d in (2, 7, 8, 13, 14, 16, 20, 21)),
    *(date(2023, 3, d) for d in (1, 14, 17, 20, 22, 24, 28, 31)),
    *(date(2023, 4, d) for d in (3, 12)),
    *(date(2023, 5, d) for d in (1, 2, 3, 5)),
    *(date(2023, 6, d) for d in (1, 15)),
)
_DAYS = sorted({*NOT_BEFORE.values(), *_FURTHER})


def moments(start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments from start to end, both in UTC, at which the others look at their tasks.

    09:30 Geneva on each day on which something happens; minutes after the deadline too on
    the last day of the silence procedure.
    """
    for day in _DAYS:
        hours = (time(9, 30), time(18, 5)) if day == date(2023, 3, 13) else (time(9, 30),)
        for hour in hours:
            at = datetime.combine(day, hour, GENEVA).astimezone(UTC)
            if start < at <= end:
                yield at
