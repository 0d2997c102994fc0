"""a candidate's own file behind a link that is good once

Revision: 0030
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "rights_parcel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("matter_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("identity_key", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_rights_parcel_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_rights_parcel_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"],
            ["correspondence_matter.id"],
            name=op.f("fk_rights_parcel_matter_id_correspondence_matter"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_rights_parcel_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["released_by"],
            ["access_grant.id"],
            name=op.f("fk_rights_parcel_released_by_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_parcel")),
        sa.UniqueConstraint("token", name=op.f("uq_rights_parcel_token")),
    )
    with op.batch_alter_table("rights_parcel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_parcel_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(
            "ix_rights_parcel_procedure", ["procedure_id", "asked_at"], unique=False
        )
        batch_op.create_index(
            "uq_rights_parcel_living",
            ["matter_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("rights_parcel", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rights_parcel_living",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_rights_parcel_procedure")
        batch_op.drop_index(batch_op.f("ix_rights_parcel_matter_id"))

    op.drop_table("rights_parcel")
