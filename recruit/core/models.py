"""Every room's tables, loaded together.

Keys between tables are written by table name, so a room's tables resolve only when all
are imported. This is the one place that names the rooms without looking at them:
create_app and the migrations call it.
"""

from __future__ import annotations

from importlib import import_module

ROOMS = (
    "procedure",
    "states",
    "access",
    "accounts",
    "notices",
    "documents",
    "countersigning",
    "correspondence",
    "vacancy",
    "applications",
    "panel",
    "prescreening",
    "finding",
    "shortlist",
    "interviews",
    "report",
    "approval",
    "appointment",
    "archive",
    "rights",
)


def load() -> None:
    """Import the record's tables, the installation's mark and the tables of every room."""
    import_module("recruit.core.log")
    import_module("recruit.core.installation")
    for room in ROOMS:
        import_module(f"recruit.{room}.models")
