"""calendars of the interviews, members' engaged times, private feeds

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _number() -> None:
    """Give the interviews of each run their numbers, in the order of their latest times."""
    slot = sa.table(
        "interviews_slot",
        *(sa.column(name) for name in ("procedure_id", "run", "candidate_id", "starts_at")),
        sa.column("number", sa.Integer()),
    )
    bind = op.get_bind()
    at = sa.func.max(slot.c.starts_at)
    key = (slot.c.procedure_id, slot.c.run)
    rows = bind.execute(
        sa.select(*key, slot.c.candidate_id)
        .group_by(*key, slot.c.candidate_id)
        .order_by(*key, at, slot.c.candidate_id)
    ).all()
    given: dict[tuple[str, int], int] = {}
    for procedure_id, run, candidate_id in rows:
        number = given[procedure_id, run] = given.get((procedure_id, run), 0) + 1
        bind.execute(
            sa.update(slot)
            .where(
                slot.c.procedure_id == procedure_id,
                slot.c.run == run,
                slot.c.candidate_id == candidate_id,
            )
            .values(number=number)
        )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "interviews_engaged",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["access_grant.id"],
            name=op.f("fk_interviews_engaged_grant_id_access_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_interviews_engaged_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_engaged")),
    )
    with op.batch_alter_table("interviews_engaged", schema=None) as batch_op:
        batch_op.create_index(
            "ix_interviews_engaged_grant", ["grant_id", "starts_at"], unique=False
        )

    op.create_table(
        "notices_feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["access_grant.id"], name=op.f("fk_notices_feed_grant_id_access_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_feed")),
        sa.UniqueConstraint("token", name=op.f("uq_notices_feed_token")),
    )
    with op.batch_alter_table("notices_feed", schema=None) as batch_op:
        batch_op.create_index(
            "uq_notices_feed_grant",
            ["grant_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "interviews_appointment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["applications_candidate.id"],
            name=op.f("fk_interviews_appointment_candidate_id_applications_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_interviews_appointment_person_id_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure_procedure.id"],
            name=op.f("fk_interviews_appointment_procedure_id_procedure_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_appointment")),
        sa.UniqueConstraint(
            "procedure_id",
            "run",
            "candidate_id",
            "person_id",
            name=op.f("uq_interviews_appointment"),
        ),
    )
    with op.batch_alter_table("interviews_slot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("hours_agreed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _number()
    with op.batch_alter_table("interviews_slot", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)
        batch_op.alter_column("hours_agreed", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("interviews_slot", schema=None) as batch_op:
        batch_op.drop_column("hours_agreed")
        batch_op.drop_column("number")

    op.drop_table("interviews_appointment")
    with op.batch_alter_table("notices_feed", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notices_feed_grant",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("notices_feed")
    with op.batch_alter_table("interviews_engaged", schema=None) as batch_op:
        batch_op.drop_index("ix_interviews_engaged_grant")

    op.drop_table("interviews_engaged")
