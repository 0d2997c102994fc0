"""dates that were not kept, what candidates need, bookings

Revision: 0020
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "interviews_need",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ready", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_interviews_need_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_interviews_need_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_interviews_need_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_need")),
        sa.UniqueConstraint(
            "procedure_id",
            "run",
            "candidate_id",
            name=op.f("uq_interviews_need_procedure_id_run_candidate_id"),
        ),
    )
    op.create_table(
        "interviews_booking",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_interviews_booking_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"],
            ["accounts_person.id"],
            name=op.f("fk_interviews_booking_principal_id_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_interviews_booking_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["interviews_slot.id"],
            name=op.f("fk_interviews_booking_slot_id_interviews_slot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_booking")),
    )
    with op.batch_alter_table("interviews_booking", schema=None) as batch_op:
        batch_op.create_index(
            "ix_interviews_booking_principal", ["procedure_id", "principal_id"], unique=False
        )

    op.create_table(
        "interviews_missed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("motion_id", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_interviews_missed_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_interviews_missed_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["panel_motion.id"],
            name=op.f("fk_interviews_missed_motion_id_panel_motion"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_interviews_missed_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["interviews_slot.id"],
            name=op.f("fk_interviews_missed_slot_id_interviews_slot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_missed")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_interviews_missed_slot_id")),
    )
    with op.batch_alter_table("interviews_missed", schema=None) as batch_op:
        batch_op.create_index(
            "ix_interviews_missed_run", ["procedure_id", "run", "candidate_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("interviews_missed", schema=None) as batch_op:
        batch_op.drop_index("ix_interviews_missed_run")

    op.drop_table("interviews_missed")
    with op.batch_alter_table("interviews_booking", schema=None) as batch_op:
        batch_op.drop_index("ix_interviews_booking_principal")

    op.drop_table("interviews_booking")
    op.drop_table("interviews_need")
