"""In which language a page is drawn: a person's own, a visitor's choice, what the browser asks for.

A person's language is a column of the account and is set as soon as the session is read; a
visitor's choice stands in a cookie that says nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlencode

from flask import current_app, g, request
from werkzeug.wrappers import Response

from recruit.accounts.rules import local_path
from recruit.core import clock, installation, languages, words

COOKIE = "language"
_KEPT = timedelta(days=365)


def as_guest() -> None:
    """Speak what the visitor chose, else the first language the browser asks for that is known
    (RFC 9110, 12.5.4). Who is signed in is spoken to in their own, once the session is read."""
    g.spoken_before = words.spoken()
    chosen = request.cookies.get(COOKIE)
    if chosen is None and "Accept-Language" in request.headers:
        chosen = languages.preferred(tag for tag, weight in request.accept_languages if weight > 0)
    languages.use(chosen or languages.ENGLISH)


def be_silent(_error: BaseException | None) -> None:
    """Speak again what was spoken before the request: what comes after it is nobody's."""
    before = g.pop("spoken_before", None)
    if before is not None:
        words.use(before)


def choose(response: Response, lang: str) -> Response:
    """Keep a visitor's choice for a year."""
    response.set_cookie(
        COOKIE,
        languages.known(lang),
        max_age=_KEPT,
        expires=clock.now() + _KEPT,  # for what does not know Max-Age, which goes first (RFC 6265)
        secure=current_app.extensions["config"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def of_page() -> dict[str, str]:
    """What the head of a page says in its language, and of it."""
    lang, banner = words.language(), installation.sentence()
    return {"lang": lang, "dir": languages.direction(lang), "mode_banner": banner}


def here_again() -> str:
    """The address of this page; home where it was drawn in answer to a form."""
    if request.method != "GET":
        return "/"
    asked = request.query_string
    if not asked:
        return request.path
    onward = request.args.get("next")
    if onward is None:
        return f"{request.path}?{asked.decode('latin-1')}"
    return f"{request.path}?{urlencode({'next': local_path(onward)})}"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to choose, by its own name. url: of the choice, for visitors alone."""

    code: str
    label: str
    current: bool
    url: str = ""


@lru_cache(maxsize=len(languages.NAMES))
def _to_choose(here: str) -> tuple[Tongue, ...]:
    return tuple(Tongue(lang, name, lang == here) for lang, name in languages.NAMES.items())


def choice() -> tuple[Tongue, ...]:
    """The languages to choose from: links for visitors, buttons for who is signed in."""
    found = _to_choose(words.language())
    if g.get("signed") is not None:
        return found
    back = here_again()
    return tuple(replace(one, url=_address(one.code, back)) for one in found)


def _address(lang: str, back: str) -> str:
    return f"{request.script_root}/language/{lang}?{urlencode({'next': back})}"
