"""letters to candidates wait for a second person; contacts are proved before a
round; a daily digest of notices

Revision: 0022
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
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

    op.create_table(
        "approval_rehearsal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("to_all", sa.Boolean(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_approval_rehearsal_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_approval_rehearsal_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rehearsal")),
    )
    with op.batch_alter_table("approval_rehearsal", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_approval_rehearsal_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "approval_proof",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("rehearsal_id", sa.String(), nullable=False),
        sa.Column("state_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_approval_proof_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["approval_rehearsal.id"],
            name=op.f("fk_approval_proof_rehearsal_id_approval_rehearsal"),
        ),
        sa.ForeignKeyConstraint(
            ["state_id"], ["states_state.id"], name=op.f("fk_approval_proof_state_id_states_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_proof")),
        sa.UniqueConstraint(
            "rehearsal_id", "state_id", name=op.f("uq_approval_proof_rehearsal_id_state_id")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_approval_proof_token")),
    )
    with op.batch_alter_table("approval_proof", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_approval_proof_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "approval_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("state_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_approval_call_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_approval_call_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["approval_round.id"],
            name=op.f("fk_approval_call_round_id_approval_round"),
        ),
        sa.ForeignKeyConstraint(
            ["state_id"], ["states_state.id"], name=op.f("fk_approval_call_state_id_states_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_call")),
    )
    with op.batch_alter_table("approval_call", schema=None) as batch_op:
        batch_op.create_index("ix_approval_call_round", ["round_id", "at"], unique=False)

    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unreached", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("accounts_person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("notices_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(), nullable=True))
        batch_op.create_index("ix_notices_notice_digest", ["digest"], unique=False)
        batch_op.create_index(
            "ix_notices_notice_waiting",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("digest = ''"),
            postgresql_where=sa.text("digest = ''"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("notices_notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notices_notice_waiting",
            sqlite_where=sa.text("digest = ''"),
            postgresql_where=sa.text("digest = ''"),
        )
        batch_op.drop_index("ix_notices_notice_digest")
        batch_op.drop_column("digest")

    with op.batch_alter_table("accounts_person", schema=None) as batch_op:
        batch_op.drop_column("digest")

    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.drop_column("unreached")

    with op.batch_alter_table("approval_call", schema=None) as batch_op:
        batch_op.drop_index("ix_approval_call_round")

    op.drop_table("approval_call")
    with op.batch_alter_table("approval_proof", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_approval_proof_procedure_id"))

    op.drop_table("approval_proof")
    with op.batch_alter_table("approval_rehearsal", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_approval_rehearsal_procedure_id"))

    op.drop_table("approval_rehearsal")
    op.drop_table("appointment_held_letter")
    with op.batch_alter_table("appointment_held", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_held_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(op.f("ix_appointment_held_procedure_id"))

    op.drop_table("appointment_held")
