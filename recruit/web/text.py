"""Text that people wrote, as paragraphs and lists: nothing of it is ever markup.

Each stands in the direction of its own letters: what is typed in English reads from the left
on an Arabic page too.
"""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup, escape


def _block(block: str) -> Markup:
    parts: list[Markup] = []
    for is_list, group in groupby(block.split("\n"), key=lambda line: line.startswith("- ")):
        found = list(group)
        if is_list:
            items = Markup().join(Markup("<li>%s</li>") % line[2:].strip() for line in found)
            parts.append(Markup('<ul dir="auto">%s</ul>') % items)
        else:
            words = Markup("<br>").join(escape(line) for line in found)
            parts.append(Markup('<p dir="auto">%s</p>') % words)
    return Markup().join(parts)


def lines(text: str | None) -> Markup:
    """Paragraphs where a line is empty, lists where lines begin with '- ', all else escaped."""
    if not text:
        return Markup("")
    whole = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    blocks = [b.strip("\n") for b in whole.split("\n\n")]
    return Markup("\n").join(_block(b) for b in blocks if b.strip())
