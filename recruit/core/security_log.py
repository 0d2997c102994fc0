"""What whoever runs the application may watch for: sign-ins, wrong codes, addresses refused.

Lines of the logger ``recruit.security``, apart from the record: ids, digests and names of pages
alone, never a name, an address, a code, a token or what was asked for. Wrong tries are warnings;
what went well, and addresses at which there was nothing, are told where INFO is asked for.
"""

from __future__ import annotations

import logging
import re

from recruit.core import clock

_log = logging.getLogger("recruit.security")
_PLAIN = re.compile(r"[^\w.:/-]")


def told() -> None:
    """Tell everything from now on, on the error stream where nothing else was set up."""
    _log.setLevel(logging.INFO)
    if not _log.hasHandlers():
        _log.addHandler(logging.StreamHandler())


def note(what: str, **about: str) -> None:
    """That something went as it should, or that there was nothing. about: ids and digests."""
    _say(logging.INFO, what, about)


def warn(what: str, **about: str) -> None:
    """A try that was refused."""
    _say(logging.WARNING, what, about)


def _say(level: int, what: str, about: dict[str, str]) -> None:
    if not _log.isEnabledFor(level):
        return
    words = " ".join(f"{name}={_PLAIN.sub('', value)[:64] or '-'}" for name, value in about.items())
    _log.log(level, "%s %s %s", clock.now().isoformat(timespec="seconds"), what, words)
