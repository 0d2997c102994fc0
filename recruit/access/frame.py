"""The one frame that every writing act runs in.

``with act(reader, Action.X, key) as a:`` begins the transaction, locks the procedure,
uses up the idempotency key, locks the grant, reads clock and milestones anew, asks the
policy again, and writes the entry of the record as its last act. What an operation
writes is in the same transaction; nothing is written anywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, literal, update
from sqlalchemy import select as sa_select
from sqlalchemy.engine import Connection
from sqlmodel import Session

from recruit.access import matches, models, undertakings
from recruit.access.actions import Action, log_of
from recruit.access.policy import allows, closed_by_match, needs_undertaking
from recruit.access.rules import NEVER_GRANTED, Capacity, Log, Reader
from recruit.core import clock, db, ids, installation, log, words
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.core.words import _
from recruit.procedure import models as procedure_models
from recruit.procedure import queries as procedure_queries
from recruit.procedure.rules.milestones import Audience, Column, Milestone, MilestoneKind, column


def nothing() -> Refusal:
    """What may not be known looks like what does not exist."""
    return Refusal("R17", "", _("There is nothing at this address for you."), kind=Kind.UNKNOWN)


def operator(procedure_id: str = "") -> Reader:
    """Who acts for a command on the host or for the worker: nobody by name, no content."""
    return Reader(
        "", "", Capacity.OPERATOR, "", procedure_id, Column.BEFORE, clock.now(), fresh=True
    )


@dataclass(slots=True)
class Act:
    """An act under way. connection: the writing transaction. now: the one reading of the
    clock."""

    connection: Connection
    reader: Reader
    action: Action
    now: datetime
    milestones: list[Milestone]
    object: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    round_id: str = ""
    silent: bool = False
    receipt: str = ""
    extra: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    written: list[Callable[[str, log.Receipt, dict[str, Any]], None]] = field(default_factory=list)
    """Called inside the transaction with object, receipt and facts of each entry written."""
    told: int = 0
    """How many milestones were there before this act."""
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """The same transaction with its objects; made for whoever asks first."""
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False)
        return self._session

    def flush(self) -> None:
        """Write what the session still holds."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Let the session's objects go; the transaction is the frame's to end."""
        if self._session is not None:
            self._session.close()

    @property
    def procedure_id(self) -> str:
        """The procedure acted in; RuntimeError for an act of the site."""
        if not self.reader.procedure_id:
            raise RuntimeError("an act of the site has no procedure")
        return self.reader.procedure_id

    @property
    def settings(self) -> dict[str, Any]:
        """The procedure's settings; none for an act of the site."""
        kept: dict[str, Any] = json.loads(self.procedure.settings) if self.procedure else {}
        return kept

    @property
    def procedure(self) -> procedure_models.Procedure | None:
        """The procedure acted in, locked by the frame; None for an act of the site."""
        if not self.reader.procedure_id:
            return None
        return self.session.get(procedure_models.Procedure, self.reader.procedure_id)

    def milestone(
        self,
        kind: MilestoneKind,
        audience: Audience,
        *,
        run: int = 1,
        object_id: str = "",
        number: int = 0,
    ) -> None:
        """Record a fact of the procedure, and tell the later rooms that subscribed to it."""
        self.flush()
        self.connection.execute(
            _MILESTONE,
            {
                "id": ids.new(),
                "procedure_id": self.procedure_id,
                "place": len(self.milestones) + 1,  # all of them, read under the procedure's lock
                "kind": kind,
                "run": run,
                "number": number,
                "object_id": object_id,
                "audience": audience,
                "at": self.now,
                "entry": "",  # noted once it is written
                "by_grant": "",
            },
        )
        self.milestones.append(Milestone(kind, self.now, run, object_id, audience, number))
        for subscriber in _on_milestone.get(kind, []):
            subscriber(self, self.milestones[-1])

    def record(self, object_: str, **facts: Any) -> None:
        """What the entry of the record says: the object by id, the facts as a salted digest."""
        self.object, self.facts = object_, facts

    def also(self, origin: str, act_: str, object_: str, **facts: Any) -> None:
        """A further entry, in another log, for what another audience may verify."""
        self.extra.append((origin, act_, object_, facts))

    def origin(self, action: Action | None = None) -> str:
        """The name of the log that this act, or another action done within it, is recorded in."""
        kind = log_of(action or self.action)
        procedure_id = self.reader.procedure_id
        if kind is Log.SITE or not procedure_id:
            return "site"
        if kind is Log.ROUND:
            return f"round/{self.round_id}" if self.round_id else f"procedure/{procedure_id}"
        return f"{kind.value}/{procedure_id}"


