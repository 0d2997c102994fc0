"""What kind of installation this is, and the marks by which its parts tell it.

A database, a key store and a store of documents each carry the mode that they were made in
(RECRUIT_MODE): a row, a row, a small file. Whoever starts with another mode over one of them
is told so and does not start; so nobody sets the clock of the real procedure, and nothing of
a rehearsal is ever taken for real. What a rehearsal shows, sends or prints bears its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Engine,
    Integer,
    String,
    Table,
    event,
    inspect,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from recruit.core import keys
from recruit.core.db import UTC, metadata
from recruit.core.log_tables import core_entry, core_log
from recruit.core.words import _, english

PRODUCTION, REHEARSAL = "production", "rehearsal"
core_installation = Table(
    "core_installation",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("at", UTC, nullable=False),
    CheckConstraint("one = 1", name="one_only"),
)
_MARK = select(core_installation.c.kind)
_USED = select(core_entry.c.seq).limit(1)
_PROCEDURES = select(core_log.c.id).where(core_log.c.id.like("procedure/%"))
"""The logs of procedures, which are named as their keys are."""

_kind = ""


class Another(Exception):
    """A part belongs to an installation of another kind; its text says what to do."""


def init(kind: str) -> None:
    """Be an installation of this kind (a value of RECRUIT_MODE) from now on."""
    global _kind
    _kind = kind


def kind() -> str:
    """The kind of this process's installation; '' before ``init``."""
    return _kind


@english
def word() -> str:
    """The word that stands on whatever a rehearsal shows, sends or prints; '' elsewhere.

    The same whoever reads: it is in names of files and in the pixels of pages.
    """
    return _("REHEARSAL") if _kind == REHEARSAL else ""


def headed(text: str) -> str:
    """The text, in a rehearsal after its word."""
    return f"{word()} · {text}" if word() else text


def vouched(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an entry of the record, in a rehearsal with its kind: so a receipt's signature
    covers that it is one."""
    return {**facts, "installation": _kind} if _kind == REHEARSAL else dict(facts)


def named(file_name: str) -> str:
    """The name of a file that is taken along, in a rehearsal after its word."""
    return f"{word()}-{file_name}" if word() else file_name


def sentence() -> str:
    """What a page and a mail of a rehearsal say at their head; '' elsewhere."""
    if _kind != REHEARSAL:
        return ""
    return _("REHEARSAL. Nothing here is real, and nothing done here counts.")


# --- whose a part is ----------------------------------------------------------------


def agree(found: str, own: str, what: str, setting: str, *, used: bool = False) -> None:
    """Nothing where a part may be used; raises Another where it may not.

    found: its mark, '' where it has none. own: the kind started. used: it holds something.
    An unmarked part that holds something was made before there were marks: any kind but a
    rehearsal, which has its own parts from its first day, takes it.
    """
    if found and found != own:
        raise Another(
            _(
                "The %(what)s (%(setting)s) is that of a %(found)s installation, and this is"
                " started as %(own)s. Give it one of its own, or start with"
                " RECRUIT_MODE=%(found)s. Nothing was changed.",
                what=what,
                setting=setting,
                found=found,
                own=own,
            )
        )
    if not found and used and own == REHEARSAL:
        raise Another(
            _(
                "The %(what)s (%(setting)s) is not empty and was not made by a rehearsal. A"
                " rehearsal has its own: give it an empty one. Nothing was changed.",
                what=what,
                setting=setting,
            )
        )


def of_database(engine: Engine) -> tuple[str, bool]:
    """A database's mark ('' for none), and whether its record holds anything.

    Makes no file where there is none yet. Raises sqlalchemy.exc.OperationalError where the
    database does not answer.
    """
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return "", False
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        found = ""
        if core_installation.name in there:
            found = connection.execute(_MARK).scalar() or ""
        used = core_entry.name in there and connection.execute(_USED).first() is not None
    return found, used


def check_database(engine: Engine) -> bool:
    """Whether the database is in use, or may be; raises Another where it is not this kind's.

    One that does not answer is asked when it does: each new connection then begins so.
    """
    try:
        found, used = of_database(engine)
    except OperationalError:
        event.listen(engine, "connect", _ask)
        return True
    agree(found, _kind, _("database"), "DATABASE_URL", used=used)
    return used


def _ask(raw: Any, _record: Any) -> None:
    cursor = raw.cursor()
    try:
        cursor.execute(str(_MARK))
        row = cursor.fetchone()
    except Exception:  # whatever the driver calls a table that is not there yet
        row = None
    finally:
        cursor.close()
        raw.rollback()
    agree(row[0] if row else "", _kind, _("database"), "DATABASE_URL")


def check_secrets(engine: Engine, files: Iterable[Path]) -> None:
    """Raises Another where one of these files is missing and the database is in use: what was
    sealed, or signed, with it is so with no other."""
    lost = [file for file in files if not file.exists()]
    try:
        if not lost or not of_database(engine)[1]:
            return
    except OperationalError:
        return
    raise Another(
        f"There is no {lost[0].name} in the data folder (RECRUIT_DATA_DIR), and the database is in"
        " use. Put the file back: master.key from where it is kept apart, signer.key as 'flask"
        " restore' of the newest backup into an empty place writes it. None was made."
    )


def may_make_keys(engine: Engine) -> bool:
    """Whether a key store may be made where none is: not under a database that is in use, or
    that does not say."""
    try:
        return not of_database(engine)[1]
    except OperationalError:
        return False


def check_keys(store: keys.KeyStore, engine: Engine) -> None:
    """Mark an empty key store with this kind; raises Another where it is not this kind's, or
    holds nothing of the database's, as one that was made in the place of a lost one."""
    held = store.ids()
    agree(store.kind(), _kind, _("key store"), "KEYSTORE_PATH", used=bool(held))
    if not _knows(store, engine, held):
        raise Another(
            "The key store (KEYSTORE_PATH) holds no key of this database, which is in use. Put"
            " the right store there, or keys.db of the newest backup of the keys, and keep the"
            " one that is there until all can be read again. Nothing was changed."
        )
    if not held and not store.kind():
        store.mark_as(_kind)


def _knows(store: keys.KeyStore, engine: Engine, held: list[str]) -> bool:
    """Whether a store has, or had, the key of any procedure there is; where there is none yet,
    any key. A database that does not answer is not asked: nothing can be written in it."""
    try:
        if not of_database(engine)[1]:
            return True
        with engine.connect() as connection:
            needed = set(connection.execute(_PROCEDURES).scalars())
    except OperationalError:
        return True
    known = {*held, *store.tombstones()}
    return bool(known & needed) if needed else bool(known)


def mark(connection: Connection, at: datetime) -> None:
    """Mark a database that has no mark with this kind. at: aware."""
    if connection.execute(_MARK).first() is None:
        row = {"one": 1, "kind": _kind, "at": at}
        connection.execute(core_installation.insert(), row)
