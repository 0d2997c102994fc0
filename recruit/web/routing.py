"""Routes that cost nothing until they are used.

Werkzeug writes and compiles two functions for each route, by which its address is built;
for some five hundred routes that is a good part of the time and memory of a start. Here
each is compiled when an address of that route is first drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule


class Route(Rule):
    """A route whose builders are compiled at their first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_it = super()._compile_builder
        built: Callable[..., tuple[str, str]] | None = None

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal built
            if built is None:
                built = compile_it(append_unknown)
            return built(rule, **values)

        return build


class Application(Flask):
    """Flask with such routes."""

    url_rule_class = Route
