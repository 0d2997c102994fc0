"""prescreening at speed

Revision: 0005
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


# What was locked before: the time of each lock, and a comparison of each file with two. The
# votes are sealed, so that it is known only that something differs, not what.
_LOCKED = """
UPDATE prescreening_assignment SET locked_at = (
    SELECT v.locked_at FROM prescreening_vote v
    WHERE v.assignment_id = prescreening_assignment.id
)
"""
_COMPARED = """
INSERT INTO prescreening_comparison
    (candidate_id, procedure_id, first_person, second_person, differing, at, settled_at)
SELECT s.candidate_id, s.procedure_id, min(s.person_id), max(s.person_id),
    CASE WHEN min(o.how) = 'agreed' THEN 0 ELSE 1 END, max(s.locked_at), min(o.at)
FROM prescreening_assignment s
LEFT JOIN prescreening_outcome o ON o.candidate_id = s.candidate_id
WHERE s.locked_at IS NOT NULL AND s.ended_at IS NULL
GROUP BY s.candidate_id, s.procedure_id
HAVING count(DISTINCT s.person_id) >= 2
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "prescreening_agreement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("first_person", sa.String(), nullable=False),
        sa.Column("second_person", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_person"],
            ["accounts_person.id"],
            name=op.f("fk_prescreening_agreement_first_person_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_prescreening_agreement_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["second_person"],
            ["accounts_person.id"],
            name=op.f("fk_prescreening_agreement_second_person_accounts_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescreening_agreement")),
        sa.UniqueConstraint(
            "procedure_id",
            "first_person",
            "second_person",
            name=op.f("uq_prescreening_agreement_procedure_id_first_person_second_person"),
        ),
    )
    op.create_table(
        "prescreening_comparison",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("first_person", sa.String(), nullable=False),
        sa.Column("second_person", sa.String(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_prescreening_comparison_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["first_person"],
            ["accounts_person.id"],
            name=op.f("fk_prescreening_comparison_first_person_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_prescreening_comparison_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["second_person"],
            ["accounts_person.id"],
            name=op.f("fk_prescreening_comparison_second_person_accounts_person"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_prescreening_comparison")),
    )
    with op.batch_alter_table("prescreening_comparison", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prescreening_comparison_differing",
            ["procedure_id", "candidate_id"],
            unique=False,
            sqlite_where=sa.text("differing > 0"),
            postgresql_where=sa.text("differing > 0"),
        )
        batch_op.create_index(
            "ix_prescreening_comparison_open",
            ["procedure_id", "candidate_id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "prescreening_completion",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_prescreening_completion_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_prescreening_completion_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents_document.id"],
            name=op.f("fk_prescreening_completion_document_id_documents_document"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_prescreening_completion_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescreening_completion")),
    )
    with op.batch_alter_table("prescreening_completion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prescreening_completion_candidate", ["candidate_id", "asked_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_prescreening_completion_procedure_id"), ["procedure_id"], unique=False
        )

    with op.batch_alter_table("prescreening_assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("ix_prescreening_assignment_mine")
        batch_op.create_index(
            "ix_prescreening_assignment_mine",
            ["procedure_id", "person_id", "ended_at", "locked_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_prescreening_assignment_open",
            ["procedure_id", "person_id", "candidate_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND locked_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND locked_at IS NULL"),
        )

    with op.batch_alter_table("prescreening_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prescreening_outcome_procedure_id"))
        batch_op.create_index("ix_prescreening_outcome_at", ["procedure_id", "at"], unique=False)

    with op.batch_alter_table("prescreening_panel_ruling", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fallen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(
            batch_op.f("uq_prescreening_panel_ruling_candidate_id_kind"), type_="unique"
        )
        batch_op.create_index(
            "uq_prescreening_panel_ruling_living",
            ["candidate_id", "kind"],
            unique=True,
            sqlite_where=sa.text("fallen_at IS NULL"),
            postgresql_where=sa.text("fallen_at IS NULL"),
        )

    with op.batch_alter_table("prescreening_progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_at_received", sa.Integer(), nullable=True))

    op.execute(_LOCKED)
    op.execute(_COMPARED)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("prescreening_progress", schema=None) as batch_op:
        batch_op.drop_column("given_at_received")

    with op.batch_alter_table("prescreening_panel_ruling", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_prescreening_panel_ruling_living",
            sqlite_where=sa.text("fallen_at IS NULL"),
            postgresql_where=sa.text("fallen_at IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_prescreening_panel_ruling_candidate_id_kind"), ["candidate_id", "kind"]
        )
        batch_op.drop_column("fallen_at")

    with op.batch_alter_table("prescreening_outcome", schema=None) as batch_op:
        batch_op.drop_index("ix_prescreening_outcome_at")
        batch_op.create_index(
            batch_op.f("ix_prescreening_outcome_procedure_id"), ["procedure_id"], unique=False
        )

    with op.batch_alter_table("prescreening_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_prescreening_assignment_open",
            sqlite_where=sa.text("ended_at IS NULL AND locked_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND locked_at IS NULL"),
        )
        batch_op.drop_index("ix_prescreening_assignment_mine")
        batch_op.create_index(
            "ix_prescreening_assignment_mine",
            ["procedure_id", "person_id", "ended_at"],
            unique=False,
        )
        batch_op.drop_column("locked_at")

    with op.batch_alter_table("prescreening_completion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prescreening_completion_procedure_id"))
        batch_op.drop_index("ix_prescreening_completion_candidate")

    op.drop_table("prescreening_completion")
    with op.batch_alter_table("prescreening_comparison", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_prescreening_comparison_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_prescreening_comparison_differing",
            sqlite_where=sa.text("differing > 0"),
            postgresql_where=sa.text("differing > 0"),
        )

    op.drop_table("prescreening_comparison")
    op.drop_table("prescreening_agreement")
