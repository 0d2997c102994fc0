"""what its sender decided about a mail that did not arrive

Revision: 0040
Follows: 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "notices_settling",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "how IN ('again', 'reached', 'needless')", name=op.f("ck_notices_settling_how_known")
        ),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_notices_settling_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["notices_delivery.id"],
            name=op.f("fk_notices_settling_delivery_id_notices_delivery"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_settling")),
    )
    op.create_index(
        op.f("ix_notices_settling_delivery_id"), "notices_settling", ["delivery_id"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_notices_settling_delivery_id"), table_name="notices_settling")
    op.drop_table("notices_settling")
