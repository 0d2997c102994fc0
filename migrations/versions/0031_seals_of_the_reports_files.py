"""which seal stands on the report's files, and whether an authority gave it a time

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

_TABLES = ("report_report", "report_second_edition")


def upgrade() -> None:
    """Apply."""
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in ("sealed_by", "stamp"):
                batch_op.add_column(
                    sa.Column(column, sa.String(), nullable=False, server_default="")
                )
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in ("sealed_by", "stamp"):
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    """Take back."""
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in ("stamp", "sealed_by"):
                batch_op.drop_column(column)
