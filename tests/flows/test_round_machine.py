"""Any sequence of acts on rounds of silence comes out as a plain reading of the tables says.

The acts go through the application's operations on a database of their own; what they may
do and what comes of it is worked out again by tests/round_model.py.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select, text

from recruit.access.rules import Reader
from recruit.approval.models import Receipt
from recruit.approval.operations import following, items, outcome, rounds, withdrawals
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import Channel, ItemKind, objecting
from recruit.approval.rules.round import state
from recruit.core import clock, db, log
from recruit.core.errors import Refusal
from recruit.notices.models import Broadcast
from tests import ground, silence
from tests.round_model import PARTIES, SIGNATORY, Letter, Model, Round

EXAMPLES = int(os.environ.get("ROUND_MACHINE_EXAMPLES", "25"))
STEPS = int(os.environ.get("ROUND_MACHINE_STEPS", "25"))
SAID = ("objection", "amendment", "more_time", "statement", "support")
START = datetime(2023, 2, 27, 9, 0, tzinfo=UTC)  # a Monday


class Rounds(RuleBasedStateMachine):
    """The application and the model, act by act."""

    made: Path
    count = 0

    def __init__(self) -> None:
        super().__init__()
        Rounds.count += 1
        self.folder = self.made.parent / f"run{Rounds.count}"
        shutil.copytree(self.made, self.folder)
        ground.init(self.folder, f"sqlite:///{self.folder / 'ground.db'}")
        clock.freeze(START)
        self.model = Model()
        self.readers: dict[str, Reader] = {}
        self.world = WORLD[0]

    def teardown(self) -> None:
        db.engine().dispose()
        shutil.rmtree(self.folder)

    # --- how an act is done and judged

    def does(self, allowed: bool, act: Callable[[], Any]) -> Any:
        """The act is accepted exactly where the model says so."""
        refused, done = "", None
        try:
            done = act()
        except Refusal as refusal:
            refused = f"{refusal.rule}: {refusal.reason}"
        assert allowed == (not refused), refused or "accepted against the tables"
        return done

    @property
    def now(self) -> datetime:
        return clock.now()

    def stands(self) -> list[reading.RoundView]:
        with db.reading() as connection:
            found = reading.numbers(connection, self.world.procedure_id)
            views = [reading.one(connection, id_) for id_, _n, _at in found]
        return [v for v in views if v is not None]

    def delegate(self, state_id: str) -> Reader:
        return self.world.place.again(DELEGATES[state_id])

    # --- time

    @rule(hours=st.sampled_from([1, 5, 26, 70, 96, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        clock.freeze(self.now + timedelta(hours=hours))

    @precondition(lambda self: self.model.last is not None)
    @rule(micros=st.sampled_from([-1_000, 0, 999_000, 1_000_000]))
    def to_the_deadline(self, micros: int) -> None:
        at = self.model.rounds[-1].deadline + timedelta(microseconds=micros)
        if at > self.now:
            clock.freeze(at)

    @rule()
    def the_server_restarts(self) -> None:
        ground.init(self.folder, f"sqlite:///{self.folder / 'ground.db'}")

    @rule()
    def the_worker_beats(self) -> None:
        following.follow(self.now)
        for each in self.model.rounds:
            each.noted = each.noted or (
                each.certified is None and not each.cancelled and bool(each.breaking(self.now))
            )

    # --- the President

    @initialize()
    def a_round_is_open(self) -> None:
        self.a_round_is_opened(14)

    @rule(days=st.sampled_from([2, 3, 5, 7, 12, 14]))
    def a_round_is_opened(self, days: int) -> None:
        deadline = (self.now + timedelta(days=days)).replace(hour=17, minute=0)
        allowed = self.model.may_open(self.now, deadline)
        self.does(allowed, lambda: rounds.open_round(self.world.president, deadline=deadline))
        if allowed:
            self.model.rounds.append(Round(self.now, deadline))

    @precondition(lambda self: self.model.last is not None)
    @rule(days=st.sampled_from([-1, 0, 1, 2, 3]), often=st.sampled_from([1, 3, 5]))
    def it_is_lengthened(self, days: int, often: int) -> None:
        for _ in range(often):
            last = self.model.rounds[-1]
            later = last.deadline + timedelta(days=days)
            allowed = self.model.may_lengthen(self.now, later)
            president = self.world.president
            self.does(allowed, partial(rounds.lengthen, president, deadline=later, reason="Time."))
            if allowed:
                last.deadline, last.lengthened = later, last.lengthened + 1

    @rule()
    def it_is_cancelled(self) -> None:
        allowed = self.model.may_cancel(self.now)
        self.does(allowed, lambda: rounds.cancel(self.world.president, reason="Not available."))
        if allowed:
            self.model.rounds[-1].cancelled = True

    @rule(declared=st.sampled_from([True, True, False]))
    def it_is_certified(self, declared: bool) -> None:
        last = self.model.last
        records_a_break = (
            last is not None
            and self.model.silence(self.now)
            and last.state(self.now) == "broken"
            and last.certified is None
            and not last.noted
        )
        approves = last is not None and last.state(self.now) == "expired" and declared
        self.does(
            records_a_break or approves,
            lambda: outcome.certify(self.world.president, declared=declared),
        )
        if last is not None and approves:
            last.certified = self.now
        elif last is not None and records_a_break:
            last.noted = True

    @rule(way=st.sampled_from([Way.SAME_CANDIDATE, Way.SAME_CANDIDATE, Way.BACK_TO_PANEL]))
    def a_path_is_recorded(self, way: Way) -> None:
        allowed = self.model.may_record_path(self.now)
        self.does(allowed, lambda: outcome.record_path(self.world.president, path=way))
        if allowed:
            self.model.rounds[-1].path = way.value

    # --- States

    @rule(state_id=st.sampled_from([*PARTIES, SIGNATORY]), said=st.sampled_from(SAID))
    def a_delegate_writes(self, state_id: str, said: str) -> None:
        allowed = self.model.may_write(self.now)
        done = self.does(
            allowed,
            lambda: items.break_silence(
                self.delegate(state_id),
                said=ItemKind(said),
                text="A text.",
                name="A Delegate",
                function="Counsellor",
            ),
        )
        if allowed:
            self._written(self.model.rounds[-1], state_id, said, self.now, True, done.receipt)

    @precondition(lambda self: self.model.last is not None)
    @rule(
        who=st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True),
        said=st.sampled_from([*SAID, "unclear", "unclear"]),
        channel=st.sampled_from([Channel.NOTE_VERBALE, Channel.NOTE_VERBALE, Channel.TELEPHONE]),
        ago=st.sampled_from([0, 1, 30, 24 * 4, 24 * 9]),
    )
    def a_letter_is_registered(self, who: list[str], said: str, channel: Channel, ago: int) -> None:
        received = self.now - timedelta(hours=ago)
        into = self.model.counts_for(received)
        done = self.does(
            into is not None,
            lambda: items.register(
                self.world.office,
                silence.paper(
                    states=tuple(who),
                    said=ItemKind(said),
                    channel=channel,
                    received_at=received,
                    late_reason="The registry was closed.",
                ),
            ),
        )
        if into is not None:
            due = channel is Channel.NOTE_VERBALE
            for state_id, one in zip(who, done, strict=True):
                self._written(into, state_id, said, received, due, one.receipt)

    def _written(
        self, into: Round, state_id: str, said: str, received: datetime, due: bool, ref: str
    ) -> None:
        one = Letter(state_id, said, received, self.now, due, ref=ref)
        into.letters.append(one)
        breaks = into.break_of(one)
        if into.certified is not None:
            one.disputed = breaks is not None and not into.annulled
        elif not into.cancelled and into.breaking(self.now):
            into.noted = True

    @precondition(lambda self: self._letters(lambda i: i.said == "unclear") != [])
    @rule(data=st.data(), settled=st.sampled_from(["objection", "statement"]))
    def an_unclear_one_is_settled(self, data: st.DataObject, settled: str) -> None:
        into, one = data.draw(st.sampled_from(self._letters(lambda i: i.said == "unclear")))
        unclear = one.state in PARTIES and one.due and not into.over(one.received)
        allowed = (
            unclear
            and not one.settled
            and self.now < into.deadline
            and self.model.silence(self.now)
        )
        self.does(
            allowed,
            lambda: items.settle(
                self.world.president, item_id=self._id(one), settled=ItemKind(settled)
            ),
        )
        if allowed:
            one.settled = settled
            if into.certified is None and not into.cancelled and into.breaking(self.now):
                into.noted = True

    @precondition(lambda self: self._could_be_taken_back() != [])
    @rule(data=st.data())
    def an_objection_is_taken_back(self, data: st.DataObject) -> None:
        into, one = data.draw(st.sampled_from(self._could_be_taken_back()))
        broke = into.break_of(one)
        allowed = (
            broke is not None
            and broke <= self.now
            and not one.withdrawn
            and self.model.silence(self.now)
        )
        self.does(
            allowed,
            lambda: withdrawals.withdraw(self.delegate(one.state), reference=one.ref),
        )
        if allowed:
            one.withdrawn = True

    @precondition(lambda self: self._letters(lambda i: i.disputed) != [])
    @rule(data=st.data(), annul=st.booleans())
    def a_dispute_ends(self, data: st.DataObject, annul: bool) -> None:
        into, one = data.draw(st.sampled_from(self._letters(lambda i: i.disputed)))
        if into is not self.model.last or into.state(self.now) != "disputed":
            return
        outcome.ask_to_end_dispute(
            self.world.president, item_id=self._id(one), annul=annul, reason="By the stamp."
        )
        with db.reading() as connection:
            asked = connection.execute(_DISPUTE, {"item": self._id(one)}).scalar_one()
        outcome.end_dispute(self.world.office, dispute_id=asked)
        one.disputed = False
        into.annulled, one.rejected = annul, not annul

    def _could_be_taken_back(self) -> list[tuple[Round, Letter]]:
        found = self._letters(lambda i: i.state in PARTIES)
        return [(r, i) for r, i in found if r.break_of(i) is not None] or found

    def _letters(self, wanted: Callable[[Letter], bool]) -> list[tuple[Round, Letter]]:
        return [(r, i) for r in self.model.rounds for i in r.letters if wanted(i)]

    def _id(self, one: Letter) -> str:
        with db.reading() as connection:
            return str(connection.execute(_ITEM, {"receipt": one.ref}).scalar_one())

    # --- what is always so

    @invariant()
    def both_say_the_same(self) -> None:
        views = self.stands()
        assert len(views) == len(self.model.rounds)
        for view, model in zip(views, self.model.rounds, strict=True):
            assert state(view.facts, self.now).value == model.state(self.now)
            assert view.deadline(self.now) == model.deadline
            found = objecting(view.facts.items, model.deadline, self.now)
            assert found == {i.state for i in model.breaking(self.now)}

    @invariant()
    def nobody_is_told_twice_and_every_letter_has_its_receipt(self) -> None:
        with db.reading() as connection:
            told = connection.execute(_TOLD).all()
            receipts = connection.execute(_RECEIPTS).scalar_one()
        assert all(row.n == 1 for row in told)
        assert receipts == sum(len(r.letters) for r in self.model.rounds)
        assert len(told) == sum(r.noted for r in self.model.rounds)

    @invariant()
    def the_record_is_whole(self) -> None:
        with db.reading() as connection:
            assert log.verify(connection, public_key=log.signer().public_key()) == []


_b = Broadcast.__table__  # type: ignore[attr-defined]
_TOLD = (
    select(_b.c.object_id, func.count().label("n"))
    .where(_b.c.kind == "approval.broken", _b.c.audience == "states")
    .group_by(_b.c.object_id)
)
_RECEIPTS = select(func.count()).select_from(Receipt.__table__)  # type: ignore[attr-defined]
WORLD: list[silence.World] = []
DELEGATES: dict[str, Reader] = {}


_ITEM = text("SELECT id FROM approval_item WHERE receipt = :receipt")
_DISPUTE = text("SELECT id FROM approval_dispute WHERE item_id = :item")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Path]:
    """A world shortly before the opening, in a folder that each run copies."""
    folder = tmp_path / "made"
    folder.mkdir()
    with silence.made(folder) as world:
        for state_id in (*PARTIES, SIGNATORY):
            DELEGATES[state_id] = world.delegate(state_id)
        WORLD[:] = [world]
        with db.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        yield folder


@pytest.mark.rule("S3")
@pytest.mark.rule("S7")
@pytest.mark.rule("S9")
@pytest.mark.rule("S10")
@pytest.mark.rule("S11")
@pytest.mark.rule("S14")
@pytest.mark.rule("S15")
@pytest.mark.rule("R13")
def test_any_sequence_of_acts_comes_out_as_a_plain_reading_of_the_tables(made: Path) -> None:
    Rounds.made = made
    case = Rounds.TestCase
    case.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes here
        derandomize="ROUND_MACHINE_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()
