"""``python -m bench``: the figures of the speed, written to docs/bench.md.

Every figure is a ratio to the floor, or of a large recruitment to a small one, measured
in turn on the same machine. Ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path

from bench import (
    counting,
    finding,
    intake,
    judging,
    measuring,
    pages,
    picturing,
    record,
    serving,
    several,
    silence,
    uploading,
    worlds,
    written,
)
from bench.serving import Server
from bench.worlds import World
from bench.written import Figure, Report

PAGE = worlds.ROOT / "docs" / "bench.md"


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, flush=True)


@contextmanager
def _floor() -> Iterator[Server]:
    folder = worlds.KEPT / "run-floor"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    from bench import floor

    floor.make(folder)
    try:
        with serving.serving("bench.floor:app", {"FLOOR_DIR": str(folder)}, "/") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(world: World) -> serving.Serving:
    return serving.serving("wsgi:app", worlds.environment(world.folder), "/health")


@contextmanager
def against_floor(world: World) -> Iterator[tuple[Server, Callable[[], None]]]:
    """The application over this recruitment, and the floor of a save beside it."""
    with _floor() as floor, _served(world) as app:
        yield app, _post_floor(floor)


def _get(server: Server, path: str, cookie: str = "") -> Callable[[], None]:
    def once() -> None:
        answer = serving.ask(server.port, path, cookie=cookie)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    return once


def _post_floor(server: Server) -> Callable[[], None]:
    def once() -> None:
        answer = serving.ask(server.port, "/", fields={"text": "a score of 4, with its reason"})
        if answer.status != 303:
            raise RuntimeError(f"the floor answered {answer.status}")

    return once


def _save_score(server: Server, sheet: pages.Visit, *, typed: bool) -> Callable[[], None]:
    """Save the sheet again and again, with a version of its own each time.

    typed: as the page does while somebody types; otherwise by the form's button.
    """
    drawn = serving.ask(server.port, sheet.path, cookie=sheet.who.cookie)
    text = drawn.body.decode()
    entries = sorted(set(re.findall(r'name="score-([^"]+)"', text)))
    version = re.search(r'name="version" value="(\d+)"', text)
    if drawn.status != 200 or not entries or version is None:
        raise RuntimeError(f"the sheet answered {drawn.status}, {len(entries)} entries")
    state = {"version": int(unescape(version[1])), "sent": 0}

    def once() -> None:
        state["sent"] += 1
        fields = {
            "csrf": sheet.who.csrf,
            "key": f"bench-{state['sent']}-{state['version']}",
            "version": str(state["version"]),
        }
        for number, entry in enumerate(entries):
            fields[f"score-{entry}"] = str(1 + (state["sent"] + number) % 5)
            fields[f"note-{entry}"] = f"Answered with an example of {state['sent']} words."
        if typed:
            fields["autosave"] = "1"
        answer = serving.ask(server.port, sheet.path, cookie=sheet.who.cookie, fields=fields)
        if answer.status != (200 if typed else 303):
            raise RuntimeError(f"saving the sheet answered {answer.status}")
        state["version"] += 1

    return once


def _against(
    report: Report, name: str, goal: float, over: Callable[[], None], under: Callable[[], None]
) -> None:
    found = measuring.quiet(lambda: measuring.compare(over, under), say)
    figure = Figure(name, found, goal)
    report.figures.append(figure)
    say(_line(figure))


def _line(f: Figure) -> str:
    kept = "kept" if f.kept else "MISSED"
    return (
        f"{f.name:<38} {f.found.middle:5.2f}x  ({f.found.low:.2f} to {f.found.high:.2f})  "
        f"goal {f.goal:g}x  {kept:<6}  {f.found.over:.1f} ms over {f.found.under:.1f} ms  "
        f"load {f.found.load:.1f}"
    )


def _to_floor(report: Report, world: World) -> None:
    """The pages and the save of 500 applications, against the floor."""
    seen = pages.visits(world)
    with _floor() as floor, _served(world) as app:
        for name, key, goal in pages.GOALS:
            if key in seen:
                visit = seen[key]
                over = _get(app, visit.path, visit.who.cookie)
                _against(report, name, goal, over, _get(floor, "/"))
            else:
                report.missing.append(name)
        if "list" in seen:
            over = _get(app, seen["list"].path, seen["list"].who.cookie)
            _several(report, over, _get(floor, "/"))
        if "sheet" in seen:
            for name, typed in (
                ("a score saved, as it is typed", True),
                ("a score saved, by the button", False),
            ):
                save = _save_score(app, seen["sheet"], typed=typed)
                _against(report, name, 3.0, save, _post_floor(floor))
        else:
            report.missing.append("a score saved")
        most, all_of_it = max(app.resident()), app.together()
        report.notes.append(("a worker's memory", f"{most:.0f} MB", "100 MB", most <= 100))
        name = "two workers and their parent together"
        report.notes.append((name, f"{all_of_it:.0f} MB", "", True))


def _several(report: Report, over: Callable[[], None], under: Callable[[], None]) -> None:
    """The panel's list for several at once, as a part of the floor's rate."""
    found = measuring.quiet(lambda: several.compare_rates(over, under, several.CLIENTS), say)
    value, goal = several.said(found), f"{several.GOAL:g} at least"
    report.notes.append((several.NAME, value, goal, found.middle >= several.GOAL))
    say(f"{several.NAME:<38} {value}")


def _starting(report: Report, world: World) -> None:
    """From nothing to an application that can answer: the processor's time of the import."""
    took = serving.start(worlds.environment(world.folder))
    name = "from nothing to an application that answers"
    report.notes.append(
        (name, f"{took:.2f} s", f"{pages.START_GOAL:g} s", took <= pages.START_GOAL)
    )
    say(f"{name:<38} {took:.2f} s")


