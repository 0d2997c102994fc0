"""The room's addresses begin here."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("approval", __name__, url_prefix="/p/<procedure>/<capacity>/approval")
