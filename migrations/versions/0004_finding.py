"""what is found by its words, and decisions on likenesses taken back

Revision: 0004
Follows: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "finding_shelf",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_finding_shelf_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_shelf")),
    )
    with op.batch_alter_table("finding_shelf", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_shelf_procedure", ["procedure_id", "filled"], unique=False
        )

    op.create_table(
        "finding_compared",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_finding_compared_candidate_id_applications_candidate"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_finding_compared")),
    )
    op.create_table(
        "finding_shelved",
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("shelf_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_finding_shelved_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["shelf_id"],
            ["finding_shelf.id"],
            name=op.f("fk_finding_shelved_shelf_id_finding_shelf"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_finding_shelved")),
    )
    with op.batch_alter_table("finding_shelved", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_shelved_shelf_id"), ["shelf_id"], unique=False)

    op.create_table(
        "applications_reversal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("likeness_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_applications_reversal_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["access_grant.id"],
            name=op.f("fk_applications_reversal_decided_by_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["likeness_id"],
            ["applications_likeness.id"],
            name=op.f("fk_applications_reversal_likeness_id_applications_likeness"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications_reversal")),
    )
    with op.batch_alter_table("applications_reversal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_applications_reversal_likeness_id"), ["likeness_id"], unique=False
        )

    op.create_table(
        "finding_part",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("text_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('name', 'document', 'vote', 'outcome', 'listed')",
            name=op.f("ck_finding_part_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('read', 'recognised', 'unread')", name=op.f("ck_finding_part_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_finding_part_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_finding_part_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["documents_text.document_id"],
            name=op.f("fk_finding_part_text_id_documents_text"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_finding_part")),
        sa.UniqueConstraint("kind", "object_id", name=op.f("uq_finding_part_kind_object_id")),
    )
    with op.batch_alter_table("finding_part", schema=None) as batch_op:
        batch_op.create_index("ix_finding_part_candidate", ["candidate_id"], unique=False)
        batch_op.create_index("ix_finding_part_status", ["procedure_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_part_text_id"), ["text_id"], unique=False)

    op.create_table(
        "finding_token",
        sa.Column("token", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["part"],
            ["finding_part.number"],
            name=op.f("fk_finding_token_part_finding_part"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token", "part", name=op.f("pk_finding_token")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("finding_token", schema=None) as batch_op:
        batch_op.create_index("ix_finding_token_part", ["part"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("finding_token", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_token_part")

    op.drop_table("finding_token")
    with op.batch_alter_table("finding_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_part_text_id"))
        batch_op.drop_index("ix_finding_part_status")
        batch_op.drop_index("ix_finding_part_candidate")

    op.drop_table("finding_part")
    with op.batch_alter_table("applications_reversal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applications_reversal_likeness_id"))

    op.drop_table("applications_reversal")
    with op.batch_alter_table("finding_shelved", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_shelved_shelf_id"))

    op.drop_table("finding_shelved")
    op.drop_table("finding_compared")
    with op.batch_alter_table("finding_shelf", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_shelf_procedure")

    op.drop_table("finding_shelf")
