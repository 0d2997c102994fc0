"""erasure at the end of retention

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointment_erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("announced_at", _AT, nullable=False),
        sa.Column("announced_by", sa.String(), nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("one_grant", sa.String(), nullable=True),
        sa.Column("one_at", _AT, nullable=True),
        sa.Column("other_grant", sa.String(), nullable=True),
        sa.Column("other_at", _AT, nullable=True),
        sa.Column("held_why", sa.String(), nullable=False),
        sa.Column("begun_at", _AT, nullable=True),
        sa.Column("done_at", _AT, nullable=True),
        sa.Column("erased", sa.String(), nullable=False),
        sa.Column("totals", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_appointment_erasure_procedure_id_procedure_procedure"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["access_grant.id"],
                name=op.f(f"fk_appointment_erasure_{column}_access_grant"),
            )
            for column in ("announced_by", "one_grant", "other_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_erasure")),
        sa.UniqueConstraint(
            "procedure_id", "lot", name=op.f("uq_appointment_erasure_procedure_id_lot")
        ),
    )
    op.add_column("applications_candidate", sa.Column("erased_at", _AT, nullable=True))
    with op.batch_alter_table("appointment_erasure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_erasure_procedure_id"), ["procedure_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("appointment_erasure")
    op.drop_column("applications_candidate", "erased_at")
