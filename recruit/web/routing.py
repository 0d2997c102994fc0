"""Routes that cost nothing until they are used.

Werkzeug writes and compiles two functions for each route, by which its address is built;
for some five hundred routes that is a good part of the time and memory of a start. Here
each is compiled when an address of that route is first drawn. And what an address expects
is looked for among the routes once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Map, Rule, RuleFactory


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


class Routes(Map):
    """All routes; what an endpoint expects is remembered until another route is added."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """As Werkzeug's map."""
        self._expected: dict[tuple[str, ...], bool] = {}
        super().__init__(*args, **named)

    def add(self, rulefactory: RuleFactory) -> None:
        """Add a route."""
        self._expected.clear()
        super().add(rulefactory)

    def is_endpoint_expecting(self, endpoint: str, *arguments: str) -> bool:
        """Whether an address of this endpoint needs these values."""
        asked = (endpoint, *arguments)
        found = self._expected.get(asked)
        if found is None:
            found = self._expected[asked] = super().is_endpoint_expecting(endpoint, *arguments)
        return found


class Application(Flask):
    """Flask with such routes."""

    url_rule_class = Route
    url_map_class = Routes
