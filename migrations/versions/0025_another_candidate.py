"""another candidate by a new decision, and a round without object

Revision: 0025
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint("uq_report_decision_procedure_id_run", type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_decision_procedure_id_run_number"),
            ["procedure_id", "run", "number"],
        )
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)
    with op.batch_alter_table("report_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_report_report_decision_id_report_decision"),
            "report_decision",
            ["decision_id"],
            ["id"],
        )
    op.execute(
        "UPDATE report_report SET decision_id = (SELECT report_decision.id FROM report_decision"
        " WHERE report_decision.procedure_id = report_report.procedure_id"
        " AND report_decision.run = report_report.run)"
        " WHERE report_report.called_at IS NOT NULL"
    )
    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("without_object_at", sa.DateTime(timezone=True), nullable=True)
        )
    op.create_table(
        "vacancy_reopening",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("vacancy_id", sa.String(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy_vacancy.id"],
            name=op.f("fk_vacancy_reopening_vacancy_id_vacancy_vacancy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_reopening")),
    )
    with op.batch_alter_table("vacancy_reopening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vacancy_reopening_vacancy_id"), ["vacancy_id"], unique=False
        )


def downgrade() -> None:
    """Take back. Refused by the database where a run has several decisions: none is dropped."""
    with op.batch_alter_table("vacancy_reopening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vacancy_reopening_vacancy_id"))
    op.drop_table("vacancy_reopening")
    with op.batch_alter_table("approval_round", schema=None) as batch_op:
        batch_op.drop_column("without_object_at")
    with op.batch_alter_table("report_report", schema=None) as batch_op:
        batch_op.drop_constraint("fk_report_report_decision_id_report_decision", type_="foreignkey")
        batch_op.drop_column("decision_id")
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.drop_constraint("uq_report_decision_procedure_id_run_number", type_="unique")
        batch_op.drop_column("number")
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_decision_procedure_id_run"), ["procedure_id", "run"]
        )