_on_milestone: dict[MilestoneKind, list[Callable[[Act, Milestone], None]]] = {}
_on_grant: list[Callable[[Act, models.Grant], None]] = []
_on_grant_end: list[Callable[[Act, models.Grant], None]] = []


def subscribe(kind: MilestoneKind, handler: Callable[[Act, Milestone], None]) -> None:
    """A later room's handler, called inside the transaction after the milestone is written."""
    handlers = _on_milestone.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def subscribe_grant(handler: Callable[[Act, models.Grant], None]) -> None:
    """A later room's handler, called inside the transaction after a capacity was given."""
    if handler not in _on_grant:
        _on_grant.append(handler)


def grant_given(a: Act, grant: models.Grant) -> None:
    """Tell the later rooms that this grant was given; called by access.operations.give."""
    for handler in _on_grant:
        handler(a, grant)


def subscribe_grant_end(handler: Callable[[Act, models.Grant], None]) -> None:
    """A later room's handler, called inside the transaction after a grant was ended."""
    if handler not in _on_grant_end:
        _on_grant_end.append(handler)


def grant_ended(a: Act, grant: models.Grant) -> None:
    """Tell the later rooms that this grant was ended; called by access.operations.end."""
    for handler in _on_grant_end:
        handler(a, grant)


_LOG_ORDER = ("site", "procedure", "panel", "round")


_p = procedure_models.Procedure.__table__  # type: ignore[attr-defined]
_g = models.Grant.__table__  # type: ignore[attr-defined]
_k = models.Key.__table__  # type: ignore[attr-defined]
_MILESTONE = procedure_models.Milestone.__table__.insert()  # type: ignore[attr-defined]
_m = procedure_models.Milestone.__table__  # type: ignore[attr-defined]
_NOTE_ENTRY = (
    update(_m)
    .where(_m.c.procedure_id == bindparam("procedure"), _m.c.place > bindparam("told"))
    .values(entry=bindparam("ref"), by_grant=bindparam("grant"))
)
# Plain FOR UPDATE would deadlock with the key checks of inserts (see db.locked).
_PROCEDURE = (
    sa_select(_p.c.id).where(_p.c.id == bindparam("procedure")).with_for_update(key_share=True)
)
_GRANT = (
    sa_select(
        _g.c.person_id,
        _g.c.capacity,
        _g.c.procedure_id,
        _g.c.ended_at,
        _g.c.until,
        undertakings.signed(_g),
        matches.matched(_g.c.procedure_id, _g.c.person_id),
        procedure_queries.latest_of(bindparam("procedure")),
    )
    .where(_g.c.id == bindparam("grant"))
    .with_for_update(key_share=True, of=_g)
)
_TAKE_KEY = (
    insert(_k)
    .from_select(
        ["key", "person_id", "action", "at", "receipt"],
        sa_select(
            bindparam("name"),
            bindparam("person"),
            bindparam("action"),
            bindparam("at", type_=_k.c.at.type),
            literal(""),
        ).where(~exists().where(_k.c.key == bindparam("name"))),
    )
    .execution_options(preserve_rowcount=True)
)
_KEY_RECEIPT = sa_select(_k.c.receipt).where(_k.c.key == bindparam("name"))
_NOTE_RECEIPT = update(_k).where(_k.c.key == bindparam("name")).values(receipt=bindparam("given"))


def _locked(connection: Connection, reader: Reader) -> bool:
    """Lock the procedure; False where there is none. A writing transaction of SQLite holds
    every lock there is, and whether there is a procedure the reader's grant says."""
    if connection.dialect.name == "sqlite" and reader.capacity not in NEVER_GRANTED:
        return True
    asked = {"procedure": reader.procedure_id}
    return connection.execute(_PROCEDURE, asked).first() is not None