def _growth(report: Report, small: World, large: World) -> None:
    """The same page over 100 and over 10,000 applications."""
    few, lots = pages.visits(small), pages.visits(large)
    with _served(small) as one, _served(large) as other:
        for name, key, goal in pages.GROWTH:
            if key in few and key in lots:
                under = _get(one, few[key].path, few[key].who.cookie)
                over = _get(other, lots[key].path, lots[key].who.cookie)
                _against(report, name, goal, over, under)
            else:
                report.missing.append(name)


def _searching(report: Report) -> None:
    """A search and its page at 10,000 applications: against the bare query, and the floor."""
    say("making the index of 10,000 applications (500 of them kept in build/bench) ...")
    with finding.copied(finding.KEPT, finding.COPIES) as world:
        report.searches = finding.costs(world)
        for cost in report.searches:
            say(finding.line(cost))
        who = worlds.sign_in(world, "focal_point")
        with _floor() as floor, _served(world) as app:
            path = f"/p/{world.procedure}/focal-point/find/"
            for name, words in finding.QUESTIONS[:2]:
                fields = {"csrf": who.csrf, "key": f"bench-{name}", "words": words}
                sent = serving.ask(app.port, path, cookie=who.cookie, fields=fields)
                if sent.status != 303:
                    raise RuntimeError(f"the search answered {sent.status}")
                over, said = _get(app, sent.place, who.cookie), f"{name} found, of 10,000"
                _against(report, said, 4.0, over, _get(floor, "/"))


def _silence(report: Report, *, fresh: bool) -> None:
    """A round of silence: an objection saved, and 110 delegations at once."""
    say("making a recruitment in the middle of its round (kept in build/bench) ...")
    with silence.world(fresh=fresh) as world, against_floor(world) as (app, floor):
        save = silence.objecting(app, world)
        _against(report, "an objection saved, which breaks", silence.SAVED, save, floor)
        found = silence.crowd(app, world)
    say(silence.line(found))
    goal = f"{silence.GOAL:g}x, 0 errors"
    value = f"p95 {found.ratio:.1f}x of {found.alone:.1f} ms alone; {found.errors} errors"
    report.notes.append(
        ("110 delegations open the proposal within one second", value, goal, found.kept)
    )
    at_once = f"p95 {found.instant / found.alone:.1f}x of one alone"
    report.notes.append(("the same in one instant", at_once, "", True))


def _record(report: Report) -> None:
    """The record of 100,000 entries verified."""
    found = record.cost()
    say(record.line(found))
    name = f"the record of {record.ENTRIES:,} entries verified"
    value = f"{found.ratio:.2f}x of reading and hashing each ({found.verified * 1000:.0f} ms)"
    kept = found.ratio <= record.GOAL
    report.notes.append((name, value, f"{record.GOAL:g}x", kept))


