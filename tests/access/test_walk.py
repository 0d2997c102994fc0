"""Every address x method x capacity x state x id, against the table written apart.

What the matrix closes has to be the same as what does not exist: the same status, body and
headers, whatever the method and whether or not the form carries its token. What it opens
has to be there. Nothing that is only read changes anything, nor asks the database more than
eight times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from recruit.access.rules import GRANTED, Capacity
from recruit.core import db
from recruit.procedure.queries import milestones
from recruit.procedure.rules.milestones import Column, column
from tests.access import endpoints, matrix, walkers
from tests.access.endpoints import Kind, Place
from tests.access.reading import STATEMENTS, Asked
from tests.access.walkers import NOBODY, VISITOR, Rows, Walker
from tests.worlds import World

STAGES = {
    "opened": Column.BEFORE,
    "prescreening": Column.BEFORE,
    "shortlist": Column.JUDGING,
    "report": Column.JUDGING,
    "silence": Column.SILENCE,
    "released": Column.DESIGNATED,
    "closed": Column.CLOSED,
}
GROUPS = tuple(tuple(walkers.ALL[n::2]) for n in range(2))
METHODS = ("GET", "HEAD", "POST", "PUT")
BARE = {"static", "health"}
# A view of a document is an entry of the record (D2); sign-out and forms end sessions.
MAY_WRITE_BY_READING = {"documents_view", "core_entry", "core_log"}
SAFE = ("GET", "HEAD")
DONE = {200, 302, 303}
ANSWERED = {200, 302, 303, 400, 403, 409, 410, 413, 415, 422}


@dataclass(frozen=True, slots=True)
class Spot:
    """An address. at: what stands there for each method; exists: whether its ids do."""

    url: str
    at: dict[str, tuple[str, Place]]
    exists: bool
    bare: bool
    """Whether it has no id in it."""


def _rules(app: Flask) -> list[Rule]:
    found = [r for r in app.url_map.iter_rules() if r.endpoint not in BARE]
    return sorted(found, key=lambda r: (r.endpoint, r.rule))


Ids = dict[tuple[str, str], tuple[str, ...]]
"""What exists for a parameter of an address, as it was before the walk."""


def _values(
    rule: Rule, walker: Walker, world: World, ids: Ids
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Values for the parameters: existing ones, and one that never existed."""
    own = rule.arguments - {"procedure", "capacity"} - set(rule.defaults or {})
    base: dict[str, Any] = {"procedure": world.cast.procedure_name}
    if "capacity" not in (rule.defaults or {}):
        base["capacity"] = walker.capacity.value
    if not own:
        yield base, True
        return
    for name in own:
        if (rule.endpoint, name) not in ids:
            with db.reading() as connection:
                there = endpoints.values(rule.endpoint, name, connection, world.cast.procedure_id)
            ids[rule.endpoint, name] = there
    found = {name: ids[rule.endpoint, name] for name in own}
    numbers = {name for name in own if type(rule._converters[name]).__name__ != "UnicodeConverter"}
    for number in range(max((len(v) for v in found.values()), default=0)):
        if all(found.values()):
            yield base | {n: v[number % len(v)] for n, v in found.items()}, True
    yield base | {n: 987654 if n in numbers else walkers.never() for n in own}, False


