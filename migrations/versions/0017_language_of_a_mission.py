"""the language that a mission chose for its letters

Revision: 0017
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("states_contact") as contact:
        contact.add_column(sa.Column("lang", sa.String(), nullable=False, server_default="en"))
    with op.batch_alter_table("states_contact") as contact:
        contact.alter_column("lang", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("states_contact") as contact:
        contact.drop_column("lang")
