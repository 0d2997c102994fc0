"""How many queries a page takes: counted in the process, for a cold and a warm key ring.

BEGIN, COMMIT and ROLLBACK are not counted; the key store's SELECTs are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from bench.worlds import SignedIn, World, application
from recruit.core import db, key_files, keys

_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@dataclass(slots=True)
class Counted:
    """Statements of one request. of_keys: those of the key store among them."""

    statements: list[str] = field(default_factory=list)
    of_keys: int = 0

    @property
    def number(self) -> int:
        """All that count."""
        return len(self.statements)


@contextmanager
def counted() -> Iterator[Counted]:
    """Count the statements that are executed inside."""
    found = Counted()

    def asked(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_FRAME):
            found.statements.append(" ".join(statement.split()))

    def asked_keys(statement: str) -> None:
        if not statement.lstrip().upper().startswith(_FRAME):
            found.statements.append(statement)
            found.of_keys += 1

    store = keys.ring().store._connected()
    event.listen(db.engine(), "before_cursor_execute", asked)
    store.set_trace_callback(asked_keys)
    try:
        yield found
    finally:
        store.set_trace_callback(None)
        event.remove(db.engine(), "before_cursor_execute", asked)


def of_page(world: World, who: SignedIn, path: str) -> Counted:
    """The statements of this page for this session, the key ring knowing no key yet.

    RuntimeError where the page is not shown.
    """
    client = application(world.folder).test_client()
    client.set_cookie("recruit", who.cookie)
    client.get(path)  # statements compiled, the session seen
    keys.init(keys.ring().store.file, key_files.load_master(world.folder / "master.key"))
    with counted() as found:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return found
