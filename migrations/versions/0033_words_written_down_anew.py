"""the index of words is written down anew: other numbers, the text beside its words

Revision: 0033
Follows: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

_EMPTIED = (
    "DELETE FROM finding_token",
    "DELETE FROM finding_laid_out",
    "DELETE FROM finding_part",
    # until the worker has been there, each page of a search says that these were not searched
    "UPDATE documents_document SET searched = false WHERE searched",
)


def upgrade() -> None:
    """Empty the index; the worker writes every text down in the new form."""
    _empty()
    op.create_table(
        "finding_placed",
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part"],
            ["finding_part.number"],
            name=op.f("fk_finding_placed_part_finding_part"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_finding_placed")),
    )


def downgrade() -> None:
    """Take back, emptied: what stands in the new form can't be read by the old one."""
    op.drop_table("finding_placed")
    _empty()


def _empty() -> None:
    for statement in _EMPTIED:
        op.execute(statement)
