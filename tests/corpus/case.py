"""One file of the corpus, and what became of it when the confined child met it.

A genuine file has to be taken, with its words; a hostile one is refused, with a sentence that
says why, or taken for what is harmless in it. Files go to the child by the dozen, as those of
a real intake do, and where one ends the child the others are read by another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from recruit.core.words import again
from recruit.documents import unpacking
from recruit.documents.rules import DEFAULT_LIMIT, bundles, display_name

GENUINE = "Genuine"


@dataclass(slots=True)
class Handled:
    """What the child said. name: as the reader sees it. inner: of the files it carries."""

    name: str
    kind: str = ""
    kept: bool = False
    why: str = ""
    todo: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    inner: dict[str, Handled] = field(default_factory=dict)
    done: bool = False

    @property
    def text(self) -> str:
        """The words that were read, of a list all its cells."""
        if "rows" in self.facts:
            return "\n".join(v for row in self.facts["rows"] for v in row.values())
        return str(self.facts.get("text", ""))

    def reasons(self) -> Iterator[tuple[str, str]]:
        """Every refusal in it, the outermost first: why, and what to do."""
        if self.why:
            yield self.why, self.todo
        if self.facts.get("not_kept"):
            yield again(self.facts["not_kept"]), ""
        for member in self.inner.values():
            yield from member.reasons()


@dataclass(frozen=True, slots=True)
class Case:
    """A file: its kind (a heading of the page), its name as sent, and how it is made.

    says: words that must be read in it. why: a part of the sentence that refuses it. left: what
    the reader is left with, where it is taken; holds: the proof of that. One of why and left
    stands for every hostile file, none for a genuine one. maker: what made a genuine one.
    """

    kind: str
    name: str
    make: Callable[[], bytes]
    says: tuple[str, ...] = ()
    why: str = ""
    left: str = ""
    holds: Callable[[Handled], bool] = lambda _handled: True
    maker: str = ""

    @property
    def hostile(self) -> bool:
        """Whether it is meant to do harm, or would."""
        return self.kind != GENUINE


def letters(text: str) -> frozenset[str]:
    """The letters of a text, whatever form and order a PDF's font gives them in."""
    folded = unicodedata.normalize("NFKD", text)
    return frozenset(c for c in folded if unicodedata.category(c)[0] == "L")


def handle(files: Sequence[tuple[str, bytes]], depth: int = 0) -> list[Handled]:
    """What becomes of these files; whatever they carry is handled in its turn."""
    found = [Handled(display_name(name)) for name, _content in files]
    carried: list[tuple[Handled, str, bytes]] = []
    waiting = list(range(len(files)))
    while waiting:
        given = [unpacking.Given(files[n][0], depth, [files[n][1]]) for n in waiting]
        for said in unpacking.unpack(given, DEFAULT_LIMIT):
            at = found[waiting[said.number]]
            at.kind, at.kept = said.kind or at.kind, said.kept or at.kept
            at.facts |= said.facts
            at.done = at.done or said.done
            if said.why:
                at.why, at.todo, at.kept = again(said.why), again(said.todo), False
            if said.member is not None:
                inner = Handled(said.member.path, done=True)
                inner.why, inner.todo = again(said.member.why), again(said.member.todo)
                at.inner[said.member.path] = inner
                if said.member.content is not None:
                    carried.append((at, said.member.path, said.member.content))
        left = [n for n in waiting if not found[n].done]
        if left:  # the child met its limits at the first of these
            at = found[left[0]]
            at.why, at.todo = (again(words) for words in unpacking.over_limits())
            at.done, at.kept = True, False
        waiting = left[1:]
    if carried and depth < bundles.MOST_DEPTH:
        inside = handle([(path, content) for _at, path, content in carried], depth + 1)
        for (at, path, _content), inner in zip(carried, inside, strict=True):
            at.inner[path] = inner
    return found
