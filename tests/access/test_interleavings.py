"""Blind judgement holds in any order of what people do: eight worlds that differ in a secret.

The same steps, drawn by Hypothesis, are done in eight copies of one world: drafts, locks,
absences, replacements, withdrawals. What the eight differ in is a secret of the panel's
judgement; who may not know it reads the same bytes in all of them, refusals and mail too.
Who may know it is told by a few lines of this file, which ask no rule of the application.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from recruit.applications.operations import changing
from recruit.core import clock, db, ids
from recruit.core.errors import Refusal
from recruit.interviews.operations import errata, sheets
from recruit.notices import outbox
from recruit.panel.operations import reminding, seats
from recruit.shortlist.operations import ballots
from recruit.shortlist.queries.ballots import criteria
from tests import worlds
from tests.access import reading
from tests.access.reading import Output, differing
from tests.flows.interviews_world import Room
from tests.worlds import Browser, World

K = 8
"""How many worlds are compared."""
OUTSIDE = {
    "surrogate_newzealand": ("surrogate", ["panel/"]),
    "focal_point": ("focal-point", ["prescreening/candidates", "undelivered", "interviews/"]),
    "president": ("president", ["panel/", "undelivered"]),
    "office_first": ("office", ["panel/"]),
    "auditor": ("auditor", ["record"]),
}
ALIKE = ("panel/reminders",)
BALLOT = ("shortlist/", "shortlist/ballot", "shortlist/ballot/sheet.txt")
SHEET = ("interviews/", "interviews/sheet/{}", "interviews/debrief", "interviews/fairness")
CHAIR = ("shortlist/chair", "undelivered", "interviews/chair", "interviews/agree/{}")
Step = tuple[str, int]
Eight = Callable[[str], Iterator[tuple[World, int]]]

FEW = settings(max_examples=2, deadline=None, phases=(Phase.explicit, Phase.generate))
"""Besides those written out, which are always played."""
MANY = settings(FEW, max_examples=60)


class Play:
    """One of the eight worlds, while the steps are done in it.

    sat: who sits at the beginning, by seat. locked, absent: of those who sit now. fell: fewer
    than four were left in the interviews, so that a new run began (C8).
    """

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.room = Room(world)
        self.sat = list(self.room.keys)
        self.locked: set[str] = set()
        self.absent: set[str] = set()
        self.fell = False
        self.out: Output = {}
        self.minutes = 0

    @property
    def living(self) -> set[str]:
        """Who sits now."""
        return set(self.room.keys)

    @property
    def revealed(self) -> bool:
        """Everybody who sits and is not recorded absent has locked (R15)."""
        return self.living - self.absent <= self.locked

    def do(self, who: str, what: str, act: Callable[[], object]) -> bool:
        """One act a minute, drawn from a stream of its own; whether it was allowed."""
        self.minutes += 1
        at = self.world.now + timedelta(minutes=self.minutes)
        try:
            reading.act(f"{self.minutes} {what}", at, act)
        except Refusal as refused:
            self.out[who, "refused", f"{self.minutes} {what}"] = repr(refused.args).encode()
            return False
        except LookupError:  # they do not hold the capacity any more, or nobody can take a seat
            return False
        return True

    def step(self, step: Step) -> None:
        """One of the steps, by whoever sat in that seat at the beginning."""
        what, seat = step
        who, chair = self.sat[seat % len(self.sat)], self.room.chair_key
        if what == "lock all":
            for key in list(self.room.keys):
                self.write("lock", key)
        elif what in ("draft", "lock", "erratum"):
            self.write(what, who)
        elif what == "leave" and who in self.living and len(self.living) > 3:
            self.do(who, what, lambda: seats.stand_down(self.room.member(who)))
            self.fell |= isinstance(self, Sheets) and len(Room(self.world).keys) < 4
            self.do(self.room.chair_key, "pass", self._pass_seat)
            self.room = Room(self.world)
            self.locked &= self.living
            self.absent &= self.living
        elif what == "withdraw":
            self.do("focal_point", what, partial(self._withdraw, seat))
        elif what == "absent" and chair and self.do(chair, what, partial(self._absent, who)):
            self.absent.add(who)
        elif what == "remind" and chair:
            self.do(chair, what, lambda: reminding.remind(self.room.chair))
        elif what == "days":
            self.minutes += 60 * 24 * 10

    def write(self, what: str, who: str) -> bool:
        """Draft, lock or mend what this member judges; whether it was allowed."""
        done = self.do(who, what, partial(self._write, what, who))
        if done and what == "lock":
            self.locked.add(who)
        return done

    def _write(self, what: str, who: str) -> None:
        raise NotImplementedError

    def _pass_seat(self) -> None:
        try:
            Room(self.world).pass_seat()
        except AssertionError as nobody:
            raise LookupError from nobody

    def _withdraw(self, number: int) -> None:
        listed = self.room.listed()
        changing.withdraw(
            self.room.focal,
            candidate_id=listed[number % len(listed)].candidate_id,
            received_at=clock.now(),
            evidence="A mail of this morning.",
        )

    def _absent(self, who: str) -> None:
        ballots.record_absence(
            self.room.chair, grant_id=self.room.member(who).grant_id, reason="Ill since Monday."
        )

    def read(self, addresses: tuple[str, ...], candidate_id: str = "") -> Output:
        """What everybody is shown an hour later, the mail of that hour with it."""
        at = self.world.now + timedelta(minutes=self.minutes + 60)
        clock.freeze(at)
        reading.seeded("the worker")
        with self.world.app.app_context():
            outbox.expand(at)
            while outbox.send_due(at):
                pass
        people = list(dict.fromkeys((*self.sat, *sorted(self.living))))
        self._mails({self.world.person(key): key for key in (*people, *OUTSIDE)})
        for key in people:
            pages = [("member", a.format(candidate_id)) for a in (*addresses, *ALIKE)]
            if key in (self.sat[0], self.room.chair_key):
                pages += [("chair", a.format(candidate_id)) for a in CHAIR]
            if key not in self.living:
                pages.append(("former-member", "panel/left"))
            self._pages(key, pages)
        for key, (capacity, own) in OUTSIDE.items():
            self._pages(key, [(capacity, a) for a in own])
        ids.seed(None)
        return self.out

    def _mails(self, keys: dict[str, str]) -> None:
        with db.reading() as connection:
            rows = connection.execute(text("SELECT mail, id FROM accounts_person")).all()
        owner = {mail: keys.get(person, mail) for mail, person in rows}
        mails: Output = {}
        reading.mails(self.world, mails)
        for (to, way, name), raw in mails.items():
            self.out[owner.get(to, to), way, name] = raw

    def _pages(self, key: str, pages: list[tuple[str, str]]) -> None:
        reading.seeded("sign in", key, pages[0][0])
        browser = Browser(self.world.app.test_client(), self.world.cast.procedure_name)
        browser.sign_in(self.world.person(key))
        at = [f"/p/{browser.procedure}/{capacity}/{rest}" for capacity, rest in pages]
        for address in ("/", *at):
            reading.seeded(key, address)
            self.out[key, "page", address] = reading.as_bytes(browser.get(address))


class Ballots(Play):
    """The ballots before the shortlist is decided. author: whose differs from world to world."""

    author = ""

    def _write(self, what: str, who: str) -> None:
        member = self.room.member(who)
        act = ballots.lock if what == "lock" else ballots.save
        said = self.said(self.number if who == self.author else 3)
        act(member, content=said, version=self.room.version(who))

    def said(self, number: int) -> dict[str, Any]:
        """A ballot as in the world of this number: order, marks, reasons, how many are chosen."""
        listed = [e.candidate_id for e in self.room.listed()]
        order = list(permutations(listed[:5]))[13 * number][: 5 - number % 3]
        with db.reading() as connection:
            found = criteria(connection, self.room.procedure_id, self.room.run)
        criterion = found.items[0]["id"] if found else ""
        return {
            "chosen": {c: n for n, c in enumerate(order, start=1)},
            "marks": {c: {criterion: 1 + (number + n) % 5} for n, c in enumerate(listed)},
            "reasons": dict.fromkeys(listed, f"So it is in world {number}."),
        }


class Sheets(Play):
    """The score sheets of one candidate whose interview was started."""

    author = ""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(world, number)
        self.candidate_id = next(s.candidate_id for s in self.room.slots() if s.started_at)

    def _write(self, what: str, who: str) -> None:
        member, number = self.room.member(who), self.number if who == self.author else 3
        entries = self.room.entries()
        if what == "erratum":
            said = f"I meant another in world {number}."
            errata.add(member, candidate_id=self.candidate_id, entry=entries[0].id, text=said)
            return
        marks = {e.id: 1 + (number + n) % 5 for n, e in enumerate(entries)}
        notes = {e.id: f"{e.name} in world {number}." for e in entries}
        if what == "draft":  # how much is filled differs too
            marks = dict(list(marks.items())[: 1 + number % len(marks)])
        act = sheets.lock if what == "lock" else sheets.save
        version = self._version(member.grant_id)
        act(member, candidate_id=self.candidate_id, marks=marks, notes=notes, version=version)

    def _version(self, grant_id: str) -> int:
        with db.reading() as connection:
            found = connection.execute(
                text(
                    "SELECT version FROM interviews_sheet WHERE grant_id = :g AND candidate_id = :c"
                ),
                {"g": grant_id, "c": self.candidate_id},
            ).scalar()
        return found or 0


@pytest.fixture
def eight(a_procedure: Callable[..., World], tmp_path: Path) -> Eight:
    """Eight copies of one world, one after the other, the application standing on each in turn."""
    base: list[World] = []

    def make(at: str) -> Iterator[tuple[World, int]]:
        if not base:
            base.append(a_procedure(at=at))
            _begin(base[0])
        for number in range(K):
            folder = tmp_path / f"interleaved{number}"
            db.engine().dispose()
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(base[0].folder, folder)
            app = worlds.application(folder)
            clock.freeze(base[0].now)
            yield World(app, base[0].cast, folder, base[0].now), number

    return make


def _begin(world: World) -> None:
    """What comes before the steps: mails of before are sent, an invited candidate sits there."""
    room = Room(world)
    if any(slot.starts_at for slot in room.slots()):
        room.start(room.first())
        world.now = clock.now()
    with world.app.app_context():
        outbox.expand(world.now)
    with db.writing() as session:
        session.connection().execute(
            text("UPDATE notices_delivery SET status = 'sent' WHERE status = 'queued'")
        )
    db.engine().dispose()


@pytest.fixture
def profile(pytestconfig: pytest.Config) -> settings:
    """How many orders are drawn: with --long many."""
    return MANY if pytestconfig.getoption("--long") else FEW


def _told(found: list[tuple[str, str, str]]) -> str:
    return f"{len(found)} differ, such as {found[:8]}"


def _outside(found: list[tuple[str, str, str]], may: set[str]) -> list[tuple[str, str, str]]:
    """Where somebody reads another thing who may not, or not in the seat's capacity."""
    return [
        (who, way, at)
        for who, way, at in found
        if who not in may or (at.startswith("/p/") and at.split("/")[3] not in ("member", "chair"))
    ]


