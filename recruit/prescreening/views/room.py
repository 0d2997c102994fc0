"""The blueprint of the prescreening's pages, and what they share."""

from __future__ import annotations

from flask import Blueprint, g

from recruit.access.actions import Action
from recruit.access.policy import allows
from recruit.access.rules import Reader
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import Milestone

room = Blueprint("prescreening", __name__, url_prefix="/p/<procedure>/<capacity>/prescreening")


def may(action: Action) -> bool:
    """Whether the reader's capacity has this action now."""
    reader: Reader = g.reader
    return allows(action, reader.capacity, reader.column)


def told() -> list[Milestone]:
    """The milestones that the reader may learn of."""
    return procedure.for_audiences(g.milestones, g.reader.audiences)
