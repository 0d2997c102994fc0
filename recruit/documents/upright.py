"""A photograph or a scan the way up that its camera says, for the children that draw it."""

from __future__ import annotations

import contextlib
import io
from typing import Any


def image(content: bytes) -> Any:
    """The JPEG or PNG, loaded and turned as its own note on its orientation (Exif) asks, as
    every viewer shows it. Raises as Pillow does for what is none."""
    from PIL import Image, ImageOps

    opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    opened.load()
    with contextlib.suppress(Exception):  # a note that can't be read turns nothing
        ImageOps.exif_transpose(opened, in_place=True)  # else it makes a copy in any case
    return opened
