"""The blueprint of documents, and what keeps bytes from outside from being more than bytes."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("documents", __name__, url_prefix="/p/<procedure>/<capacity>/document")


def guarded(response: Response) -> Response:
    """The response with the headers that every byte of a document is sent with."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Accept-Ranges"] = "none"
    return response
