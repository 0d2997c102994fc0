"""The guide of one interview: every question in its order, with what it looks for (54(e), J12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recruit.shortlist.rules.grid import LEVELS


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the scale with the grid's description for one entry; '' where none is adopted."""

    figure: int
    described: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the guide. place: its number, from 1. entry: what it is asked for.

    indicators: those the question was drafted for; where none was named, all of the entry's.
    """

    place: int
    entry: str
    weight: int
    essential: bool
    setback: bool
    main: str
    probe: str
    indicators: tuple[str, ...]
    levels: tuple[Level, ...]


def steps(
    profile: Mapping[str, Any], questions: Mapping[str, Any], grid: Mapping[str, Any]
) -> tuple[Step, ...]:
    """The guide's steps from the papers in force, in the questions' order: the same for all."""
    entries = {e["id"]: e for e in profile.get("entries", [])}
    found = []
    for place, question in enumerate(questions.get("questions", []), start=1):
        entry = entries.get(question["entry"], {})
        every = tuple(i["text"] for i in entry.get("indicators", ()))
        row = grid.get("levels", {}).get(question["entry"], {})
        found.append(
            Step(
                place,
                entry.get("name", question["entry"]),
                int(entry.get("weight", 0)),
                bool(entry.get("essential")),
                bool(question.get("setback")),
                question["main"],
                question.get("probe") or "",
                tuple(t for t in every if t in question.get("indicators", ())) or every,
                tuple(Level(n, row.get(str(n), "")) for n in LEVELS),
            )
        )
    return tuple(found)


def pace(minutes: int, questions: int) -> int:
    """Whole minutes for each question where all take the same; 0 where there is nothing to say.

    minutes: allotted to the interview, equal for all candidates (J12).
    """
    return minutes // questions if minutes > 0 and questions > 0 else 0