def _may_know(play: Play, author: str) -> set[str]:
    """Who may know what this member wrote: the author while seated; after the reveal all who
    sit and have locked (R15). Nobody once the author was replaced (P53b-3), or the run is over."""
    if author not in play.living or play.fell:
        return set()
    return {author} | ((play.locked - play.absent) if play.revealed else set())


def _steps(*kinds: str) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 4)), max_size=7)


@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("P53b-3")
def test_what_a_ballot_says_is_read_by_nobody_before_the_reveal_in_any_order(
    eight: Eight, profile: settings, record_property: Callable[[str, object], None]
) -> None:
    compared = 0

    @profile
    @given(
        st.integers(0, 4),
        _steps(
            "draft", "lock", "lock", "lock all", "leave", "withdraw", "absent", "remind", "days"
        ),
    )
    @example(1, [("lock all", 0)])
    @example(3, [("lock", 3), ("lock", 0), ("remind", 0), ("withdraw", 2), ("leave", 3)])
    @example(2, [("lock all", 0), ("leave", 3), ("draft", 0)])
    @example(
        2,
        [("lock", 0), ("lock", 1), ("lock", 2), ("lock", 3), ("days", 0), ("absent", 4)],
    )
    def play_all(author: int, steps: list[Step]) -> None:
        nonlocal compared
        outputs: list[Output] = []
        may: set[str] = set()
        name = ""
        for world, number in eight("shortlist"):
            play = Ballots(world, number)
            name = play.author = play.sat[author]
            assert play.write("draft", name)
            for step in steps:
                play.step(step)
            may = _may_know(play, name)
            outputs.append(play.read(BALLOT))
        compared += sum(len(each) for each in outputs[1:])
        found = differing(*outputs)
        assert not _outside(found, may), _told(_outside(found, may))
        own = {who for who, _way, at in found if at.endswith("/member/shortlist/ballot")}
        assert own == may & {name}, "the author alone should have read another ballot there"
        beside = {who for who, _way, at in found if at.endswith("/member/shortlist/")}
        assert beside == (may if len(may) > 1 else set()), "those who locked should have"

    play_all()
    record_property("tuples", compared)


