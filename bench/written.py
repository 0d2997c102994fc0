"""What is found, and docs/bench.md as it is written from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench import finding, measuring, pages
from bench.measuring import Ratio

MOST_QUERIES = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table. goal: what the ratio is at most."""

    name: str
    found: Ratio
    goal: float

    @property
    def kept(self) -> bool:
        """Whether the goal is met."""
        return self.found.middle <= self.goal


@dataclass(slots=True)
class Report:
    """What is found, as it is found."""

    figures: list[Figure] = field(default_factory=list)
    queries: list[tuple[str, list[int], int]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    searches: list[finding.Cost] = field(default_factory=list)
    judged: list[tuple[str, int]] = field(default_factory=list)
    notes: list[tuple[str, str, str, bool]] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether every goal is met and everything was measured."""
        return (
            all(f.kept for f in self.figures)
            and all(few(numbers) for _name, numbers, _keys in self.queries)
            and all(kept for *_said, kept in self.notes)
            and all(number <= MOST_QUERIES for _name, number in self.judged)
            and all(cost.ratio <= finding.GOAL for cost in self.searches)
            and not self.missing
        )


def few(numbers: list[int]) -> bool:
    """Whether a page asks few enough, and the same number at every size."""
    return max(numbers) <= MOST_QUERIES and len(set(numbers)) == 1


_ABOUT_FILES = (
    "The floor of taking files in (`python -m bench.intake`) is a bare loop that reads, hashes, "
    "encrypts and writes the same bytes to the same disk and syncs each file and its folder; "
    "the two take turns of 25 files inside one drop, and the figure is the median of five "
    "drops, the transaction at the end of each among them. The text of the files is taken "
    "later, by the worker.",
    "",
    "A large upload (`python -m bench.uploading`) is one form with one file of 2 GB, streamed "
    "over a socket by a process of its own to a running server; every 20 ms the memory of its "
    "workers is read. The figure is the most of it, less what the same worker had before.",
    "",
    "A worker's memory is what it holds after the pages above were asked of it (RSS). The "
    "application is loaded once, before the workers are made, and they share what they do not "
    "change: RSS counts a shared page in each, the line below it once for all (PSS).",
    "",
    "A page of a document as an image (`python -m bench.picturing`) is one that its reader saw "
    "before in this half hour. Session, grant and the door's question are asked anew each "
    "time; the picture, which carries the reader's name and the time, comes from the process's "
    "memory and is drawn for that reader alone. Its floor is the same bytes as a static file "
    "of the bare application.",
)


def document(report: Report, rounds: int) -> str:
    """The page."""
    lines = [
        "# Speed",
        "",
        "Written by `make bench` (`python -m bench`); every figure is measured by that command.",
        "",
        "Each figure is the median of the ratios of "
        f"{rounds} rounds. In a round each side is asked for 0.2 s, one request after the "
        "other, each over a connection of its own, by one client on the same machine; both "
        "sides are served by gunicorn with two sync workers. The spread is that of the rounds "
        "from the tenth to the ninetieth hundredth. A busy machine moves a figure by half: "
        "beside each stands the load average of the minute in which it was taken, and above "
        f"{measuring.BUSY:g} it is taken again, up to {measuring.AGAIN} times; the figure "
        "taken at the lowest load is kept.",
        "",
        "The floor of a page is a bare Flask and Jinja2 page with 50 rows from one SELECT on "
        "SQLite; the floor of a save is a bare POST with one INSERT, committed at "
        "`synchronous=FULL` (bench/floor.py).",
        "",
        "| what | ratio | spread | goal | kept | load | takes |",
        "|---|---|---|---|---|---|---|",
    ]
    for f in report.figures:
        lines.append(
            f"| {f.name} | {f.found.middle:.2f}x | {f.found.low:.2f} to {f.found.high:.2f} "
            f"| {f.goal:g}x | {'yes' if f.kept else '**no**'} | {f.found.load:.1f} "
            f"| {f.found.tries} |"
        )
    for name, value, goal, kept in report.notes:
        said = "" if not goal else "yes" if kept else "**no**"
        lines.append(f"| {name} | {value} | | {goal} | {said} | | |")
    lines += [f"| {name} | not measured | | | **no** | | |" for name in report.missing]
    lines += [
        "",
        "## Queries",
        "",
        f"At most {MOST_QUERIES} a page, the same number at every size. BEGIN and ROLLBACK are "
        "not counted; the key store's SELECTs are, asked by a process that knows no key yet.",
        "",
        "| page | at 100 | at 500 | at 10,000 | of the key store | kept |",
        "|---|---|---|---|---|---|",
    ]
    for name, numbers, of_keys in report.queries:
        cells = " | ".join(str(n) for n in numbers)
        lines.append(f"| {name} | {cells} | {of_keys} | {'yes' if few(numbers) else '**no**'} |")
    lines += [
        "",
        "Asked of the recruitment of 60, at one size: "
        + "; ".join(f"{name}, {number}" for name, number in report.judged)
        + ".",
    ]
    lines += ["", *finding.document(report.searches)]
    lines += ["", "## Files taken in, and read", "", *_ABOUT_FILES]
    lines += ["", "## What is measured", "", *pages.ABOUT, ""]
    return "\n".join(lines)
