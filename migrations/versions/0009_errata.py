"""errata beside locked score sheets

Revision: 0009
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "interviews_erratum",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["interviews_sheet.id"],
            name=op.f("fk_interviews_erratum_sheet_id_interviews_sheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_erratum")),
    )
    with op.batch_alter_table("interviews_erratum", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interviews_erratum_sheet_id"), ["sheet_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("interviews_erratum", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_erratum_sheet_id"))

    op.drop_table("interviews_erratum")
