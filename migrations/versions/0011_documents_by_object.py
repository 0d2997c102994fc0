"""documents by object

With the procedure beside the object no plan goes through all documents of a procedure.

Revision: 0011
Follows: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_document_object")
        batch_op.create_index(
            "ix_documents_document_object", ["object_id", "procedure_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_document_object")
        batch_op.create_index("ix_documents_document_object", ["object_id"], unique=False)
