"""A scanned page with its light evened out, for the child that prepares it for being read.

Scans come with shadows, grey ink and the black edge of the scanner's lid, and a machine that
divides light from dark once for the whole page then loses the words: of pages with a black
edge and grey ink tesseract read nothing at all. What is left here is ink on white.
"""

from __future__ import annotations

from typing import Any

CELLS = 220  # squares along the longer side; one is a little larger than a stroke of a letter
BLACK = 30  # of 255: a square that is darker on the average is black all over
MOSTLY = 0.3  # of the squares: where so many are dark and not so many light, it is light on dark
HALF = 128  # of 255: a square that is not darker on the average is light
NOTED = 0.002  # of the squares: from then on something on it is black all over
SHADED = 0.7  # of the lightest: where the light falls below, the page lies in shadow
INK = 0.004  # of the pixels: the darkest that are taken for ink without doubt


def evened(image: Any) -> tuple[Any, bool]:
    """The page (mode L) with even light, and whether it had need of that: something on it is
    black all over, or part of it lies in shadow.

    The light of a place is the lightest square near it; by how much of that a pixel is darker
    is its ink, stretched to the ink of this page. Squares that are black all over, with those
    beside them, become paper.
    """
    from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageOps

    side = max(4, max(image.size) // CELLS)
    small = image.reduce(side)
    black = small.point([255 if v < BLACK else 0 for v in range(256)])
    share = black.histogram()[255] / (small.width * small.height)
    bright = sum(small.histogram()[HALF:]) / (small.width * small.height)
    if share > MOSTLY >= bright:  # its opposite is not: nothing is turned twice
        return evened(ImageOps.invert(image))[0], True
    light = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(2))
    paper = light.resize(image.size, Image.Resampling.BICUBIC)
    ink = ImageMath.lambda_eval(
        lambda a: a["convert"](a["dark"] * 255 / (a["paper"] + 1), "L"),
        dark=ImageChops.subtract(paper, image),
        paper=paper,
    )
    edge = black.filter(ImageFilter.MaxFilter(3)).resize(image.size, Image.Resampling.NEAREST)
    ink.paste(0, mask=edge)
    most = _darkest(ink.histogram())
    least, full = 0.2 * most, 0.9 * most
    shades = [
        255 - round(255 * min(1.0, max(0.0, (v - least) / (full - least)))) for v in range(256)
    ]
    least_light, most_light = light.getextrema()
    return ink.point(shades), share > NOTED or least_light < SHADED * most_light


def _darkest(histogram: list[int]) -> int:
    """The ink that so few pixels pass that it is ink without doubt; at least 1."""
    left = sum(histogram) * INK
    for value in range(255, 1, -1):
        left -= histogram[value]
        if left < 0:
            return value
    return 1
