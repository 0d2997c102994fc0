"""copies of documents with areas struck out, from the draft to the release

Revision: 0021
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "documents_redaction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("original_id", sa.String(), nullable=False),
        sa.Column("copy_id", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("ocr", sa.String(), nullable=False),
        sa.Column("looked", sa.String(), nullable=False),
        sa.Column("looked_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "ocr IN ('', 'clean', 'absent')", name=op.f("ck_documents_redaction_ocr_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'waits', 'made', 'failed', 'released', 'dropped')",
            name=op.f("ck_documents_redaction_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_documents_redaction_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"],
            ["documents_document.id"],
            name=op.f("fk_documents_redaction_copy_id_documents_document"),
        ),
        sa.ForeignKeyConstraint(
            ["looked_by"],
            ["access_grant.id"],
            name=op.f("fk_documents_redaction_looked_by_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["documents_document.id"],
            name=op.f("fk_documents_redaction_original_id_documents_document"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_documents_redaction_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["released_by"],
            ["access_grant.id"],
            name=op.f("fk_documents_redaction_released_by_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_redaction")),
    )
    with op.batch_alter_table("documents_redaction", schema=None) as batch_op:
        batch_op.create_index("ix_documents_redaction_copy", ["copy_id"], unique=False)
        batch_op.create_index(
            "ix_documents_redaction_original", ["original_id", "released_at"], unique=False
        )
        batch_op.create_index(
            "ix_documents_redaction_waits",
            ["state"],
            unique=False,
            sqlite_where=sa.text("state = 'waits'"),
            postgresql_where=sa.text("state = 'waits'"),
        )
        batch_op.create_index(
            "uq_documents_redaction_open",
            ["original_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'waits', 'made', 'failed')"),
            postgresql_where=sa.text("state IN ('draft', 'waits', 'made', 'failed')"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("documents_redaction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_documents_redaction_open",
            sqlite_where=sa.text("state IN ('draft', 'waits', 'made', 'failed')"),
            postgresql_where=sa.text("state IN ('draft', 'waits', 'made', 'failed')"),
        )
        batch_op.drop_index(
            "ix_documents_redaction_waits",
            sqlite_where=sa.text("state = 'waits'"),
            postgresql_where=sa.text("state = 'waits'"),
        )
        batch_op.drop_index("ix_documents_redaction_original")
        batch_op.drop_index("ix_documents_redaction_copy")

    op.drop_table("documents_redaction")
