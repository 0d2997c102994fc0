"""The report's annex lived through: what it says is what the record holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from recruit.core import db
from recruit.core.log_tables import core_entry
from recruit.report.operations import signing
from recruit.report.queries import reports as queries
from tests.flows.interviews_world import Room
from tests.flows.test_report import report_of, write_all


@pytest.mark.rule("J9")
@pytest.mark.rule("P54g")
def test_each_line_of_the_annex_leads_to_the_entry_of_the_very_act(a_procedure: Any) -> None:
    room = Room(a_procedure(at="report"))
    write_all(room)
    signing.call(room.chair)
    with db.reading() as connection:
        raw = queries.canonical(connection, room.procedure_id, report_of(room).id)
        rows = connection.execute(select(core_entry.c.ref, core_entry.c.body, core_entry.c.log_id))
        entries = {row.ref: (json.loads(row.body), row.log_id) for row in rows if row.ref}
    assert raw is not None
    annex = json.loads(raw)["annex"]
    lines = {line["paragraph"]: line for line in annex["lines"]}
    found = [done for line in annex["lines"] for done in line["done"]]
    assert {"53(b)", "54(a)", "54(b)", "54(c)", "54(d)", "54(e)", "54(f)"} <= {
        line["paragraph"] for line in annex["lines"] if line["done"]
    }
    for done in found:
        body, log_id = entries[done["entry"]]
        assert log_id in (f"procedure/{room.procedure_id}", f"panel/{room.procedure_id}")
        at = datetime.fromisoformat(body["at"].replace("Z", "+00:00"))
        day = datetime.fromisoformat(f"{done['on']}T{done['at']}+01:00")
        assert abs((at - day).total_seconds()) <= 3660  # to the minute; an hour in summer
        assert body["capacity"].replace("-", " ") in done["by"] and "," in done["by"]
    assert lines["54(d)"]["done"][0]["what"] == "Profile adopted"
    assert not [s for line in lines.values() for s in line["deviations"] if "Not recorded" in s]
    # read on the page and in the members' hands before anybody signs
    member = room.world.client(room.keys[1])
    text = member.get(f"/p/{member.procedure}/member/report/text").text
    assert "Annex: the decision paragraph by paragraph" in text
    assert all(done["entry"] in text for done in found)
    assert "The conditions of each act" in text
