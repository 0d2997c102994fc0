"""What an invited candidate needs for the interview, and who reads of it (reading J11). Pure.

GICHD asks and keeps the answers. The panel learns what the room must have ready, in words
of their own and without the reason; nothing else.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import available_timezones

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure.rules.days import YEAR_END, add_working_days, geneva_day

CITED: Final = "reading J11"
DAYS: Final = 5
"""Working days that are proposed for an answer."""
LONGEST: Final = 2000
LONGEST_READY: Final = 500
"""Characters of a text, and of what the room must have ready."""
TELLING: Final = 12
"""From so many characters on, a text that is repeated for the room gives the reason away."""


class Channel(StrEnum):
    """How the candidate takes part."""

    VIDEO = "video"
    IN_PERSON = "in-person"
    PHONE = "phone"


class Standing(StrEnum):
    """Where a candidate's needs stand."""

    NOT_ASKED = "not-asked"
    WAITS = "waits"
    LATE = "late"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the candidate answered. zone: an IANA name. ready: what the room must have ready."""

    access: str
    zone: str
    channel: str
    text: str
    ready: str


def _refuse(reason: str, todo: str = "") -> Refusal:
    return Refusal("J11", CITED, reason, kind=Kind.INVALID, todo=todo)


def standing(asked: bool, due_at: datetime | None, answered: bool, now: datetime) -> Standing:
    """Where it stands. due_at: the end of the last day for an answer."""
    if answered:
        return Standing.ANSWERED
    if not asked or due_at is None:
        return Standing.NOT_ASKED
    return Standing.LATE if now >= due_at else Standing.WAITS


def proposed_last_day(
    now: datetime, last: date | None, holidays: Container[date] = YEAR_END
) -> date:
    """The day proposed for answers: some working days on, and never after the window's last."""
    day = add_working_days(now, DAYS, holidays)
    return min(day, last) if last is not None and last > geneva_day(now) else day


def check_last_day(day: date, last: date | None, now: datetime) -> None:
    """Refuse a last day that has come, or that lies after the interviews' window.

    last: of the window of 54(f) in force, None without one. Raises Refusal (J11).
    """
    if day <= geneva_day(now):
        raise _refuse(_("The last day for an answer has to be to come."))
    if last is not None and day > last:
        raise _refuse(_("The last day for an answer lies after the window of the interviews."))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def check_answer(given: Answer, answered_on: date, now: datetime) -> None:
    """Refuse an answer that lacks zone or channel, lies ahead, or tells the room the reason.

    Raises Refusal (J11).
    """
    if given.zone not in available_timezones():
        raise _refuse(
            _("There is no such time zone."), _("Write it as Africa/Nairobi or Europe/Zurich.")
        )
    if given.channel not in list(Channel):
        raise _refuse(_("Say how the candidate takes part: video, in person or phone."))
    if answered_on > geneva_day(now):
        raise _refuse(_("The day of the answer lies ahead."))
    if max(len(given.access), len(given.text)) > LONGEST or len(given.ready) > LONGEST_READY:
        raise _refuse(_("The text is too long."))
    ready = _plain(given.ready)
    for told in (_plain(given.access), _plain(given.text)):
        if len(told) >= TELLING and told in ready:
            raise _refuse(
                _("The panel would read what the candidate wrote to GICHD."),
                _("Say what the room must have ready, not why."),
            )


def channel_words(channel: str) -> str:
    """How the candidate takes part, in words; '' where it is not known."""
    return {
        Channel.VIDEO.value: _("by video"),
        Channel.IN_PERSON.value: _("in person"),
        Channel.PHONE.value: _("by phone"),
    }.get(channel, "")
