"""indexes by which pages find what they show, however many applications there are

Revision: 0052
Follows: 0051
"""

from __future__ import annotations

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


def upgrade() -> None:
    """Apply."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take back."""
    for name, table, _columns in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
