"""on SQLite a used key is one entry of one tree, so that a save writes a page less

Revision: 0037
Follows: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _anew(with_rowid=False)


def downgrade() -> None:
    """Take back."""
    _anew(with_rowid=True)


def _anew(*, with_rowid: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("access_key", "access_key_before")
    op.create_table(
        "access_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_access_key")),
        sqlite_with_rowid=with_rowid,
    )
    op.execute(
        sa.text(
            "INSERT INTO access_key (key, person_id, action, at, receipt) "
            "SELECT key, person_id, action, at, receipt FROM access_key_before"
        )
    )
    op.drop_table("access_key_before")
