"""The tasks of a person over all rooms: one statement, decided by the rooms' rules.

Each room's ``queries`` has ``TASKS`` (a SELECT, or several), and its ``rules`` say in
words what is due: ``task(row, facts)``. Here they are joined by UNION ALL into one
statement for each set of capacities, built once: a SELECT that asks for a grant of other
capacities gives no row, and its cost is spared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, cast

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Column,
    Select,
    bindparam,
    literal_column,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy import column as column_of
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import BindTyping, Dialect
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.selectable import TextualSelect

from recruit.access.duties import Facts, Task
from recruit.access.rules import AUDIENCES, Capacity
from recruit.access.tasks import TaskRow
from recruit.applications import queries as applications
from recruit.applications import rules as applications_rules
from recruit.appointment.queries import tasks as appointment
from recruit.appointment.rules import tasks as appointment_rules
from recruit.approval.queries import tasks as approval
from recruit.approval.rules import tasks as approval_rules
from recruit.archive import memory
from recruit.archive.rules import memory as memory_rules
from recruit.core.db import UTC
from recruit.correspondence.queries import tasks as correspondence
from recruit.correspondence.rules import tasks as correspondence_rules
from recruit.countersigning import queries as countersigning
from recruit.countersigning import rules as countersigning_rules
from recruit.finding import matches as finding
from recruit.finding.rules import tasks as finding_rules
from recruit.interviews.queries import tasks as interviews
from recruit.interviews.rules import tasks as interviews_rules
from recruit.notices import queries as notices
from recruit.notices import rules as notices_rules
from recruit.panel.queries import tasks as panel
from recruit.panel.rules import tasks as panel_rules
from recruit.prescreening.queries import tasks as prescreening
from recruit.prescreening.rules import tasks as prescreening_rules
from recruit.procedure import queries as procedure
from recruit.procedure.queries import ProcedureView, WindowView
from recruit.procedure.rules.calendar import Window
from recruit.procedure.rules.milestones import Audience, Milestone, column
from recruit.procedure.rules.milestones import Column as State
from recruit.report.queries import tasks as report
from recruit.report.rules import tasks as report_rules
from recruit.rights.queries import tasks as rights
from recruit.rights.rules import tasks as rights_rules
from recruit.shortlist.queries import tasks as shortlist
from recruit.shortlist.rules import tasks as shortlist_rules
from recruit.vacancy import queries as vacancy
from recruit.vacancy import rules as vacancy_rules
from recruit.web.rules.picture import Shown, visible

Decide = Callable[[Any, Facts], Task | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A room's tasks: its statements, and the rules that decide a row."""

    statements: tuple[Select[Any], ...]
    task: Decide


def _source(statements: Select[Any] | Sequence[Select[Any]], task: Decide) -> Source:
    several = (statements,) if isinstance(statements, Select) else tuple(statements)
    return Source(several, task)


_SOURCES: dict[str, Source] = {
    "notices": _source(notices.TASKS, notices_rules.task),
    "vacancy": _source(vacancy.TASKS, vacancy_rules.task),
    "countersigning": _source(countersigning.TASKS, countersigning_rules.task),
    "correspondence": _source(correspondence.TASKS, correspondence_rules.task),
    "panel": _source(panel.TASKS, panel_rules.task),
    "applications": _source(applications.TASKS, applications_rules.task),
    "prescreening": _source(prescreening.TASKS, prescreening_rules.task),
    "finding": _source(finding.TASKS, finding_rules.task),
    "shortlist": _source(shortlist.TASKS, shortlist_rules.task),
    "interviews": _source(interviews.TASKS, interviews_rules.task),
    "report": _source(report.TASKS, report_rules.task),
    "approval": _source(approval.TASKS, approval_rules.task),
    "appointment": _source(appointment.TASKS, appointment_rules.task),
    "archive": _source(memory.TASKS, memory_rules.task),
    "rights": _source(rights.TASKS, rights_rules.task),
}
_statements: dict[frozenset[str], Any] = {}


def _all_of(condition: Any) -> list[Any]:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        return [part for clause in condition.clauses for part in _all_of(clause)]
    return [condition]


