"""which seal stands on the report's files; which entry and who stand behind a milestone

Revision: 0031
Follows: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_ADDED = {
    "report_report": ("sealed_by", "stamp"),
    "report_second_edition": ("sealed_by", "stamp"),
    "procedure_milestone": ("entry", "by_grant"),
}


def upgrade() -> None:
    """Apply."""
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.add_column(
                    sa.Column(column, sa.String(), nullable=False, server_default="")
                )
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    """Take back."""
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
