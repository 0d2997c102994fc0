"""The end of a dress rehearsal: all of it erased, keys first, and a certificate of what it was.

The order is keys, documents, database, and then what else lies in the folder: after the first
step whatever was sealed is unreadable wherever a copy of it is. What was confirmed and counted
stands in ``erasing.json`` in the folder until the end, so that an erasure that was broken off
goes on without asking anybody again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, inspect, select, text

from config import Config
from recruit import backup
from recruit.access.models import Grant
from recruit.access.rules import Capacity, label
from recruit.accounts import operations as accounts
from recruit.accounts.models import Person
from recruit.core import checkpoint, clock, db, keys, log, masters, times
from recruit.documents import carrying
from recruit.procedure.models import Procedure

FORMAT = "recruit/rehearsal-erased/1"
NAME = "recruit/rehearsal-erased"
BEGUN = "erasing.json"
MAY = (Capacity.ADMINISTRATOR, Capacity.PRESIDENT, Capacity.FOCAL_POINT)
OURS = ("mail", "clock.json", "clock.new", "jobs.db*", "faults.jsonl", "worker.lock", "cast.json")
TO = "the certificate of erasure"
_CHUNK = 500  # rows read at once
_g, _p = Grant.__table__, Person.__table__  # type: ignore[attr-defined]


class Refused(Exception):
    """Why nothing more was erased, in words for the operator."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rehearsal lies. given: its master key is a setting and lies in no file here."""

    data: Path
    database_url: str
    store_url: str
    keystore: Path
    address: str
    given: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody who proved at the terminal who they are. authenticator: a code is due too."""

    person_id: str
    name: str
    capacity: str
    authenticator: bool


@dataclass(frozen=True, slots=True)
class Made:
    """The two files of a certificate: for people and, with every hash, for programs."""

    text: Path
    facts: Path


def place_of(config: Config) -> Place:
    """Where the rehearsal of these settings lies."""
    return Place(
        config.data,
        config.database_url,
        config.store_url,
        config.keystore,
        config.base_url,
        bool(config.master_key),
    )


# --- who confirms -------------------------------------------------------------------


def entered(mail: str, passphrase: str, before: Sequence[str]) -> Confirmed:
    """Who this is, by passphrase. before: who confirmed already. Raises Refused."""
    found = accounts.check_passphrase(mail, passphrase, "terminal")
    if not found.person_id:
        raise Refused(f"{found.reason} Nothing was erased.")
    if found.person_id in before:
        raise Refused("One person confirms once; the other has to be another. Nothing was erased.")
    with db.reading() as connection:
        held = connection.execute(
            select(_g.c.capacity, _p.c.name)
            .join(_p, _p.c.id == _g.c.person_id)
            .where(_g.c.person_id == found.person_id, _g.c.ended_at.is_(None))
            .where(_g.c.capacity.in_(MAY))
        ).first()
    if held is None:
        raise Refused(
            "Only an administrator, the President or the focal point confirms this. Nothing was"
            " erased."
        )
    return Confirmed(found.person_id, held.name, held.capacity, found.authenticator)


def second_factor(who: Confirmed, code: str) -> None:
    """Use up the code of somebody who has a second factor. Raises Refused."""
    checked = accounts.check_second(who.person_id, code)
    if checked.reason:
        raise Refused(f"{checked.reason} Nothing was erased.")


# --- before --------------------------------------------------------------------------


def alone(place: Place) -> None:
    """Raises Refused while web or worker of this rehearsal is at work."""
    handle = os.open(place.data / "worker.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused("The worker is running. End web and worker first.") from None
    finally:
        os.close(handle)
    engine = db.engine()
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).scalar()
        held = bool(others)
    else:
        engine.dispose()
        held = _sqlite_held(Path(engine.url.database or ""))
    if held:
        raise Refused("Another process has the database open. End web and worker first.")


def _sqlite_held(file: Path) -> bool:
    """Whether another process has this database open: its journal can't be put away then."""
    if not file.exists():
        return False
    connection = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        return str(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]) != "delete"
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()


