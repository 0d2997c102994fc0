"""How far two screeners agree (A5), as Cohen's kappa. Pure, in exact fractions.

For one criterion the answers of both on the files that both locked make a square table:
observed agreement p_o is the share of the diagonal; chance agreement p_e is the sum over
the answers of the product of the two margins; kappa = (p_o - p_e) / (1 - p_e). (J. Cohen,
A coefficient of agreement for nominal scales, Educational and Psychological Measurement
20, 1960.) Without a file, or where both gave the same one answer throughout (p_e = 1), the
denominator is zero and kappa is undefined, never 0 or 1 (the manner of J1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from recruit.core.words import _
from recruit.prescreening.rules.criteria import CRITERIA, Finding

Table = Mapping[tuple[Finding, Finding], int]
"""How many files got this pair of answers: the first screener's, the second's."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement on one criterion or over all. observed: the share of equal answers.

    answers: how many pairs were counted; same: how many of them are equal. kappa None:
    undefined; observed None: there is no pair.
    """

    answers: int
    same: int
    observed: Fraction | None
    kappa: Fraction | None


@dataclass(slots=True)
class Counts:
    """Tables by criterion, as they are counted up."""

    tables: dict[str, dict[tuple[Finding, Finding], int]] = field(default_factory=dict)

    def add(self, first: Mapping[str, Finding], second: Mapping[str, Finding]) -> None:
        """Count one file that both locked."""
        for criterion in CRITERIA:
            pair = (first[criterion.id], second[criterion.id])
            table = self.tables.setdefault(criterion.id, {})
            table[pair] = table.get(pair, 0) + 1

    def table(self, criterion: str) -> Table:
        """The table of one criterion."""
        return self.tables.get(criterion, {})

    def plain(self) -> dict[str, dict[str, int]]:
        """The plain form: criterion to 'met|unclear' to how many."""
        return {
            c: {f"{a.value}|{b.value}": n for (a, b), n in sorted(table.items())}
            for c, table in sorted(self.tables.items())
        }


def read(form: Mapping[str, Mapping[str, int]] | None) -> Counts:
    """What the plain form says; nothing counted where there is none."""
    found = Counts()
    for criterion, table in (form or {}).items():
        for pair, n in table.items():
            first, _bar, second = pair.partition("|")
            found.tables.setdefault(criterion, {})[Finding(first), Finding(second)] = n
    return found


def agreed(table: Table) -> Agreed:
    """Cohen's kappa of one table."""
    n = sum(table.values())
    if not n:
        return Agreed(0, 0, None, None)
    same = sum(count for (first, second), count in table.items() if first is second)
    observed = Fraction(same, n)
    chance = sum(
        (
            Fraction(
                sum(count for (first, _second), count in table.items() if first is answer)
                * sum(count for (_first, second), count in table.items() if second is answer),
                n * n,
            )
            for answer in Finding
        ),
        Fraction(0),
    )
    kappa = None if chance == 1 else (observed - chance) / (1 - chance)
    return Agreed(n, same, observed, kappa)


def overall(counts: Counts) -> Agreed:
    """Over all criteria: every answer to every criterion is one pair."""
    pooled: dict[tuple[Finding, Finding], int] = {}
    for table in counts.tables.values():
        for pair, n in table.items():
            pooled[pair] = pooled.get(pair, 0) + n
    return agreed(pooled)


def figure(kappa: Fraction | None) -> str:
    """Kappa as people read it: two places, rounded half away from zero, or 'undefined'."""
    if kappa is None:
        return _("undefined")
    exact = Decimal(kappa.numerator) / Decimal(kappa.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace("-", "−")


def percent(share: Fraction | None) -> str:
    """A share in whole percent, rounded half up; a dash where there is none."""
    if share is None:
        return "–"
    return f"{int(share * 100 + Fraction(1, 2))} %"
