"""What the operator types for a dress rehearsal: people carried over, the clock, the erasure."""

from __future__ import annotations

import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

import config as settings
from recruit import rehearsal
from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.accounts.models import Code, Invitation, Person
from recruit.accounts.operations import SITE_KEY, carrying
from recruit.applications.models import Candidate
from recruit.core import clock, keys
from recruit.core.errors import Refusal
from recruit.demo import enrolment
from recruit.panel.models import Place
from recruit.panel.operations import carrying as panel
from recruit.procedure.models import Procedure
from recruit.states.models import Contact
from tests import ground
from tests.worlds import World

MAKE = Callable[..., World]


def _run(world: World, *arguments: object, typed: str = "") -> Any:
    return world.app.test_cli_runner().invoke(args=[str(a) for a in arguments], input=typed)


@pytest.fixture
def as_mode() -> Iterator[Callable[[World, str], None]]:
    """Lets the commands of a world believe that they are in another mode."""
    changed: list[tuple[World, settings.Config]] = []

    def turn(world: World, mode: str) -> None:
        before = world.app.extensions["config"]
        changed.append((world, before))
        world.app.extensions["config"] = replace(before, mode=settings.Mode(mode))

    yield turn
    for world, before in reversed(changed):
        world.app.extensions["config"] = before


def _all(table: type[SQLModel]) -> list[Any]:
    return list(ground.rows(table))


@pytest.mark.rule("R20")
def test_people_are_carried_and_nothing_else(a_procedure: MAKE, tmp_path: Path) -> None:
    world = a_procedure(at="circulated")
    enrolment.enrol()
    file = tmp_path / "people.json"
    file.write_text("")
    file.chmod(0o644)
    done = _run(world, "people", "export", file)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    found = json.loads(file.read_text())
    assert set(found) == {*("format", "procedures", "people", "capacities", "missions", "seats")}
    assert set(found["people"][0]) == {"mail", "name", "function", "zone", "lang"}
    given = {row["capacity"] for row in found["capacities"]}
    assert {"administrator", "president", "focal-point", "gichd", "delegate"} <= given
    assert not given & {"member", "chair", "surrogate", "former-member"}
    whole = file.read_text()
    assert _all(Candidate) and len(found["missions"]) == len(_all(Contact))
    for candidate in _all(Candidate):
        assert candidate.id not in whole and candidate.reference not in whole
    for person in _all(Person):
        assert person.passphrase not in whole and person.id not in whole
    members = [g.person_id for g in _all(Grant) if g.capacity == Capacity.MEMBER]
    mails = {person.mail for person in _all(Person) if person.id in members}
    assert members and mails <= {row["mail"] for row in found["people"]}


