"""The rooms' blueprints, subscriptions, audiences and notices, joined here and nowhere else."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

ROOMS = (
    "accounts",
    "documents",
    "vacancy",
    "applications",
    "panel",
    "prescreening",
    "shortlist",
    "interviews",
    "report",
    "approval",
    "appointment",
    "web",
)


def init(app: Flask) -> None:
    """Register each room's pages and what it listens to."""
    for room in ROOMS:
        try:
            views = import_module(f"recruit.{room}.views")
        except (ImportError, SyntaxError, AttributeError) as missing:
            print(f"room {room} not joined: {missing}")
            continue
        for blueprint in getattr(views, "blueprints", []):
            app.register_blueprint(blueprint)
        joined = getattr(views, "join", None)
        if joined is not None:
            joined(app)
