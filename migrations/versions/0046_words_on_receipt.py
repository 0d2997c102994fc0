"""what was typed on a receipt, on a change and on a likeness is sealed with what it is of

Revision: 0046
Follows: 0040

In clear it would stand in every backup after the erasure (D3). The words that are there are
sealed here, by the keys of the installation; those whose key is erased go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0040"
branch_labels = None
depends_on = None

_RECEIPT = ("evidence", "late_reason", "admitted_why")
_ADDED = {"applications_candidate": "beside", "applications_likeness": "sealed"}
_CLEAR = {
    "applications_candidate": _RECEIPT,
    "applications_change": ("evidence",),
    "applications_likeness": ("reason",),
    "applications_reversal": ("decided_why", "reason"),
    "correspondence_matter": ("evidence",),
}
_ROWS = {
    "applications_candidate": """
        SELECT c.*, 'file/' || c.procedure_id || '/' || c.id AS opened_by
        FROM applications_candidate c""",
    "applications_change": """
        SELECT c.*, 'file/' || c.procedure_id || '/' || c.candidate_id AS opened_by
        FROM applications_change c""",
    "applications_likeness": """
        SELECT l.*, 'file/' || l.procedure_id || '/' || l.first_id AS opened_by
        FROM applications_likeness l WHERE l.decision != ''""",
    "applications_reversal": """
        SELECT r.*, 'file/' || l.procedure_id || '/' || l.first_id AS opened_by
        FROM applications_reversal r JOIN applications_likeness l ON l.id = r.likeness_id""",
    "correspondence_matter": """
        SELECT m.*, m.key_id AS opened_by FROM correspondence_matter m""",
}
"""The rows with something to seal, each with the id of the key that opens it."""


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete=ON")  # what stood there is overwritten in the file too
    for table, column in _ADDED.items():
        op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
    op.add_column("applications_reversal", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    for table, columns in _CLEAR.items():
        _seal(table, columns)
    with op.batch_alter_table("applications_reversal", schema=None) as batch_op:
        batch_op.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=False)
    for table, columns in _CLEAR.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)


def downgrade() -> None:
    """Take back."""
    for table, columns in _CLEAR.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.add_column(
                    sa.Column(column, sa.String(), nullable=False, server_default="")
                )
        for said, _key, row in _opened(table):
            _update(table, row["id"], {name: said.get(name, "") for name in columns})
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    for table, column in (*_ADDED.items(), ("applications_reversal", "sealed")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)


def _place(table: str, row_id: str) -> tuple[str, bytes]:
    """The column that holds the sealed words, and what they are bound to."""
    column = "beside" if table == "applications_candidate" else "sealed"
    return column, f"{table}|{row_id}|{column}".encode()


def _opened(table: str) -> Iterator[tuple[dict[str, str], bytes, Any]]:
    """Each row with what is sealed of it and the key, b'' once that is erased. The keys are
    asked only where there are rows."""
    from recruit.core import keys, sealing

    for row in op.get_bind().execute(sa.text(_ROWS[table])).mappings().all():
        column, place = _place(table, row["id"])
        try:
            key = keys.ring().get(row["opened_by"])
        except (keys.Erased, keys.NoKey):
            yield {}, b"", row
            continue
        sealed = row[column]
        yield sealing.unseal_json(key, bytes(sealed), place) if sealed else {}, key, row


def _seal(table: str, columns: tuple[str, ...]) -> None:
    """Seal what stands in these columns, with what is sealed of the row already."""
    from recruit.core import sealing

    for said, key, row in _opened(table):
        column, place = _place(table, row["id"])
        words = said | {name: row[name] for name in columns}
        sealed = sealing.seal_json(key, words, place) if key else row[column] or b""
        _update(table, row["id"], {column: sealed})


def _update(table: str, row_id: str, values: dict[str, Any]) -> None:
    names: list[sa.ColumnClause[Any]] = [sa.column(name) for name in values]
    changed = sa.table(table, sa.column("id"), *names)
    op.get_bind().execute(changed.update().where(changed.c.id == row_id).values(values))
