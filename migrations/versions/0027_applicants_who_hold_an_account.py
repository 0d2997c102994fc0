"""applicants who hold an account

Revision: 0027
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "access_match",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('asked', 'same', 'other')", name=op.f("ck_access_match_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_access_match_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_access_match_person_id_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_access_match_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_match")),
        sa.UniqueConstraint(
            "procedure_id",
            "person_id",
            "candidate_id",
            name=op.f("uq_access_match_procedure_id_person_id_candidate_id"),
        ),
    )
    with op.batch_alter_table("access_match", schema=None) as batch_op:
        batch_op.create_index("ix_access_match_candidate", ["candidate_id"], unique=False)
        batch_op.create_index("ix_access_match_status", ["procedure_id", "status"], unique=False)

    op.create_table(
        "finding_match_decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("match_id", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_finding_match_decision_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["access_match.id"],
            name=op.f("fk_finding_match_decision_match_id_access_match"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_match_decision")),
    )
    with op.batch_alter_table("finding_match_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finding_match_decision_match_id"), ["match_id"], unique=False
        )

    op.create_table(
        "finding_match_vote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("match_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_finding_match_vote_grant_id_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["access_match.id"],
            name=op.f("fk_finding_match_vote_match_id_access_match"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_match_vote")),
        sa.UniqueConstraint(
            "match_id", "grant_id", name=op.f("uq_finding_match_vote_match_id_grant_id")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("finding_match_vote")
    with op.batch_alter_table("finding_match_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_match_decision_match_id"))

    op.drop_table("finding_match_decision")
    with op.batch_alter_table("access_match", schema=None) as batch_op:
        batch_op.drop_index("ix_access_match_status")
        batch_op.drop_index("ix_access_match_candidate")

    op.drop_table("access_match")
