"""what happens when people fail: the acting Chair, reminders, countersignatures

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "panel_election",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.Column("ballot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("elected", sa.String(), nullable=True),
        sa.Column("by_order", sa.Boolean(), nullable=False),
        sa.Column("chair_grant", sa.String(), nullable=True),
        sa.Column("stood_in_for", sa.String(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_panel_election_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["chair_grant"],
            ["access_grant.id"],
            name=op.f("fk_panel_election_chair_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["elected"], ["access_grant.id"], name=op.f("fk_panel_election_elected_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_panel_election_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["stood_in_for"],
            ["access_grant.id"],
            name=op.f("fk_panel_election_stood_in_for_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_election")),
    )
    with op.batch_alter_table("panel_election", schema=None) as batch_op:
        batch_op.create_index("ix_panel_election_procedure", ["procedure_id", "at"], unique=False)
        batch_op.create_index(
            "uq_panel_election_open",
            ["procedure_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "panel_election_vote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("election_id", sa.String(), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("for_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"],
            ["panel_election.id"],
            name=op.f("fk_panel_election_vote_election_id_panel_election"),
        ),
        sa.ForeignKeyConstraint(
            ["for_grant"],
            ["access_grant.id"],
            name=op.f("fk_panel_election_vote_for_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_panel_election_vote_grant_id_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_election_vote")),
        sa.UniqueConstraint(
            "election_id",
            "ballot",
            "grant_id",
            name=op.f("uq_panel_election_vote_election_id_ballot_grant_id"),
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("panel_election_vote")
    with op.batch_alter_table("panel_election", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_panel_election_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_panel_election_procedure")

    op.drop_table("panel_election")
