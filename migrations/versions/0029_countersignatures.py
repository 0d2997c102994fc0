"""what a President in conflict asks for waits for the acting Chair

Revision: 0029
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "countersigning_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("other_grant", sa.String(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_countersigning_request_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["other_grant"],
            ["access_grant.id"],
            name=op.f("fk_countersigning_request_other_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_countersigning_request_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersigning_request")),
    )
    with op.batch_alter_table("countersigning_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_countersigning_request_procedure_id"), ["procedure_id"], unique=False
        )
        batch_op.create_index(
            "uq_countersigning_request_waiting",
            ["procedure_id", "act", "object_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("countersigning_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_countersigning_request_waiting",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_countersigning_request_procedure_id"))
    op.drop_table("countersigning_request")