@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("W12")
def test_who_has_locked_is_read_by_nobody_before_the_own_lock_in_any_order(
    eight: Eight, profile: settings, record_property: Callable[[str, object], None]
) -> None:
    """In each of the eight another part of three members locks; the others of them draft."""
    compared = 0

    @profile
    @given(
        st.integers(0, 4),
        _steps("draft", "leave", "withdraw", "absent", "remind", "days"),
    )
    @example(0, [("remind", 0), ("days", 0), ("absent", 1)])
    @example(4, [("withdraw", 0), ("leave", 0), ("draft", 4)])
    def play_all(reader: int, steps: list[Step]) -> None:
        nonlocal compared
        outputs: list[Output] = []
        locked: set[str] = set()
        three: list[str] = []
        for world, number in eight("shortlist"):
            play = Ballots(world, number)
            three = [key for key in play.sat if key != play.sat[reader]][:3]
            for place, key in enumerate(three):
                assert play.write("lock" if number >> place & 1 else "draft", key)
            for step in steps:
                play.step(step if step[0] != "draft" else ("draft", reader))
            locked |= play.locked
            outputs.append(play.read(BALLOT))
        compared += sum(len(each) for each in outputs[1:])
        found = differing(*outputs)
        may = locked | set(three)
        assert not _outside(found, may), _told(_outside(found, may))
        seen = {who for who, _way, at in found if at.endswith("/member/shortlist/")}
        assert seen == locked, "those who have locked see who has not"

    play_all()
    record_property("tuples", compared)


