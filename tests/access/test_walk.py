"""Every address x method x capacity x state x id, against the table written apart.

What the matrix closes has to be the same as what does not exist: the same status, body and
headers, whatever the method and whether or not the form carries its token. What it opens
has to be there. Nothing that is only read changes anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from recruit.access.rules import GRANTED, Capacity
from recruit.core import db
from recruit.procedure.queries import milestones
from recruit.procedure.rules.milestones import Column, column
from tests.access import endpoints, matrix, walkers
from tests.access.endpoints import Kind, Place
from tests.access.walkers import NOBODY, VISITOR, Rows, Walker
from tests.worlds import World

STAGES = {
    "opened": Column.BEFORE,
    "prescreening": Column.BEFORE,
    "circulated": Column.JUDGING,
    "shortlist": Column.JUDGING,
    "interviews": Column.JUDGING,
    "report": Column.JUDGING,
    "silence": Column.SILENCE,
    "designated": Column.DESIGNATED,
    "released": Column.DESIGNATED,
    "closed": Column.CLOSED,
}
GROUPS = tuple(tuple(walkers.ALL[n::2]) for n in range(2))
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
BARE = {"static", "health"}
# A view of a document is an entry of the record (D2); sign-out and forms end sessions.
MAY_WRITE_BY_READING = {"documents_view", "core_entry", "core_log"}
DONE = {200, 302, 303}
ANSWERED = {200, 302, 303, 400, 403, 404, 409, 413, 415, 422}


@dataclass(frozen=True, slots=True)
class Spot:
    """A rule of the map with values for its parameters. exists: whether they do."""

    rule: Rule
    place: Place
    url: str
    exists: bool


def _rules(app: Flask) -> list[Rule]:
    found = [r for r in app.url_map.iter_rules() if r.endpoint not in BARE]
    return sorted(found, key=lambda r: (r.endpoint, r.rule))


def _values(rule: Rule, walker: Walker, world: World) -> Iterator[tuple[dict[str, Any], bool]]:
    """Values for the parameters: existing ones, and one that never existed."""
    own = rule.arguments - {"procedure", "capacity"} - set(rule.defaults or {})
    base: dict[str, Any] = {"procedure": world.cast.procedure_name}
    if "capacity" not in (rule.defaults or {}):
        base["capacity"] = walker.capacity.value
    if not own:
        yield base, True
        return
    with db.reading() as connection:
        found = {
            name: endpoints.values(rule.endpoint, name, connection, world.cast.procedure_id)
            for name in own
        }
    numbers = {name for name in own if type(rule._converters[name]).__name__ != "UnicodeConverter"}
    for number in range(max((len(v) for v in found.values()), default=0)):
        if all(found.values()):
            yield base | {n: v[number % len(v)] for n, v in found.items()}, True
    yield base | {n: 987654 if n in numbers else walkers.never() for n in own}, False


def _spots(app: Flask, walker: Walker, world: World) -> Iterator[Spot]:
    for rule in _rules(app):
        place = endpoints.PLACES.get(rule.endpoint)
        if place is None:  # test_every_address_has_a_place names it
            continue
        for values, exists in _values(rule, walker, world):
            built = rule.build(values, append_unknown=False)
            assert built is not None, (rule, values)
            yield Spot(rule, place, built[1], exists)


def _opens(place: Place, walker: Walker, state: Column) -> bool:
    """What the second reading says of this place for this walker."""
    if place.kind is Kind.PUBLIC:
        return True
    if walker.capacity is VISITOR:
        return False
    if place.kind is Kind.OWN:
        return True
    if place.kind is Kind.SITE:
        return Capacity.ADMINISTRATOR in walker.holds
    capacity = place.only or walker.capacity
    if capacity not in walker.holds or capacity is Capacity.ADMINISTRATOR:
        return False
    return matrix.open_to(place.name, capacity, state)


class Walk:
    """One walker's way through all addresses of a world, and what was wrong."""

    def __init__(self, world: World, walker: Walker, state: Column, rows: Rows) -> None:
        self.world, self.walker, self.state, self.rows = world, walker, state, rows
        self.cells = 0
        self.wrong: list[str] = []

    def go(self) -> None:
        """All steps."""
        for spot in _spots(self.world.app, self.walker, self.world):
            for method in METHODS:
                self._step(spot, method)

    def _say(self, spot: Spot, method: str, what: str) -> None:
        self.wrong.append(
            f"{self.walker.capacity.value:14} {self.state.value:10} {method:6}"
            f" {spot.rule.endpoint:34} {spot.url[-60:]:60} {what}"
        )

    def _step(self, spot: Spot, method: str) -> None:
        known = method in (spot.rule.methods or ())
        opens = known and _opens(spot.place, self.walker, self.state)
        for token in (False, True) if method not in ("GET", "HEAD") else (True,):
            self.cells += 1
            answer = self.walker.ask(method, spot.url, token=token)
            if not self.rows.written():
                pass
            elif method in ("GET", "HEAD"):
                changed = self.rows.changed() - MAY_WRITE_BY_READING
                if changed:
                    self._say(spot, method, f"reading wrote {sorted(changed)}")
                self.rows.put_back()
            else:
                if not opens and self.rows.changed() - {"accounts_parked"}:
                    self._say(spot, method, f"wrote {sorted(self.rows.changed())}")
                self.rows.put_back()
            self._judge(spot, method, token, opens, answer)

    def _judge(
        self, spot: Spot, method: str, token: bool, opens: bool, answer: walkers.Answer
    ) -> None:
        if not opens and self.walker.capacity is VISITOR:
            self._judge_visitor(spot, method, answer)
        elif not opens:
            if spot.place.kind is Kind.PUBLIC and method not in (spot.rule.methods or ()):
                if answer.status not in (404, 405):
                    self._say(spot, method, f"{answer.status} by a wrong method")
            elif answer != self.walker.of_nothing(method, token=token):
                self._say(spot, method, f"{answer.status} instead of what does not exist")
        elif method in ("GET", "HEAD"):
            if spot.place.kind is Kind.PUBLIC:
                fine = answer.status in {*DONE, 404}
            elif spot.exists:
                fine = answer.status in DONE or (bool(spot.place.nothing) and answer.status == 404)
            else:
                fine = answer == self.walker.of_nothing(method) or spot.place.kind is Kind.OWN
            if not fine:
                self._say(spot, method, f"{answer.status}, should be open")
        elif answer.status not in ANSWERED:
            self._say(spot, method, f"{answer.status}")
        elif not token and answer.status not in (303, 302, 400, 404):
            self._say(spot, method, f"{answer.status} without the form's token")
        elif spot.place.kind not in (Kind.PUBLIC, Kind.OWN) and answer.status == 404:
            same = answer == self.walker.of_nothing(method, token=token)
            if spot.exists and not spot.place.nothing and not spot.rule.arguments - {
                "procedure",
                "capacity",
            }:
                self._say(spot, method, "404, should be open")
            elif not same:
                self._say(spot, method, "404 that differs from what does not exist")

    def _judge_visitor(self, spot: Spot, method: str, answer: walkers.Answer) -> None:
        where = dict(answer.headers).get("Location", "")
        if spot.place.kind is Kind.PUBLIC:
            if answer.status not in (404, 405):
                self._say(spot, method, f"{answer.status} by a wrong method")
        elif answer.status != 302 or not where.startswith("/sign-in"):
            self._say(spot, method, f"{answer.status} to {where!r}, should be sign-in")