@pytest.mark.rule("R20")
def test_who_was_carried_is_invited_and_acts_as_named_and_twice_changes_nothing(
    a_procedure: MAKE, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    a_procedure(at="circulated")
    enrolment.enrol()
    found = json.loads(json.dumps(carrying.export()))
    folder = tmp_path / "rehearsal"
    folder.mkdir()
    with ground.made(folder, pytestconfig.getoption("--database")):
        keys.ring().make(SITE_KEY, keys.master(), clock.now())
        done = carrying.take(found)
        assert done.left == [] and done.procedures == 1
        assert done.people == len(found["people"]) == len(_all(Person))
        assert done.missions == len(found["missions"]) == len(_all(Contact))
        assert all(not p.passphrase and p.totp is None for p in _all(Person))
        assert {i.person_id for i in _all(Invitation)} == {p.id for p in _all(Person)}
        assert _all(Code) == []
        held = sorted(g.capacity for g in _all(Grant) if g.capacity != Capacity.CHAIR)
        assert held == sorted(row["capacity"] for row in found["capacities"])
        [chair] = [g for g in _all(Grant) if g.capacity == Capacity.CHAIR]
        [president] = [g for g in _all(Grant) if g.capacity == Capacity.PRESIDENT]
        assert chair.person_id == president.person_id  # until the panel elects (R19)
        assert all(g.undertaken_at is None for g in _all(Grant))
        again = carrying.take(found)
        assert (again.procedures, again.capacities, again.missions) == (0, 0, 0)
        assert len(_all(Grant)) == len(held) + 1 and len(_all(Procedure)) == 2


def _order(rows: list[dict[str, Any]]) -> list[tuple[str, int, str, str]]:
    return [(r["kind"], r["number"], r["state"], r["mail"]) for r in rows]


@pytest.mark.rule("C1")
@pytest.mark.rule("C3")
def test_the_seats_and_the_order_of_the_surrogates_are_carried_and_constituted_by_own_acts(
    a_procedure: MAKE, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    a_procedure(at="circulated")
    enrolment.enrol()
    found = json.loads(json.dumps(carrying.export()))
    seats = json.loads(json.dumps(panel.seats()))
    assert [r["number"] for r in seats if r["kind"] == "seat"] == [1, 2, 3, 4, 5]
    assert [r["number"] for r in seats if r["kind"] == "surrogate"] == [1, 2, 3, 4]
    assert not {"gender", "person_id"} & set(seats[0])
    folder = tmp_path / "rehearsal"
    folder.mkdir()
    with ground.made(folder, pytestconfig.getoption("--database")):
        keys.ring().make(SITE_KEY, keys.master(), clock.now())
        carrying.take(found)
        # a seat that the rules of composing refuse is left: a State twice (C1)
        twice = {**seats[-1], "number": 4, "mail": "x@y.example", "state": seats[1]["state"]}
        done, left = panel.take([*seats[:-1], twice, {"kind": "seat"}])
        assert done == 7 and len(left) == 2
        done, left = panel.take(seats)
        assert (done, left) == (1, [])
        assert panel.take(seats) == (0, [])
        assert _order(panel.seats()) == _order(seats)
        places = _all(Place)
        # named and nothing more: nobody is invited, nobody holds a seat but who chairs
        drafts = [p for p in places if (p.kind, p.number) != ("seat", 1)]
        assert len(drafts) == 8
        assert all(p.invited_at is None and p.accepted_at is None for p in drafts)
        assert not [g for g in _all(Grant) if g.capacity in (Capacity.MEMBER, Capacity.SURROGATE)]


REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("capacities", {"capacity": "member"}, "can't be given 'member'"),
    ("capacities", {"capacity": "operator"}, "can't be given 'operator'"),
    ("capacities", {"procedure": ""}, "without its procedure"),
    ("capacities", {"procedure": "other"}, "does not hold it"),
    ("capacities", {"state": "XYZ"}, "no State XYZ"),
    ("capacities", {"mail": "nobody@x.example"}, "can't be given"),
    ("people", {"mail": "no address"}, "no mail address"),
    ("people", {"name": 5}, "no 'name'"),
    ("people", {"zone": "../etc/passwd"}, "no time zone"),
    ("procedures", {"closure": "2022-09-02"}, "no time with its zone"),
    ("missions", {"state": ""}, "names its procedure and its State"),
)


def _file() -> dict[str, Any]:
    person = {"mail": "a@x.example", "name": "Ada Wexcombe", "function": "", "lang": "en"}
    return {
        "format": carrying.FORMAT,
        "procedures": [
            {"name": "new", "preset": "ccm-10msp", "closure": "2022-09-02T18:00:00+02:00"}
        ],
        "people": [person | {"zone": "Europe/Zurich"}],
        "capacities": [
            {"mail": "a@x.example", "procedure": "new", "capacity": "president", "state": ""}
        ],
        "missions": [
            {"procedure": "new", "state": "CHL", "mail": "m@x.example", "lang": "es"}
            | {"evidence": "note 1"}
        ],
    }


@pytest.mark.rule("R20")
def test_a_file_that_asks_for_more_is_refused_whole_and_a_second_president_is_not_taken(
    tmp_path: Path,
) -> None:
    with ground.made(tmp_path):
        keys.ring().make(SITE_KEY, keys.master(), clock.now())
        for part, change, said in REFUSED:
            found = _file()
            found[part][0].update(change)
            with pytest.raises(Refusal) as refused:
                carrying.take(found)
            assert said in refused.value.reason
            assert _all(Person) == [] and _all(Grant) == [] and len(_all(Procedure)) == 1
        with pytest.raises(Refusal, match="export"):
            carrying.take([])
        assert carrying.take(_file()).capacities == 1
        other = _file()
        other["people"][0]["mail"] = other["capacities"][0]["mail"] = "b@x.example"
        assert carrying.take(other).left == ["b@x.example: another is president here already"]


def test_production_takes_no_people_and_sets_no_clock_and_erases_nothing(
    a_procedure: MAKE, tmp_path: Path, as_mode: Callable[[World, str], None]
) -> None:
    world = a_procedure(at="opened")
    file = tmp_path / "people.json"
    assert _run(world, "people", "export", file).exit_code == 0
    as_mode(world, "production")
    before = len(_all(Grant))
    for words, why in (
        (("people", "import", file), "those who may"),
        (("rehearsal", "clock", "2030-01-01T00:00"), "Only a rehearsal"),
        (("rehearsal", "clock", "--off"), "Only a rehearsal"),
        (("rehearsal", "erase", "--certificate", tmp_path / "kept"), "Only a rehearsal"),
    ):
        done = _run(world, *words)
        assert done.exit_code == 1 and why in done.output + done.stderr
    assert len(_all(Grant)) == before and not (tmp_path / "kept").exists()
    assert not (world.folder / "clock.json").exists()
    as_mode(world, "development")
    assert _run(world, "rehearsal", "clock", "2030-01-01T00:00").exit_code == 1


def test_the_clock_of_a_rehearsal_is_set_in_geneva_time_and_runs_true_again(
    a_procedure: MAKE, as_mode: Callable[[World, str], None]
) -> None:
    world = a_procedure(at="opened")
    as_mode(world, "rehearsal")
    clock.freeze(None)
    done = _run(world, "rehearsal", "clock", "2031-07-01T09:00")
    assert done.exit_code == 0 and "2031" in done.output
    meant = datetime(2031, 7, 1, 9, 0, tzinfo=clock.GENEVA)
    assert 0 <= (clock.now() - meant).total_seconds() < 60
    for words in (("clock",), ("clock", "soon"), ("clock", "2031-07-01T09:00", "--off")):
        assert _run(world, "rehearsal", *words).exit_code == 1
    assert _run(world, "rehearsal", "clock", "--off").exit_code == 0
    assert abs((clock.now() - clock.real()).total_seconds()) < 5


@pytest.mark.rule("R27")
def test_two_entitled_persons_confirm_an_erasure_each_by_two_factors(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="circulated")
    enrolment.enrol()
    mails = {person.id: person.mail for person in _all(Person)}

    def enter(key: str, passphrase: str, before: list[str]) -> rehearsal.Confirmed:
        return rehearsal.entered(mails[world.person(key)], passphrase, before)

    right = enrolment.PASSPHRASE
    with pytest.raises(rehearsal.Refused, match="not right. Nothing was erased"):
        enter("president", "another passphrase", [])
    with pytest.raises(rehearsal.Refused, match="Only an administrator, the President"):
        enter("member_chile", right, [])
    president = enter("president", right, [])
    assert president.capacity == "president" and president.authenticator
    with pytest.raises(rehearsal.Refused, match="code is not right"):
        rehearsal.second_factor(president, "000000")
    rehearsal.second_factor(president, enrolment.code_of(president.person_id))
    with pytest.raises(rehearsal.Refused, match="One person confirms once"):
        enter("president", right, [president.person_id])
    other = enter("administrator_one", right, [president.person_id])
    assert other.person_id != president.person_id


def test_nothing_is_erased_while_another_process_is_at_work(tmp_path: Path) -> None:
    with ground.made(tmp_path) as place:
        where = _where(tmp_path, place.url)
        rehearsal.alone(where)
        reading = sqlite3.connect(tmp_path / "ground.db")
        reading.execute("PRAGMA journal_mode=WAL").fetchone()
        reading.execute("SELECT count(*) FROM core_log").fetchone()
        with pytest.raises(rehearsal.Refused, match="has the database open. End web and worker"):
            rehearsal.alone(where)
        reading.close()
        with (tmp_path / "worker.lock").open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            with pytest.raises(rehearsal.Refused, match="The worker is running"):
                rehearsal.alone(where)
        rehearsal.alone(where)


def _where(folder: Path, url: str) -> rehearsal.Place:
    store = f"file://{folder / 'documents'}"
    return rehearsal.Place(folder, url, store, folder / "keys.db", "https://x.example", True)


def test_an_erasure_that_was_broken_off_goes_on_without_asking_again_and_spares_other_files(
    tmp_path: Path,
) -> None:
    folder, out = tmp_path / "house", tmp_path / "kept"
    folder.mkdir()
    with ground.made(folder) as place:
        place.reader("Ada Wexcombe", Capacity.ADMINISTRATOR)
        where = _where(folder, place.url)
        (folder / "notes of somebody.txt").write_text("not ours")
        two = [rehearsal.Confirmed("1", "Ada", "administrator", True)] * 2
        assert rehearsal.begun(where) is None
        rehearsal.begin(where, two, clock.real())
        keys.ring().erase_all(keys.ring().store.children(keys.master()), clock.now())  # and here
        begun = rehearsal.begun(where)
        assert begun is not None and begun["keys"]["number"] >= 3
        made = rehearsal.erase(where, begun, out)
        assert [path.name for path in folder.iterdir()] == ["notes of somebody.txt"]
        said = made.text.read_text()
        assert "left in the folder: notes of somebody.txt" in said
        assert "The master key was a setting (MASTER_KEY): take it out there" in said
        assert f"{begun['keys']['number']} keys" in said