def asks_for(statement: Select[Any]) -> frozenset[str] | None:
    """The capacities without which this SELECT has no row; None where it names none.

    What is looked at: conditions of the WHERE that must all hold, on the grant whose
    person is ``:person``.
    """
    held, named = set(), []
    for condition in _all_of(statement.whereclause):
        if not isinstance(condition, BinaryExpression) or not isinstance(condition.left, Column):
            continue
        column, right = condition.left, condition.right
        if not isinstance(right, BindParameter):
            continue
        if column.name == "person_id" and right.key == "person":
            held.add(column.table)
        elif column.name == "capacity" and condition.operator is operators.eq:
            named.append((column.table, frozenset({str(right.value)})))
        elif column.name == "capacity" and condition.operator is operators.in_op:
            named.append((column.table, frozenset(str(value) for value in right.value or ())))
    found = [capacities for table, capacities in named if table in held]
    return frozenset.intersection(*found) if found else None


def statement(capacities: frozenset[str]) -> Any:
    """The one statement for a person of these capacities; for an empty set, of all."""
    if capacities not in _statements:
        _statements[capacities] = _together(_asked(capacities))
    return _statements[capacities]


def _asked(capacities: frozenset[str]) -> list[Select[Any]]:
    parts = []
    for source in _SOURCES.values():
        for each in source.statements:
            asked = asks_for(each)
            if asked is None or not capacities or asked & capacities:
                parts.append(each)
    return parts


def _together(parts: Sequence[Select[Any]]) -> Any:
    return select(union_all(*map(spelled, parts)).subquery("tasks"))


_AT_ONCE = 16
_SHARES = 2
"""On SQLite a statement of thirty parts takes nearly twice as long as two of fifteen (281 us
and 172: its program is larger than what a processor keeps near), and there is no network
between. At most this many statements, of about so many parts."""
_written: dict[tuple[frozenset[str], str], list[TextualSelect]] = {}


