"""that texts were written down is marked, so that what was found before is known to hold

Revision: 0050
Follows: 0049
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "finding_written",
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_finding_written_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("procedure_id", name=op.f("pk_finding_written")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("finding_written")
