"""Two things measured in turn, so that a busy machine slows both alike.

In each round each side is asked for 0.2 s, one request after the other; the round's ratio
is the mean time of the one over that of the other. The figure is the median of the rounds'
ratios, its spread their tenth and ninetieth hundredth. Which side begins changes from round
to round.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

BLOCK = 0.2  # seconds that one side is asked in a round
ROUNDS = 25
BUSY = 3.0  # a load average above which a figure is taken again
AGAIN = 3  # how many times at most


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of the rounds' ratios with its spread; times in milliseconds.

    load: the machine's load average over a minute when the last round ended.
    """

    middle: float
    low: float
    high: float
    over: float
    under: float
    rounds: int
    load: float
    tries: int = 1


def _block(once: Callable[[], None]) -> float:
    count, start = 0, perf_counter()
    while True:
        once()
        count += 1
        passed = perf_counter() - start
        if passed >= BLOCK:
            return passed / count


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]


def compare(over: Callable[[], None], under: Callable[[], None], rounds: int = ROUNDS) -> Ratio:
    """How much longer one request of ``over`` takes than one of ``under``."""
    for _warm in range(12):
        over()
        under()
    tops, bottoms = [], []
    for number in range(rounds):
        if number % 2:
            tops.append(_block(over))
            bottoms.append(_block(under))
        else:
            bottoms.append(_block(under))
            tops.append(_block(over))
    ratios = [top / bottom for top, bottom in zip(tops, bottoms, strict=True)]
    tenths = quantiles(ratios, n=10)
    return Ratio(
        median(ratios),
        tenths[0],
        tenths[-1],
        median(tops) * 1000,
        median(bottoms) * 1000,
        rounds,
        load(),
    )


def quiet(measure: Callable[[], Ratio], say: Callable[[str], None], again: int = AGAIN) -> Ratio:
    """Measure; where the machine was busy, again, and keep the figure of the lowest load."""
    best = measure()
    tries = 1
    while best.load > BUSY and tries < again:
        say(f"  load average {best.load:.1f}, above {BUSY:g}: measured again")
        found = measure()
        tries += 1
        if found.load < best.load:
            best = found
    return Ratio(
        best.middle, best.low, best.high, best.over, best.under, best.rounds, best.load, tries
    )
