"""Which files of a drop belong to one application: by row, by mail, by folder, by name.

Pure: from what the reading child said to groups. A row of a list that names its files
comes first; then mails with what they carry; then folders; last the names of loose files.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MAIL = "eml"
_KIND_WORDS = (
    "cv|curriculum|vitae|resume|lebenslauf|hoja|vida|cover|motivation|letter|lettre|carta|"
    "version|with|application|candidature|candidatura|bewerbung|degree|diploma|diplome|titulo|diplom|"
    "certificate|certificat|certificado|master|bachelor|transcript|reference|references|"
    "passport|id|scan|final|signed|copy|en|fr|es|de|ru|ar|doc|document|documents|annex|"
    "mr|mrs|ms|dr|of|the|for|and|post|director|isu|gichd|new|page|pages|p|v|"
    "диплом|резюме|письмо|сертификат|سيرة|السيرة|ذاتية|الذاتية|شهادة|رسالة|简历|履历|求职信|申请书"
)
_KINDS = frozenset(_KIND_WORDS.split("|"))
MOST_WORDS = 7
"""A name of more words than this is a sentence, not a person's."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read. path: within its container, folders divided by '/'. parent: the
    container's id, '' for one that was dropped by itself. kind: 'pdf', 'eml', ..."""

    id: str
    path: str
    kind: str
    parent: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """Its path without the name, '' at the top."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list of candidates. number: from 1. values: by our names of the columns."""

    list_id: str
    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are proposed as one application. key: what they have in common, the same
    each time. row: its values where a list said it. label: the folder or the name that they
    share. unfound: files that the row names and that were not there, or not just once."""

    key: str
    files: tuple[str, ...]
    label: str = ""
    row: Row | None = None
    unfound: tuple[str, ...] = field(default_factory=tuple)


def groups(files: Sequence[File], rows: Sequence[Row] = ()) -> list[Group]:
    """The files as groups, in their order; no file in two of them.

    A mail brings what it carries. Where a folder holds one mail, the mail belongs to the
    folder; where it holds several, each is an application by itself. A mail that carries
    nothing but other mails is an envelope and belongs to no group.
    """
    index = _Index(files)
    left = {f.id: f for f in files}
    found = [_of_row(row, index, left) for row in rows]
    found += _mails_and_folders([f for f in files if f.id in left], index)
    order = {f.id: n for n, f in enumerate(files)}
    return sorted(found, key=lambda g: min((order[i] for i in g.files), default=len(order)))


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("\\", "/").strip().strip("/")


class _Index:
    """The files by what a row may name them by, and by the mail that carries them."""

    def __init__(self, files: Sequence[File]) -> None:
        self.parents = {f.parent for f in files}
        self.carried: dict[str, list[File]] = defaultdict(list)
        self._paths = {f.id: _same(f.path) for f in files}
        self._by_name: dict[str, list[File]] = defaultdict(list)
        self._by_folder: dict[str, list[File]] = defaultdict(list)
        for f in files:
            if f.kind != MAIL:
                self.carried[f.parent].append(f)
            *folders, name = self._paths[f.id].split("/")
            self._by_name[name].append(f)
            for folder in set(folders):
                self._by_folder[folder].append(f)

    def with_carried(self, chosen: Iterable[File]) -> list[File]:
        """The files, and after each mail what it carries, but for mails within it."""
        whole = []
        for f in chosen:
            whole.append(f)
            if f.kind == MAIL:
                whole += self.carried.get(f.id, [])
        return list(dict.fromkeys(whole))

    def named(self, named: str, left: Mapping[str, File]) -> list[File]:
        """The file of this path or name where there is just one, or all files of this folder."""
        wanted = _same(named)
        last, first = wanted.rpartition("/")[2], wanted.partition("/")[0]
        of_name = [f for f in self._by_name.get(last, ()) if f.id in left]
        ends = [f for f in of_name if f"/{self._paths[f.id]}".endswith(f"/{wanted}")]
        exact = [f for f in ends if self._paths[f.id] == wanted]
        if len(exact or ends) == 1:
            return exact or ends
        if ends:
            return []
        return [
            f
            for f in self._by_folder.get(first, ())
            if f.id in left and f"/{wanted}/" in f"/{self._paths[f.id].rpartition('/')[0]}/"
        ]


def _of_row(row: Row, index: _Index, left: dict[str, File]) -> Group:
    chosen: list[File] = []
    unfound = []
    for named in row.values.get("files", "").split("\n"):
        if not named.strip():
            continue
        matching = index.named(named, left)
        chosen += matching
        if not matching:
            unfound.append(named.strip())
    whole = [f for f in index.with_carried(chosen) if f.id in left]
    for f in whole:
        del left[f.id]
    return Group(
        f"row:{row.list_id}:{row.number}",
        tuple(f.id for f in whole),
        row.values.get("name", ""),
        row,
        tuple(unfound),
    )


def _mails_and_folders(left: Sequence[File], index: _Index) -> list[Group]:
    mails = {f.id for f in left if f.kind == MAIL}
    inside = [f for f in left if f.parent not in mails or f.kind == MAIL]
    places: dict[tuple[str, str], list[File]] = defaultdict(list)
    roots = _roots(inside)
    for f in inside:
        # a mail within a mail has no folder
        parent = "" if f.parent in mails else f.parent
        places[(parent, _top(f, roots.get(f.parent, "")))].append(f)
    found: list[Group] = []
    for (parent, folder), here in places.items():
        own_mails = [f for f in here if f.kind == MAIL]
        if folder and len(own_mails) <= 1:
            whole = index.with_carried(here)
            found.append(_group(f"folder:{parent}:{folder}", whole, folder))
            continue
        for one in own_mails:
            whole = index.with_carried([one])
            envelope = len(whole) == 1 and one.id in index.parents
            if not envelope:
                found.append(_group(f"mail:{one.id}", whole, ""))
        rest = [f for f in here if f.kind != MAIL]
        if folder and rest:
            found.append(_group(f"folder:{parent}:{folder}", rest, folder))
        elif rest:
            found += _by_name(parent, rest)
    return found


def _group(key: str, files: Sequence[File], label: str) -> Group:
    return Group(key, tuple(f.id for f in files), label)


def _roots(files: Sequence[File]) -> dict[str, str]:
    """For each container the folders that everything lies in and nothing lies directly in."""
    folders: dict[str, list[list[str]]] = defaultdict(list)
    for f in files:
        folders[f.parent].append(f.folder.split("/") if f.folder else [])
    roots = {}
    for parent, paths in folders.items():
        depth = 0
        while all(len(p) > depth + 1 for p in paths) and len({p[depth] for p in paths}) == 1:
            depth += 1
        roots[parent] = "/".join(paths[0][:depth])
    return roots


def _top(f: File, root: str) -> str:
    below = f.folder[len(root) :].strip("/")
    return below.split("/")[0]


def _by_name(parent: str, files: Sequence[File]) -> list[Group]:
    """Loose files: those whose names say the same person are one application."""
    by_person: dict[str, list[File]] = defaultdict(list)
    for f in files:
        words = sorted(_bare(person_in(f.name)).split())
        by_person[f"name:{parent}:{' '.join(words)}" if words else f"file:{f.id}"].append(f)
    return [_group(key, of, person_in(of[0].name)) for key, of in by_person.items()]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def person_in(name: str) -> str:
    """The words of a file's or folder's name that may be a person's: 'CV_Maria Ivanova_2022.pdf'
    gives 'Maria Ivanova'; '' where nothing is left."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", unicodedata.normalize("NFC", name)).strip()
    # where nothing else divides the words, a hyphen does; else it may join a double name
    between = "-" if re.search(r"[\s_]", stem) else " "
    kept: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", stem):
        parts = [part for part in word.split("-") if _bare(part) not in _KINDS]
        if parts:
            kept += [between.join(parts)] if between == "-" else parts
    return " ".join(kept) if len(kept) <= MOST_WORDS else ""
