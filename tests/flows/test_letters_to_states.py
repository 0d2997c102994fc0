"""What all States Parties were written, read again in the application (S17)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from recruit.access.rules import Capacity, Reader
from recruit.approval.operations import outcome, rounds
from recruit.core import clock, keys
from tests import silence
from tests.silence import DEADLINE, NAME, OPENING, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        made.open()
        clock.freeze(OPENING + timedelta(days=2))
        yield made


def read(world: World, reader: Reader, query: str = "") -> str:
    browser = silence.browser(world, reader)
    page = browser.get(browser.path(reader.capacity, f"approval/letters-sent{query}"))
    assert page.status_code == 200, page.text
    return str(page.text)


@pytest.mark.rule("S10")
@pytest.mark.rule("S16")
@pytest.mark.rule("S17")
def test_delegations_read_the_letter_that_silence_was_broken_and_no_state_is_named(
    world: World,
) -> None:
    assert "Silence was broken" not in read(world, world.delegate("NOR"))
    world.object("CHL")
    for state_id in ("CHL", "NOR"):
        text = read(world, world.delegate(state_id))
        assert "Silence was broken" in text and "not approved" in text
        assert NAME in text  # the letter that opened the round stands below it
        assert text.index("Silence was broken") < text.index(NAME)
    assert "Chile" not in read(world, world.delegate("NOR"))
    # it was written when the round opened, and says no day but the one on which it was sent
    letter = text[text.index("Silence was broken") : text.index(NAME)]
    assert text.count("1 March 2023: Silence was broken") == 1
    assert "27 February 2023" not in letter[: letter.index("<summary>")]


@pytest.mark.rule("S13")
def test_the_outcome_and_each_lengthening_stay_readable_in_four_languages(world: World) -> None:
    later = DEADLINE + timedelta(days=1)
    rounds.lengthen(world.president, deadline=later, reason="Asked for by several States.")
    clock.freeze(later + timedelta(hours=1))
    outcome.certify(world.president, declared=True)
    delegate = world.delegate("NOR")
    text = read(world, delegate)
    assert "Asked for by several States." in text and "approved" in text
    arabic = read(world, delegate, "?lang=ar")
    assert 'lang="ar" dir="rtl"' in arabic and 'lang="en" dir="ltr"' in arabic
    assert "Asked for by several States." in read(world, delegate, "?lang=xx")
    for reader in (world.president, world.office):
        assert "Asked for by several States." in read(world, reader)
    page = silence.browser(world, delegate)
    for rest in ("approval/", "appointment/outcome"):
        assert "approval/letters-sent" in page.get(page.path(Capacity.DELEGATE, rest)).text
    focal = silence.browser(world, world.focal_point)
    assert focal.get(focal.path(Capacity.FOCAL_POINT, "approval/letters-sent")).status_code == 404


@pytest.mark.rule("S6")
def test_without_the_key_store_the_page_says_that_letters_can_not_be_opened(
    world: World, tmp_path: Path
) -> None:
    browser = silence.browser(world, world.delegate("NOR"))
    file = world.place.folder / "keys.db"
    keys.ring().store.close()
    for each in world.place.folder.glob("keys.db*"):
        shutil.move(each, tmp_path / f"away-{each.name}")
    file.mkdir()
    try:
        page = browser.get(browser.path(Capacity.DELEGATE, "approval/letters-sent"))
    finally:
        file.rmdir()
    assert page.status_code == 200 and "can&#39;t be opened just now" in page.text
