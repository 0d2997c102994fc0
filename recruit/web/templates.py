"""Templates that speak one language: its words are put in when a template is compiled.

``{{ _("Home") }}`` is then a piece of the page's text like any other, escaped once; a page
of fifty rows has some three hundred such words, and calling for each costs more than all
of its queries. Texts with values (``_("%(n)s days", n=...)``) are looked up as ever. Each
language has its own compiled templates.
"""

from __future__ import annotations

from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import copy_cache
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from recruit.core import words


class _Words(NodeTransformer):
    """Replaces each call of ``_`` with nothing but a text by the text in the language, and
    the address of a static file by itself."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.node, nodes.Name) and node.node.name == "url_for":
            return _static(node)
        plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) == 1
        if not plain or not isinstance(node.node, nodes.Name) or node.node.name != "_":
            return node
        text = node.args[0]
        if not isinstance(text, nodes.Const) or not isinstance(text.value, str):
            return node
        said = words.spoken().gettext(text.value)
        return nodes.Const(said, lineno=node.lineno, environment=node.environment)


def _static(node: nodes.Call) -> nodes.Node:
    if len(node.args) != 1 or len(node.kwargs) != 1 or node.kwargs[0].key != "filename":
        return node
    endpoint, name = node.args[0], node.kwargs[0].value
    if not isinstance(endpoint, nodes.Const) or endpoint.value != "static":
        return node
    if not isinstance(name, nodes.Const):
        return node
    address = f"/static/{name.value}"
    return nodes.Const(address, lineno=node.lineno, environment=node.environment)


class _Whole(Template):
    """A template whose macros are made once: none of them reads the page that imports it."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


class Spoken(Environment):
    """Flask's environment, its templates compiled in the language in use."""

    template_class = _Whole
    _caches: dict[str, Any]

    @property
    def cache(self) -> Any:
        """The compiled templates of the language in use."""
        lang = words.language()
        if lang not in self._caches:
            self._caches[lang] = copy_cache(next(iter(self._caches.values())))
        return self._caches[lang]

    @cache.setter
    def cache(self, made: Any) -> None:
        self._caches = {words.language(): made}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _Words().visit(tree)
        return tree