def begun(place: Place) -> dict[str, Any] | None:
    """What an erasure that was broken off had confirmed and counted; None where none was."""
    file = place.data / BEGUN
    if not file.exists():
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def begin(place: Place, by: Sequence[Confirmed], now: datetime) -> dict[str, Any]:
    """Count all that will be erased and keep the count until the end. now: aware, real."""
    notes = backup.checkpoints(clock.now(), TO)
    counted = carrying.counted()
    store = keys.ring().store
    found = {
        "format": FORMAT,
        "address": place.address,
        "begun_at": now.isoformat(),
        "clock_at_the_end": clock.now().isoformat(),
        "confirmed_by": [{"name": one.name, "as": one.capacity} for one in by],
        "procedures": _procedures(),
        "keys": {"number": len(store.ids()), "sha256_of_ids": _sha("\n".join(store.ids()))},
        "documents": {name: asdict(one) for name, one in counted.items()},
        "database": _rows(db.engine()),
        "checkpoints": notes,
        "record_key": checkpoint.public_text(log.signer()),
        "master_key": "a setting" if place.given else "a file",
    }
    _written(place.data / BEGUN, json.dumps(found, indent=1, ensure_ascii=False))
    return found


def _procedures() -> list[str]:
    with db.reading() as connection:
        return list(connection.execute(select(Procedure.name).order_by(Procedure.name)).scalars())  # type: ignore[call-overload]