def written(capacities: frozenset[str], database: str) -> list[TextualSelect]:
    """The same as its text in SQL, with the types of its columns; on SQLite in shares.

    SQLAlchemy looks a statement up by all of its parts each time it is executed; for one of
    this size that costs as much as a second statement. database: 'sqlite' or 'postgresql'.
    """
    if (capacities, database) not in _written:
        parts = _asked(capacities)
        shares = min(_SHARES, -(-len(parts) // _AT_ONCE)) if database == "sqlite" else 1
        most = -(-len(parts) // shares)
        asked = (
            [statement(capacities)]
            if shares == 1
            else [_together(parts[n : n + most]) for n in range(0, len(parts), most)]
        )
        _written[capacities, database] = [_spelled_out(one, database) for one in asked]
    return _written[capacities, database]


def _dialect(database: str) -> Dialect:
    if database == "sqlite":
        return SQLiteDialect(paramstyle="named")
    # imported late: it comes with the dialects of all PostgreSQL's drivers
    from sqlalchemy.dialects.postgresql.base import PGDialect

    class Plain(PGDialect):
        """Writes :now, where the driver's own would write a cast with it."""

        bind_typing = BindTyping.NONE

    return Plain(paramstyle="named")


def _spelled_out(asked: Any, database: str) -> TextualSelect:
    spoken = asked.compile(dialect=_dialect(database))
    found = text(str(spoken)).bindparams(
        *(
            bindparam(name, type_=UTC()) if name == "now" else bindparam(name)
            for name in ("now", "person")
            if name in spoken.binds
        ),
        *(
            bindparam(name, bind.value, type_=bind.type)
            for bind, name in spoken.bind_names.items()
            if name not in ("now", "person")
        ),
    )
    return found.columns(*(column_of(c.name, c.type) for c in asked.selected_columns))


def _constant(value: object) -> str | None:
    """A text or number as SQL writes it; None for any other value."""
    if isinstance(value, str):
        return "'" + str(value).replace("'", "''") + "'"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def spelled(each: Select[Any]) -> Select[Any]:
    """The same SELECT, its own constants written in its text.

    What is left to be given is what a reader gives (:person, :now); handing over hundreds
    of words that are always the same costs more than finding the rows.
    """

    def spell(element: Any, **_more: Any) -> Any:
        if not isinstance(element, BindParameter) or element.required:
            return None
        if element.expanding:
            found = [_constant(value) for value in element.value or ()]
            if not found or None in found:
                return None
            return tuple_(*(literal_column(str(text)) for text in found)).self_group()
        written = _constant(element.value)
        return literal_column(written, element.type) if written is not None else None

    spelled: Any = visitors.replacement_traverse(each, {}, spell)
    return cast("Select[Any]", spelled)


@dataclass(slots=True)
class Known:
    """What was read of a procedure: all its milestones (policy's) and its windows."""

    view: ProcedureView
    milestones: list[Milestone]
    windows: list[WindowView]
    _column: State | None = field(default=None, init=False)

    @property
    def column(self) -> State:
        """The column of 'Who sees what' that holds now."""
        if self._column is None:
            self._column = column(self.milestones)
        return self._column

    def seen_by(self, capacity: Capacity) -> list[Milestone]:
        """The milestones that this capacity may learn of."""
        audiences = AUDIENCES[capacity]
        return [m for m in self.milestones if m.audience in audiences]

    def shown_to(self, capacity: Capacity) -> list[Shown]:
        """The windows as this capacity sees them (R2)."""
        return shown(self.windows, AUDIENCES[capacity])


def shown(windows: list[WindowView], audiences: frozenset[Audience]) -> list[Shown]:
    """The windows as a reader of these audiences sees them (R2)."""
    found = []
    for w in windows:
        amended = (w.amended_first, w.amended_last) if w.amended_first and w.amended_last else None
        decided = Window(w.para, w.who, w.what, w.first, w.last)
        found.append(visible(decided, amended, w.amended_why, audiences))
    return found


def known(connection: Connection, procedure_id: str) -> Known:
    """A procedure with its milestones and windows."""
    view = procedure.by_id(connection, procedure_id)
    if view is None:
        raise LookupError(procedure_id)
    return Known(
        view,
        procedure.milestones(connection, procedure_id),
        procedure.windows(connection, procedure_id),
    )


def of_person(
    connection: Connection,
    person_id: str,
    now: datetime,
    read: dict[str, Known] | None = None,
    capacities: Collection[str] = (),
) -> list[tuple[TaskRow, Task]]:
    """What this person has to do now, in all capacities, the most pressing first.

    read: what was already read of procedures; what is missing is read here and put there.
    capacities: those that the person holds, where the caller knows them.
    """
    shares = written(frozenset(str(c) for c in capacities), connection.dialect.name)
    about = {} if read is None else read
    facts: dict[tuple[str, str], Facts] = {}
    found: list[tuple[TaskRow, Task]] = []
    asked = {"person": person_id, "now": now}
    for values in chain.from_iterable(connection.execute(share, asked) for share in shares):
        row = TaskRow(*values)
        at = (row.procedure_id, row.capacity)
        if at not in facts:
            if row.procedure_id not in about:
                about[row.procedure_id] = known(connection, row.procedure_id)
            place, capacity = about[row.procedure_id], Capacity(row.capacity)
            facts[at] = Facts(
                now,
                tuple(place.seen_by(capacity)),
                {s.window.para: s.window for s in place.shown_to(capacity)},
                place.view.settings,
            )
        task = _SOURCES[row.kind.split(".", 1)[0]].task(row, facts[at])
        if task is not None:
            found.append((row, task))
    found.sort(key=pressing)
    return found


FIRST = 1
"""Tasks of at most this weight open everything else: they stand first on home."""


def pressing(found: tuple[TaskRow, Task]) -> tuple[Any, ...]:
    """What orders tasks: what nothing else can begin without (weight 0 or 1) comes first,
    then when they are due, those without a day last, then their weight."""
    row, task = found
    due = task.due.timestamp() if task.due else 0.0
    first = task.weight if task.weight <= FIRST else FIRST + 1
    return (first, task.due is None, due, task.weight, row.kind, row.object_id)
