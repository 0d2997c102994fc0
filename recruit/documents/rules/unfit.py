"""Why a file is not taken, before it is told as a refusal."""

from __future__ import annotations


class Unfit(Exception):
    """A file can't be taken. why and todo are full sentences in the reader's language."""

    def __init__(self, why: str, todo: str) -> None:
        super().__init__(why)
        self.why, self.todo = why, todo