def _bringing_in(report: Report) -> None:
    """Files taken in, a large upload, a page of a document looked at."""
    drops = intake.drops()
    say(intake.line(drops))
    name = f"{intake.FILES:,} files of {intake.SIZE // 1000} kB taken in"
    ratio = intake.middle(drops)
    report.notes.append((name, f"{ratio:.2f}x", f"{intake.GOAL:g}x", ratio <= intake.GOAL))
    sent = uploading.upload()
    say(uploading.line(sent))
    name = "memory above idle while 2 GB are sent"
    kept = sent.above < uploading.GOAL
    report.notes.append((name, f"{sent.above:.0f} MB", f"{uploading.GOAL} MB", kept))
    figure = Figure(picturing.NAME, picturing.compared(say), picturing.GOAL)
    report.figures.append(figure)
    say(_line(figure))


def _judging(report: Report, *, fresh: bool = False) -> None:
    """The ballot with 60 candidates, the debrief with its ranking, the report's PDF."""
    say("making a recruitment of 60 applications up to the report (kept in build/bench) ...")
    judging.made(fresh=fresh)
    for (key, name, goal), stage in zip(pages.JUDGING, judging.STAGES, strict=True):
        with judging.copied(stage) as world:
            visit = pages.visits(world)[key]
            counted = counting.of_page(world, visit.who, visit.path)
            report.judged.append((name, counted.number))
            say(f"{name:<38} queries: {counted.number}")
            with _floor() as floor, _served(world) as app:
                over = _get(app, visit.path, visit.who.cookie)
                _against(report, name, goal, over, _get(floor, "/"))
            if stage == judging.REPORT:
                whole, alone, ratio = judging.pdf_to_typst(world)
                said = f"{ratio:.2f}x ({whole:.2f} s, Typst alone {alone:.2f} s)"
                report.notes.append(
                    ("the report's PDF", said, f"{judging.PDF_GOAL:g}x", ratio <= judging.PDF_GOAL)
                )
                say(f"{'the report as PDF':<38} {said}")


def _queries(report: Report, sizes: list[World]) -> None:
    """The number of queries of each page at each size."""
    counted: dict[str, list[counting.Counted]] = {}
    for world in sizes:
        for visit in pages.visits(world).values():
            found = counting.of_page(world, visit.who, visit.path)
            counted.setdefault(visit.name, []).append(found)
    for name, found in counted.items():
        numbers = [one.number for one in found]
        report.queries.append((name, numbers, max(one.of_keys for one in found)))
        kept = "kept" if written.few(numbers) else "MISSED"
        say(f"{name:<38} queries at 100, 500, 10,000: {numbers}  {kept}")


def run(*, fresh: bool = False) -> Report:
    """Make the recruitments, measure, and write the page."""
    report = Report()
    say("making recruitments of 500 and of 100 applications (kept in build/bench) ...")
    kept, kept_small = worlds.made(500, fresh=fresh), worlds.made(100, fresh=fresh)
    with ExitStack() as stack:
        usual = stack.enter_context(worlds.copied(kept, "500"))
        small = stack.enter_context(worlds.copied(kept_small, "100"))
        large = stack.enter_context(worlds.copied(kept, "10000"))
        worlds.many(large)
        for world in (small, usual, large):
            said = worlds.listed(world)
            say(f"{said['applications']} applications, {said['listed']} on the list")
        _queries(report, [small, usual, large])
        say(f"load average before the first figure: {measuring.load():.1f}")
        _starting(report, usual)
        _to_floor(report, usual)
        _growth(report, small, large)
    _silence(report, fresh=fresh)
    _record(report)
    _judging(report, fresh=fresh)
    _searching(report)
    _bringing_in(report)
    PAGE.write_text(written.document(report, measuring.ROUNDS))
    for name in report.missing:
        say(f"not measured, its page does not exist: {name}")
    say(f"written to {Path(PAGE).relative_to(worlds.ROOT)}")
    return report


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the speed.")
    parser.add_argument("--fresh", action="store_true", help="make the kept recruitments anew")
    return 0 if run(fresh=parser.parse_args().fresh).kept else 1


if __name__ == "__main__":
    sys.exit(main())
