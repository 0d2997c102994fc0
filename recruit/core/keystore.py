"""The file in which wrapped keys are kept, apart from the database and its backups.

It never sees an opened key: ``recruit.core.keys`` wraps and opens. Deleted bytes are
overwritten (secure_delete) and the journal is emptied after each erasure; with either
alone the erased key would still stand in the files.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

MASTER = "master"  # the parent of the first level; not in the store
_SCHEMA = """
CREATE TABLE IF NOT EXISTS wrapped (
    key_id TEXT NOT NULL PRIMARY KEY,
    parent_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS in_force (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    mark BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS installation (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    kind TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tombstone (
    key_id TEXT NOT NULL PRIMARY KEY,
    erased_at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS certificate (
    key_id TEXT NOT NULL PRIMARY KEY,
    der BLOB NOT NULL
) STRICT;
"""
_WAIT = 10  # seconds a writer waits for another


class NoKey(LookupError):
    """There is no such key, nor was there one that this store knows of."""


class Erased(LookupError):
    """The key, or one above it, was erased: what stood under it can't be read any more."""


class KeyExists(Exception):
    """A key of this id is there already; making another would lose what it sealed."""


class OtherMaster(Exception):
    """The store's first level is wrapped under another master key than the caller holds."""


class StillHeld(Exception):
    """The key is erased, but its old bytes may still stand in the store's journal.

    Another process was reading all the while; calling ``erase`` again finishes it. No
    certificate before that.
    """


_abandoned: list[object] = []  # a parent process's connections: never closed in the child


class _Mine(threading.local):
    """This thread's connection; pid tells whether it was opened before a fork."""

    pid = 0
    number = 0
    connection: sqlite3.Connection | None = None


class Lost(OSError):
    """The file is not where it was kept, and its keys are in use: none is made in its place."""


def _always() -> bool:
    return True


class KeyStore:
    """The file of wrapped keys and tombstones. Readable by its owner only (mode 0600).

    Each process and thread has a connection of its own, opened at first use, so a store
    may be made before a fork. Commits are on the disk when a call returns.

    may_be_away: one that can't be opened is looked for again at each call, until it is back.
    Calls raise OSError or sqlite3.Error as long as it is away.

    may_be_made: asked where there is no file; where it says no, the store is away, since what
    would be sealed under the keys of a new one could be opened by nobody who has the old one.
    """

    def __init__(
        self,
        file: str | Path,
        *,
        may_be_away: bool = False,
        may_be_made: Callable[[], bool] = _always,
    ) -> None:
        self.file = Path(file)
        self._may_be_made = may_be_made
        self._mine = _Mine()
        self._opened = 0
        self._ready, self._later = False, list[Callable[[], object]]()
        try:
            self._prepare()
        except (OSError, sqlite3.Error) as away:
            if not may_be_away:
                raise
            logging.getLogger("recruit.keys").warning("the key store is away: %s", away)

    def _prepare(self) -> None:
        if not self.file.exists() and not self._may_be_made():
            raise Lost(
                f"There is no key store at {self.file} (KEYSTORE_PATH), and the database is in "
                "use. Put the store back, or keys.db of the newest backup of the keys; it is found "
                "without a start. None is made in its place."
            )
        self.file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        os.chmod(self.file, 0o600)
        self._connection().executescript(_SCHEMA)
        sync_folder(self.file.parent)
        self._ready = True
        try:
            for do in self._later:
                do()
        except BaseException:
            self._ready = False
            raise
        self._later = []

    def once_there(self, do: Callable[[], object]) -> None:
        """Do this now; where the store is away, as soon as a call finds it again, before that
        call: whatever it raises is raised there, and the store stays away."""
        if self._ready:
            do()
        else:
            self._later.append(do)

    def _connected(self) -> sqlite3.Connection:
        if not self._ready:
            self._prepare()
        return self._connection()

    def _connection(self) -> sqlite3.Connection:
        mine = self._mine
        if mine.connection is not None and mine.pid == os.getpid():
            return mine.connection
        if mine.connection is not None:
            _abandoned.append(mine.connection)
        connection = sqlite3.connect(  # never made here: a thread that finds none finds none
            f"{self.file.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=_WAIT,
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        self._opened += 1
        mine.connection, mine.pid, mine.number = connection, os.getpid(), self._opened
        return connection

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        if self._mine.connection is not None and self._mine.pid == os.getpid():
            self._mine.connection.close()
        self._mine.connection = None

    def version(self) -> tuple[int, int, int]:
        """Equal between two calls of a thread as long as no other connection wrote."""
        connection = self._connected()
        (changed,) = connection.execute("PRAGMA data_version").fetchone()
        return self._mine.pid, self._mine.number, changed

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def row(self, key_id: str) -> tuple[str, bytes]:
        """Parent id and wrapped bytes. Raises Erased or NoKey."""
        connection = self._connected()
        found = connection.execute(
            "SELECT parent_id, wrapped FROM wrapped WHERE key_id = ?", (key_id,)
        ).fetchone()
        if found is None:
            raise _missing(connection, key_id)
        return found[0], found[1]

    def chains(self, key_ids: Collection[str]) -> dict[str, tuple[str, bytes]]:
        """Parent id and wrapped bytes of these keys and of all above them, by id: one SELECT.

        What is not there, or was erased, is left out.
        """
        rows = self._connected().execute(
            "WITH RECURSIVE needed (id) AS (SELECT value FROM json_each(?) UNION "
            "SELECT parent_id FROM wrapped JOIN needed ON wrapped.key_id = needed.id) "
            "SELECT key_id, parent_id, wrapped FROM wrapped JOIN needed "
            "ON wrapped.key_id = needed.id",
            (json.dumps(list(key_ids)),),
        )
        return {key_id: (parent_id, wrapped) for key_id, parent_id, wrapped in rows.fetchall()}

    def add(self, key_id: str, parent_id: str, wrapped: bytes, now: datetime, mark: bytes) -> None:
        """Keep a wrapped key, on the disk before this returns.

        mark: of the master key that the caller holds. Raises KeyExists; Erased when this id
        or its parent was erased meanwhile; NoKey when the parent is not there; OtherMaster
        for a key of the first level where another master key has taken over.
        """
        with self._writing() as connection:
            if _erased(connection, key_id):
                raise Erased(key_id)
            if parent_id != MASTER and not _kept(connection, parent_id):
                raise _missing(connection, parent_id)
            if _kept(connection, key_id):
                raise KeyExists(key_id)
            if parent_id == MASTER:
                found = connection.execute("SELECT mark FROM in_force").fetchone()
                if found is None:
                    connection.execute("INSERT INTO in_force (one, mark) VALUES (1, ?)", (mark,))
                elif found[0] != mark:
                    raise OtherMaster
            connection.execute(
                "INSERT INTO wrapped (key_id, parent_id, wrapped, made_at) VALUES (?, ?, ?, ?)",
                (key_id, parent_id, wrapped, _text(now)),
            )

    def wrap_anew(self, anew: Callable[[str, bytes], bytes], mark: bytes) -> None:
        """Put other wrapped bytes in the place of the whole first level's, all or none.

        anew: id and old bytes to new bytes; what it raises leaves everything as it was. mark:
        of the master key that is in force afterwards. Raises StillHeld where the old bytes
        may still stand in the journal; called again, it goes on.
        """
        with self._writing() as connection:
            rows = connection.execute(
                "SELECT key_id, wrapped FROM wrapped WHERE parent_id = ?", (MASTER,)
            ).fetchall()
            connection.executemany(
                "UPDATE wrapped SET wrapped = ? WHERE key_id = ?",
                [(anew(key_id, wrapped), key_id) for key_id, wrapped in rows],
            )
            connection.execute(
                "INSERT INTO in_force (one, mark) VALUES (1, ?)"
                " ON CONFLICT (one) DO UPDATE SET mark = excluded.mark",
                (mark,),
            )
        self._truncate()

    def mark(self) -> bytes:
        """The mark of the master key in force; b'' where none was noted yet."""
        found = self._connected().execute("SELECT mark FROM in_force").fetchone()
        return b"" if found is None else bytes(found[0])

    def kind(self) -> str:
        """The kind of installation whose keys these are; '' where none was noted."""
        found = self._connected().execute("SELECT kind FROM installation").fetchone()
        return "" if found is None else str(found[0])

    def mark_as(self, kind: str) -> None:
        """Note whose keys these are; a mark that is there stays."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO installation (one, kind) VALUES (1, ?) ON CONFLICT DO NOTHING",
                (kind,),
            )

    def erase(self, key_ids: list[str], now: datetime) -> None:
        """Forget these keys and remember that they are erased; nothing is left in the file.

        A key that is not there gets its tombstone all the same (a restored older store
        forgets again); one erased before keeps its first time. Raises StillHeld.
        """
        with self._writing() as connection:
            connection.executemany(
                "INSERT INTO tombstone (key_id, erased_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key_id, _text(now)) for key_id in key_ids],
            )
            connection.executemany(
                "DELETE FROM wrapped WHERE key_id = ?", [(key_id,) for key_id in key_ids]
            )
        self._truncate()

    def _truncate(self) -> None:
        busy = self._connected().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise StillHeld

    def copy_to(self, file: Path) -> None:
        """Write the store as it stands at one instant to this new file, closed to others.

        Only what is kept is copied; an erased key's bytes are in no page of it.
        """
        self._connected().execute("VACUUM INTO ?", (str(file),))
        os.chmod(file, 0o600)

    def certificate(self, key_id: str) -> bytes:
        """The certificate that names the public half of this key; b'' where none was made."""
        found = (
            self._connected()
            .execute("SELECT der FROM certificate WHERE key_id = ?", (key_id,))
            .fetchone()
        )
        return b"" if found is None else bytes(found[0])

    def keep_certificate(self, key_id: str, der: bytes) -> bytes:
        """Keep a key's certificate, nothing of which is secret; the one that is kept, which is
        another's where another was first."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO certificate (key_id, der) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (key_id, der),
            )
        return self.certificate(key_id)

    def ids(self) -> list[str]:
        """The ids of all keys in the store, in order."""
        rows = self._connected().execute("SELECT key_id FROM wrapped ORDER BY key_id").fetchall()
        return [key_id for (key_id,) in rows]

    def children(self, parent_id: str) -> list[str]:
        """The ids of the keys that this one wraps, in order."""
        rows = self._connected().execute(
            "SELECT key_id FROM wrapped WHERE parent_id = ? ORDER BY key_id", (parent_id,)
        )
        return [key_id for (key_id,) in rows.fetchall()]

    def made_at(self, key_id: str) -> datetime:
        """When the key was made (UTC). Raises Erased or NoKey."""
        connection = self._connected()
        found = connection.execute(
            "SELECT made_at FROM wrapped WHERE key_id = ?", (key_id,)
        ).fetchone()
        if found is None:
            raise _missing(connection, key_id)
        return datetime.fromisoformat(found[0])

    def tombstones(self) -> dict[str, datetime]:
        """Every erased key with the time of its erasure (UTC)."""
        rows = self._connected().execute("SELECT key_id, erased_at FROM tombstone ORDER BY key_id")
        return {key_id: datetime.fromisoformat(at) for key_id, at in rows.fetchall()}


def _kept(connection: sqlite3.Connection, key_id: str) -> bool:
    found = connection.execute("SELECT 1 FROM wrapped WHERE key_id = ?", (key_id,)).fetchone()
    return found is not None


def _erased(connection: sqlite3.Connection, key_id: str) -> bool:
    found = connection.execute("SELECT 1 FROM tombstone WHERE key_id = ?", (key_id,)).fetchone()
    return found is not None


def _missing(connection: sqlite3.Connection, key_id: str) -> LookupError:
    return Erased(key_id) if _erased(connection, key_id) else NoKey(key_id)


def _text(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a naive time")
    return at.astimezone(UTC).isoformat()


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
