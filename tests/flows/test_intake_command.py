"""``flask intake``: the same drop from the command line, and who may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, func, select

from recruit.accounts.models import Person
from recruit.applications.models import Batch, Candidate, Item
from recruit.applications.views import command
from recruit.core import db
from recruit.documents import store
from tests.flows import intake_making as drops
from tests.flows.test_intake import recorded
from tests.unit.documents import making


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    return a_procedure(at="composition")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The usual drop, as files in a folder, one of them in a folder of its own."""
    root = tmp_path / "inbox"
    (root / "Anna Bo").mkdir(parents=True)
    for name, content in drops.everything().items():
        (root / name).write_bytes(content)
    (root / "Anna Bo" / "cv.pdf").write_bytes(making.pdf("anna@bo.example"))
    (root / "link.pdf").symlink_to("/etc/hostname")
    return root


def count(model: Any) -> int:
    with db.reading() as connection, Session(bind=connection) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def run(world: Any, *words: str, **more: Any) -> Any:
    return world.app.test_cli_runner().invoke(args=["intake", *words], **more)


def address_of(world: Any, key: str) -> str:
    with db.reading() as connection, Session(bind=connection) as session:
        person = session.get(Person, world.person(key))
        assert person is not None
        return person.mail


def usual(world: Any, folder: Path, *more: str, who: str = "focal_point") -> tuple[str, ...]:
    name = world.cast.procedure_name
    return (str(folder), "--procedure", name, "--as", address_of(world, who), *more)


@pytest.mark.rule("A1")
def test_what_is_complete_is_filed_and_the_rest_waits_on_the_page(
    receiving: Any, folder: Path
) -> None:
    before = count(Candidate)
    done = run(receiving, *usual(receiving, folder, "--yes"))
    assert done.exit_code == 0, done.output
    assert count(Candidate) == before + 3 and "3 applications are filed" in done.output
    assert "Anna Bo <anna@bo.example>" in done.output and "tool.exe" in done.output
    assert "link.pdf" not in done.output
    browser = receiving.client("focal_point")
    page = browser.get(browser.path(drops.FOCAL, "applications/intake/")).get_data(as_text=True)
    assert "6 applications proposed" in page and "3 of them filed" in page


@pytest.mark.rule("A1")
def test_a_rehearsal_shows_everything_and_keeps_nothing(receiving: Any, folder: Path) -> None:
    before, kept = recorded(), {file_id for file_id, _at in store.kept()}
    done = run(receiving, *usual(receiving, folder, "--dry-run"))
    assert done.exit_code == 0, done.output
    assert "Grace Okello" in done.output and "rehearsal" in done.output
    assert "Monday 12 September 2022, 16:03 Geneva (UTC+2)" in done.output
    assert count(Batch) == count(Item) == 0 and recorded() == before
    assert {file_id for file_id, _at in store.kept()} == kept


@pytest.mark.rule("A1")
def test_a_rehearsal_that_breaks_off_keeps_nothing_either(
    receiving: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {file_id for file_id, _at in store.kept()}
    monkeypatch.setattr(command.steps, "step", _breaks)
    done = run(receiving, *usual(receiving, folder, "--dry-run"))
    assert done.exit_code != 0 and "nothing is kept" in done.output
    assert count(Batch) == count(Item) == 0
    assert {file_id for file_id, _at in store.kept()} == kept


def _breaks(*_given: Any, **_named: Any) -> bool:
    raise KeyboardInterrupt


@pytest.mark.rule("A1")
def test_nothing_is_filed_without_a_yes(receiving: Any, folder: Path) -> None:
    before = count(Candidate)
    done = run(receiving, *usual(receiving, folder), input="n\n")
    assert done.exit_code == 0 and "File these 3 applications?" in done.output
    assert count(Candidate) == before and count(Batch) == 1


@pytest.mark.rule("A1")
@pytest.mark.parametrize("who", ["president", "member_1", "office"])
def test_nobody_but_gichd_takes_anything_in(receiving: Any, folder: Path, who: str) -> None:
    memory = receiving.cast.memory
    key = who if who in memory else next(k for k in memory if k.startswith(who.split("_")[0]))
    done = run(receiving, *usual(receiving, folder, "--yes", who=key))
    assert done.exit_code == 1 and "Nobody with this address files applications" in done.output
    assert count(Batch) == 0


@pytest.mark.rule("A1")
def test_an_unknown_procedure_or_address_is_refused(receiving: Any, folder: Path) -> None:
    name, mail = receiving.cast.procedure_name, address_of(receiving, "focal_point")
    for procedure, address in (("none", mail), (name, "nobody@post.example")):
        done = run(receiving, str(folder), "--procedure", procedure, "--as", address)
        assert done.exit_code == 1 and count(Batch) == 0
