"""When the vacancy may be posted (paras 53(d) and 54(a), reading R2).

Never before the closing instant of the meeting. Between it and the window of 54(a) it
needs a reason: of the GICHD's focal point on the closing day itself, since there is no
President of the next meeting yet, and of the President from the next day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _
from recruit.procedure.rules.calendar import (
    Amendment,
    Window,
    geneva_day,
    in_force,
    within_window,
)


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """What the posting of the vacancy is judged by.

    closing: the recorded instant of the meeting's closure, UTC; None if not recorded.
    window: of 54(a), as decided. reason: why before the window. reason_by: "focal_point"
    or "president", the capacity in which the reason is given.
    """

    now: datetime
    closing: datetime | None
    window: Window
    amendments: tuple[Amendment, ...] = ()
    reason: str = ""
    reason_by: str = ""


def _closed(facts: PostingFacts) -> Answer:
    if facts.closing is None:
        return Refused(_("The closure of the meeting is not recorded yet."))
    if facts.now < facts.closing:
        return Refused(_("The meeting is not closed yet; the vacancy is published after it."))
    return Holds()


def _posting_time(facts: PostingFacts) -> Answer:
    opens = in_force(facts.window, facts.amendments, facts.now).opens
    if facts.closing is None or facts.now < facts.closing or opens is None or facts.now >= opens:
        return Holds()
    on_closing_day = geneva_day(facts.now) == geneva_day(facts.closing)
    who = "focal_point" if on_closing_day else "president"
    if facts.reason.strip() and facts.reason_by == who:
        return Holds(facts.reason.strip())
    if on_closing_day:
        return Refused(
            _(
                "Before the window of para. 54(a) the posting needs a reason: on the day of the "
                "closure, from the focal point of the GICHD."
            )
        )
    return Refused(
        _(
            "Before the window of para. 54(a) the posting needs a reason: from the day after the "
            "closure, from the President."
        )
    )


def _posting_not_late(facts: PostingFacts) -> Answer:
    current = in_force(facts.window, facts.amendments, facts.now)
    if current.closes is None or facts.now < current.closes:
        return Holds()
    return within_window(facts.window, facts.amendments, facts.now)


POSTING_GATES: Final[list[Gate[PostingFacts]]] = [
    Gate("P53d-1", "para. 53(d)", _("The meeting is closed"), _closed),
    Gate(
        "P54a",
        "para. 54(a)",
        _("The window has begun, or a reason for posting earlier is recorded"),
        _posting_time,
    ),
    Gate(
        "R2",
        "reading R2",
        _("The window has not ended, or the Chair has decided on another"),
        _posting_not_late,
    ),
]
