"""Refusals of the domain, and what a gate answers.

A *refusal* is what a person meets when the procedure does not allow what they
asked: it carries the rule's id (PROCEDURE's, for example ``P53b-1`` or ``R15``),
the paragraph that is cited to the person ("para. 54(c)", or "reading R15" where
the decision itself is silent), and says what happened, what was kept and what to
do. It is turned into a page and an HTTP status at one place (recruit.web.errors).

A *gate* is one condition of a stage. The same list of gates decides whether an
operation is allowed, draws the checklist and writes the refusal.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from recruit.core.words import _, joined

Facts = TypeVar("Facts", contravariant=True)


class Kind(StrEnum):
    """How a refusal is told over HTTP."""

    CONFLICT = "conflict"  # 409: the state of the procedure does not allow it
    INVALID = "invalid"  # 422: what was sent can't be taken
    CLOSED = "closed"  # 403: the reader knows that it exists; it is closed to them (W11)
    UNKNOWN = "unknown"  # 404: for this reader there is nothing


class Refusal(Exception):
    """The procedure does not allow this. Shown to a person as it is.

    rule: the id of the rule in the table of rules.
    paragraph: what is cited: "para. 54(c)" or "reading R15".
    reason: a full sentence: what happened.
    todo: a full sentence: what to do now; may be empty.
    """

    def __init__(
        self, rule: str, paragraph: str, reason: str, *, kind: Kind = Kind.CONFLICT, todo: str = ""
    ) -> None:
        super().__init__(reason)
        self.rule, self.paragraph, self.reason, self.kind, self.todo = (
            rule,
            paragraph,
            reason,
            kind,
            todo,
        )


class AlreadyDone(Exception):
    """The same form was sent before: its effect stands, nothing is done twice.

    receipt: the reference that was given the first time, or ''.
    """

    def __init__(self, receipt: str) -> None:
        super().__init__(receipt)
        self.receipt = receipt


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition is met; detail says by what, if that helps the reader."""

    detail: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """A condition is not met; reason says what is missing, as a full sentence."""

    reason: str

    def __bool__(self) -> bool:
        return False


Answer = Holds | Refused


@dataclass(frozen=True, slots=True)
class Gate(Generic[Facts]):
    """One condition of a stage: a small named rule.

    id: the rule's id. paragraph: what is cited. question: the condition as a
    sentence that is true when it holds ("The competency profile is adopted").
    check: a pure function of the facts.
    """

    id: str
    paragraph: str
    question: str
    check: Callable[[Facts], Answer]


@dataclass(frozen=True, slots=True)
class Checked:
    """A gate with its answer, for the checklist on a page."""

    id: str
    paragraph: str
    question: str
    answer: Answer

    @property
    def holds(self) -> bool:
        return bool(self.answer)

    @property
    def detail(self) -> str:
        return self.answer.detail if isinstance(self.answer, Holds) else self.answer.reason


def examine(gates: Iterable[Gate[Facts]], facts: Facts) -> list[Checked]:
    """Each gate with its answer, in order; gates are declared in English and said here."""
    return [Checked(g.id, g.paragraph, _(g.question), g.check(facts)) for g in gates]


def require(gates: Iterable[Gate[Facts]], facts: Facts) -> None:
    """Raise the refusal that names everything that is missing; nothing when all hold."""
    missing = [c for c in examine(gates, facts) if not c.holds]
    if missing:
        first = missing[0]
        raise Refusal(
            first.id,
            first.paragraph,
            joined(c.detail for c in missing),
            kind=Kind.CONFLICT,
        )


def traced(error: BaseException) -> str:
    """What a log may say of an unforeseen error: its kind and where it came from, the innermost
    place first, and never its message, which may hold a name, an address or a value; of what
    the host refused, its own word (a full disk)."""
    frames = [
        f"{frame.filename.rsplit('/recruit/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    host = f" ({os.strerror(error.errno)})" if isinstance(error, OSError) and error.errno else ""
    return f"{type(error).__name__}{host} at {' < '.join(frames[::-1])}"
