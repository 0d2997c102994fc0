"""what the scanner said of each document

Revision: 0007
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None

_KNOWN = "scan IN ('', 'ours', 'clean', 'waits', 'infected', 'erased')"
_TO_SCAN = sa.text("scan IN ('', 'waits')")


def upgrade() -> None:
    """Apply. What is there was never asked of a scanner; signed reports are our own."""
    with op.batch_alter_table("applications_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scan", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scan_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("scan_tries", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("scan_due", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signature", sa.String(), nullable=False, server_default=""))
        batch_op.create_check_constraint(batch_op.f("ck_documents_document_scan_known"), _KNOWN)
    op.execute(
        "UPDATE documents_document SET scan = 'ours' WHERE kind IN ('report', 'certificate')"
    )
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        for name in ("scan", "scan_tries", "signature"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(
            "ix_documents_document_scan",
            ["scan", "procedure_id"],
            unique=False,
            sqlite_where=_TO_SCAN,
            postgresql_where=_TO_SCAN,
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_documents_document_scan", sqlite_where=_TO_SCAN, postgresql_where=_TO_SCAN
        )
        batch_op.drop_constraint(batch_op.f("ck_documents_document_scan_known"), type_="check")
        for name in ("signature", "scan_due", "scan_tries", "scan_at", "scan"):
            batch_op.drop_column(name)

    with op.batch_alter_table("applications_batch", schema=None) as batch_op:
        batch_op.drop_column("waits_since")
