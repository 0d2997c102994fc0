"""The rules of the vacancy: when it is posted, when it closes, its one extension.

Posting's gates are the procedure's (recruit.procedure.rules.posting, 53(d), 54(a), R2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _, english
from recruit.procedure.rules.milestones import MilestoneKind, latest


@dataclass(frozen=True, slots=True)
class Extending:
    """What an extension of the close is judged by. All instants in UTC."""

    now: datetime
    posted_at: datetime | None
    closes_at: datetime
    extended: bool
    new_close: datetime
    reason: str


def _posted(facts: Extending) -> Answer:
    return Holds() if facts.posted_at else Refused(_("The vacancy is not posted yet."))


def _before_close(facts: Extending) -> Answer:
    if facts.now < facts.closes_at:
        return Holds()
    return Refused(_("The vacancy has closed; its close can only be extended before it."))


def _once(facts: Extending) -> Answer:
    return Refused(_("The close was extended once already.")) if facts.extended else Holds()


def _later(facts: Extending) -> Answer:
    if facts.new_close > facts.closes_at:
        return Holds()
    return Refused(_("The new close lies after the one announced."))


def _reasoned(facts: Extending) -> Answer:
    return Holds() if facts.reason.strip() else Refused(_("An extension needs a reason."))


@dataclass(frozen=True, slots=True)
class Answering:
    """What publishing an answer is judged by. All instants in UTC."""

    now: datetime
    posted_at: datetime | None
    closes_at: datetime
    question: str
    answer: str


def _announced(facts: Answering) -> Answer:
    return Holds() if facts.posted_at else Refused(_("The vacancy is not posted yet."))


def _still_open(facts: Answering) -> Answer:
    if facts.now < facts.closes_at:
        return Holds()
    return Refused(_("The vacancy has closed: an answer would help nobody who applied in time."))


def _both(facts: Answering) -> Answer:
    if facts.question.strip() and facts.answer.strip():
        return Holds()
    return Refused(_("Both the question and the answer are published, and one is missing."))


ANSWERING: list[Gate[Answering]] = [
    Gate("A12", "reading A12", "The vacancy is posted", _announced),
    Gate("A12", "reading A12", "The vacancy has not closed", _still_open),
    Gate("A12", "reading A12", "Question and answer are there", _both),
]


EXTENDING: list[Gate[Extending]] = [
    Gate("A1", "table A1", "The vacancy is posted", _posted),
    Gate("A1", "table A1", "The vacancy has not closed", _before_close),
    Gate("A1", "table A1", "The close was not extended before", _once),
    Gate("A1", "table A1", "The new close is later", _later),
    Gate("A1", "table A1", "A reason is given", _reasoned),
]


def closes(closes_at: datetime, extended_to: datetime | None) -> datetime:
    """The close in force: the extension's, where there is one (A1). UTC, first instant after."""
    return extended_to or closes_at


def is_late(received_at: datetime, closes_at: datetime) -> bool:
    """Whether an application received at this instant is late (R8): 24:00 and after."""
    return received_at >= closes_at


PARTS = ("headline", "summary", "functions", "profile", "conditions", "apply", "privacy")


@english
def draft_from(terms: dict[str, Any], title: str, address: str) -> dict[str, str]:
    """The text of the announcement, put together from the Terms of Reference (Annex I).

    terms: a version of the ToR as in the preset. Every part can be edited afterwards.
    """
    fields = dict(terms["fields"])
    asked = terms["qualifications"]
    lines = [*asked["education"], *asked["experience"], *asked["languages"]]
    return {
        "headline": fields.get("Position", title),
        "summary": "\n\n".join(terms["context"][:2]),
        "functions": "\n".join(f"- {text}" for text in terms["summary"]),
        "profile": "\n".join(f"- {text}" for text in lines),
        "conditions": "\n".join(f"- {name}: {value}" for name, value in fields.items()),
        "apply": _(
            "Applications are received at %(address)s: a curriculum vitae, a letter of "
            "motivation and copies of degrees, in English; certificates may be in any "
            "language with your own translation. Please send no photograph and nothing about "
            "family, religion or health. Your nationalities, and your gender if you like, go on "
            "the separate sheet. Each application is acknowledged with a reference.",
            address=address,
        ),
        "privacy": _(
            "Controller: the Geneva International Centre for Humanitarian Demining (GICHD), which "
            "hosts the Implementation Support Unit. Purpose: the selection of its Director, and "
            "nothing else. Recipients: GICHD staff who prescreen and the selection panel; a State "
            "Party learns the name of the proposed candidate only. Retention: files of applicants "
            "who are not appointed are erased six months after the end of the procedure, the "
            "panel's judgements twelve months after it. Rights: access to your own file and to the "
            "result and reasons of your own screening, correction, withdrawal at any time, "
            "complaint. Contact: %(address)s.",
            address=address,
        ),
    }


def task(row: Any, facts: Facts) -> Task | None:
    """What there is to do on the vacancy now: draft it, post it, by the window of 54(a)."""
    if latest(facts.milestones, MilestoneKind.VACANCY_POSTED) is not None:
        return None
    window = facts.windows["54(a)"]
    if row.kind == "vacancy.post":
        return Task(
            title=_("Post the vacancy announcement"),
            text=_(
                "Draft the text from the Terms of Reference, list the websites where it is "
                "published, and post it."
            ),
            para="para. 54(a)",
            endpoint="vacancy.page",
            button=_("Prepare and post"),
            due=window.closes if window.opens and facts.now >= window.opens else window.opens,
        )
    return None