def _sha(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _rows(engine: Engine) -> dict[str, Any]:
    """How many rows each table has, and one digest over all of them in their keys' order."""
    digest, tables = hashlib.sha256(), {}
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in db.metadata.sorted_tables:
            if table.name not in there:
                continue
            ordered = select(table).order_by(*table.primary_key.columns)
            rows = 0
            for row in connection.execute(ordered.execution_options(yield_per=_CHUNK)):
                digest.update(f"{table.name}{tuple(row)!r}\n".encode())
                rows += 1
            tables[table.name] = rows
    return {"kind": engine.dialect.name, "rows": tables, "sha256_of_rows": digest.hexdigest()}


def _written(file: Path, said: str) -> None:
    handle = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(said)
        out.flush()
        os.fsync(out.fileno())


# --- the erasure ---------------------------------------------------------------------


def erase(place: Place, found: dict[str, Any], folder: Path) -> Made:
    """Erase everything and write the certificate into this folder.

    Raises Refused where something is still readable afterwards: call it again.
    """
    signer = log.signer()  # in memory alone from here on
    _keys(place)
    carrying.empty()
    _database()
    others = _folder(place)
    left = _left(place)
    if left:
        raise Refused("Still there: " + ", ".join(left) + ". Call this again.")
    found = {
        **found,
        "ended_at": clock.real().isoformat(),
        "signed_by": checkpoint.public_text(signer),
    }
    found["not_touched"] = others
    raw = json.dumps(found, indent=1, ensure_ascii=False)
    digest = _sha(raw)
    note = checkpoint.sign_note(f"{NAME}\n{digest}\n", NAME, signer)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.fromisoformat(found["begun_at"]).strftime("%Y%m%dT%H%M%SZ")
    made = Made(folder / f"erased-{stamp}.txt", folder / f"erased-{stamp}.json")
    _written(made.facts, raw)
    _written(made.text, _said(found, made.facts.name, digest, note))
    (place.data / BEGUN).unlink(missing_ok=True)
    return made


def _keys(place: Place) -> None:
    ring = keys.ring()
    try:
        ring.erase_all(ring.store.children(keys.master()), clock.real())
    except keys.StillHeld:
        raise Refused("Another process reads the key store. End web and worker first.") from None
    ring.store.close()
    for beside in ("", "-wal", "-shm"):
        _gone(place.keystore.with_name(place.keystore.name + beside))
    for file in masters.files(place.data / "master.key"):
        _gone(file)
    for name in ("signer.key", "secret.key"):
        _gone(place.data / name)


def _gone(file: Path) -> None:
    """Overwrite a file once and take it away."""
    if not file.exists():
        return
    with file.open("r+b") as out:
        left = file.stat().st_size
        while left > 0:
            left -= out.write(bytes(min(left, 1 << 20)))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()


def _database() -> None:
    engine = db.engine()
    if engine.dialect.name == "sqlite":
        engine.dispose()
        file = Path(engine.url.database or "")
        for beside in ("-wal", "-shm", ""):
            _gone(file.with_name(file.name + beside))
        return
    ours = {*db.metadata.tables, "alembic_version"}
    there = MetaData()
    with engine.begin() as connection:
        there.reflect(connection, only=lambda name, _meta: name in ours)
        there.drop_all(connection)
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS core_entry_refuse()")


def _folder(place: Place) -> list[str]:
    """Erase what else this application made in its folder: mails, the queue, the set clock.

    The names of what somebody else put there, which is left as it is.
    """
    for name in OURS:
        for path in place.data.glob(name):
            for file in path.rglob("*") if path.is_dir() else [path]:
                if file.is_file():
                    _gone(file)
    for path in sorted(place.data.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()
    return sorted(path.name for path in place.data.iterdir() if path.name != BEGUN)


def _left(place: Place) -> list[str]:
    """What is still there, by name."""
    left = ["the key store"] if place.keystore.exists() else []
    left += [file.name for file in masters.files(place.data / "master.key")]
    left += ["documents"] if carrying.any_left() else []
    engine = db.engine()
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            named = set(inspect(connection).get_table_names()) & set(db.metadata.tables)
        left += sorted(named)
    elif Path(engine.url.database or "").exists():
        left.append("the database")
    return left


def _said(found: dict[str, Any], name: str, digest: str, note: str) -> str:
    rows = found["database"]["rows"]
    size = sum(one["bytes"] for one in found["documents"].values())
    who = [f"{one['name']}, {label(Capacity(one['as']))}" for one in found["confirmed_by"]]
    when = [times.moment(datetime.fromisoformat(found[at])) for at in ("begun_at", "ended_at")]
    lines = [
        "A dress rehearsal was erased",
        "",
        f"Address: {found['address']}",
        f"Begun {when[0]}, ended {when[1]}, by the machine's own clock.",
        f"Confirmed by {who[0]} and by {who[1]}, each with passphrase at the terminal.",
        f"Recruitments: {', '.join(found['procedures']) or 'none'}",
        "",
        "In this order went, and are there no more:",
        f"  {found['keys']['number']} keys, with the key store, the signing key and the secrets",
        f"  {len(found['documents'])} documents, {size} bytes as they lay encrypted",
        f"  {sum(rows.values())} rows in {len(rows)} tables ({found['database']['kind']})",
        "  mails, queue and every other file that it had made in its folder",
        *(
            [f"  Not its own, and left in the folder: {', '.join(found['not_touched'])}"]
            if found["not_touched"]
            else []
        ),
        "",
        f"{name} has the SHA-256 of each document and of all rows, and the last checkpoint of",
        "every log, by which somebody who kept an earlier one sees that it was this rehearsal.",
        "",
        "What this can't reach: mails that left, copies on paper or downloaded, and backups of",
        "the rehearsal. What is sealed in a backup opens with the master key alone;",
        "the names and addresses in its database are readable: destroy the backups too.",
        *_master(found["master_key"]),
        "A disk that keeps old versions of blocks may hold some for a while.",
        "",
        f"SHA-256 of {name}: {digest}",
        f"Signed by {found['signed_by']}, a key that is gone with the rehearsal"
        + ("." if found["signed_by"] == found["record_key"] else "; the record had another."),
        "",
    ]
    return "\n".join(lines) + "\n" + note


def _master(where: str) -> list[str]:
    if where == "a file":
        return ["The master key was in this folder and is erased; its shares, if any, are not."]
    return ["The master key was a setting (MASTER_KEY): take it out there, and destroy its shares."]
