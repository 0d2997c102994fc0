"""Several clients at once: what part of the floor's answers they get in a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

from bench import measuring
from bench.measuring import Ratio

CLIENTS = 4
GOAL = 0.35  # of the floor's rate, at least
BLOCK = 0.4  # seconds that each side is asked in a round
ROUNDS = 15
NAME = f"the panel's list for {CLIENTS} at once"


def said(found: Ratio) -> str:
    """The figure in words."""
    return f"{found.middle:.2f} of the floor's rate ({found.low:.2f} to {found.high:.2f})"


def rate(once: Callable[[], None], connections: int) -> float:
    """Answers in a second while this many ask at once, each one request after the other."""
    done = [0] * connections
    until = perf_counter() + BLOCK

    def asking(place: int) -> None:
        while perf_counter() < until:
            once()
            done[place] += 1

    start = perf_counter()
    crowd = [threading.Thread(target=asking, args=(place,)) for place in range(connections)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return sum(done) / (perf_counter() - start)


def compare_rates(
    over: Callable[[], None], under: Callable[[], None], connections: int, rounds: int = ROUNDS
) -> Ratio:
    """What part of the answers of ``under`` this many clients get from ``over`` in a second.

    over and under of the Ratio are milliseconds an answer."""
    tops, bottoms = [], []
    for number in range(rounds + 1):
        sides = [(over, tops), (under, bottoms)]
        for once, found in sides if number % 2 else sides[::-1]:
            found.append(rate(once, connections))
    ratios = [top / bottom for top, bottom in zip(tops[1:], bottoms[1:], strict=True)]
    tenths = quantiles(ratios, n=10)
    return Ratio(
        median(ratios),
        tenths[0],
        tenths[-1],
        1000 / median(tops),
        1000 / median(bottoms),
        rounds,
        measuring.load(),
    )
