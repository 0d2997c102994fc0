"""How the report and its certificate stand on paper: values for the template, nothing more.

English is the report's language; what a reader's language is changes nothing here, since
the same content must give the same sheet for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from recruit.core import times
from recruit.core.words import english
from recruit.report import annex_sheet
from recruit.report.rules.content import Section
from recruit.report.wording import ENDED, STANDING, TITLES, on

Part = dict[str, Any]


def _text(text: str) -> list[Part]:
    return [{"kind": "text", "text": p.strip()} for p in text.split("\n\n") if p.strip()]


def _code(said: str, code: str) -> list[Part]:
    return [*_text(said), {"kind": "code", "text": code}]


def _table(head: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]]) -> list[Part]:
    """A table; widths in shares of the page, 0 for a narrow centred column."""
    if not rows:
        return _text("None.")
    cells = [[c if isinstance(c, dict) else str(c) for c in row] for row in rows]
    return [{"kind": "table", "head": list(head), "widths": list(widths), "rows": cells}]


def _part(title: str, items: Sequence[Part], level: int = 1) -> Part:
    return {"title": title, "level": level, "items": list(items)}


def _who(line: Mapping[str, Any]) -> str:
    name = line.get("name") or ""
    return f"{name} ({line['reference']})" if name else line["reference"]


def _entry_name(profile: Mapping[str, Any], entry: str) -> str:
    return next((e["name"] for e in profile.get("entries", []) if e["id"] == entry), entry)


def _panel(value: Mapping[str, Any]) -> list[Part]:
    term = [
        (s["seat"], s["name"], s["state"], on(s["since"]), on(s["until"]) or "in office")
        for s in value["seats"]
    ]
    items = _table(("Seat", "Name", "State", "From", "Until"), (0, 3, 3, 3, 3), term)
    if value["surrogates"]:
        rows = [(s["place"], s["name"], s["state"]) for s in value["surrogates"]]
        items += _text("Surrogates, in their order:")
        items += _table(("Place", "Name", "State"), (0, 3, 3), rows)
    for gone in value["replacements"]:
        items += _text(f"The occupant of seat {gone['seat']} was replaced on {on(gone['on'])}.")
    for reason in dict.fromkeys(b["reason"] for b in value["balance"]):
        items += _text(f"Balance of the composition: {reason}")
    return items


def _profile(value: Mapping[str, Any]) -> list[Part]:
    items = _text(f"Version {value['version']}, adopted on {on(value['adopted'])}.")
    rows = [
        (e["name"], e["weight"], "essential" if e["essential"] else "")
        for e in value.get("entries", [])
    ]
    return items + _table(("Entry", "Weight", ""), (5, 0, 0), rows)


def _questions(value: Mapping[str, Any], profile: Mapping[str, Any]) -> list[Part]:
    items = _text(
        f"Version {value['version']}, adopted on {on(value['adopted'])}. All candidates were "
        "asked the same main questions in the same order."
    )
    for number, question in enumerate(value.get("questions", []), start=1):
        entry = _entry_name(profile, question["entry"])
        items += _text(f"{number}. {entry}: {question['main']}")
        if question.get("probe"):
            items += _text(f"Probe: {question['probe']}")
    return items


def _grid(value: Mapping[str, Any], profile: Mapping[str, Any]) -> list[Part]:
    items = _text(f"Version {value['version']}, adopted on {on(value['adopted'])}.")
    every = value.get("levels", {})
    order = [e["id"] for e in profile.get("entries", []) if e["id"] in every]
    for entry in [*order, *sorted(set(every) - set(order))]:
        levels = every[entry]
        items.append({"kind": "text", "text": _entry_name(profile, entry)})
        rows = [(level, levels[level]) for level in sorted(levels)]
        items += _table(("Level", "What it describes"), (0, 1), rows)
    return items


def _scores(value: Sequence[Mapping[str, Any]]) -> list[Part]:
    parts = []
    for line in value:
        rows = [
            (
                e["entry"] + (" (essential)" if e["essential"] else ""),
                e["weight"],
                {"text": str(e["agreed"]), "level": e["agreed"]}
                if e["agreed"] is not None
                else "none",
                e["mean"],
                e["spread"],
                e["note"],
            )
            for e in line["entries"]
        ]
        verdict = "recommendable" if line["recommendable"] else "not recommendable"
        said = f"Weighted total {line['total']}: {verdict}. {' '.join(line['reasons'])}"
        items = _table(
            ("Entry", "Weight", "Agreed", "Mean", "Spread", "Note"), (4, 0, 0, 0, 0, 6), rows
        )
        parts.append(_part(_who(line), items + _text(said), level=2))
    return parts


def _decision(value: Mapping[str, Any]) -> list[Part]:
    if value["appointed"]:
        named = "" if value["appointed"] == value["reference"] else value["appointed"]
        who = _who({"name": named, "reference": value["reference"]})
        said = f"The appointed candidate is {who}."
    else:
        said = f"The panel names nobody: {value['finding'].replace('-', ' ')}."
    how = "by consensus" if value["by"] == "consensus" else "by a vote by name"
    items = _text(f"{said} Taken {how} on {on(value['on'])}.") + _text(value["reason"])
    if value["choice_reason"]:
        items += _text(f"Why another than the first of the ranking: {value['choice_reason']}")
    for one in value.get("earlier", []):
        items += _text(
            f"An earlier decision, of {on(one['on'])}, had named {_who(one)}: "
            f"{ENDED[one['ended']]}."
        )
    return items


@english
def sections(content: Mapping[str, Any]) -> list[Part]:
    """The parts of the report in the order of J9, as the template and the page draw them."""
    profile = content[Section.PROFILE]

    def part(section: Section, items: Sequence[Part]) -> Part:
        return _part(TITLES[section], items)

    mandate = content[Section.MANDATE]
    names = _text(
        f"{mandate['decision']}. {mandate['procedure']}. Number {mandate['number']}, "
        f"run {mandate['run']}."
    )
    return [
        part(Section.MANDATE, names + _text(mandate["text"])),
        part(Section.PANEL, _panel(content[Section.PANEL])),
        part(
            Section.CONFLICTS,
            _table(
                ("Seat", "Kind", "Outcome", "On"),
                (2, 3, 2, 3),
                [
                    (c["who"], c["kind"], c["outcome"], on(c["on"]))
                    for c in content[Section.CONFLICTS]
                ],
            ),
        ),
        part(
            Section.FIGURES,
            _table(
                ("Paragraph", "What", "Number"),
                (2, 6, 0),
                [(f["stage"], f["what"], f["number"]) for f in content[Section.FIGURES]],
            ),
        ),
        part(
            Section.SHORTLIST,
            _table(
                ("Candidate", "Decision", "Reason"),
                (3, 2, 7),
                [
                    (_who(c), STANDING[c["standing"]], c["reason"])
                    for c in content[Section.SHORTLIST]
                ],
            ),
        ),
        part(Section.PROFILE, _profile(profile)),
        part(Section.QUESTIONS, _questions(content[Section.QUESTIONS], profile)),
        part(Section.GRID, _grid(content[Section.GRID], profile)),
        part(
            Section.INTERVIEWS,
            _table(
                ("Candidate", "On", "Geneva time", "Minutes"),
                (5, 3, 0, 0),
                [
                    (_who(i), on(i["on"]), i["at"], i["minutes"])
                    for i in content[Section.INTERVIEWS]
                ],
            ),
        ),
        part(
            Section.SCORES,
            _text("Agreed by the panel; mean and spread are of the members' own scores, advisory."),
        ),
        *_scores(content[Section.SCORES]),
        part(Section.NARRATIVES, []),
        *(_part(_who(n), _text(n["text"]), level=2) for n in content[Section.NARRATIVES]),
        part(Section.DECISION, _decision(content[Section.DECISION])),
        part(
            Section.RESERVE,
            _table(
                ("Place", "Candidate"),
                (0, 1),
                [(r["place"], _who(r)) for r in content[Section.RESERVE]],
            ),
        ),
        part(
            Section.REFERENCES,
            _table(
                ("Candidate", "Relation of the referee", "Came on"),
                (4, 5, 3),
                [
                    (_who(r), r["relation"], on(r["on"]))
                    for r in content.get(Section.REFERENCES, [])
                ],
            ),
        ),
        part(Section.OPINIONS, [] if content[Section.OPINIONS] else _text("None.")),
        *(
            _part(f"Seat {o['seat']}, {o['name']}", _text(o["text"]), level=2)
            for o in content[Section.OPINIONS]
        ),
        *annex_sheet.parts(content.get(Section.ANNEX, {})),
    ]


def _sheet(title: str, over: str, at: datetime, running: str, foot: str) -> dict[str, Any]:
    day = times.geneva_date(at)
    return {
        "title": title,
        "over": over,
        "date": [day.year, day.month, day.day],
        "lang": "en",
        "region": "GB",
        "running": running,
        "foot": foot,
        "lead": [],
        "mark": [],
        "parts": [],
    }


def _checkpoint(note: str) -> list[Part]:
    if not note:
        return _text("No checkpoint of the panel's record has left the house yet.")
    return [{"kind": "code", "text": note.strip()}]


@english
def report(
    content: Mapping[str, Any], content_hash: str, checkpoint: str, at: datetime
) -> dict[str, Any]:
    """The report as lodged at this instant: content, its SHA-256, the record's checkpoint."""
    mandate = content[Section.MANDATE]
    word = "Report" if mandate["kind"] == "report" else "Addendum"
    sheet = _sheet(
        f"{word} of the selection panel",
        str(mandate["procedure"]).upper(),
        at,
        "In confidence: within the selection panel as long as the procedure is running "
        "(para. 53(f))",
        f"SHA-256 of the content: {content_hash}",
    )
    sheet["lead"] = [f"Lodged on {times.moment(at)}. Paras 53(f) and 54(g)."]
    sheet["parts"] = [
        *sections(content),
        _part(
            "How to check this report",
            [
                *_code(
                    "The SHA-256 below is that of the canonical content (RFC 8785) which the "
                    "members signed. Signatures stand in the certificate beside this report.",
                    content_hash,
                ),
                *_text("The latest checkpoint of the panel's record:"),
                *_checkpoint(checkpoint),
            ],
        ),
    ]
    return sheet


