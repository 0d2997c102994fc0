"""words laid out for excerpts

Revision: 0008
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "finding_laid_out",
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part"],
            ["finding_part.number"],
            name=op.f("fk_finding_laid_out_part_finding_part"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_finding_laid_out")),
    )
    # the worker writes all texts down anew, and lays them out
    op.execute("DELETE FROM finding_token")
    op.execute("DELETE FROM finding_part")


def downgrade() -> None:
    """Take back."""
    op.drop_table("finding_laid_out")
