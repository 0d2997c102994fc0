"""the mark that tells a rehearsal's database from production's

Revision: 0023
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "core_installation",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_core_installation_one_only")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_core_installation")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("core_installation")
