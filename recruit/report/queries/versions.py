"""The versions of a part of the narrative, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.core import keys, vault
from recruit.report import models

TABLE = "report_part_version"
_p = models.Part.__table__  # type: ignore[attr-defined]
_v = models.PartVersion.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a part as it was saved. by_grant: who saved it; at: UTC."""

    number: int
    text: str
    by_grant: str
    at: datetime


_VERSIONS = (
    select(_v.c.id, _v.c.number, _v.c.sealed, _v.c.by_grant, _v.c.at)
    .select_from(_v.join(_p, _p.c.id == _v.c.part_id))
    .where(_p.c.report_id == bindparam("report"), _p.c.name == bindparam("name"))
    .order_by(_v.c.number.desc())
)


def versions(
    connection: Connection, procedure_id: str, report_id: str, name: str
) -> list[VersionView]:
    """Every version that was saved of this part, the newest first; [] where there is none."""
    key = keys.report_key(procedure_id)
    rows = connection.execute(_VERSIONS, {"report": report_id, "name": name}).all()
    texts = vault.unseal_all([(key, row.sealed, row.id) for row in rows], TABLE)
    return [
        VersionView(row.number, text or "", row.by_grant, row.at)
        for row, text in zip(rows, texts, strict=True)
    ]
