"""what the panel and the GICHD say of profile, questions and grid while they are drafted

Revision: 0051
Follows: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "shortlist_comment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person"],
            ["accounts_person.id"],
            name=op.f("fk_shortlist_comment_by_person_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_shortlist_comment_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_comment")),
    )
    op.create_index(
        "ix_shortlist_comment_paper", "shortlist_comment", ["procedure_id", "run", "kind"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_shortlist_comment_paper", table_name="shortlist_comment")
    op.drop_table("shortlist_comment")
