"""words laid out for excerpts, questions answered for all

Revision: 0008
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "finding_laid_out",
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part"],
            ["finding_part.number"],
            name=op.f("fk_finding_laid_out_part_finding_part"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_finding_laid_out")),
    )
    op.create_table(
        "vacancy_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vacancy_id", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_vacancy_answer_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects"],
            ["vacancy_answer.id"],
            name=op.f("fk_vacancy_answer_corrects_vacancy_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy_vacancy.id"],
            name=op.f("fk_vacancy_answer_vacancy_id_vacancy_vacancy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_answer")),
        sa.UniqueConstraint("corrects", name=op.f("uq_vacancy_answer_corrects")),
    )
    with op.batch_alter_table("vacancy_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vacancy_answer_vacancy_id"), ["vacancy_id"], unique=False
        )
    # the worker writes all texts down anew, and lays them out
    op.execute("DELETE FROM finding_token")
    op.execute("DELETE FROM finding_part")


def downgrade() -> None:
    """Take back."""
    op.drop_table("vacancy_answer")
    op.drop_table("finding_laid_out")
