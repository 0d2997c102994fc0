"""indexes by which pages find what they show, however many applications there are

Revision: 0052
Follows: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_panel_asked_place", "panel_asked", ["procedure_id", "place", "candidate_id"]),
    ("ix_panel_declaration_candidate", "panel_declaration", ["candidate_id"]),
    ("ix_shortlist_shortlisted_kind", "shortlist_shortlisted", ["shortlist_id", "kind", "place"]),
)

_DECIDED = "ix_applications_likeness_decided"
_ONLY = sa.text("decision <> ''")


def upgrade() -> None:
    """Apply."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
    op.create_index(
        _DECIDED,
        "applications_likeness",
        ["procedure_id", "found_at", "id"],
        sqlite_where=_ONLY,
        postgresql_where=_ONLY,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(_DECIDED, table_name="applications_likeness")
    for name, table, _columns in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
