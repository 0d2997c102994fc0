"""the applications in figures, taken at the first circulation

Revision: 0012
Follows: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "applications_statistics",
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_applications_statistics_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("procedure_id", name=op.f("pk_applications_statistics")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("applications_statistics")
