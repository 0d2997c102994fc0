"""The competency-based questions (para. 54(e), J4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

CONFIRMATIONS: Final = 2
"""Members who confirm a question against the list of what is not asked."""

CITED: Final = "para. 54(e), reading J4"


@dataclass(frozen=True, slots=True)
class Question:
    """A main question with its probe, for one entry of the profile.

    setback: it asks for something that went wrong. confirmed_by: the grants of the
    members who confirmed this very wording against the list of what is not asked.
    """

    entry: str
    main: str
    probe: str
    setback: bool = False
    confirmed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """The questions in their order, the keys of the profile's entries, the living occupants."""

    questions: tuple[Question, ...]
    entries: tuple[str, ...]
    living: frozenset[str]


def uncovered(questions: tuple[Question, ...], entries: tuple[str, ...]) -> tuple[str, ...]:
    """The entries without a question, in the profile's order."""
    covered = {q.entry for q in questions}
    return tuple(e for e in entries if e not in covered)


def _coverage(f: Draft) -> Answer:
    if missing := uncovered(f.questions, f.entries):
        return Refused(_("Without a question: %(names)s.", names=", ".join(missing)))
    if strangers := {q.entry for q in f.questions} - set(f.entries):
        names = ", ".join(sorted(strangers))
        return Refused(_("Not in the profile: %(names)s.", names=names))
    return Holds()


def _main_and_probe(f: Draft) -> Answer:
    bare = [q.entry for q in f.questions if not (q.main.strip() and q.probe.strip())]
    if bare:
        return Refused(
            _("A main question or its probe is missing: %(names)s.", names=", ".join(bare))
        )
    return Holds()


def _confirmed(f: Draft) -> Answer:
    open_ = [q.entry for q in f.questions if len(q.confirmed_by & f.living) < CONFIRMATIONS]
    if open_:
        return Refused(_("Not confirmed by two members: %(names)s.", names=", ".join(open_)))
    return Holds()


QUESTIONS: list[Gate[Draft]] = [
    Gate("J4", CITED, _("Each entry of the profile has a question"), _coverage),
    Gate("J4", CITED, _("Each has a main question and a probe"), _main_and_probe),
    Gate(
        "J4",
        CITED,
        _("At least one asks for a setback"),
        lambda f: (
            Holds()
            if any(q.setback for q in f.questions)
            else Refused(_("No question asks for a setback."))
        ),
    ),
    Gate(
        "J4",
        CITED,
        _("Two members confirmed each against the list of what is not asked"),
        _confirmed,
    ),
]
"""What the questions need before they can be adopted."""
