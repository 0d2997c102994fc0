"""intake batches: what was dropped at once and is not filed yet

Revision: 0002
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "applications_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('reading', 'review', 'filing', 'done')",
            name=op.f("ck_applications_batch_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_applications_batch_grant_id_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_applications_batch_person_id_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_applications_batch_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications_batch")),
    )
    with op.batch_alter_table("applications_batch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_applications_batch_person", ["procedure_id", "person_id"], unique=False
        )

    op.create_table(
        "applications_proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'left', 'ordered', 'refused', 'filed')",
            name=op.f("ck_applications_proposal_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["applications_batch.id"],
            name=op.f("fk_applications_proposal_batch_id_applications_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_applications_proposal_candidate_id_applications_candidate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications_proposal")),
        sa.UniqueConstraint(
            "batch_id", "identity", name=op.f("uq_applications_proposal_batch_id_identity")
        ),
    )
    op.create_table(
        "applications_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("proposal_id", sa.String(), nullable=True),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state IN ('taken', 'read', 'refused', 'left')",
            name=op.f("ck_applications_item_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["applications_batch.id"],
            name=op.f("fk_applications_item_batch_id_applications_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["applications_item.id"],
            name=op.f("fk_applications_item_parent_id_applications_item"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["applications_proposal.id"],
            name=op.f("fk_applications_item_proposal_id_applications_proposal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications_item")),
        sa.UniqueConstraint(
            "batch_id", "identity", name=op.f("uq_applications_item_batch_id_identity")
        ),
    )
    with op.batch_alter_table("applications_item", schema=None) as batch_op:
        batch_op.create_index("ix_applications_item_parent", ["parent_id"], unique=False)
        batch_op.create_index("ix_applications_item_proposal", ["proposal_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("applications_item", schema=None) as batch_op:
        batch_op.drop_index("ix_applications_item_proposal")
        batch_op.drop_index("ix_applications_item_parent")

    op.drop_table("applications_item")
    op.drop_table("applications_proposal")
    with op.batch_alter_table("applications_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_applications_batch_person")

    op.drop_table("applications_batch")
