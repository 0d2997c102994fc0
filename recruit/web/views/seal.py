"""The seal of this installation: a public page with its certificate and how it is verified.

It shows what a start has made and nothing that came after it, so that it tells of no report.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, g, make_response, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import requires
from recruit.core import installation, seal_key, times
from recruit.core.pages import page

public = Blueprint("seal", __name__, url_prefix="/seal")
SCRIPT = "verify_seal.py"


def _file(text: str, name: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public.get("/")
@requires(Action.PUBLIC_READ)
def index() -> Response:
    """The certificate of the seal in use and of those before it, and what a seal proves."""
    seal_key.ensure(g.now)
    every = seal_key.certificates()
    return page(
        "web/seal.html",
        seals=[
            (one, times.moment(one.made_at), url_for(".certificate", number=one.number))
            for one in every
        ],
        stamped=bool(current_app.extensions["config"].tsa_url),
        command=f"python3 {SCRIPT} report.pdf seal-{every[0].number}.pem",
    )


@public.get("/<int:number>.pem")
@requires(Action.PUBLIC_READ)
def certificate(number: int) -> Response:
    """A seal's certificate, as other programs take it."""
    found = next((one for one in seal_key.certificates() if one.number == number), None)
    if found is None:
        raise NotFound
    return _file(found.pem, installation.named(f"seal-{number}.pem"))


@public.get("/" + SCRIPT)
@requires(Action.PUBLIC_READ)
def script() -> Response:
    """The program that verifies a sealed file with Python alone."""
    file = Path(current_app.static_folder or "") / "verify" / SCRIPT
    return _file(file.read_text(encoding="utf-8"), SCRIPT)