def _at(app: Flask, url: str) -> dict[str, tuple[str, Place]]:
    """The endpoint and its place for each method that is answered at this address."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, tuple[str, Place]] = {}
    for method in METHODS:
        try:
            endpoint, _values = adapter.match(url, method=method)
        except HTTPException:
            continue
        place = endpoints.PLACES.get(endpoint)
        if place is not None:  # test_every_address_has_a_place names those without
            found[method] = (endpoint, place)
    return found


def _spots(app: Flask, walker: Walker, world: World, ids: Ids) -> Iterator[Spot]:
    """Every address of the map, with ids that exist and one that never did."""
    seen: set[str] = set()
    for rule in _rules(app):
        for values, exists in _values(rule, walker, world, ids):
            built = rule.build(values, append_unknown=False)
            assert built is not None, (rule, values)
            if built[1] in seen:
                continue
            seen.add(built[1])
            bare = not rule.arguments - {"procedure", "capacity"}
            if rule.endpoint in endpoints.PLACES:
                yield Spot(built[1], _at(app, built[1]), exists, bare)


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

    def __init__(
        self, world: World, walker: Walker, state: Column, rows: Rows, asked: Asked, ids: Ids
    ) -> None:
        self.world, self.walker, self.state, self.rows = world, walker, state, rows
        self.asked, self.ids = asked, ids
        self.cells = 0
        self.wrong: list[str] = []

    def go(self) -> None:
        """All steps."""
        for spot in _spots(self.world.app, self.walker, self.world, self.ids):
            for method in METHODS:
                self._step(spot, method)

    def _say(self, spot: Spot, method: str, what: str) -> None:
        endpoint = spot.at.get(method, ("(nothing)", None))[0]
        self.wrong.append(
            f"{self.walker.capacity.value} {self.state.value} {method} {endpoint} {spot.url} {what}"
        )

    def _step(self, spot: Spot, method: str) -> None:
        _endpoint, place = spot.at.get(method, ("", None))
        opens = place is not None and _opens(place, self.walker, self.state)
        for token in (False, True) if method == "POST" else (True,):
            self.cells += 1
            self.asked.begin()
            answer = self.walker.ask(method, spot.url, token=token)
            if method in SAFE and not self.asked.wrote and self.asked.n > STATEMENTS:
                self._say(spot, method, f"asked the database {self.asked.n} times")
            if self.rows.written():
                may = MAY_WRITE_BY_READING if method in SAFE else {"accounts_parked"}
                changed = self.rows.changed()
                if changed - may and (method in SAFE or not opens):
                    self._say(spot, method, f"wrote {sorted(changed)}")
                if changed == {"accounts_parked"}:
                    self.rows.accept()
                else:
                    self.rows.put_back()
            if opens and place is not None:
                self._judge_open(spot, place, method, token, answer)
            elif self.walker.capacity is VISITOR:
                where = dict(answer.headers).get("Location", "")
                if answer.status != 302 or not where.startswith("/sign-in"):
                    self._say(spot, method, f"{answer.status} to {where!r}, should be sign-in")
            elif answer != self.walker.of_nothing(method, token=token):
                self._say(spot, method, f"{answer.status} instead of what does not exist")

    def _judge_open(
        self, spot: Spot, place: Place, method: str, token: bool, answer: walkers.Answer
    ) -> None:
        ours = place.kind not in (Kind.PUBLIC, Kind.OWN)
        may_be_nothing = not spot.bare or bool(place.nothing) or not ours
        if answer.status == 404:
            if spot.exists and not may_be_nothing:
                self._say(spot, method, "404, should be open")
            elif ours and answer != self.walker.of_nothing(method, token=token):
                self._say(spot, method, "404 that differs from what does not exist")
        elif method in SAFE:
            if answer.status not in DONE and not (
                place.kind is Kind.PUBLIC and answer.status == 410
            ):
                self._say(spot, method, f"{answer.status}, should be open")
            elif not spot.exists and ours:
                self._say(spot, method, f"{answer.status} for what never existed")
        elif answer.status not in ANSWERED:
            self._say(spot, method, f"{answer.status} is no answer")
        elif not token and answer.status not in (302, 303, 400):
            self._say(spot, method, f"{answer.status} without the form's token")


def _all_wrong(walks: list[Walk]) -> str:
    """The mismatches, the most frequent endpoints first."""
    wrong = [line for walk in walks for line in walk.wrong]
    often = Counter(" ".join((*line.split()[:4], *line.split()[5:])) for line in wrong)
    heads = [f"{n:4} x {head}" for head, n in often.most_common(150)]
    return "\n".join([f"{len(wrong)} mismatches", *heads, "for example", *wrong[:5]])


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
    asked, ids = Asked(), Ids()
    with walkers.rows_of(world) as rows, asked.heard():
        for capacity in GROUPS[group]:
            walk = Walk(world, gathered[capacity], state, rows, asked, ids)
            walk.go()
            walks.append(walk)
    record_property("cells", sum(walk.cells for walk in walks))
    assert asked.in_all > sum(walk.cells for walk in walks), "not counted"
    assert not any(walk.wrong for walk in walks), _all_wrong(walks)


def test_the_walk_is_as_long_as_it_has_to_be(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="opened")
    gathered = walkers.gather(world)
    spots = sum(1 for walker in gathered.values() for _spot in _spots(world.app, walker, world, {}))
    assert {w.capacity for w in gathered.values()} >= GRANTED | {NOBODY, VISITOR}
    # four methods, POST with and without the form's token
    assert spots * 5 * len(STAGES) >= 25_000


def test_every_address_has_a_place(a_procedure: Callable[..., World]) -> None:
    app = a_procedure(at="opened").app
    there = {rule.endpoint for rule in _rules(app)}
    assert there - set(endpoints.PLACES) == set(), "place these in tests/access/endpoints.py"
    assert set(endpoints.PLACES) - there == set(), "these are no longer there"
    named = {p.name for p in endpoints.PLACES.values() if p.name}
    assert named <= set(matrix.THINGS) | set(matrix.ACTS)