@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("J6")
def test_what_a_sheet_says_is_read_by_nobody_before_the_reveal_in_any_order(
    eight: Eight, profile: settings, record_property: Callable[[str, object], None]
) -> None:
    compared = 0

    @profile
    @given(st.integers(0, 4), _steps("draft", "lock", "lock", "lock all", "erratum", "leave"))
    @example(1, [("lock all", 0), ("erratum", 1)])
    @example(1, [("lock", 1), ("erratum", 1), ("lock", 0), ("lock", 2)])
    @example(3, [("lock all", 0), ("leave", 3)])
    @example(1, [("lock all", 0), ("leave", 2), ("leave", 3)])
    def play_all(author: int, steps: list[Step]) -> None:
        nonlocal compared
        outputs: list[Output] = []
        may: set[str] = set()
        name = ""
        for world, number in eight("interviews"):
            play = Sheets(world, number)
            name = play.author = play.sat[author]
            assert play.write("draft", name)
            for step in steps:
                play.step(step)
            may = _may_know(play, name)
            outputs.append(play.read(SHEET, play.candidate_id))
        compared += sum(len(each) for each in outputs[1:])
        found = differing(*outputs)
        assert not _outside(found, may), _told(_outside(found, may))
        own = {who for who, _way, at in found if "/member/interviews/sheet/" in at}
        assert own == may & {name}, "the author alone should have read another sheet"
        beside = {who for who, _way, at in found if at.endswith("/interviews/debrief")}
        assert beside == (may if len(may) > 1 else set()), "those who locked should have"

    play_all()
    record_property("tuples", compared)
