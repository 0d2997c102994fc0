"""What stands on a ballot once for each candidate: the template's pieces, filled (J1).

A list may have hundreds of names and each has a mark against every criterion: the pieces are
drawn once a page (templates/shortlist/ballot_lines.html) and filled for each candidate. What
came of it is kept beside the opened keys for as long as ballot, list and criteria are the same.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import current_app, url_for
from markupsafe import Markup

from recruit.core import keys
from recruit.core.patterns import SLOT, Pattern, mark
from recruit.core.words import spoken
from recruit.shortlist.rules import ballots as rules
from recruit.shortlist.rules import calibration, drafts
from recruit.shortlist.rules.calibration import Own
from recruit.shortlist.rules.comparison import figure

_FIGURES = {n: mark(str(n)) for n in range(6)}
_EMPTY = Markup("")
_DASH = Markup("–")
_LACKS, _IN = Markup("lacks"), Markup("in")

Marks = Mapping[str, int]


def _figure(n: int) -> Markup:
    return _FIGURES.get(n) or mark(str(n))


@dataclass(frozen=True, slots=True)
class Given:
    """All that the lines of one ballot are drawn from.

    room: the address of the ballot, in which procedure and capacity stand. criteria: id and
    label. listed: candidate id, reference and name in the list's order. sealed: the ballot as
    it is kept, standing for content ({chosen, marks, reasons}).
    """

    room: str
    writing: bool
    criteria: tuple[tuple[str, str], ...]
    listed: tuple[tuple[str, str, str | None], ...]
    sealed: bytes
    content: Mapping[str, Any] = field(compare=False)


class Drawn(NamedTuple):
    """The five, the others, and the marks side by side, as they stand on the page."""

    five: Markup
    others: Markup
    calibrated: Markup


def drawn(given: Given) -> Drawn:
    """The lines of a ballot; of a saved one drawn once, of one that is only typed each time."""
    if not given.sealed:
        return _draw(spoken(), given)
    return keys.ring().remembered(_draw, spoken(), given)


def ranked(content: Mapping[str, Any], eligible: Container[str]) -> dict[str, int]:
    """Rank by candidate id, of those who can be chosen."""
    return rules.normalised({c: n for c, n in content.get("chosen", {}).items() if c in eligible})


def _draw(_language: object, given: Given) -> Drawn:
    eligible = {candidate: reference for candidate, reference, _name in given.listed}
    ballot = drafts.ballot_of(given.content, eligible)
    against = [c for c, _label in given.criteria]
    own = calibration.calibration(ballot, eligible.values(), against)
    strict = [calibration.criterion_mean(ballot, c) for c in against]
    means = {one.reference: figure(one.mean) if one.mean else "" for one in own}
    criteria = [{"id": c, "label": label} for c, label in given.criteria]
    lines = Lines(criteria, writing=given.writing, means=means)
    reasons = given.content.get("reasons", {})
    ranks = ranked(given.content, eligible)
    entries = [Named(*one) for one in given.listed]
    called = {e.reference: e.name or "" for e in entries}
    chosen = sorted(
        (e for e in entries if e.candidate_id in ranks), key=lambda e: ranks[e.candidate_id]
    )

    def address(e: Named) -> str:
        return url_for("prescreening.candidate", candidate_id=e.candidate_id)

    def marked(e: Named) -> Marks:
        found: Marks = given.content.get("marks", {}).get(e.candidate_id, {})
        return found

    macros: Any = current_app.jinja_env.get_template("shortlist/ballot_lines.html").module
    return Drawn(
        macros.five(
            [
                (
                    e,
                    ranks[e.candidate_id],
                    address(e),
                    lines.marks(e, marked(e)),
                )
                for e in chosen
            ],
            reasons,
            given.writing,
        ),
        Markup("").join(
            lines.other(e, marked(e), reasons.get(e.candidate_id, ""), address(e))
            for e in entries
            if e.candidate_id not in ranks
        ),
        macros.side_by_side(
            criteria,
            Markup("").join(lines.row(one, called[one.reference]) for one in own),
            [figure(m, 1) if m else "" for m in strict],
        ),
    )


class Named(NamedTuple):
    """Who stands on a ballot; name: None where the file's key is erased (D3)."""

    candidate_id: str
    reference: str
    name: str | None


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

    def marks(self, entry: Named, given: Marks) -> Markup:
        """The own marks of one candidate, to be changed or read, with their mean."""
        reference, called = mark(entry.reference), mark(entry.name or entry.reference)
        values: list[Markup] = [called] if self._writing else []
        for criterion in self._ids:
            figure = given.get(criterion) or 0
            level = _figure(figure)
            if self._writing:
                shown = level if figure else _EMPTY
                values += (level, reference, shown)
            else:
                values += (level, level if figure else self._unmarked)
        values.append(mark(self._means.get(entry.reference, "")) or _DASH)
        return self._marks.filled(values)

    def other(self, entry: Named, given: Marks, reason: str, address: str) -> Markup:
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
        for n in one.marks:
            values += (_figure(n or 0), _figure(n) if n else _DASH)
        return self._row.filled(values)