def _take_key(connection: Connection, name: str, reader: Reader, act_: str, now: datetime) -> None:
    """Use the form's key up; AlreadyDone with the first time's receipt where it was before."""
    given = {"name": name, "person": reader.person_id, "action": act_, "at": now}
    if connection.execute(_TAKE_KEY, given).rowcount != 1:
        raise AlreadyDone(connection.execute(_KEY_RECEIPT, {"name": name}).scalar() or "")


def _living(row: Any, reader: Reader, action: Action, now: datetime) -> bool:
    return (
        row is not None
        and row.person_id == reader.person_id
        and row.capacity == reader.capacity
        and (row.procedure_id or "") == reader.procedure_id
        and row.ended_at is None
        and (row.until is None or now < row.until)
        and (bool(row.undertaken) or not needs_undertaking(action, reader.capacity))
    )


_done = 0


def acts_done() -> int:
    """How many acts this process has carried through so far."""
    return _done


_WHOLE = 100_000  # characters of a refusal's values: what the house says itself is not cut


@contextmanager
def _on_record() -> Iterator[None]:
    """What an act writes is English, whoever does it; why it refuses is said in the reader's
    language."""
    if words.language() == "en":
        yield
        return
    try:
        with words.remembered():
            yield
    except Refusal as refusal:
        refusal.reason = words.again(words.code(refusal.reason), longest=_WHOLE)
        refusal.todo = words.again(words.code(refusal.todo), longest=_WHOLE)
        raise


@contextmanager
def act(reader: Reader, action: Action, key: str = "") -> Iterator[Act]:
    """The frame. key: the form's idempotency key; '' where a repetition is harmless.

    Raises Refusal (kind UNKNOWN) when the grant has ended or the policy no longer allows
    the action, AlreadyDone when the key was used before. On any exception nothing is
    written. Source: R17, R24; SECURITY: state is derived inside the writing transaction.
    """
    with (
        _on_record(),
        ids.stream(action, reader.person_id, key),
        db.changing() as connection,
    ):
        procedure_id = reader.procedure_id
        if procedure_id and not _locked(connection, reader):
            raise nothing()
        now = clock.now()
        used = ids.digest(f"{reader.person_id}|{action}|{key}") if key else ""
        if used:
            _take_key(connection, used, reader, action.value, now)
        if reader.capacity in NEVER_GRANTED:
            milestones = (
                procedure_queries.milestones(connection, procedure_id) if procedure_id else []
            )
        else:
            grant = connection.execute(
                _GRANT, {"grant": reader.grant_id, "procedure": procedure_id}
            ).first()
            if grant is None or not _living(grant, reader, action, now):
                raise nothing()
            if closed_by_match(action, reader.capacity, grant.matched):
                raise nothing()
            milestones = procedure_queries.milestones_until(
                connection, {procedure_id: grant.latest_milestone}
            )[procedure_id]
        state = column(milestones)
        if not allows(action, reader.capacity, state):
            raise nothing()
        a = Act(connection, replace(reader, now=now, column=state), action, now, milestones)
        a.told = len(milestones)
        try:
            yield a
            a.flush()
            if not a.silent:
                _write_record(a)
                a.flush()
                if used:
                    connection.execute(_NOTE_RECEIPT, {"name": used, "given": a.receipt})
            db.write_beside(connection)
        finally:
            a.close()
    global _done
    _done += 1


def _write_record(a: Act) -> None:
    entries = [(a.origin(), a.action.value, a.object, a.facts), *a.extra]
    entries.sort(key=lambda e: (_LOG_ORDER.index(e[0].split("/")[0]), e[0]))
    for origin, name, object_, said in entries:
        facts = installation.vouched(said)
        written = log.append(
            a.connection,
            origin,
            at=a.now,
            act=name,
            capacity=a.reader.capacity.value,
            actor=a.reader.person_id,
            object=object_,
            facts=facts,
        )
        if origin == a.origin() and name == a.action.value and not a.receipt:
            a.receipt = written.ref
        for keep in a.written:
            keep(object_, written, facts)
    if len(a.milestones) > a.told and log_of(a.action) is not Log.ROUND:
        noted = {"procedure": a.procedure_id, "told": a.told}
        a.connection.execute(
            _NOTE_ENTRY, {**noted, "ref": a.receipt, "grant": a.reader.grant_id or ""}
        )
