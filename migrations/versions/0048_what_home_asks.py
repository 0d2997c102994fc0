"""where an application stands for the letters at its end; indexes for what home asks

Revision: 0048
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None

_INDEX = "ix_applications_candidate_standing"
_UNDECIDED = sa.text("decision = ''")
_REACHED = sa.text("merged_into IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "applications_candidate",
        sa.Column("standing", sa.String(), nullable=False, server_default=""),
    )
    op.execute(
        "UPDATE applications_candidate SET standing = 'not_suitable' WHERE EXISTS ("
        " SELECT 1 FROM prescreening_outcome AS o WHERE o.candidate_id = applications_candidate.id"
        " AND o.outcome = 'not_suitable' AND NOT EXISTS ("
        " SELECT 1 FROM prescreening_outcome AS later"
        " WHERE later.candidate_id = o.candidate_id AND later.at > o.at))"
    )
    op.execute(
        "UPDATE applications_candidate SET standing = 'listed' WHERE EXISTS ("
        " SELECT 1 FROM prescreening_listed AS l WHERE l.candidate_id = applications_candidate.id)"
    )
    op.execute(
        "UPDATE applications_candidate SET standing = 'written_to' WHERE EXISTS ("
        " SELECT 1 FROM appointment_letter AS l WHERE l.candidate_id = applications_candidate.id)"
    )
    op.create_index(
        _INDEX,
        "applications_candidate",
        ["procedure_id", "standing"],
        sqlite_where=_REACHED,
        postgresql_where=_REACHED,
    )
    op.create_index(
        "ix_applications_likeness_open",
        "applications_likeness",
        ["procedure_id", "found_at"],
        sqlite_where=_UNDECIDED,
        postgresql_where=_UNDECIDED,
    )
    op.create_index("ix_notices_broadcast_object", "notices_broadcast", ["object_id", "kind"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_notices_broadcast_object", table_name="notices_broadcast")
    op.drop_index("ix_applications_likeness_open", table_name="applications_likeness")
    op.drop_index(_INDEX, table_name="applications_candidate")
    op.drop_column("applications_candidate", "standing")
