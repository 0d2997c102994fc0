"""The operator's commands for the master key: at work, in shares, after a loss (W13, R20)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from recruit.core import db, erased, key_files, keys, log, masters, seal_key
from tests.worlds import World

MAKE = Callable[..., World]


def _run(world: World, *arguments: object) -> Any:
    return world.app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def _recorded() -> int:
    with db.reading() as connection:
        found = connection.execute(text("SELECT count(*) FROM core_entry WHERE log_id = 'site'"))
        return int(found.scalar_one())


def _opened() -> dict[str, bytes]:
    ring = keys.ring()
    return {key_id: ring.get(key_id) for key_id in ring.ids()}


@pytest.mark.rule("W13")
def test_the_master_key_is_replaced_while_pages_are_read(a_procedure: MAKE) -> None:
    world = a_procedure(at="circulated")
    browser, before, recorded = world.client("focal_point"), _opened(), _recorded()
    page = f"/p/{world.cast.procedure_name}/focal-point/applications/"
    names = browser.get(page).get_data(as_text=True)
    old = key_files.load_master(world.folder / "master.key")
    done = _run(world, "keys", "rotate")
    assert done.exit_code == 0, done.output
    assert key_files.load_master(world.folder / "master.key") != old
    assert browser.get(page).get_data(as_text=True) == names
    assert _opened() == before
    assert _recorded() == recorded + 1
    assert old.hex() not in done.output


def test_another_seal_is_made_recorded_and_shown_beside_the_former(a_procedure: MAKE) -> None:
    world = a_procedure(at="opened")
    (former,), recorded = seal_key.certificates(), _recorded()
    assert former.fingerprint in _run(world, "keys", "seals").output
    done = _run(world, "keys", "replace-seal")
    assert done.exit_code == 0, done.output
    assert _recorded() == recorded + 1
    made, still = seal_key.certificates()
    assert still == former and made.number == 2 and made.fingerprint in done.output
    page = world.client().get("/seal/").text
    assert page.index(made.fingerprint) < page.index(former.fingerprint)
    assert "Seal 2, in use" in page and "Seal 1, used before" in page
    assert world.client().get("/seal/1.pem").text == former.pem
    assert world.client().get("/seal/3.pem").status_code == 404


@pytest.mark.rule("W13")
def test_two_shares_recover_a_lost_key_and_a_drill_proves_it_before(
    a_procedure: MAKE, tmp_path: Path
) -> None:
    world = a_procedure(at="opened")
    before, folders = _opened(), [tmp_path / name for name in ("one", "two", "three")]
    file = world.folder / "master.key"
    assert _run(world, "keys", "shares", folders[0], folders[0], folders[1]).exit_code == 1
    made = _run(world, "keys", "shares", *folders)
    assert made.exit_code == 0, made.output
    papers = [folder / f"share-{n}.txt" for n, folder in enumerate(folders, start=1)]
    assert all(paper.stat().st_mode & 0o077 == 0 for paper in papers)
    for paper in papers:  # no word list on the screen
        assert paper.read_text().split()[-1] not in made.output.split()
    recorded = _recorded()
    drilled = _run(world, "keys", "drill", papers[0], papers[2])
    assert "opens all" in drilled.output
    assert _recorded() == recorded + 1
    assert _run(world, "keys", "drill", papers[0], papers[0]).exit_code == 1

    file.unlink()
    keys.init(world.folder / "keys.db", key_files.load_master(file), masters.known(file))
    assert _run(world, "keys", "drill", papers[1], papers[2]).exit_code == 0
    recovered = _run(world, "keys", "recover", papers[1], papers[2])
    assert recovered.exit_code == 0, recovered.output
    keys.init(world.folder / "keys.db", key_files.load_master(file), masters.known(file))
    assert _opened() == before


@pytest.mark.rule("W13")
def test_shares_of_a_key_that_was_replaced_are_told_from_those_in_force(
    a_procedure: MAKE, tmp_path: Path
) -> None:
    world = a_procedure(at="opened")
    folders = [tmp_path / name for name in ("one", "two", "three")]
    _run(world, "keys", "shares", *folders)
    assert _run(world, "keys", "rotate").exit_code == 0
    papers = [folders[0] / "share-1.txt", folders[1] / "share-2.txt"]
    said = _run(world, "keys", "drill", *papers)
    assert said.exit_code == 1
    assert "one that was replaced" in said.output
    assert _run(world, "keys", "recover", *papers).exit_code == 1


@pytest.mark.rule("D3")
def test_the_list_of_erased_keys_is_signed_and_closed_to_others(
    a_procedure: MAKE, tmp_path: Path
) -> None:
    world, file = a_procedure(at="circulated"), tmp_path / "erased.json"
    gone = next(key_id for key_id in keys.ring().ids() if key_id.startswith("file/"))
    keys.ring().erase(gone, world.now)
    done = _run(world, "keys", "erased", file)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    found = erased.read(file.read_text(), log.signer().public_key())
    assert found.keys == keys.ring().store.tombstones()
    assert found.keys[gone] == world.now and found.made_at == world.now
    other = log.load_signer(tmp_path / "other.key")
    with pytest.raises(erased.NotAList, match="not one that this installation signed"):
        erased.read(file.read_text(), other.public_key())
