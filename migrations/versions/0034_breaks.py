"""that a round is broken has a row of its own; what the President asks about a letter is kept

Revision: 0034
Follows: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approval_break",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["approval_round.id"],
            name=op.f("fk_approval_break_round_id_approval_round"),
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_approval_break")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO approval_break (round_id, at) "
        "SELECT id, broken_at FROM approval_round WHERE broken_at IS NOT NULL"
    )
    op.drop_column("approval_round", "broken_at")
    op.drop_index("ix_approval_item_procedure_id", table_name="approval_item")
    op.create_table(
        "approval_asking",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_approval_asking_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["approval_item.id"],
            name=op.f("fk_approval_asking_item_id_approval_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_asking")),
    )
    op.create_index(op.f("ix_approval_asking_item_id"), "approval_asking", ["item_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_approval_asking_item_id"), table_name="approval_asking")
    op.drop_table("approval_asking")
    op.create_index("ix_approval_item_procedure_id", "approval_item", ["procedure_id"])
    op.add_column(
        "approval_round", sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "UPDATE approval_round SET broken_at = "
        "(SELECT at FROM approval_break WHERE round_id = approval_round.id)"
    )
    op.drop_table("approval_break")
