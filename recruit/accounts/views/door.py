"""The room's one blueprint, and what several of its pages draw."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from recruit.access.rules import Capacity, label
from recruit.core import installation
from recruit.core.words import _

bp = Blueprint("accounts", __name__)


def picture(secret: str, mail: str) -> Markup:
    """The authenticator's secret as a QR code: an SVG without style, drawn by the stylesheet."""
    # imported late: drawn once in the life of an account
    import segno
    from pyotp import TOTP

    issuer = installation.headed(_("Director recruitment"))
    address = TOTP(secret).provisioning_uri(name=mail, issuer_name=issuer)
    drawn = segno.make(address, error="m").svg_inline(
        scale=5,
        border=4,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        title=_("QR code"),
    )
    return Markup(drawn)  # noqa: S704  segno's own drawing; the address is not in it as text


def in_groups(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def said(capacity: Capacity) -> str:
    """A capacity in the reader's words."""
    words = label(capacity)
    return _(words)
