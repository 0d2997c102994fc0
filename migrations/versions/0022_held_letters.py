"""letters to candidates wait until a second person releases them

Revision: 0022
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointment_held",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_appointment_held_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["access_grant.id"],
            name=op.f("fk_appointment_held_ended_by_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_appointment_held_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_held")),
    )
    with op.batch_alter_table("appointment_held", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_appointment_held_procedure_id"), ["procedure_id"], unique=False
        )
        batch_op.create_index(
            "uq_appointment_held_open",
            ["procedure_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "appointment_held_letter",
        sa.Column("held_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_appointment_held_letter_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["held_id"],
            ["appointment_held.id"],
            name=op.f("fk_appointment_held_letter_held_id_appointment_held"),
        ),
        sa.PrimaryKeyConstraint("held_id", "candidate_id", name=op.f("pk_appointment_held_letter")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("appointment_held_letter")
    with op.batch_alter_table("appointment_held", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_held_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(op.f("ix_appointment_held_procedure_id"))

    op.drop_table("appointment_held")
