"""applicants who hold an account; the finding that no application is suitable

Revision: 0027
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
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
    op.create_table(
        "shortlist_no_suitable",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["panel_motion.id"],
            name=op.f("fk_shortlist_no_suitable_motion_id_panel_motion"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_shortlist_no_suitable_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_no_suitable")),
        sa.UniqueConstraint(
            "procedure_id", "run", name=op.f("uq_shortlist_no_suitable_procedure_id_run")
        ),
    )
    op.create_table(
        "shortlist_unsuitable",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_shortlist_unsuitable_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["shortlist_no_suitable.id"],
            name=op.f("fk_shortlist_unsuitable_finding_id_shortlist_no_suitable"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_unsuitable")),
        sa.UniqueConstraint(
            "finding_id",
            "candidate_id",
            name=op.f("uq_shortlist_unsuitable_finding_id_candidate_id"),
        ),
    )
    with op.batch_alter_table("report_finding_given", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shortlist_id", sa.String(), nullable=True))
        batch_op.alter_column("decision_id", existing_type=sa.String(), nullable=True)
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_finding_given_shortlist_id"), ["shortlist_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_report_finding_given_shortlist_id_shortlist_no_suitable"),
            "shortlist_no_suitable",
            ["shortlist_id"],
            ["id"],
        )


def downgrade() -> None:
    """Take back. Refused by the database where a finding without a decision was handed over."""
    with op.batch_alter_table("report_finding_given", schema=None) as batch_op:
        batch_op.drop_constraint(
            "fk_report_finding_given_shortlist_id_shortlist_no_suitable", type_="foreignkey"
        )
        batch_op.drop_constraint("uq_report_finding_given_shortlist_id", type_="unique")
        batch_op.alter_column("decision_id", existing_type=sa.String(), nullable=False)
        batch_op.drop_column("shortlist_id")
    op.drop_table("shortlist_unsuitable")
    op.drop_table("shortlist_no_suitable")
    op.drop_table("finding_match_vote")
    with op.batch_alter_table("finding_match_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_match_decision_match_id"))

    op.drop_table("finding_match_decision")
    with op.batch_alter_table("access_match", schema=None) as batch_op:
        batch_op.drop_index("ix_access_match_status")
        batch_op.drop_index("ix_access_match_candidate")

    op.drop_table("access_match")
