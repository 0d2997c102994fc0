"""What the operator types: procedures, States, the record, the policy, the settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

import config as settings
from recruit import worker
from recruit.core import clock, db, keys, log, sealing
from recruit.demo import people
from recruit.notices import checkpoints, outbox
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place


def run(world: Any, *arguments: str) -> Any:
    return world.app.test_cli_runner().invoke(args=list(arguments))


@pytest.mark.rule("P54a")
@pytest.mark.rule("P54g")
@pytest.mark.rule("P54h")
def test_procedure_show_prints_the_windows_of_paragraph_54(a_procedure: Any) -> None:
    world = a_procedure(at="opened")
    shown = json.loads(run(world, "procedure", "show", "--json").output)
    windows = {w["para"]: (w["first"], w["last"]) for w in shown["windows"]}
    assert windows == {
        "54(a)": ("2022-09-05", "2022-09-25"),
        "54(b)": ("2022-09-26", "2022-10-07"),
        "54(c)": ("2022-10-07", "2022-12-09"),
        "54(d)": ("2022-10-07", "2022-12-09"),
        "54(e)": ("2022-10-07", "2022-12-09"),
        "54(f)": ("2022-12-12", "2023-01-27"),
        "54(g)": ("2023-01-28", "2023-02-17"),
        "54(h)": (None, None),
    }
    stages = [s["stage"] for s in shown["stages"]]
    assert stages[:5] == ["vacancy", "prescreening", "shortlist", "interviews", "report"]
    assert {"id": "P53d-1", "paragraph": "para. 53(d)"}.items() <= shown["gates"][0].items()
    assert "54(g)" in run(world, "procedure", "show", "ccm-10msp").output


@pytest.mark.rule("R18")
def test_another_closure_moves_every_window_by_the_same_days_and_says_what_to_look_at(
    a_procedure: Any,
) -> None:
    world = a_procedure(at="opened")
    made = run(world, "procedure", "create", "--preset", "ccm-10msp", "--closure", "2026-09-18")
    assert made.exit_code == 0
    assert "weekend" in made.output or "year's end" in made.output
    first = json.loads(run(world, "procedure", "show", "ccm-10msp", "--json").output)
    second = json.loads(run(world, "procedure", "show", "ccm-10msp-2026", "--json").output)
    moved = date(2026, 9, 18) - date(2022, 9, 2)
    for before, after in zip(first["windows"], second["windows"], strict=True):
        for edge in ("first", "last"):
            was = date.fromisoformat(before[edge]) if before[edge] else None
            assert after[edge] == ((was + moved).isoformat() if was else None)
    listed = run(world, "procedure", "list").output
    assert "ccm-10msp\t" in listed
    assert "ccm-10msp-2026\t" in listed
    assert run(world, "procedure", "show").exit_code == 1
    assert run(world, "procedure", "create", "--name", "ccm-10msp").exit_code == 1


@pytest.mark.rule("P53f-2")
def test_procedure_show_is_the_same_whatever_the_panel_has_done(a_procedure: Any) -> None:
    early = run(a_procedure(at="circulated"), "procedure", "show", "--json").output
    late = run(a_procedure(at="approval"), "procedure", "show", "--json").output
    assert early == late


def test_audit_verify_finds_the_record_whole_and_compares_a_checkpoint_kept_elsewhere(
    a_procedure: Any, tmp_path: Path
) -> None:
    world = a_procedure(at="circulated")
    assert run(world, "audit", "verify").exit_code == 0
    with db.writing() as session:
        log.fill(session.connection(), "site")
        note = log.checkpoint(session.connection(), "site", log.signer(), world.now, "elsewhere")
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(note)
    assert run(world, "audit", "verify", "--checkpoint", str(kept)).exit_code == 0
    kept.write_text("This is no checkpoint.\n")
    refused = run(world, "audit", "verify", "--checkpoint", str(kept))
    said = refused.output + (refused.stderr if refused.stderr_bytes else "")
    assert refused.exit_code == 1 and "FAULT The checkpoint from outside" in said
    kept.write_text(note)
    other = a_procedure(at="opened")
    found = run(other, "audit", "verify", "--checkpoint", str(kept))
    assert found.exit_code == 1
    assert "FAULT" in found.output + (found.stderr if found.stderr_bytes else "")


def test_the_text_of_the_mail_that_brought_the_days_checkpoints_is_compared_whole(
    a_procedure: Any, tmp_path: Path
) -> None:
    world = a_procedure(at="circulated")
    worker.checkpoints(clock.now() + timedelta(days=1))
    assert checkpoints.send(clock.now()) > 0
    with db.reading() as connection:
        asked = select(Broadcast.id, Broadcast.body, Broadcast.key_id)
        (letter,) = connection.execute(
            asked.where(
                Broadcast.kind == checkpoints.KIND, Broadcast.audience == "capacity:auditor"
            )
        ).all()
    held = sealing.unseal_json(keys.ring().get(letter.key_id), letter.body, body_place(letter.id))
    kept = tmp_path / "mail.txt"
    kept.write_text("\r\n\r\n".join(text.replace("\n", "\r\n") for text in held["paragraphs"]))
    said = run(world, "audit", "verify", "--checkpoint", str(kept))
    number = len(held["attachments"])
    assert number > 1 and f"Compared with {number} kept elsewhere" in said.output
    older = a_procedure(at="opened")
    found = run(older, "audit", "verify", "--checkpoint", str(kept))
    assert found.exit_code == 1


def test_an_operator_on_the_wrong_database_is_not_told_that_its_record_is_whole(
    tmp_path: Path,
) -> None:
    env = {"PATH": os.environ["PATH"], "RECRUIT_DATA_DIR": str(tmp_path / "elsewhere")}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    backup = ("backup", str(tmp_path / "content"), "--keys", str(tmp_path / "keys"))
    for asked, said in ((("audit", "verify"), "no record here"), (backup, "nothing to back up")):
        done = subprocess.run([*flask, *asked], env=env, capture_output=True, text=True)
        assert done.returncode == 1 and said in done.stderr, done.stderr
        assert "Traceback" not in done.stderr and "whole" not in done.stdout
    assert not (tmp_path / "content").exists()


def test_policy_prints_the_table_that_the_guard_asks(a_procedure: Any) -> None:
    printed = run(a_procedure(at="opened"), "policy").output
    row = next(line for line in printed.splitlines() if "report:released:read" in line)
    assert row.count("dc") == 1


def test_states_import_reads_the_list_of_august_2022(a_procedure: Any) -> None:
    assert "110 States Parties" in run(a_procedure(at="opened"), "states", "import").output


@pytest.mark.rule("R20")
def test_the_operator_makes_two_administrators_and_no_third(a_procedure: Any) -> None:
    world = a_procedure(at="opened")
    third = run(world, "admin", "create", "A Third", "third@x.example")
    assert third.exit_code == 1
    assert "two administrators" in third.output + third.stderr


@pytest.mark.rule("R20")
def test_an_administrator_who_leaves_is_ended_by_the_operator_and_another_made(
    a_procedure: Any,
) -> None:
    world = a_procedure(at="opened")
    leaves = people.ADMINISTRATORS[0]
    assert world.client("administrator_one").get("/site").status_code == 200
    unknown = run(world, "admin", "end", "nobody@x.example")
    assert unknown.exit_code == 1 and "No administrator" in unknown.output + unknown.stderr
    ended = run(world, "admin", "end", leaves.mail.upper())
    assert ended.exit_code == 0 and "no administrator any more" in ended.output
    assert world.client("administrator_one").get("/site").status_code == 404
    assert run(world, "admin", "end", leaves.mail).exit_code == 1
    assert run(world, "admin", "create", "A Third", "third@x.example").exit_code == 0
    assert run(world, "audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"MASTER_KEY": ""}, "MASTER_KEY"),
        ({"MASTER_KEY": "zz"}, "MASTER_KEY"),
        ({"BASE_URL": "http://plain.example"}, "BASE_URL"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"RECRUIT_MODE": "demonstration"}, "RECRUIT_MODE"),
    ],
)
def test_production_refuses_to_start_and_says_which_setting_is_missing(
    missing: dict[str, str], named: str
) -> None:
    whole = {
        "RECRUIT_MODE": "production",
        "SECRET_KEY": "x" * 40,
        "MASTER_KEY": "ab" * 32,
        "BASE_URL": "https://recruit.example",
        "MAIL_URL": "smtp://127.0.0.1:25",
        "DATABASE_URL": "sqlite:////dev/null",
    }
    assert settings.load(whole).clock_can_be_set is False
    with pytest.raises(settings.Misconfigured, match=named):
        settings.load({**whole, **missing})


def test_what_was_told_reaches_the_people_it_is_meant_for(a_procedure: Any) -> None:
    world = a_procedure(at="circulated")
    outbox.expand(world.now + timedelta(minutes=1))
    page = world.client("member_chile").get("/").get_data(as_text=True)
    assert "There are names on which to declare" in page
