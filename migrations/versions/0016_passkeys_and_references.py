"""passkeys and references

Revision: 0016
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "accounts_passkey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_passkey_person_id_accounts_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_accounts_passkey_credential")),
    )
    with op.batch_alter_table("accounts_passkey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accounts_passkey_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "report_reference",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("by_grant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_grant"],
            ["access_grant.id"],
            name=op.f("fk_report_reference_by_grant_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_report_reference_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents_document.id"],
            name=op.f("fk_report_reference_document_id_documents_document"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_report_reference_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reference")),
        sa.UniqueConstraint("token", name=op.f("uq_report_reference_token")),
    )
    with op.batch_alter_table("report_reference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_reference_procedure_id"), ["procedure_id"], unique=False
        )

    with op.batch_alter_table("report_signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assertion", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("report_signature", schema=None) as batch_op:
        batch_op.drop_column("assertion")

    with op.batch_alter_table("report_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_reference_procedure_id"))

    op.drop_table("report_reference")
    with op.batch_alter_table("accounts_passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_passkey_person_id"))

    op.drop_table("accounts_passkey")
