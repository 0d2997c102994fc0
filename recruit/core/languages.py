"""The languages of the pages and mails, and their catalogues: read once, when first spoken.

English is the source: its texts are the keys of the others. A catalogue is the file
``recruit/languages/<language>.po``; ``make`` compiles it beside itself (.mo). What a
catalogue lacks is said in English.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from recruit.core import words

ENGLISH: Final = "en"
NAMES: Final = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
"""Each language by its own name; the first is the source."""
RIGHT_TO_LEFT: Final = frozenset({"ar"})
FOLDER: Final = Path(__file__).resolve().parents[1] / "languages"


class Catalogue(gettext.GNUTranslations):
    """The words of one language. lang: BCP 47."""

    lang = ENGLISH
    _catalog: dict[Any, str]


def direction(lang: str) -> str:
    """'rtl' for a language written from the right, else 'ltr'."""
    return "rtl" if lang in RIGHT_TO_LEFT else "ltr"


def known(lang: str | None) -> str:
    """The language if it is one of these, else English."""
    return lang if lang in NAMES else ENGLISH


@lru_cache(maxsize=len(NAMES))
def catalogue(lang: str) -> gettext.NullTranslations:
    """The words of a language. Raises ValueError for one that is none of these."""
    if lang not in NAMES:
        raise ValueError(f"no words in {lang}")
    if lang == ENGLISH:
        return words.ENGLISH
    made = Catalogue(io.BytesIO(_compiled(lang)))
    made.lang = lang
    made._catalog[""] = ""  # gettext keeps a catalogue's head there: no text is no text
    made.add_fallback(_of_forms(lang))
    return made


def _compiled(lang: str) -> bytes:
    """The compiled catalogue: the file that ``make`` left, or made now where it is older."""
    source, compiled = FOLDER / f"{lang}.po", FOLDER / f"{lang}.mo"
    return compiled.read_bytes() if _is_current(source, compiled) else compile_(source.read_bytes())


def _is_current(source: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def compile_(source: bytes) -> bytes:
    """A catalogue (.po) as it is read (.mo)."""
    # imported late: twelve megabytes, and only where nobody compiled
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(source)))
    return out.getvalue()


def _of_forms(lang: str) -> gettext.NullTranslations:
    """WTForms' own messages."""
    from wtforms.i18n import messages_path

    return gettext.translation("wtforms", messages_path(), [lang], fallback=True)


def preferred(accepted: Iterator[str]) -> str:
    """The first of these tags whose language is known (RFC 9110, 12.5.4), else English."""
    asked = (tag.partition("-")[0].lower() for tag in accepted)
    return next((lang for lang in asked if lang in NAMES), ENGLISH)


def use(lang: str) -> None:
    """Speak this language from now on, in this context; English for an unknown one."""
    words.use(catalogue(known(lang)))


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak this language within the block; English for an unknown one."""
    with words.using(catalogue(known(lang))):
        yield


def compile_all() -> None:
    """Compile every catalogue beside itself, where that is not done."""
    for lang in NAMES:
        source, compiled = FOLDER / f"{lang}.po", FOLDER / f"{lang}.mo"
        if lang != ENGLISH and not _is_current(source, compiled):
            compiled.write_bytes(compile_(source.read_bytes()))


if __name__ == "__main__":
    compile_all()
