"""the few documents that were withdrawn, found among all

Revision: 0049
Follows: 0048
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_INDEX = "ix_documents_document_withdrawn"
_WITHDRAWN = sa.text("withdrawn_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        _INDEX,
        "documents_document",
        ["procedure_id", "withdrawn_at"],
        sqlite_where=_WITHDRAWN,
        postgresql_where=_WITHDRAWN,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(_INDEX, table_name="documents_document")
