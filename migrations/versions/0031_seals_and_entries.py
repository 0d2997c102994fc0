"""seals on the report's files; entry and actor of a milestone; versions of the narrative

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

    op.create_table(
        "report_part_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_report_part_version_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["report_part.id"],
            name=op.f("fk_report_part_version_part_id_report_part"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_part_version")),
        sa.UniqueConstraint(
            "part_id", "number", name=op.f("uq_report_part_version_part_id_number")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("report_part_version")
    for table, columns in _ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
