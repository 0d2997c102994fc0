"""what waits for the acting Chair, and the report's second edition

Revision: 0029
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "countersigning_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("other_grant", sa.String(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_countersigning_request_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["other_grant"],
            ["access_grant.id"],
            name=op.f("fk_countersigning_request_other_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_countersigning_request_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersigning_request")),
    )
    with op.batch_alter_table("countersigning_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_countersigning_request_procedure_id"), ["procedure_id"], unique=False
        )
        batch_op.create_index(
            "uq_countersigning_request_waiting",
            ["procedure_id", "act", "object_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_table(
        "report_second_edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("first_hash", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("replaced", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_report_second_edition_procedure_id_procedure_procedure"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report_report.id"],
            name=op.f("fk_report_second_edition_report_id_report_report"),
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["access_second.id"],
            name=op.f("fk_report_second_edition_second_id_access_second"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_second_edition")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_second_edition_report_id")),
    )
    with op.batch_alter_table("report_second_edition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_second_edition_procedure_id"), ["procedure_id"], unique=False
        )
    op.create_table(
        "appointment_period_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("old_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("affected", sa.String(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_appointment_period_change_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_appointment_period_change_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_period_change")),
    )
    with op.batch_alter_table("appointment_period_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_period_change_procedure_id"),
            ["procedure_id"],
            unique=False,
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("appointment_period_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_period_change_procedure_id"))
    op.drop_table("appointment_period_change")
    with op.batch_alter_table("report_second_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_second_edition_procedure_id"))
    op.drop_table("report_second_edition")
    with op.batch_alter_table("countersigning_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_countersigning_request_waiting",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_countersigning_request_procedure_id"))
    op.drop_table("countersigning_request")
