"""The floor that everything is measured against: the least that Flask and SQLAlchemy can do.

GET /: fifty rows of one SELECT on SQLite in a bare Jinja2 page. POST /: one INSERT and its
commit at ``synchronous=FULL``, then a redirect. GET /static/...: a file. No session, no
policy, no key, no record.
Served as ``bench.floor:app``, its database in the folder FLOOR_DIR.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    select,
)
from werkzeug.wrappers import Response

ROWS = 50
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Floor</title></head>
<body><h1>Applications</h1><table>
<thead><tr><th>Reference</th><th>Name</th><th>Status</th><th>Received</th></tr></thead>
<tbody>{% for row in rows %}<tr><td>{{ row.reference }}</td><td>{{ row.name }}</td>\
<td>{{ row.status }}</td><td>{{ row.received }}</td></tr>
{% endfor %}</tbody></table></body></html>
"""
_metadata = MetaData()
_applications = Table(
    "application",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String),
    Column("name", String),
    Column("status", String),
    Column("received", String),
)
_notes = Table("note", _metadata, Column("id", Integer, primary_key=True), Column("text", String))
_FIFTY = (
    select(_applications)
    .where(_applications.c.id > bindparam("after"))
    .order_by(_applications.c.id)
    .limit(ROWS)
)
_NOTE = _notes.insert()


def make(folder: Path, rows: int = 500) -> Flask:
    """The bare application over a database in this folder, filled where it is new."""
    engine = create_engine(f"sqlite:///{folder / 'floor.db'}")

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    if not (folder / "floor.db").exists():
        _metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(
                _applications.insert(),
                [
                    {
                        "reference": f"D22-{n:03d}",
                        "name": f"Applicant number {n}",
                        "status": "suitable",
                        "received": "8 September 2022",
                    }
                    for n in range(rows)
                ],
            )
        engine.dispose()
    app = Flask("floor", static_folder=str(folder / "static"))
    app.jinja_loader = DictLoader({"page.html": _PAGE})  # compiled once, as from a file

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(_FIFTY, {"after": 0}).all()
        return render_template("page.html", rows=rows)

    @app.post("/")
    def save() -> Response:
        with engine.begin() as connection:
            connection.execute(_NOTE, {"text": request.form["text"]})
        return redirect("/", code=303)

    return app


if "FLOOR_DIR" in os.environ:
    app = make(Path(os.environ["FLOOR_DIR"]))
