"""The rooms' blueprints, subscriptions, audiences and notices, joined here and nowhere else."""

from __future__ import annotations

from flask import Flask

from recruit.accounts import views as accounts
from recruit.applications import views as applications
from recruit.appointment import views as appointment
from recruit.approval import views as approval
from recruit.archive import views as archive
from recruit.correspondence import views as correspondence
from recruit.countersigning import views as countersigning
from recruit.documents import views as documents
from recruit.finding import views as finding
from recruit.interviews import views as interviews
from recruit.panel import views as panel
from recruit.prescreening import views as prescreening
from recruit.report import views as report
from recruit.rights import views as rights
from recruit.shortlist import views as shortlist
from recruit.vacancy import views as vacancy
from recruit.web import views as web

# In the order of the procedure: what a room subscribes to is heard in this order.
ROOMS = (
    accounts,
    documents,
    countersigning,
    correspondence,
    vacancy,
    applications,
    panel,
    prescreening,
    finding,
    shortlist,
    interviews,
    report,
    approval,
    appointment,
    archive,
    rights,
    web,
)


def init(app: Flask) -> None:
    """Register each room's pages and what it listens to."""
    for room in ROOMS:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
        joined = getattr(room, "join", None)
        if joined is not None:
            joined(app)
