"""The house's own rules, which no other tool checks."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from sqlalchemy import MetaData

ROOT = Path(__file__).parent.parent.parent
RECRUIT = ROOT / "recruit"
ROOMS = sorted(path.name for path in RECRUIT.iterdir() if (path / "__init__.py").is_file())
LONGEST_FILE = 450  # lines
SPOKEN_TEMPLATES = (".html", ".txt")

# Words that are the same in every language: names of institutions, formats and units.
NOT_TRANSLATED = {
    *("CCM", "GICHD", "ISU", "UTC", "MSP", "PDF", "DOCX", "ODT", "EML", "JPEG", "PNG", "TXT"),
    *("CSV", "JSON", "ZIP", "XML", "SHA", "ID", "A", "B", "C", "D", "E", "F", "G", "H", "M", "N"),
    *("kB", "MB", "GB"),
}
# Attributes that a person reads or hears.
SPOKEN_ATTRIBUTES = {"alt", "aria-description", "aria-label", "aria-roledescription", "label"} | {
    *("aria-valuetext", "placeholder", "summary", "title"),
}
CLASS_BLOCKS = ("_class", "_wrap")
VOID = set("area base br col embed hr img input link meta source track wbr".split())

environment = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def _files(folder: str, *suffixes: str) -> list[Path]:
    return sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in suffixes and p.is_file())


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Python


@pytest.mark.parametrize("room", ROOMS)
def test_the_init_file_of_a_room_is_empty(room: str) -> None:
    assert (RECRUIT / room / "__init__.py").read_text(encoding="utf-8").strip() == ""


def test_every_file_can_be_read_in_one_sitting() -> None:
    long = {
        _shown(path): lines
        for path in _files("recruit", ".py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def texts_put_together(source: str) -> list[int]:
    """Lines where a text for a person is put together before it is looked up."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = {"_": node.args[:1], "ngettext": node.args[:2]}.get(node.func.id, [])
            if any(isinstance(text, ast.JoinedStr | ast.BinOp | ast.Call) for text in texts):
                lines.append(node.lineno)
    return lines


def test_a_text_put_together_before_gettext_is_found() -> None:
    assert texts_put_together('_("one %(n)s", n=2)\nngettext("a", "b", n)\n_(a)') == []
    assert texts_put_together('_(f"one {n}")\n_("a" + b)\nngettext("a", "%s" % b, 2)') == [1, 2, 3]


