"""Withdrawing a document that was wrongly uploaded or circulated (A9)."""

from __future__ import annotations

from dataclasses import dataclass

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _


@dataclass(frozen=True, slots=True)
class Recalling:
    """What a withdrawal is judged by. closed: a declaration of this person's stands on the
    candidate (A7). given: the file is given to the panel. by_chair: the Chair asks."""

    withdrawn: bool
    closed: bool
    given: bool
    by_chair: bool
    reason: str


def _there(facts: Recalling) -> Answer:
    if facts.withdrawn:
        return Refused(_("This document was withdrawn before."))
    return Holds()


def _ones_own(facts: Recalling) -> Answer:
    if facts.closed:
        return Refused(_("A declaration of yours on this name stands: others handle the file."))
    if facts.by_chair and not facts.given:
        return Refused(_("The Chair withdraws what the panel was given; this it was not."))
    return Holds()


def _reasoned(facts: Recalling) -> Answer:
    if facts.reason.strip():
        return Holds()
    return Refused(_("A document is withdrawn with a reason, and none was given."))


RECALLING: list[Gate[Recalling]] = [
    Gate("A9", "reading A9", "The document is not withdrawn", _there),
    Gate("A9", "reading A9", "It is this person's to withdraw", _ones_own),
    Gate("A9", "reading A9", "A reason is given", _reasoned),
]
