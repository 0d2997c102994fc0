"""The evaluation grid: the scale of J5, described for each entry and level (para. 54(e))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

LEVELS: Final = range(1, 6)
"""The whole numbers of the scale; 'not observed' stands apart and is no number."""

CITED: Final = "para. 54(e), reading J5"


def level_word(level: int) -> str:
    """The name of a level in the reader's language; KeyError outside 1 to 5."""
    return {
        1: _("unsatisfactory"),
        2: _("partially satisfactory"),
        3: _("satisfactory"),
        4: _("very good"),
        5: _("outstanding"),
    }[level]


def usual_words(level: int) -> str:
    """What a level usually means, as a text from which the panel starts its own description."""
    return {
        1: _("The answer gives no example of this behaviour, or examples of its opposite."),
        2: _("Some of the behaviours are shown, with important gaps or much prompting."),
        3: _("The behaviours are shown by a concrete example of the candidate's own doing."),
        4: _("Several examples show the behaviours, with results and what was learned."),
        5: _(
            "The behaviours are shown throughout, in hard conditions, and others were led to them."
        ),
    }[level]


@dataclass(frozen=True, slots=True)
class Grid:
    """For each entry of the profile a description of each level."""

    rows: Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A grid, and the keys of the profile's entries."""

    grid: Grid
    entries: tuple[str, ...]


def _rows(f: Draft) -> Answer:
    if missing := [e for e in f.entries if e not in f.grid.rows]:
        return Refused(_("Not in the grid: %(names)s.", names=", ".join(missing)))
    if strangers := set(f.grid.rows) - set(f.entries):
        names = ", ".join(sorted(strangers))
        return Refused(_("Not in the profile: %(names)s.", names=names))
    return Holds()


def _levels(f: Draft) -> Answer:
    for entry, row in f.grid.rows.items():
        if set(row) != set(LEVELS) or not all(text.strip() for text in row.values()):
            return Refused(_("%(entry)s needs a description of each of five levels.", entry=entry))
    return Holds()


GRID: list[Gate[Draft]] = [
    Gate("J5", CITED, _("Each entry of the profile has its row"), _rows),
    Gate("J5", CITED, _("Each level from 1 to 5 is described"), _levels),
]
"""What the grid needs before it can be adopted."""