def test_no_text_is_put_together_before_gettext() -> None:
    found = [
        f"{_shown(path)}:{line}"
        for path in _files("recruit", ".py")
        if _shown(path) != "recruit/core/words.py"
        for line in texts_put_together(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# Stylesheets


def sides_named(css: str) -> list[int]:
    """Lines that name left or right, outside comments, quoted text and names of classes."""
    blank = re.sub(
        r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)|\.[A-Za-z_][\w-]*",
        lambda found: re.sub(r"[^\n]", " ", found[0]),
        css,
        flags=re.DOTALL,
    )
    words = re.compile(r"(?<![A-Za-z])(left|right)(?![A-Za-z])")
    return [number for number, line in enumerate(blank.split("\n"), 1) if words.search(line)]


def test_a_side_in_a_stylesheet_is_found() -> None:
    assert (
        sides_named("/* left\nright */ a { margin-inline-start: 1px; content: 'left' } .left-b {}")
        == []
    )
    assert sides_named("a { margin-left: 1px }\nb { text-align: right }\nc { left: 0 }") == [
        1,
        2,
        3,
    ]


def test_stylesheets_know_start_and_end_only() -> None:
    found = [
        f"{_shown(path)}:{line}"
        for path in _files("static", ".css")
        for line in sides_named(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# Templates


def data_only(source: str) -> str:
    """The template with everything that is not literal text left out, line for line.

    What stands between trans and endtrans is looked up in the catalogue, and a block whose
    name ends in _class or _wrap holds names of the stylesheet: both are left out too.
    Raises jinja2.TemplateSyntaxError.
    """
    parts: list[str] = []
    line = 1
    statement: list[str] = []  # the names of the {% statement %} being read
    left_out_until = ""
    for number, token, value in environment.lex(source):
        if number > line:
            parts.append("\n" * (number - line))
            line = number
        if token == "data":
            if not left_out_until:
                parts.append(value)
                line += value.count("\n")
        elif token == "block_begin":
            statement = []
        elif token == "name":
            statement.append(value)
        elif token == "variable_end":
            parts.append(" ")
        elif token == "block_end":
            parts.append(" ")
            if left_out_until in statement[:1]:
                left_out_until = ""
            elif statement[:1] == ["trans"]:
                left_out_until = "endtrans"
            elif statement[:1] == ["block"] and statement[1].endswith(CLASS_BLOCKS):
                left_out_until = "endblock"
    return "".join(parts)


def untranslated(text: str, line: int) -> list[tuple[int, str]]:
    """The words in this literal text that ought to come from the catalogue, with their lines."""
    return [
        (line + text.count("\n", 0, found.start()), found[0])
        for found in re.finditer(r"[^\W\d_]+", text)
        if found[0] not in NOT_TRANSLATED
    ]


class Page(HTMLParser):
    """Finds, line by line, what a template must not have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.spoken: list[tuple[int, str]] = []  # words outside gettext
        self.inline: list[tuple[int, str]] = []  # styles and scripts in the page
        self._quiet: list[str] = []  # open elements inside translate="no"
        self._script: list[bool] = []  # open scripts and styles

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.inline.append((line, name))
            if value.strip().lower().startswith("javascript:"):
                self.inline.append((line, value))
            said = name in SPOKEN_ATTRIBUTES or (
                name == "value" and given.get("type") in ("submit", "button", "reset")
            )
            if said and not self._quiet and given.get("translate") != "no":
                self.spoken += untranslated(value, line)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append((line, tag))
        if tag in ("script", "style"):
            self._script.append(True)
        if tag not in VOID and (self._quiet or given.get("translate") == "no"):
            self._quiet.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._script:
            self._script.pop()
        if tag in self._quiet:
            while self._quiet.pop() != tag:
                pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._quiet and not self._script:
            self.spoken += untranslated(data, self.getpos()[0])


def read(source: str, suffix: str = ".html") -> Page:
    """What this template has that it must not have."""
    page = Page()
    if suffix == ".html":
        page.feed(data_only(source))
        page.close()
    else:
        page.handle_data(data_only(source))
    return page


def _templates() -> Iterator[tuple[str, str, Page]]:
    for path in _files("templates", *SPOKEN_TEMPLATES):
        source = path.read_text(encoding="utf-8")
        yield _shown(path), source, read(source, path.suffix)


def test_words_outside_gettext_are_found() -> None:
    page = read(
        '<p class="note {% if x %}warm{% endif %}" title="{{ _("Help") }}">\n'
        '{{ _("Hello") }} {# aside #} PDF 12 &middot; {% trans %}Well{% endtrans %}\n'
        '<code translate="no">flask <b>db</b></code><br>\n'
        '<img alt="Seal"> {{ x }} and\n<input type="submit" value="Send">'
    )
    assert page.spoken == [(4, "Seal"), (4, "and"), (5, "Send")]
    assert read("{% block a_class %}x{% endblock %}{% block b %}y{% endblock %}").spoken == [
        (1, "y")
    ]
    assert read("<p>\n{# aside\n #}\n12\nlate</p>").spoken == [(5, "late")]
    assert [word for _line, word in read("Dear {{ name }},", ".txt").spoken] == ["Dear"]


def test_styles_and_scripts_in_a_page_are_found() -> None:
    page = read(
        '<script src="{{ x }}" nonce="y"></script>\n<script>go()</script>\n'
        '<b style="x" onclick="y">1</b>\n<style>a{}</style><a href="javascript:go()">2</a>'
    )
    assert page.inline == [
        (2, "script"),
        (3, "style"),
        (3, "onclick"),
        (4, "style"),
        (4, "javascript:go()"),
    ]
    assert page.spoken == []


def test_every_word_of_a_template_comes_from_the_catalogue() -> None:
    found = [f"{name}:{n}: {word}" for name, _, page in _templates() for n, word in page.spoken]
    assert found == []


def test_no_template_has_a_style_or_script_in_it() -> None:
    found = [f"{name}:{n}: {what}" for name, _, page in _templates() for n, what in page.inline]
    assert found == []


def test_no_template_switches_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(|\|\s*tojson\s*\|\s*safe")
    assert [name for name, source, _ in _templates() if off.search(source)] == []


# Tables


@pytest.fixture(scope="module")
def metadata() -> MetaData:
    """Every table of every room."""
    if importlib.util.find_spec("recruit.core.models") is None:
        pytest.skip("no room has a table yet")
    importlib.import_module("recruit.core.models").load()
    return importlib.import_module("sqlmodel").SQLModel.metadata


def test_the_tables_have_no_cycle(metadata: MetaData) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(metadata.sorted_tables) == len(metadata.tables)


def test_a_table_is_named_after_its_room(metadata: MetaData) -> None:
    assert [name for name in metadata.tables if name.split("_")[0] not in ROOMS] == []


def test_the_database_has_neither_a_clock_nor_ids_of_its_own(metadata: MetaData) -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert [str(column) for column in columns if column.server_default is not None] == []
    assert [str(column) for column in columns if column.autoincrement is True] == []
