"""The rules of accounts: sessions, waits, links that stay, passphrases, two administrators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.access import guard
from recruit.access.rules import Capacity
from recruit.accounts import rules
from recruit.accounts.operations import hashing

NOW = datetime(2022, 10, 3, 8, 0, tzinfo=UTC)
COMMON = hashing.common()
GOOD = "cinnamon tram under seven lids"


@pytest.mark.parametrize(
    ("made", "seen", "alive"),
    [
        (timedelta(hours=1), timedelta(minutes=29, seconds=59), True),
        (timedelta(hours=1), timedelta(minutes=30), False),
        (timedelta(hours=11, minutes=59), timedelta(0), True),
        (timedelta(hours=12), timedelta(0), False),
        # the clock stepped back meanwhile
        (-timedelta(minutes=20), -timedelta(minutes=29), True),
        (-timedelta(minutes=20), -timedelta(minutes=30), False),
    ],
)
def test_a_session_ends_after_thirty_idle_minutes_and_twelve_hours(
    made: timedelta, seen: timedelta, alive: bool
) -> None:
    assert rules.alive(NOW - made, NOW - seen, NOW) is alive


@pytest.mark.parametrize(("ago", "fresh"), [(5, True), (6, False), (-5, True), (-6, False)])
def test_a_second_factor_is_fresh_for_five_minutes_whichever_way_the_clock_goes(
    ago: int, fresh: bool
) -> None:
    given = guard.Signed(
        person_id="p",
        name="Ines Example",
        zone="Europe/Zurich",
        lang="en",
        session_id="s",
        csrf="c",
        second_at=NOW - timedelta(minutes=ago),
    )
    assert guard.is_fresh(given, NOW) is fresh


@pytest.mark.rule("S6")
@pytest.mark.parametrize(
    ("second", "beyond", "delegate", "authenticator", "whole"),
    [
        (True, True, False, True, True),
        (False, True, False, True, False),
        (False, False, True, False, True),
        (False, False, True, True, False),
        (False, True, True, False, False),
        (False, False, False, False, False),
    ],
)
def test_only_who_is_a_delegate_and_nothing_else_enters_by_passphrase_alone(
    second: bool, beyond: bool, delegate: bool, authenticator: bool, whole: bool
) -> None:
    assert (
        rules.complete(
            second_at=NOW if second else None,
            beyond_delegate=beyond,
            delegate=delegate,
            authenticator=authenticator,
        )
        is whole
    )


@given(st.text(max_size=60))
def test_no_target_leaves_the_site(target: str) -> None:
    path = rules.local_path(target)
    assert path == "/" or (path == target and path[0] == "/" and path[1:2] != "/")
    assert "\\" not in path and not any(ord(c) < 33 for c in path)


@pytest.mark.parametrize("target", ["/p/ccm/office/delegates?x=1", "/", "/parked/abc"])
def test_a_path_of_the_site_stays(target: str) -> None:
    assert rules.local_path(target) == target


def test_the_first_failures_cost_nothing_then_the_wait_doubles_up_to_a_limit() -> None:
    by = rules.BY_ACCOUNT
    waits = [rules.wait([NOW] * n, NOW, by) for n in range(0, 20)]
    assert waits[: by.free] == [0] * by.free
    assert waits[by.free : by.free + 4] == [2, 4, 8, 16]
    assert max(waits) == by.longest
    assert rules.wait([NOW] * 19, NOW + timedelta(seconds=by.longest), by) == 0


def test_failures_of_yesterday_count_no_more() -> None:
    old = [NOW - timedelta(hours=24)] * 50
    assert rules.wait(old, NOW, rules.BY_ACCOUNT) == 0
    assert rules.wait([*old, NOW], NOW, rules.BY_ACCOUNT) == 0


@pytest.mark.parametrize(
    "text",
    [
        "elevenchars",
        "x" * 129,
        "password123456",
        "Password-1234",
        "correcthorsebatterystaple",
        "Correct Horse Battery Staple",
        "qwertyuiopasdf",
        "abcdefghijklmnop",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "inesexample2022",
        "ines.example@mission",
        "unitednations123",
    ],
)
def test_a_passphrase_that_is_easily_guessed_is_refused_with_the_reason(text: str) -> None:
    answer = rules.passphrase(
        text, name="Ines Example", mail="ines.example@mission.example", common=COMMON
    )
    assert not answer and answer.reason.endswith((".", "well."))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "twelve chars",
        "Ines keeps goats on the fourth floor",
        "ρόδα τσάντα και κοπάνα",
        "tramcinnamonlids",
    ],
)
def test_a_long_passphrase_needs_no_signs_or_figures(text: str) -> None:
    assert rules.passphrase(text, name="Ines Example", mail="ines@x.example", common=COMMON)


def test_the_list_of_known_passphrases_is_kept_as_it_is_compared() -> None:
    file = Path(hashing.__file__).parent.parent / "common.txt"
    lines = file.read_text().splitlines()
    assert len(lines) >= 500 and len(set(lines)) == len(lines)
    assert all(line == line.casefold() and len(line) >= 8 for line in lines)


def test_addresses_and_names_are_compared_without_case_and_space() -> None:
    assert rules.normal_mail(" Ines@Mission.EXAMPLE ") == "ines@mission.example"
    assert rules.signed_by_name("ines  EXAMPLE", "Ines Example")
    assert not rules.signed_by_name("Ines", "Ines Example")


def test_a_code_is_read_as_people_write_it() -> None:
    assert rules.normal_code(" 12-34 56") == "123456"
    assert rules.normal_code("ABCDE-O1IL") == "abcde0111"
    assert rules.normal_code("\u0661\u0662\u0663 \u0664\u0665\u0666") == "123456"
    assert rules.normal_code("\u06f1\u06f2\u06f34\u0b2a") == "1234\u0b2a"


@pytest.mark.rule("R20")
@pytest.mark.parametrize(
    ("asked_by", "by", "named", "settled", "holds"),
    [
        ("a", "b", "c", False, True),
        ("a", "a", "c", False, False),
        ("a", "b", "a", False, False),
        ("a", "b", "b", False, False),
        ("a", "b", "c", True, False),
    ],
)
def test_two_administrators_and_neither_is_named(
    asked_by: str, by: str, named: str, settled: bool, holds: bool
) -> None:
    facts = rules.Confirmation(asked_by, by, named, settled)
    assert all(bool(g.check(facts)) for g in rules.CONFIRMING) is holds


@pytest.mark.rule("R20")
def test_each_capacity_is_given_by_whom_reading_r20_says() -> None:
    assert rules.GIVEN_BY[Capacity.PRESIDENT] == {
        Capacity.OFFICE,
        Capacity.COMMITTEE,
        Capacity.AUDITOR,
    }
    assert rules.GIVEN_BY[Capacity.OFFICE] == {Capacity.DELEGATE}
    assert rules.GIVEN_BY[Capacity.FOCAL_POINT] == {Capacity.STAFF, Capacity.AGENCY}
    assert rules.GIVEN_BY[Capacity.ADMINISTRATOR] == {Capacity.PRESIDENT, Capacity.FOCAL_POINT}


def test_a_passphrase_is_kept_as_argon2id_with_the_parameters_of_today() -> None:
    kept = hashing.make(GOOD)
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert hashing.matches(kept, GOOD) and not hashing.matches(kept, GOOD + " ")
    assert not hashing.matches("", GOOD) and not hashing.outdated(kept)
    older = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43
    assert hashing.outdated(older)
