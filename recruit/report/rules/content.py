"""What the report holds, in which order, and when it is complete (paras 53(f), 54(g); J9).

The content is hashed elsewhere; candidates are named by reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

CITED: Final = "para. 54(g), reading J9"


class Section(StrEnum):
    """The parts of the report, in the order in which they stand (J9)."""

    MANDATE = "mandate"
    PANEL = "panel"
    CONFLICTS = "conflicts"
    FIGURES = "figures"
    SHORTLIST = "shortlist"
    PROFILE = "profile"
    QUESTIONS = "questions"
    GRID = "grid"
    INTERVIEWS = "interviews"
    SCORES = "scores"
    NARRATIVES = "narratives"
    DECISION = "decision"
    RESERVE = "reserve"
    REFERENCES = "references"
    OPINIONS = "opinions"
    ANNEX = "annex"


MAY_BE_EMPTY: Final = frozenset(
    {Section.CONFLICTS, Section.RESERVE, Section.REFERENCES, Section.OPINIONS}
)
"""Parts that stand in every report and may say that there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Report:
    """The facts on which completeness is judged.

    written: the sections that hold something. shortlisted, reasoned, interviewed, narrated:
    candidates. named_outside: references of those not shortlisted whose names stand in the
    text. single_scores: an individual member's score stands in it.
    """

    written: frozenset[Section]
    listed: frozenset[str]
    reasoned: frozenset[str]
    interviewed: frozenset[str]
    narrated: frozenset[str]
    decided: bool
    minutes_confirmed: bool
    named_outside: frozenset[str] = frozenset()
    single_scores: bool = False


def _sections(f: Report) -> Answer:
    missing = [s for s in Section if s not in f.written and s not in MAY_BE_EMPTY]
    if missing:
        return Refused(_("Empty parts: %(names)s.", names=", ".join(s.value for s in missing)))
    return Holds()


def _reasoned(f: Report) -> Answer:
    if missing := f.listed - f.reasoned:
        names = ", ".join(sorted(missing))
        return Refused(_("Without a reason: %(names)s.", names=names))
    return Holds()


def _narrated(f: Report) -> Answer:
    if missing := f.interviewed - f.narrated:
        names = ", ".join(sorted(missing))
        return Refused(_("Without a narrative: %(names)s.", names=names))
    return Holds()


def _outside(f: Report) -> Answer:
    if f.named_outside:
        names = ", ".join(sorted(f.named_outside))
        return Refused(_("Not shortlisted, yet named in the text: %(names)s.", names=names))
    return Holds()


COMPLETE: list[Gate[Report]] = [
    Gate("J9", CITED, _("Every part is written"), _sections),
    Gate(
        "J9",
        CITED,
        _("The shortlist has a reason for each candidate"),
        _reasoned,
    ),
    Gate(
        "P53f-1",
        "para. 53(f)",
        _("Each interviewed candidate has a narrative"),
        _narrated,
    ),
    Gate("J9", CITED, _("Who was not shortlisted stands by reference only"), _outside),
    Gate(
        "J9",
        CITED,
        _("No single member's score stands in it"),
        lambda f: (
            Refused(_("The report gives agreed scores, mean and spread only."))
            if f.single_scores
            else Holds()
        ),
    ),
    Gate(
        "P53f-1",
        "para. 53(f)",
        _("The final decision is recorded"),
        lambda f: Holds() if f.decided else Refused(_("The final decision is not recorded.")),
    ),
    Gate(
        "C10",
        "reading C10",
        _("The minutes of the final decision are confirmed"),
        lambda f: (
            Holds()
            if f.minutes_confirmed
            else Refused(_("The minutes of the final decision are not confirmed."))
        ),
    ),
]
"""What the report needs before the Chair calls to sign."""


def named_outside(text: str, names: Mapping[str, str]) -> frozenset[str]:
    """The references whose name stands in the text; names: reference to full name (J9)."""
    said = " ".join(text.casefold().split())
    return frozenset(
        ref for ref, name in names.items() if name and " ".join(name.casefold().split()) in said
    )


def canonical_order(content: Mapping[str, object]) -> dict[str, object]:
    """The report's content with its parts in the order of J9, ready to be hashed elsewhere.

    Every part must be there, none beside them. Only text, whole numbers, truth values,
    nothing, lists and mappings with text keys are taken: a float would be written
    differently by different programs. Raises ValueError otherwise.
    """
    if set(content) != {s.value for s in Section}:
        raise ValueError("the parts of the report are those of J9, all of them and no other")

    def exact(value: object) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise ValueError("keys are text")
                exact(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                exact(inner)
        elif value is not None and not isinstance(value, (str, int)):
            raise ValueError(f"{type(value).__name__} has no canonical form")

    exact(content)
    return {s.value: content[s.value] for s in Section}
