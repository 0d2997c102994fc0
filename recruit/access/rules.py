"""Capacities, actions and the reader: the words that every room's rights are said in.

A right belongs to a capacity, never to a person. Each action names the log that
records it: the site's, the procedure's, its panel's, or that of a round (sizes talk,
so what only the panel may know has a log of its own).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recruit.core.words import mark
from recruit.procedure.rules.milestones import Audience, Column


class Capacity(StrEnum):
    """In what capacity a person acts; given by whom R20 says."""

    ADMINISTRATOR = "administrator"  # of the site; never sees content
    PRESIDENT = "president"
    OFFICE = "office"
    CHAIR = "chair"  # a grant of its own, beside the member's
    MEMBER = "member"
    FORMER_MEMBER = "former-member"
    SURROGATE = "surrogate"
    FOCAL_POINT = "focal-point"
    STAFF = "gichd"
    AGENCY = "agency"
    DELEGATE = "delegate"
    COMMITTEE = "committee"
    AUDITOR = "auditor"
    ASSISTANT = "assistant"
    ANYBODY = "anybody"  # signed in, for one's own account; never granted
    PUBLIC = "public"  # not signed in; never granted
    OPERATOR = "operator"  # a command on the host, or the worker; never granted, no content


NEVER_GRANTED = frozenset({Capacity.ANYBODY, Capacity.PUBLIC, Capacity.OPERATOR})
GRANTED = frozenset(Capacity) - NEVER_GRANTED
GICHD = frozenset({Capacity.FOCAL_POINT, Capacity.STAFF})

# GICHD prescreens for the panel, and its staff are not eligible to it (54(b), C1).
_SCREENING = GICHD | {Capacity.AGENCY}
_JUDGING = frozenset({Capacity.MEMBER, Capacity.SURROGATE, Capacity.CHAIR})


def apart_from(capacity: Capacity) -> frozenset[Capacity]:
    """The capacities that nobody holds together with this one in the same procedure."""
    if capacity in _SCREENING:
        return _JUDGING
    return _SCREENING if capacity in _JUDGING else frozenset()


# Which milestones a capacity may learn of (Audience), for progress, stage and calendar.
_EVERYBODY = frozenset({Audience.PUBLIC})
_STATES = _EVERYBODY | {Audience.STATES}
_SCREENERS = _STATES | {Audience.GICHD, Audience.RELEASED}
AUDIENCES: dict[Capacity, frozenset[Audience]] = {
    Capacity.ADMINISTRATOR: _EVERYBODY,
    Capacity.PRESIDENT: _STATES | {Audience.HAND_OVER},
    Capacity.OFFICE: _STATES | {Audience.HAND_OVER},
    Capacity.CHAIR: frozenset(Audience),
    Capacity.MEMBER: frozenset(Audience),
    Capacity.FORMER_MEMBER: _STATES,
    Capacity.SURROGATE: _STATES,
    Capacity.FOCAL_POINT: _SCREENERS,
    Capacity.STAFF: _SCREENERS,
    Capacity.AGENCY: _EVERYBODY | {Audience.GICHD},
    Capacity.DELEGATE: _STATES,
    Capacity.COMMITTEE: _STATES,
    Capacity.AUDITOR: _STATES,
    Capacity.ASSISTANT: _EVERYBODY,
    Capacity.ANYBODY: _EVERYBODY,
    Capacity.PUBLIC: _EVERYBODY,
    Capacity.OPERATOR: _EVERYBODY,
}


class Matched(StrEnum):
    """Where the question stands whether an applicant is the holder of an account (C12)."""

    ASKED = "asked"
    SAME = "same"
    OTHER = "other"


class Log(StrEnum):
    """Which log an action is recorded in."""

    SITE = "site"
    PROCEDURE = "procedure"
    PANEL = "panel"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads or acts now: a person in one capacity, in one procedure, at one time.

    person_id is '' for the public; procedure_id is '' for pages of the site. seat is
    1 to 5 for a member, the place in the order for a surrogate. fresh: a second factor
    was given within five minutes. state_id: ISO 3166 alpha-3 of the State whose
    delegate, member or reader this is. matched: what stands of this person among the
    applicants (C12): 'asked', 'same', or '' where nothing does. undertaken: False while an
    undertaking that this capacity begins with is not signed (C3).
    """

    person_id: str
    name: str
    capacity: Capacity
    grant_id: str
    procedure_id: str
    column: Column
    now: datetime
    fresh: bool = False
    state_id: str = ""
    seat: int = 0
    zone: str = "Europe/Zurich"
    lang: str = "en"
    principal_id: str = ""
    session_id: str = ""
    state_name: str = ""
    matched: str = ""
    undertaken: bool = True

    @property
    def audiences(self) -> frozenset[Audience]:
        """The audiences of milestones that this reader belongs to."""
        return AUDIENCES[self.capacity]


_LABELS: Final = {
    Capacity.ADMINISTRATOR: mark("administrator of the site"),
    Capacity.PRESIDENT: mark("President of the Meeting of States Parties"),
    Capacity.OFFICE: mark("President's office"),
    Capacity.CHAIR: mark("Chair of the selection panel"),
    Capacity.MEMBER: mark("member of the selection panel"),
    Capacity.FORMER_MEMBER: mark("former member of the selection panel"),
    Capacity.SURROGATE: mark("surrogate member"),
    Capacity.FOCAL_POINT: mark("GICHD focal point"),
    Capacity.STAFF: mark("GICHD staff"),
    Capacity.AGENCY: mark("staff of the recruitment agency"),
    Capacity.DELEGATE: mark("delegate"),
    Capacity.COMMITTEE: mark("reader of the Coordination Committee"),
    Capacity.AUDITOR: mark("auditor"),
    Capacity.ASSISTANT: mark("assistant"),
    Capacity.ANYBODY: mark("account holder"),
    Capacity.PUBLIC: mark("public"),
    Capacity.OPERATOR: mark("operator"),
}


def label(capacity: Capacity) -> str:
    """The capacity in words, untranslated: 'As …' stands before it on a page."""
    return _LABELS[capacity]
