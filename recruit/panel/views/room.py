"""The panel's two doors: the room inside a procedure, and the invitation outside it."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("panel", __name__, url_prefix="/p/<procedure>/<capacity>/panel")
invited = Blueprint("panel_invited", __name__, url_prefix="/invited")
