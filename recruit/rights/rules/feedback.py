"""A feedback letter: drafted from the candidate's own record, searched, then sent (D4, D5, D6).

In English, the applications' own language (A12). It tells what was found on this candidate
and nothing of anybody else; what the search finds is resolved, or stands with a reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.access.rules import Capacity
from recruit.core.errors import Gate, Holds, Refused
from recruit.core.words import _, kept
from recruit.rights.rules.names import AROUND, COVER, Hit, Other, Who, hits, single_scores

CITED: Final = "reading D5"
LONGEST: Final = 12_000
"""Characters of a letter."""


class Side(StrEnum):
    """Whose feedback it is."""

    GICHD = "gichd"
    CHAIR = "chair"


def side_of(capacity: Capacity) -> Side:
    """On the screening by GICHD, to the interviewed by the Chair and never through GICHD."""
    return Side.CHAIR if capacity is Capacity.CHAIR else Side.GICHD


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of the own record. found: of a criterion 'met', 'not_met' or 'unclear'; of an
    entry of the competency profile the agreed score, as '4 / 5', or ''."""

    title: str
    found: str
    why: str


_SIGNED = {
    Side.GICHD: "Geneva International Centre for Humanitarian Demining",
    Side.CHAIR: "The Chair of the selection panel",
}


def signed(side: Side) -> str:
    """Who writes."""
    return _SIGNED[side]


def draft(side: Side, name: str, reference: str, grounds: Sequence[Ground]) -> str:
    """The letter's text as the own record gives it, in paragraphs; a person goes over it."""
    greeting = f"Dear {name}," if name else "Dear candidate,"
    said = [
        greeting,
        f"You asked what the result of your application {reference} rests on. This letter answers "
        "from your own file alone.",
    ]
    said += _of_screening(grounds) if side is Side.GICHD else _of_ratings(grounds)
    said.append(
        "Thank you for the time that you gave to your application. If something here is wrong, "
        "write to the address of the vacancy announcement."
    )
    return "\n\n".join(said)


def _of_screening(grounds: Sequence[Ground]) -> list[str]:
    open_ = [g for g in grounds if g.found in ("not_met", "unclear")]
    met = [g for g in grounds if g.found == "met"]
    said = []
    if open_:
        said.append(
            "Your application was screened against the qualifications of the Terms of Reference. "
            "These were not found to be met, or stayed unclear, in what you sent:"
        )
        said += [f"- {g.title}" + _remark(g.why) for g in open_]
    if met:
        said.append("These were found to be met:")
        said += [f"- {g.title}" for g in met]
    return said


def _of_ratings(grounds: Sequence[Ground]) -> list[str]:
    said = [
        "After the interview the members of the panel agreed on a rating together, from 1 to 5, "
        "for each part of the competency profile:"
    ]
    for g in grounds:
        rated = g.found.replace(" / ", " of ") if g.found else "not observed"
        said.append(f"- {g.title}: {rated}{_remark(g.why)}")
    return said


def _remark(why: str) -> str:
    said = _sentence(why)
    return f"\n  {said}" if said else ""


_GONE: Final = re.compile(rf"(?:^|(?<=[.!?])) ?{re.escape(COVER)}(?= |$)")


def _sentence(text: str) -> str:
    """The remark as a sentence; sentences that are covered whole are left out."""
    plain = _GONE.sub("", " ".join(text.split())).strip()
    return plain if not plain or plain[-1] in ".!?…]" else f"{plain}."


class Why(StrEnum):
    """Why the search stops at a place."""

    APPLICANT = "applicant"
    PANEL = "panel"
    OFFICE = "office"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Found:
    """A place at which the search stops. key: the same for the same word at the same place of
    the same text, so that a reason belongs to it."""

    key: str
    word: str
    why: Why
    before: str
    after: str


def search(text: str, own: str, others: Iterable[Other]) -> list[Found]:
    """Every place that names somebody else, or seems to tell a single member's score; by place.

    own: the candidate's name. others: every other applicant, the seats, who screened.
    """
    places = [(h.start, _named(h)) for h in hits(text, own, others)]
    for start, end in single_scores(text):
        word = text[start:end].strip()
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        places.append((start, (word, Why.SINGLE, before, after)))
    places.sort(key=lambda place: place[0])
    return [
        Found(_key(text, start, word), word, why, before, after)
        for start, (word, why, before, after) in places
    ]


def _named(hit: Hit) -> tuple[str, Why, str, str]:
    why = {Who.APPLICANT: Why.APPLICANT, Who.PANEL: Why.PANEL, Who.OFFICE: Why.OFFICE}[hit.who]
    return hit.word, why, hit.before, hit.after


def _key(text: str, start: int, word: str) -> str:
    return hashlib.sha256(f"{start}|{word}|{text}".encode()).hexdigest()[:16]


@kept
def why_words(why: Why) -> str:
    """Why the search stops there, in words."""
    return {
        Why.APPLICANT: _("a word of another applicant's name"),
        Why.PANEL: _("a word of a panel member's or surrogate's name"),
        Why.OFFICE: _("a word of a screener's name"),
        Why.SINGLE: _("it may tell a single member's score"),
    }[why]


@dataclass(frozen=True, slots=True)
class Sending:
    """What the gates of sending look at.

    told: this side's letter on the result went to this candidate. text: as saved. version,
    saved: of the form, and as saved. unexplained: found places without a reason.
    """

    told: bool
    withdrawn: bool
    sent: bool
    text: str
    version: int
    saved: int
    unexplained: int


def _told(f: Sending) -> Holds | Refused:
    if f.told:
        return Holds()
    return Refused(_("Feedback follows the letter on the result, which was not sent yet."))


WRITING: tuple[Gate[Sending], ...] = (
    Gate("D5", CITED, _("This side wrote to this candidate on the result"), _told),
    Gate(
        "D5",
        CITED,
        _("It was not sent yet"),
        lambda f: Refused(_("The letter was sent already.")) if f.sent else Holds(),
    ),
)
"""What drafting a feedback letter needs."""
SENDING: tuple[Gate[Sending], ...] = (
    *WRITING,
    Gate(
        "W1",
        "reading W1",
        _("It is the text that was on the page"),
        lambda f: (
            Holds()
            if f.version == f.saved
            else Refused(_("The letter was changed in another window in the meantime."))
        ),
    ),
    Gate(
        "D5",
        CITED,
        _("There is something to send"),
        lambda f: Holds() if f.text.strip() else Refused(_("The letter is empty.")),
    ),
    Gate(
        "D4",
        "reading D4",
        _("Nobody else is named, or a reason says why it stands"),
        lambda f: (
            Refused(_("A place that was found still stands in the letter, without a reason why."))
            if f.unexplained
            else Holds()
        ),
    ),
)
"""What sending it needs."""
