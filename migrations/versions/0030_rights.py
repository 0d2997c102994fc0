"""a candidate's own file and feedback; one remedy for all that a failure touched

Revision: 0030
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "correspondence_fault",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_correspondence_fault_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence_fault")),
    )
    with op.batch_alter_table("correspondence_fault", schema=None) as batch_op:
        batch_op.create_index("ix_correspondence_fault_at", ["procedure_id", "at"], unique=False)

    op.create_table(
        "correspondence_failure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remedied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remedied_by", sa.String(), nullable=True),
        sa.Column("remedy", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_correspondence_failure_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_correspondence_failure_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["remedied_by"],
            ["access_grant.id"],
            name=op.f("fk_correspondence_failure_remedied_by_access_grant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence_failure")),
    )
    with op.batch_alter_table("correspondence_failure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correspondence_failure_procedure_id"), ["procedure_id"], unique=False
        )

    op.create_table(
        "correspondence_touched",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("failure_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["failure_id"],
            ["correspondence_failure.id"],
            name=op.f("fk_correspondence_touched_failure_id_correspondence_failure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence_touched")),
        sa.UniqueConstraint(
            "failure_id",
            "kind",
            "object_id",
            name=op.f("uq_correspondence_touched_failure_id_kind_object_id"),
        ),
    )
    with op.batch_alter_table("correspondence_touched", schema=None) as batch_op:
        batch_op.create_index("ix_correspondence_touched_grant", ["grant_id"], unique=False)

    op.create_table(
        "rights_feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("sent_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broadcast_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["notices_broadcast.id"],
            name=op.f("fk_rights_feedback_broadcast_id_notices_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["by_grant"], ["access_grant.id"], name=op.f("fk_rights_feedback_by_grant_access_grant")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_rights_feedback_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_rights_feedback_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["access_grant.id"], name=op.f("fk_rights_feedback_sent_by_access_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_feedback")),
        sa.UniqueConstraint(
            "candidate_id", "side", name=op.f("uq_rights_feedback_candidate_id_side")
        ),
    )
    with op.batch_alter_table("rights_feedback", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rights_feedback_procedure", ["procedure_id", "side", "saved_at"], unique=False
        )

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
    with op.batch_alter_table("rights_feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_rights_feedback_procedure")

    op.drop_table("rights_feedback")
    with op.batch_alter_table("correspondence_touched", schema=None) as batch_op:
        batch_op.drop_index("ix_correspondence_touched_grant")

    op.drop_table("correspondence_touched")
    with op.batch_alter_table("correspondence_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correspondence_failure_procedure_id"))

    op.drop_table("correspondence_failure")
    with op.batch_alter_table("correspondence_fault", schema=None) as batch_op:
        batch_op.drop_index("ix_correspondence_fault_at")

    op.drop_table("correspondence_fault")
