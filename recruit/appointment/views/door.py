"""The room's addresses begin here."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("appointment", __name__, url_prefix="/p/<procedure>/<capacity>/appointment")
public = Blueprint("outcome_public", __name__, url_prefix="/outcome")
