"""The record: what it keeps, what it never keeps, and every tampering in the attacker's words."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, delete, event, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from recruit.core import checkpoint, ids, log, merkle
from recruit.core.checkpoint import BadNote
from recruit.core.db import make_engine, metadata
from recruit.core.log import core_checkpoint, core_entry, core_log

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SIGNER.public_key()
AT = datetime(2023, 3, 3, 16, 59, 59, 120_999, tzinfo=UTC)
FACTS = {"state": "Norland", "answer": "breaks", "count": 2, "agreed": True, "list": ["a", None]}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path / 'record.db'}").execution_options(writes=True)
    metadata.create_all(made, tables=log.TABLES)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as begun:
        log.open_log(begun, "site")
        log.open_log(begun, "round/k3v9")
        yield begun


def write(connection: Connection, origin: str = "round/k3v9", **other: Any) -> log.Receipt:
    values: dict[str, Any] = {
        "at": AT,
        "act": "silence.statement",
        "capacity": "delegate",
        "actor": "person-7",
        "object": "round-1",
        "facts": FACTS,
    }
    return log.append(connection, origin, **{**values, **other})


def rows(connection: Connection, origin: str = "round/k3v9") -> list[Any]:
    return list(
        connection.execute(
            select(core_entry).where(core_entry.c.log_id == origin).order_by(core_entry.c.seq)
        )
    )


# --- what an entry is ------------------------------------------------------------


def test_an_entry_is_its_exact_bytes(connection: Connection) -> None:
    ids.seed(b"record")
    try:
        receipt = write(connection)
    finally:
        ids.seed(None)
    (row,) = rows(connection)
    assert row.body == receipt.body
    assert row.leaf == receipt.leaf == hashlib.sha256(b"\x00" + receipt.body).digest()
    assert (row.seq, row.ref, row.filler) == (0, receipt.ref, False)
    entry = json.loads(row.body)
    assert list(entry) == sorted(entry)
    assert entry["at"] == "2023-03-03T16:59:59.120Z"
    assert receipt.at == AT.replace(microsecond=120_000)
    assert (entry["v"], entry["log"], entry["act"]) == (1, "round/k3v9", "silence.statement")
    assert (entry["actor"], entry["capacity"]) == ("person-7", "delegate")
    assert (entry["object"], entry["ref"]) == ("round-1", receipt.ref)
    assert len(base64.b64decode(entry["salt"])) == 16
    plain = f'["{base64.b64encode(receipt.salt).decode()}",'.encode() + (
        b'{"agreed":true,"answer":"breaks","count":2,"list":["a",null],"state":"Norland"}]'
    )
    digest = hashlib.sha256(b"recruit/facts/v1\x00" + plain).digest()
    assert entry["facts"] == base64.b64encode(digest).decode()
    assert hashlib.sha256(receipt.body).hexdigest() == BODY_OF_THE_FIRST_DAY


BODY_OF_THE_FIRST_DAY = "344a65f8bf202d752831ecbccbc817d0fe8a89692443999347888f63d6f57e60"


@pytest.mark.rule("D3")
def test_nothing_of_the_facts_nor_their_salt_is_kept(connection: Connection) -> None:
    receipt = write(connection)
    (row,) = rows(connection)
    kept = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    for secret in (b"Norland", b"breaks", base64.b64encode(receipt.salt), receipt.salt):
        assert secret not in kept


def test_the_same_act_twice_gives_two_entries_that_can_not_be_compared(
    connection: Connection,
) -> None:
    first, second = write(connection), write(connection)
    one, two = json.loads(first.body), json.loads(second.body)
    assert first.ref != second.ref and first.leaf != second.leaf
    assert one["facts"] != two["facts"] and one["salt"] != two["salt"]
    assert set(one) == set(two) and "seq" not in one and "size" not in one


def test_words_written_in_two_ways_of_unicode_give_one_digest() -> None:
    composed, taken_apart = "Zoé", unicodedata.normalize("NFD", "Zoé")
    assert composed != taken_apart
    salt = bytes(16)
    assert log.facts_digest({"n": composed}, salt) == log.facts_digest({"n": taken_apart}, salt)
    assert log.facts_digest({"n": "Zoe"}, salt) != log.facts_digest({"n": composed}, salt)
    assert log.facts_digest({"n": composed}, bytes(15) + b"1") != log.facts_digest(
        {"n": composed}, salt
    )


@pytest.mark.parametrize("value", [1.5, 1 << 53, b"bytes", AT, {"é": 1}, {1: 2}, [[0.1]]])
def test_facts_of_other_kinds_are_refused(connection: Connection, value: Any) -> None:
    with pytest.raises(TypeError):
        write(connection, facts={"value": value})
    assert rows(connection) == []


def test_times_are_kept_in_utc_and_naive_ones_refused(connection: Connection) -> None:
    geneva = datetime(2023, 3, 3, 17, 0, tzinfo=timezone(timedelta(hours=1)))
    assert json.loads(write(connection, at=geneva).body)["at"] == "2023-03-03T16:00:00.000Z"
    with pytest.raises(ValueError):
        write(connection, at=AT.replace(tzinfo=None))


def test_there_is_no_entry_without_its_log(connection: Connection) -> None:
    with pytest.raises(log.NoLog):
        write(connection, origin="panel/p")
    with pytest.raises(log.NoLog):
        log.fill(connection, "panel/p")
    for origin in ("", "two words", "a+b", 'a"b', "ü"):
        with pytest.raises(ValueError):
            log.open_log(connection, origin)


def test_opening_a_log_again_changes_nothing(connection: Connection) -> None:
    write(connection)
    log.open_log(connection, "round/k3v9")
    assert log.verify(connection, public_key=PUBLIC) == []
    assert len(rows(connection)) == 1


def test_an_entry_costs_one_reading_and_two_writings(connection: Connection) -> None:
    statements: list[str] = []

    @event.listens_for(connection, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement.split()[0])

    write(connection)
    assert statements == ["SELECT", "INSERT", "UPDATE"]


def test_on_postgresql_the_head_is_locked_without_blocking_key_checks() -> None:
    statement = str(log._HEAD.compile(dialect=postgresql.dialect()))
    assert statement.endswith("FOR NO KEY UPDATE")


def test_an_entry_goes_with_the_transaction_that_it_records(engine: Engine) -> None:
    with engine.begin() as begun:
        log.open_log(begun, "site")
        write(begun, "site")
    with pytest.raises(RuntimeError), engine.begin() as begun:
        write(begun, "site")
        raise RuntimeError("the act failed")
    with engine.begin() as begun:
        assert len(rows(begun, "site")) == 1
        write(begun, "site")
        assert log.verify(begun, public_key=PUBLIC) == []


def test_eight_writers_at_once_lose_no_entry_and_fork_nothing(engine: Engine) -> None:
    with engine.begin() as begun:
        log.open_log(begun, "site")

    def work() -> None:
        for _n in range(10):
            with engine.begin() as own:
                write(own, "site")

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as begun:
        assert [row.seq for row in rows(begun, "site")] == list(range(80))
        assert log.verify(begun, public_key=PUBLIC) == []


def test_a_writer_who_read_an_old_head_is_refused(connection: Connection) -> None:
    write(connection)
    with pytest.raises(log.Forked):
        log._move_head(connection, "round/k3v9", 0, 1, bytes(32))


# --- triggers --------------------------------------------------------------------


def test_entries_are_neither_changed_nor_deleted_by_accident(engine: Engine) -> None:
    with engine.begin() as begun:
        for _again in range(2):
            for statement in log.TRIGGERS["sqlite"]:
                begun.execute(text(statement))
        log.open_log(begun, "site")
        write(begun, "site")
    for statement in (update(core_entry).values(body=b"other"), delete(core_entry)):
        with pytest.raises(IntegrityError, match="never changed"), engine.begin() as begun:
            begun.execute(statement)
    with engine.begin() as begun:
        write(begun, "site")
        assert len(rows(begun, "site")) == 2
    assert set(log.TRIGGERS) == {"sqlite", "postgresql"}


# --- sizes -----------------------------------------------------------------------


@pytest.mark.rule("P53f-2")
def test_from_one_checkpoint_to_the_next_a_log_grows_alike_whatever_was_done(
    connection: Connection,
) -> None:
    sizes = []
    for done in (0, 1, 255, 256, 0, 40):
        for _n in range(done):
            write(connection)
        log.fill(connection, "round/k3v9")
        note = log.checkpoint(connection, "round/k3v9", SIGNER, AT, "all missions")
        sizes.append(checkpoint.verify(note, PUBLIC).size)
    assert sizes == [256, 512, 768, 1024, 1280, 1536]
    assert log.verify(connection, public_key=PUBLIC) == []


def test_more_than_a_block_takes_the_next_one_and_the_block_is_a_setting(
    connection: Connection,
) -> None:
    for _n in range(9):
        write(connection)
    assert log.fill(connection, "round/k3v9", 4) == 3
    assert log.fill(connection, "round/k3v9", 4) == 0
    log.checkpoint(connection, "round/k3v9", SIGNER, AT, "auditor")
    assert log.fill(connection, "round/k3v9", 4) == 4


def test_fillers_have_no_reference_and_differ(connection: Connection) -> None:
    log.fill(connection, "site", 16)
    fillers = rows(connection, "site")
    assert {row.ref for row in fillers} == {None} and all(row.filler for row in fillers)
    assert len({row.leaf for row in fillers}) == 16


def test_the_same_checkpoint_goes_to_all(connection: Connection) -> None:
    write(connection)
    log.fill(connection, "round/k3v9")
    sent = [
        log.checkpoint(connection, "round/k3v9", SIGNER, AT, to) for to in ("auditor", "missions")
    ]
    assert sent[0] == sent[1]
    kept = connection.execute(select(core_checkpoint.c.sent_to)).scalars().all()
    assert sorted(kept) == ["auditor", "missions"]


# --- receipts and proofs ---------------------------------------------------------


def test_a_receipt_shows_entry_and_facts_and_no_number(connection: Connection) -> None:
    receipt = write(connection)
    note = log.receipt_note(receipt, SIGNER)
    body, facts = log.read_receipt(note, "round/k3v9", PUBLIC)
    assert (body, facts) == (receipt.body, FACTS)
    assert len(note) < 800
    with pytest.raises(BadNote):
        log.read_receipt(note.replace("Norland", "Sudland"), "round/k3v9", PUBLIC)
    with pytest.raises(BadNote):
        log.read_receipt(note, "round/other", PUBLIC)


def test_a_signed_receipt_with_other_facts_is_refused(connection: Connection) -> None:
    receipt = write(connection)
    said = receipt.said.replace(b"breaks", b"keeps")
    assert said != receipt.said
    forged = log.receipt_note(replace(receipt, said=said), SIGNER)
    with pytest.raises(BadNote):
        log.read_receipt(forged, "round/k3v9", PUBLIC)
    for wrong in ("x\ny\n", "{}\n[]\n", "only one line\n"):
        note = checkpoint.sign_note(wrong, "round/k3v9", SIGNER)
        with pytest.raises(BadNote):
            log.read_receipt(note, "round/k3v9", PUBLIC)


def test_an_entry_is_proven_to_be_in_a_later_checkpoint(connection: Connection) -> None:
    receipts = [write(connection) for _n in range(5)]
    early = checkpoint.verify(
        log.checkpoint(connection, "round/k3v9", SIGNER, AT, "auditor"), PUBLIC
    )
    late = write(connection)
    log.fill(connection, "round/k3v9")
    note = log.checkpoint(connection, "round/k3v9", SIGNER, AT, "auditor")
    point = checkpoint.verify(note, PUBLIC)
    for receipt in [*receipts, late]:
        proof = log.prove(connection, receipt.ref, point.size)
        assert proof.leaf == receipt.leaf and proof.holds(point.root)
        assert not proof.holds(early.root) and len(proof.hashes) == 8
    assert log.prove(connection, receipts[4].ref, early.size).holds(early.root)
    for ref, size in ((late.ref, early.size), ("unknown", point.size), (late.ref, 257)):
        with pytest.raises(LookupError):
            log.prove(connection, ref, size)


# --- tampering -------------------------------------------------------------------

Act = Callable[[list[Any]], list[Any]]


def altered(bodies: list[Any]) -> list[Any]:
    return [*bodies[:3], bodies[3].replace(b"silence.statement", b"silence.agreement"), *bodies[4:]]


def deleted(bodies: list[Any]) -> list[Any]:
    return bodies[:3] + bodies[4:]


def inserted(bodies: list[Any]) -> list[Any]:
    return bodies[:3] + [bodies[3].replace(b"person-7", b"person-8")] + bodies[3:]


def reordered(bodies: list[Any]) -> list[Any]:
    return [*bodies[:3], bodies[4], bodies[3], *bodies[5:]]


def cut(bodies: list[Any]) -> list[Any]:
    return bodies[:-2]


def older(bodies: list[Any]) -> list[Any]:
    return bodies[:6]


def all_new(bodies: list[Any]) -> list[Any]:
    return [body.replace(b"delegate", b"committee") for body in bodies]


ACTS = [altered, deleted, inserted, reordered, cut, older, all_new]


def rebuild(connection: Connection, bodies: list[bytes]) -> None:
    """What somebody does who may write to the database and recomputes every hash."""
    connection.execute(delete(core_entry).where(core_entry.c.log_id == "round/k3v9"))
    used: set[str] = set()
    for seq, body in enumerate(bodies):
        ref = json.loads(body)["ref"]
        if ref in used:
            fresh = ids.reference(12)
            body, ref = body.replace(ref.encode(), fresh.encode()), fresh
        used.add(ref)
        connection.execute(
            insert(core_entry).values(
                log_id="round/k3v9",
                seq=seq,
                ref=ref,
                body=body,
                leaf=merkle.leaf_hash(body),
                filler=False,
            )
        )
    leaves = [row.leaf for row in rows(connection)]
    size, frontier = merkle.frontier_of(leaves)
    connection.execute(
        update(core_log).where(core_log.c.id == "round/k3v9").values(size=size, frontier=frontier)
    )


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_somebody_who_recomputes_everything_is_found_by_a_checkpoint_kept_outside(
    connection: Connection, act: Act
) -> None:
    for _n in range(9):
        write(connection)
    kept_outside = log.checkpoint(connection, "round/k3v9", SIGNER, AT, "mission of Norland")
    connection.execute(delete(core_checkpoint))
    assert log.verify(connection, public_key=PUBLIC, checkpoint=kept_outside) == []
    rebuild(connection, act([row.body for row in rows(connection)]))
    assert log.verify(connection, public_key=PUBLIC) == []  # nothing inside can tell
    (fault,) = log.verify(connection, public_key=PUBLIC, checkpoint=kept_outside)
    assert fault.log == "round/k3v9" and "checkpoint from outside" in fault.reason


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_somebody_who_recomputes_but_forgets_the_stored_checkpoint_is_found(
    connection: Connection, act: Act
) -> None:
    for _n in range(9):
        write(connection)
    log.checkpoint(connection, "round/k3v9", SIGNER, AT, "mission of Norland")
    rebuild(connection, act([row.body for row in rows(connection)]))
    (fault,) = log.verify(connection, public_key=PUBLIC)
    assert "sent to mission of Norland" in fault.reason


def test_what_was_changed_after_the_last_checkpoint_is_not_found(connection: Connection) -> None:
    for _n in range(5):
        write(connection)
    kept = log.checkpoint(connection, "round/k3v9", SIGNER, AT, "auditor")
    write(connection)
    bodies = [row.body for row in rows(connection)]
    rebuild(connection, [*bodies[:5], bodies[5].replace(b"delegate", b"committee")])
    assert log.verify(connection, public_key=PUBLIC, checkpoint=kept) == []


CLUMSY: dict[str, tuple[Any, int | None, str]] = {
    "a body": (
        update(core_entry).where(core_entry.c.seq == 4).values(body=b'{"v":1}'),
        4,
        "place 4 is not the one that was hashed",
    ),
    "a leaf": (
        update(core_entry).where(core_entry.c.seq == 4).values(leaf=bytes(32)),
        4,
        "place 4 is not the one that was hashed",
    ),
    "deleted": (delete(core_entry).where(core_entry.c.seq == 4), 4, "missing at place 4"),
    "the first": (delete(core_entry).where(core_entry.c.seq == 0), 0, "missing at place 0"),
    "the last": (delete(core_entry).where(core_entry.c.seq == 8), 8, "counts 9 entries, but 8"),
    "all": (delete(core_entry), 0, "counts 9 entries, but 0"),
    "the size": (update(core_log).values(size=8), 8, "counts 8 entries, but 9"),
    "the frontier": (update(core_log).values(frontier=bytes(64)), None, "The head's hashes"),
    "a reference": (
        update(core_entry).where(core_entry.c.seq == 4).values(ref="aaaaaaaaaaaa"),
        4,
        "under another's reference",
    ),
    "hidden as a filler": (
        update(core_entry).where(core_entry.c.seq == 4).values(filler=True),
        4,
        "marked as what it is not",
    ),
}


@pytest.mark.parametrize("what", CLUMSY)
def test_a_clumsy_hand_is_found_and_the_place_named(connection: Connection, what: str) -> None:
    for _n in range(9):
        write(connection)
    connection.execute(delete(core_log).where(core_log.c.id == "site"))
    assert log.verify(connection, public_key=PUBLIC) == []
    statement, place, words = CLUMSY[what]
    connection.execute(statement)
    (fault,) = log.verify(connection, public_key=PUBLIC)
    assert (fault.log, fault.seq) == ("round/k3v9", place)
    assert words in fault.reason


def test_a_moved_entry_is_found(connection: Connection) -> None:
    write(connection)
    moved = write(connection, "site")
    connection.execute(
        update(core_entry).where(core_entry.c.ref == moved.ref).values(log_id="round/k3v9", seq=1)
    )
    faults = log.verify(connection, public_key=PUBLIC)
    assert [(fault.log, fault.seq) for fault in faults] == [("round/k3v9", 1), ("site", 0)]


def test_entries_of_a_log_without_head_are_found(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        log.open_log(connection, "site")
        write(connection, "site")
        connection.execute(delete(core_log))
        (fault,) = log.verify(connection, public_key=PUBLIC)
        assert fault.log == "site" and "no head" in fault.reason
        connection.rollback()


def test_checkpoints_that_do_not_fit_are_named(connection: Connection) -> None:
    write(connection)
    note = log.checkpoint(connection, "round/k3v9", SIGNER, AT, "auditor")
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    root = checkpoint.verify(note, PUBLIC).root

    def reasons(outside: Any = None) -> str:
        faults = log.verify(connection, public_key=PUBLIC, checkpoint=outside)
        return " ".join(fault.reason for fault in faults)

    assert reasons() == "" and reasons(note) == "" and reasons([note, note]) == ""
    forged = checkpoint.sign("round/k3v9", 1, root, stranger)
    assert "not one that this installation signed" in reasons(forged)
    elsewhere = checkpoint.sign("panel/none", 1, root, SIGNER)
    assert "a log that is not here" in reasons(elsewhere)
    ahead = checkpoint.sign("round/k3v9", 300, root, SIGNER)
    assert "covers 300" in reasons(ahead)
    at_zero = checkpoint.sign("round/k3v9", 0, root, SIGNER)
    assert "The first 0 entries are not those" in reasons(at_zero)
    connection.execute(update(core_checkpoint).values(size=0))
    assert "is not what it says" in reasons()
    connection.execute(update(core_checkpoint).values(size=1, note=forged))
    assert "signature of the checkpoint sent to auditor does not fit" in reasons()


def test_an_older_copy_restored_is_found_by_a_newer_checkpoint(engine: Engine) -> None:
    with engine.begin() as begun:
        log.open_log(begun, "site")
        for _n in range(3):
            write(begun, "site")
        log.checkpoint(begun, "site", SIGNER, AT, "auditor")
    with engine.connect() as later:
        write(later, "site")
        newer = log.checkpoint(later, "site", SIGNER, AT, "auditor")
        later.rollback()  # as if the copy had been taken before
    with engine.begin() as begun:
        assert log.verify(begun, public_key=PUBLIC) == []
        (fault,) = log.verify(begun, public_key=PUBLIC, checkpoint=newer)
        assert "covers 4" in fault.reason and "older copy" in fault.reason


# --- the signer ------------------------------------------------------------------


def test_the_signing_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "signer.key"
    made = log.load_signer(file)
    assert log.load_signer(file).private_bytes_raw() == made.private_bytes_raw()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(checkpoint.public_text(made)) == 44
