"""What stands on a ballot once for each candidate: the template's pieces, filled (J1).

A list may have hundreds of names and each has a mark against every criterion: the pieces are
drawn once a page (templates/shortlist/ballot_lines.html) and filled for each candidate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from markupsafe import Markup

from recruit.core.patterns import SLOT, Pattern, mark
from recruit.prescreening.queries.lists import Entry
from recruit.shortlist.rules.calibration import Own

_FIGURES = {n: mark(str(n)) for n in range(6)}
_EMPTY = Markup("")
_DASH = Markup("–")
_LACKS, _IN = Markup("lacks"), Markup("in")

Marks = Mapping[str, int]


def _figure(n: int) -> Markup:
    return _FIGURES.get(n) or mark(str(n))


class Lines:
    """The pieces of one page, in the reader's language, for these criteria.

    writing: whether the ballot can be changed. means: reference to the own mean in words, ''
    for none.
    """

    def __init__(
        self, criteria: Sequence[Mapping[str, Any]], *, writing: bool, means: Mapping[str, str]
    ) -> None:
        drawn: Any = current_app.jinja_env.get_template("shortlist/ballot_lines.html").module
        self._ids = [c["id"] for c in criteria]
        self._writing = writing
        self._means = means
        self._marks = Pattern((drawn.edited if writing else drawn.read)(criteria, SLOT))
        self._line = Pattern((drawn.open_line if writing else drawn.read_line)(SLOT))
        self._row = Pattern(drawn.row(criteria, SLOT))
        self._ranked = Pattern(drawn.ranked(SLOT))
        self._unmarked = drawn.unmarked()
        self._unranked, self._parting = drawn.unranked(), drawn.parting()

    def marks(self, entry: Entry, given: Marks) -> Markup:
        """The own marks of one candidate, to be changed or read, with their mean."""
        reference, called = mark(entry.reference), mark(entry.name or entry.reference)
        values: list[Markup] = []
        for criterion in self._ids:
            figure = given.get(criterion) or 0
            level = _figure(figure)
            if self._writing:
                shown = level if figure else _EMPTY
                values += (level, reference, called, reference, reference, shown)
            else:
                values += (level, level if figure else self._unmarked)
        values.append(mark(self._means.get(entry.reference, "")) or _DASH)
        return self._marks.filled(values)

    def other(self, entry: Entry, given: Marks, reason: str, address: str) -> Markup:
        """The line of a candidate who is not chosen."""
        reference, called = mark(entry.reference), mark(entry.name or entry.reference)
        lacks = _LACKS if self._writing and not reason else _EMPTY
        said = mark(reason)
        values = [reference, lacks, reference, mark(address), called, self.marks(entry, given)]
        if self._writing:
            values += (reference, called, reference, reference, said, reference, called)
        else:
            values.append(said)
        return self._line.filled(values)

    def row(self, one: Own, name: str) -> Markup:
        """The line of a candidate among the marks side by side."""
        values = [
            _IN if one.rank else _EMPTY,
            mark(one.reference),
            mark(name),
            self._ranked.filled([_figure(one.rank)]) if one.rank else self._unranked,
            mark(self._means.get(one.reference, "")) or _DASH,
            self._parting if one.parts else _EMPTY,
        ]
        for figure in one.marks:
            values += (_figure(figure or 0), _figure(figure) if figure else _DASH)
        return self._row.filled(values)
