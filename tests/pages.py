"""A person at a browser without script: reads a page, follows its links, sends its forms.

Only what stands on a page can be used: a link by its words, a form by the words of its
button, a field by its name. Hidden fields go along as the page gave them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from lxml import html  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

File = tuple[str, bytes]
"""A file to send: its name and its content."""
Value = str | bool | Sequence[str] | Sequence[File]
"""What is filled in: words, ticked or not, the values of several boxes, or files."""


def words_of(element: Any) -> str:
    """The words of an element as they are read, spaces folded."""
    return re.sub(r"\s+", " ", str(element.text_content())).strip()


@dataclass(slots=True)
class Form:
    """A form of a page, as its reader finds it."""

    element: Any

    @property
    def action(self) -> str:
        """The address that it is sent to."""
        return str(self.element.get("action"))

    @property
    def words(self) -> str:
        """All that is read in it."""
        return words_of(self.element)

    @property
    def around(self) -> str:
        """What is read in the section or the line that it stands in."""
        return words_of(next(self.element.iterancestors("section", "li"), self.element))

    @property
    def buttons(self) -> list[Any]:
        """Its buttons, those outside that name it apart."""
        return list(self.element.iter("button"))

    def fields(self, name: str) -> list[Any]:
        """The controls of this name."""
        return [e for e in self._controls() if e.get("name") == name]

    @property
    def names(self) -> list[str]:
        """The names of its fields, each once, in order."""
        return list(dict.fromkeys(str(e.get("name")) for e in self._controls()))

    def _controls(self) -> list[Any]:
        return [
            e
            for e in self.element.iter("input", "textarea", "select")
            if e.get("name") and e.get("disabled") is None
        ]

    def options(self, name: str) -> dict[str, str]:
        """What can be chosen in a select field or among buttons: words to value."""
        found: dict[str, str] = {}
        for control in self.fields(name):
            if control.tag == "select":
                found.update((words_of(o), str(o.get("value", o.text))) for o in control)
            else:
                label = next(control.iterancestors("label"), control.getparent())
                found[words_of(label)] = str(control.get("value"))
        return found

    def given(self) -> list[tuple[str, str]]:
        """What would be sent without another word."""
        found: list[tuple[str, str]] = []
        for control in self._controls():
            name, kind = str(control.get("name")), control.get("type", "text")
            if control.tag == "textarea":
                found.append((name, (control.text or "").removeprefix("\n")))
            elif control.tag == "select":
                options = list(control.iter("option"))
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                found += [(name, str(o.get("value", o.text))) for o in chosen]
            elif kind in ("checkbox", "radio"):
                if control.get("checked") is not None:
                    found.append((name, str(control.get("value", "on"))))
            elif kind not in ("file", "submit"):
                found.append((name, str(control.get("value", ""))))
        return found

    def filled(self, fields: Mapping[str, Value]) -> MultiDict[str, Any]:
        """What is sent once these are filled in; fails for what a reader could not do."""
        sent: MultiDict[str, Any] = MultiDict(self.given())
        for name, value in fields.items():
            controls = self.fields(name)
            assert controls, f"the form to {self.action} has no field {name!r}: {self.names}"
            sent.poplist(name)
            for one in self._values(controls, value):
                sent.add(name, one)
        return sent

    def _values(self, controls: list[Any], value: Value) -> list[Any]:
        kind, name = controls[0].get("type", "text"), controls[0].get("name")
        assert kind != "hidden", f"{name!r} is hidden: nobody fills it in"
        if kind == "file":
            assert not isinstance(value, str | bool)
            return [(BytesIO(bytes(each[1])), each[0]) for each in value]  # type: ignore[arg-type]
        if kind == "checkbox" and isinstance(value, bool):
            return [str(controls[0].get("value", "on"))] if value else []
        several = [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]
        if kind in ("checkbox", "radio") or controls[0].tag == "select":
            possible = self.options(str(name)).values()
            for one in several:
                assert one in possible, f"{one!r} can't be chosen in {name!r}: {list(possible)}"
        most = controls[0].get("maxlength")
        if most and isinstance(value, str):
            assert len(value) <= int(most), f"{name!r} takes {most} characters"
        return several


@dataclass(slots=True)
class Page:
    """A page that was read."""

    path: str
    status: int
    source: str
    tree: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.tree = html.fromstring(self.source or "<html></html>")

    @property
    def words(self) -> str:
        """All that is read on it."""
        return words_of(self.tree)

    @property
    def title(self) -> str:
        """Its one heading of the first rank."""
        found = [words_of(e) for e in self.tree.iter("h1")]
        assert len(found) == 1, f"{self.path} has {len(found)} first headings: {found}"
        return found[0]

    @property
    def forms(self) -> list[Form]:
        """The forms that send something."""
        return [Form(f) for f in self.tree.iter("form") if f.get("method", "get") == "post"]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Words and address of each link."""
        return [(words_of(a), str(a.get("href"))) for a in self.tree.iter("a") if a.get("href")]

    def link(self, words: str) -> str:
        """The address of the link with these words; of several, the first."""
        found = [href for said, href in self.links if words in said]
        assert found, f"no link {words!r} on {self.path}: {[said for said, _ in self.links]}"
        return found[0]

    def form(self, button: str, *, about: str = "", value: str = "") -> tuple[Form, Any]:
        """The one form with such a button, and the button.

        about: words around it, or in its address. value: the button's own.
        """
        fitting = [
            (form, b)
            for form in self.forms
            for b in form.buttons
            if words_of(b).startswith(button)
            and (not value or b.get("value") == value)
            and any(about in each for each in (form.words, form.action, form.around))
        ]
        found = [each for each in fitting if words_of(each[1]) == button] or fitting
        every = [words_of(b) for form in self.forms for b in form.buttons]
        assert found, f"no button {button!r} on {self.path}, but {every}:\n{self.words[:1500]}"
        assert len(found) == 1, f"{len(found)} buttons {button!r} on {self.path}"
        assert found[0][1].get("disabled") is None, f"{button!r} is closed on {self.path}"
        return found[0]

    def offers(self, button: str) -> bool:
        """Is there a button with these words?"""
        return any(words_of(b).startswith(button) for f in self.forms for b in f.buttons)


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser. visited: every page that was read, for whoever wants to look."""

    http: FlaskClient
    visited: list[Page] = field(default_factory=list)

    def _page(self, response: Any, path: str) -> Page:
        page = Page(path, response.status_code, response.get_data(as_text=True))
        self.visited.append(page)
        return page

    def get(self, path: str, status: int = 200) -> Page:
        """Open an address, following where it leads."""
        response = self.http.get(path, follow_redirects=True)
        page = self._page(response, path)
        assert page.status == status, f"{path}: {page.status}, not {status}:\n{page.words[:1500]}"
        return page

    def follow(self, page: Page, words: str) -> Page:
        """Follow the link with these words."""
        return self.get(page.link(words))

    def content(self, path: str) -> bytes:
        """What is downloaded from an address."""
        response = self.http.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        return bytes(response.data)

    def send(
        self,
        page: Page,
        button: str,
        fields: Mapping[str, Value] | None = None,
        *,
        about: str = "",
        value: str = "",
        status: int = 0,
    ) -> Page:
        """Fill in a form, press its button, and read the page that follows.

        about: words around the form, or in its address. value: which of several buttons.
        status: what is answered where it is not a redirect (303) to a page (200).
        """
        form, pressed = page.form(button, about=about, value=value)
        sent = form.filled(fields or {})
        if pressed.get("name"):
            sent.add(pressed.get("name"), pressed.get("value", ""))
        kind = form.element.get("enctype") or "application/x-www-form-urlencoded"
        address = pressed.get("formaction") or form.action
        response = self.http.post(address, data=sent, content_type=kind)
        if status:
            answer = self._page(response, address)
            assert answer.status == status, f"{address}: {answer.status}:\n{answer.words[:2000]}"
            return answer
        if response.status_code != 303:
            answer = Page(address, response.status_code, response.get_data(as_text=True))
            raise AssertionError(f"{address}: {answer.status}:\n{answer.words[:2500]}")
        return self.get(str(response.location))

    # -- home ------------------------------------------------------------------------

    def tasks(self) -> dict[str, str]:
        """What home says is to be done: title to address, the most pressing first."""
        home = self.get("/")
        found: dict[str, str] = {}
        for card in home.tree.find_class("now"):
            for heading in card.find_class("now-title"):
                for link in card.find_class("button"):
                    found[words_of(heading)] = str(link.get("href"))
        for link in home.tree.find_class("task-title"):
            found.setdefault(words_of(link), str(link.get("href")))
        return found

    def task(self, title: str) -> Page:
        """Open the page of a task that home names; fails where home does not name it."""
        found = self.tasks()
        named = [href for said, href in found.items() if title in said]
        assert named, f"home does not name {title!r}, but {list(found)}"
        return self.get(named[0])
