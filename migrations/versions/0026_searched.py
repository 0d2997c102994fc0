"""the few documents whose words are not found, and the scans that wait, are told by an index

Revision: 0026
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what was written down until now is noted as such."""
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("searched", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE documents_document SET searched = true WHERE EXISTS (SELECT 1 FROM finding_part"
        " WHERE finding_part.kind = 'document' AND finding_part.status <> 'unread'"
        " AND finding_part.object_id = documents_document.id)"
    )
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_documents_document_unsearched",
            ["procedure_id"],
            unique=False,
            sqlite_where=sa.text("NOT searched AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("NOT searched AND withdrawn_at IS NULL"),
        )
    with op.batch_alter_table("documents_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("missed", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(
            "ix_documents_text_due",
            ["due"],
            unique=False,
            sqlite_where=sa.text("due IS NOT NULL"),
            postgresql_where=sa.text("due IS NOT NULL"),
        )
    op.execute("UPDATE documents_text SET due = at WHERE status = 'scan'")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("documents_text", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_text_due")
        batch_op.drop_column("missed")
        batch_op.drop_column("tries")
        batch_op.drop_column("due")
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_document_unsearched")
        batch_op.drop_column("searched")