@english
def second_edition(
    content: Mapping[str, Any], first_hash: str, second_hash: str, at: datetime
) -> dict[str, Any]:
    """The second edition (J9): references in place of names not appointed; at: when it was made."""
    mandate = content[Section.MANDATE]
    word = "Report" if mandate["kind"] == "report" else "Addendum"
    sheet = _sheet(
        f"{word} of the selection panel, second edition",
        str(mandate["procedure"]).upper(),
        at,
        "Second edition: references in place of the names of those who were not appointed",
        f"SHA-256 of the content: {second_hash}",
    )
    sheet["lead"] = [
        f"Made on {times.moment(at)} from the frozen content of the first edition. Paras 53(f) "
        "and 54(g)."
    ]
    sheet["parts"] = [
        *sections(content),
        _part(
            "How to check this edition",
            [
                *_code(
                    "The SHA-256 of its canonical content (RFC 8785: the content, the number of "
                    "the edition, and the first edition's hash):",
                    second_hash,
                ),
                *_code(
                    "The SHA-256 of the first edition's content, which the members signed; the "
                    "certificate of signatures names it too:",
                    first_hash,
                ),
            ],
        ),
    ]
    return sheet


@english
def certificate(
    content: Mapping[str, Any],
    content_hash: str,
    file_hash: str,
    seal: str,
    checkpoint: str,
    signed: Sequence[tuple[int, str, str, str, datetime]],
    unsigned: Sequence[tuple[int, str, str, str]],
    at: datetime,
) -> dict[str, Any]:
    """The certificate beside the report: who signed, and who did not with the reason given.

    seal: SHA-256 of the certificate of the seal on both files. signed: seat, name, State, how,
    when. unsigned: seat, name, State, reason.
    """
    mandate = content[Section.MANDATE]
    sheet = _sheet(
        "Certificate of signatures",
        str(mandate["procedure"]).upper(),
        at,
        "In confidence: within the selection panel as long as the procedure is running "
        "(para. 53(f))",
        f"SHA-256 of the content: {content_hash}",
    )
    sheet["lead"] = [
        f"To {mandate['kind']} number {mandate['number']} of the selection panel, lodged on "
        f"{times.moment(at)}. A signature attests that the record is true."
    ]
    hows = {"code": "the server's word: second factor given", "passkey": "passkey, attached"}
    sheet["parts"] = [
        _part(
            "Signed",
            _table(
                ("Seat", "Name", "State", "How", "When"),
                (0, 3, 3, 3, 4),
                [(s[0], s[1], s[2], hows.get(s[3], s[3]), times.moment(s[4])) for s in signed],
            ),
        ),
        *(
            [
                _part(
                    "Signed by passkey",
                    _text(
                        "A passkey's signature is checked without this application: the file "
                        "assertions.json in this document holds each statement, the device's "
                        "answer and the public key, and says how. A signature confirmed by the "
                        "second factor is the server's word."
                    ),
                )
            ]
            if any(s[3] == "passkey" for s in signed)
            else []
        ),
        _part(
            "Not signed",
            _table(("Seat", "Name", "State", "Reason"), (0, 3, 3, 5), [tuple(u) for u in unsigned]),
        ),
        _part(
            "What was signed",
            [
                *_code("SHA-256 of the canonical content (RFC 8785):", content_hash),
                *_code("SHA-256 of the report's file:", file_hash),
                *_code(
                    "Both files are sealed by the installation that made them: a later change of "
                    "either shows. The seal is that server's word, and no member's signature. "
                    "SHA-256 of the seal's certificate:",
                    seal,
                ),
                *_text("The latest checkpoint of the panel's record:"),
                *_checkpoint(checkpoint),
            ],
        ),
    ]
    return sheet
