"""Every kind of notice that is told somewhere has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from recruit.core.words import _
from recruit.notices import kinds

RECRUIT = Path(__file__).parents[3] / "recruit"


def _named(tree: ast.AST, functions: dict[str, int]) -> Iterator[str]:
    """The literal kinds in calls of these functions; the number is the argument's place."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        place = functions.get(name)
        if place is None:
            continue
        given = node.args[place : place + 1] + [k.value for k in node.keywords if k.arg == "kind"]
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _kinds(source: str) -> tuple[set[str], set[str]]:
    tree = ast.parse(source)
    return set(_named(tree, {"tell": 1, "broadcast": 3})), set(_named(tree, {"register": 0}))


def test_told_and_registered_kinds_are_found() -> None:
    told, registered = _kinds('tell(a, "x", "panel")\nn.tell(a, kind="y")\nkinds.register("x")')
    assert (told, registered) == ({"x", "y"}, {"x"})


def test_every_kind_that_is_told_has_words(tmp_path: Path) -> None:
    from recruit import create_app
    from tests import worlds

    create_app(worlds.settings_of(tmp_path))
    told: dict[str, str] = {}
    registered = kinds.known()
    for path in RECRUIT.rglob("*.py"):
        here, _words = _kinds(path.read_text(encoding="utf-8"))
        told |= {kind: str(path.relative_to(RECRUIT)) for kind in here}
    bare = sorted(f"{where}: {kind}" for kind, where in told.items() if kind not in registered)
    assert "\n".join(bare) == ""


def test_words_are_given_as_functions_or_as_they_stand() -> None:
    kinds.register("test-a", subject=lambda: _("A"), line=lambda seat: _("Seat %(n)s", n=seat))
    kinds.register("test-b", subject="B")
    kinds.register("test-c", subject=lambda: "C", line=lambda: "line")
    assert [kinds.of(k).subject() for k in ("test-a", "test-b", "test-c")] == ["A", "B", "C"]
    assert [kinds.of(k).line("4") for k in ("test-a", "test-b", "test-c")] == [
        "Seat 4",
        "B",
        "line",
    ]
    assert {"test-a", "test-b", "test-c"} <= kinds.known()


def test_an_unknown_kind_says_nothing_particular() -> None:
    assert kinds.of("test-never").subject() == "There is something new for you"
