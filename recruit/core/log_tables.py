"""The tables of the record, and the triggers that keep its entries as they are.

``core_log`` has one row a log: size and frontier, the row that is locked. ``core_entry``
holds the exact bytes; a filler has no reference. ``core_checkpoint`` remembers what left
the house, to whom.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from recruit.core.db import UTC, Bytes, metadata

core_log = Table(
    "core_log",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("frontier", Bytes, nullable=False),
)
core_entry = Table(
    "core_entry",
    metadata,
    Column("log_id", String(120), ForeignKey("core_log.id"), primary_key=True),
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("ref", String(12), nullable=True),  # none for a filler
    Column("body", Bytes, nullable=False),
    Column("leaf", Bytes, nullable=False),
    Column("filler", Boolean, nullable=False),
    UniqueConstraint("ref"),
)
core_checkpoint = Table(
    "core_checkpoint",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("log_id", String(120), ForeignKey("core_log.id"), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("sent_to", String(200), nullable=False),
    Column("at", UTC, nullable=False),
)
TABLES = [core_log, core_entry, core_checkpoint]

_REFUSED = "an entry of the record is never changed or deleted"
TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        statement
        for act in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS core_entry_no_{act}",
            f"CREATE TRIGGER core_entry_no_{act} BEFORE {act.upper()} ON core_entry "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        )
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION core_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
        "DROP TRIGGER IF EXISTS core_entry_no_change ON core_entry",
        "CREATE TRIGGER core_entry_no_change BEFORE UPDATE OR DELETE ON core_entry "
        "FOR EACH ROW EXECUTE FUNCTION core_entry_refuse()",
        "DROP TRIGGER IF EXISTS core_entry_no_truncate ON core_entry",
        "CREATE TRIGGER core_entry_no_truncate BEFORE TRUNCATE ON core_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_entry_refuse()",
    ],
}
"""What makes the entry table append-only, by dialect; each list may be run again and again."""
