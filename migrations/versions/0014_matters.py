"""requests, complaints, claims of a failure

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "correspondence_matter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answerer", sa.String(), nullable=False),
        sa.Column("received_at", _AT, nullable=False),
        sa.Column("registered_at", _AT, nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("acknowledged_at", _AT, nullable=True),
        sa.Column("answered_at", _AT, nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_correspondence_matter_procedure_id_procedure_procedure"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["access_grant.id"],
                name=op.f(f"fk_correspondence_matter_{column}_access_grant"),
            )
            for column in ("by_grant", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence_matter")),
    )
    with op.batch_alter_table("correspondence_matter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correspondence_matter_procedure_id"), ["procedure_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("correspondence_matter")
