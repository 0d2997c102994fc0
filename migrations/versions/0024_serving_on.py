"""written reminders, and the others' votes that somebody seated stands down

Revision: 0024
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "panel_reminder",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=True),
        sa.Column("to_chair", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_grant", sa.String(), nullable=True),
        sa.Column("valid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_panel_reminder_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["access_grant.id"], name=op.f("fk_panel_reminder_grant_id_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_panel_reminder_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["second_grant"],
            ["access_grant.id"],
            name=op.f("fk_panel_reminder_second_grant_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_reminder")),
    )
    with op.batch_alter_table("panel_reminder", schema=None) as batch_op:
        batch_op.create_index("ix_panel_reminder_procedure", ["procedure_id", "at"], unique=False)

    op.create_table(
        "panel_standing_down",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_panel_standing_down_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_panel_standing_down_grant_id_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_panel_standing_down_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_standing_down")),
    )
    with op.batch_alter_table("panel_standing_down", schema=None) as batch_op:
        batch_op.create_index(
            "ix_panel_standing_down_procedure", ["procedure_id", "at"], unique=False
        )
        batch_op.create_index(
            "uq_panel_standing_down_open",
            ["grant_id", "ground", "what", "object_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "panel_standing_down_vote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("motion_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_panel_standing_down_vote_grant_id_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["panel_standing_down.id"],
            name=op.f("fk_panel_standing_down_vote_motion_id_panel_standing_down"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_standing_down_vote")),
        sa.UniqueConstraint(
            "motion_id", "grant_id", name=op.f("uq_panel_standing_down_vote_motion_id_grant_id")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("panel_standing_down_vote")
    with op.batch_alter_table("panel_standing_down", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_panel_standing_down_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_panel_standing_down_procedure")

    op.drop_table("panel_standing_down")
    with op.batch_alter_table("panel_reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_panel_reminder_procedure")

    op.drop_table("panel_reminder")
