"""Many guesses at one instant win no more than one after the other, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.accounts import operations, rules, sessions
from recruit.accounts.models import Person
from recruit.accounts.operations import factors
from recruit.core import db, keys, sealing
from tests import ground

AT_ONCE = 8  # as many as there are connections


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ground.Place]:
    with ground.made(tmp_path, request.config.getoption("--database")) as made:
        sessions.ensure_key()
        yield made


def _at_once(guess: Callable[[int], str]) -> list[str]:
    """What each of eight guesses is told, begun at the same moment."""
    ready = Barrier(AT_ONCE)

    def one(number: int) -> str:
        ready.wait()
        return guess(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_eight_guesses_at_a_code_at_once_are_no_more_than_are_free(place: ground.Place) -> None:
    person_id = place.reader("Ada Example", Capacity.MEMBER, seat=1).person_id
    with db.writing() as session:
        person = session.exec(select(Person).where(Person.id == person_id)).one()
        secret = factors.new_authenticator().encode()
        kept = factors.place_of(person_id)
        person.totp = sealing.seal(keys.ring().get(factors.SITE_KEY), secret, kept)
        session.add(person)
    told = _at_once(lambda n: operations.check_second(person_id, f"00000{n}").reason)
    heard = [words for words in told if words.startswith("That code")]
    assert len(heard) == rules.BY_SECOND.free, told
    assert all(words.startswith("Too many") for words in told if words not in heard)


def test_eight_guesses_at_a_passphrase_at_once_are_no_more_than_are_free(
    place: ground.Place,
) -> None:
    mail = "nobody@mission.example"
    told = _at_once(
        lambda n: operations.check_passphrase(mail, f"guess number {n}", f"from {n}").reason
    )
    heard = [words for words in told if words.startswith("The address")]
    assert len(heard) == rules.BY_ACCOUNT.free, told


@pytest.mark.rule("S6")
def test_a_delegates_one_time_code_is_given_eight_times_at_once(place: ground.Place) -> None:
    person_id = place.reader("Del Example", Capacity.DELEGATE).person_id
    with factors.quietly() as a:
        code = factors.make_codes(a, person_id, "one-time")[0]
    told = _at_once(lambda _n: operations.check_second(person_id, code).kind)
    assert sorted(told) == [""] * (AT_ONCE - 1) + ["one-time"]
    assert operations.check_second(person_id, code).kind == ""
