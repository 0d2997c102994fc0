"""The catalogues of words, and how they are kept true to the sources.

``<language>.po`` are edited by translators, in any editor for gettext. ``python -m
recruit.languages`` (``make words``) gathers the texts of the sources into them: what is new
stands there without a translation, what is gone is left out, what is translated stays.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[2]
_METHODS: Final = [
    ("recruit/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
_KEYWORDS: Final = {"_": None, "mark": None, "ngettext": (1, 2)}
_PLURALS: Final = {
    "fr": (2, "(n > 1)"),
    "es": (2, "(n != 1)"),
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    ),
}
"""How many forms a language has, and which is for n (CLDR, in gettext's words)."""
_HEAD: Final = "# The words of the pages and mails. The source language is English."
_NOT_KEPT: Final = re.compile(
    r'^"(?:Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By|POT-Creation-Date'
    r"|PO-Revision-Date|Project-Id-Version).*\n",
    re.M,
)

Text = str | tuple[str, ...]


def texts() -> list[Text]:
    """Every text of the sources in their order; a pair where it has a plural."""
    found: dict[Text, None] = {}
    for _file, _line, text, _comments, _context in extract_from_dir(
        ROOT, _METHODS, keywords=_KEYWORDS
    ):
        if text:
            found[text if isinstance(text, str) else tuple(text)] = None
    return list(found)


def read(lang: str) -> dict[str, Message]:
    """The catalogue of this language by its English texts (the singular's)."""
    file = Path(__file__).with_name(f"{lang}.po")
    if not file.exists():
        return {}
    with file.open(encoding="utf-8") as source:
        held = read_po(source, locale=lang)
    return {one.id if isinstance(one.id, str) else one.id[0]: one for one in held if one.id}


def written(lang: str, gathered: list[Text]) -> str:
    """The catalogue with these texts, each with its translation where there is one."""
    held = read(lang)
    forms, rule = _PLURALS[lang]
    made = Catalog(locale=lang, header_comment=_HEAD, charset="utf-8", fuzzy=False)
    made.mime_headers = [("Plural-Forms", f"nplurals={forms}; plural={rule};")]
    for text in gathered:
        known = held.get(text if isinstance(text, str) else text[0])
        several = not isinstance(text, str)
        said: Text = ("",) * forms if several else ""
        if known is not None and isinstance(known.string, str) != several:
            said = known.string if isinstance(known.string, str) else tuple(known.string or ())
        made.add(text, said)
    out = io.BytesIO()
    write_po(out, made, width=0, no_location=True)
    return _NOT_KEPT.sub("", out.getvalue().decode())


def gather() -> None:
    """Write every catalogue anew from the sources."""
    gathered = texts()
    for lang in _PLURALS:
        Path(__file__).with_name(f"{lang}.po").write_text(written(lang, gathered), encoding="utf-8")