def _all_wrong(walks: list[Walk]) -> str:
    """The mismatches, the most frequent endpoints first."""
    wrong = [line for walk in walks for line in walk.wrong]
    often = Counter(" ".join(line.split()[:4]) for line in wrong)
    heads = [f"{n:4} x {head}" for head, n in often.most_common(60)]
    return "\n".join([f"{len(wrong)} mismatches", *heads, "", *wrong[:150]])


@pytest.mark.rule("R17")
@pytest.mark.rule("R22")
@pytest.mark.rule("P53h-1")
@pytest.mark.rule("P54h")
@pytest.mark.rule("W11")
@pytest.mark.parametrize("group", range(len(GROUPS)))
@pytest.mark.parametrize("stage", STAGES)
def test_every_address_is_what_the_second_reading_says(
    a_procedure: Callable[..., World],
    stage: str,
    group: int,
    record_property: Callable[[str, object], None],
) -> None:
    world = a_procedure(at=stage)
    with db.reading() as connection:
        state = column(milestones(connection, world.cast.procedure_id))
    assert state is STAGES[stage]
    gathered = walkers.gather(world)
    walks = []
    with walkers.rows_of(world) as rows:
        for capacity in GROUPS[group]:
            walk = Walk(world, gathered[capacity], state, rows)
            walk.go()
            walks.append(walk)
    record_property("cells", sum(walk.cells for walk in walks))
    assert not any(walk.wrong for walk in walks), _all_wrong(walks)


def test_the_walk_is_as_long_as_it_has_to_be(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="opened")
    gathered = walkers.gather(world)
    spots = sum(
        1 for walker in gathered.values() for _spot in _spots(world.app, walker, world)
    )
    assert {w.capacity for w in gathered.values()} >= GRANTED | {NOBODY, VISITOR}
    # GET and HEAD once, the three writing methods with and without the form's token
    assert spots * 8 * len(STAGES) >= 25_000


def test_every_address_has_a_place(a_procedure: Callable[..., World]) -> None:
    app = a_procedure(at="opened").app
    there = {rule.endpoint for rule in _rules(app)}
    assert there - set(endpoints.PLACES) == set(), "place these in tests/access/endpoints.py"
    assert set(endpoints.PLACES) - there == set(), "these are no longer there"
    named = {p.name for p in endpoints.PLACES.values() if p.name}
    assert named <= set(matrix.THINGS) | set(matrix.ACTS)
