"""Many applications made of few by SQL, on SQLite: the rows that belong to one, again and again.

What points from row to row inside an application points to the copy's own; places on lists
and references are the copy's. A copy's sealed columns are its original's and open under no
key. What is not copied: the entries of the record, the files on the disk, and what belongs
to the invited alone (their papers, interviews and debriefs).
"""

from __future__ import annotations

from sqlite3 import Connection

_IDS = (
    ("applications_candidate", "id", "id"),
    ("documents_document", "id", "object_id"),
    ("prescreening_assignment", "id", "candidate_id"),
    ("appointment_letter", "id", "candidate_id"),
    ("applications_likeness", "id", "first_id"),
    ("notices_broadcast", "id", "object_id"),
)
"""Whose ids other rows name: (table, column, the column that names what it belongs to)."""
_TABLES = (
    ("applications_candidate", "id"),
    ("applications_sheet", "candidate_id"),
    ("applications_likeness", "first_id"),
    ("access_clearance", "candidate_id"),
    ("access_disclosure", "object_id"),
    ("documents_document", "object_id"),
    ("notices_broadcast", "object_id"),
    ("notices_delivery", "recipient"),
    ("panel_asked", "candidate_id"),
    ("panel_declaration", "candidate_id"),
    ("prescreening_assignment", "candidate_id"),
    ("prescreening_vote", "candidate_id"),
    ("prescreening_comparison", "candidate_id"),
    ("prescreening_completion", "candidate_id"),
    ("prescreening_outcome", "candidate_id"),
    ("prescreening_listed", "candidate_id"),
    ("shortlist_shortlisted", "candidate_id"),
    ("appointment_letter", "candidate_id"),
    ("appointment_held_letter", "candidate_id"),
)
_COUNTED = ("applications_tally", "prescreening_progress")
_PLACES = {("prescreening_listed", "place"), ("panel_asked", "place")}
_APART = 1000  # of places: a copy stands behind all originals


INVITED = "SELECT candidate_id FROM shortlist_invited"


def copy(raw: Connection, copies: int, *, but: str = "") -> None:
    """Make each application this many times, itself included. RuntimeError where a row points
    nowhere afterwards. but: a SELECT of those that are not copied, as INVITED.
    """
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("CREATE TEMP TABLE originals (id TEXT PRIMARY KEY)")
    raw.execute(
        "INSERT INTO originals SELECT id FROM applications_candidate"
        + (f" WHERE id NOT IN ({but})" if but else "")
    )
    raw.execute("CREATE TEMP TABLE named (id TEXT PRIMARY KEY)")
    for table, column, belongs in _IDS:
        whose = "SELECT id FROM originals UNION SELECT id FROM named"
        raw.execute(
            f"INSERT OR IGNORE INTO named SELECT {column} FROM {table} WHERE {belongs} IN ({whose})"
        )
    for table, belongs in _TABLES:
        _copy(raw, table, belongs, copies)
    for table in _COUNTED:
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")][1:]
        raw.execute(f"UPDATE {table} SET " + ", ".join(f"{c} = {c} * {copies}" for c in columns))
    raw.execute("DROP TABLE originals")
    raw.execute("DROP TABLE named")
    raw.execute("COMMIT")
    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if broken:
        raise RuntimeError(f"copied rows point nowhere: {broken[:3]}")


def _copy(raw: Connection, table: str, belongs: str, copies: int) -> None:
    columns = [(row[1], str(row[2])) for row in raw.execute(f"PRAGMA table_info({table})")]
    # a mail may be about a letter as well as about an application; all else is of one
    whose = "named" if table == "notices_broadcast" else "originals"
    raw.execute(
        f"CREATE TEMP TABLE rows AS SELECT * FROM {table} "
        f"WHERE {belongs} IN (SELECT id FROM {whose})"
    )
    quoted = ", ".join(f'"{column}"' for column, _kind in columns)
    made_of = ", ".join(_made_of(table, column, kind) for column, kind in columns)
    for number in range(1, copies):
        raw.execute(f"INSERT INTO {table} ({quoted}) SELECT {made_of} FROM rows", {"copy": number})
    raw.execute("DROP TABLE rows")


def _made_of(table: str, column: str, kind: str) -> str:
    of_copy = f"\"{column}\" || '~' || :copy"
    if column == "id" or (table, column) == ("applications_candidate", "reference"):
        return of_copy
    if (table, column) in _PLACES:
        return f'"{column}" + :copy * {_APART}'
    if kind.startswith(("VARCHAR", "TEXT")):
        return f'CASE WHEN "{column}" IN (SELECT id FROM named) THEN {of_copy} ELSE "{column}" END'
    return f'"{column}"'
