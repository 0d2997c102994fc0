"""What is wrong with the page that is open: axe's violations, or wider than the window.

Two thirds of what axe takes are the contrasts: for each text it looks up what lies behind it.
Text in the same colour, size and weight on the same grounds has the same contrast, on whatever
page it stands; so of texts that are alike in all of this one is looked at, for each width. All
other rules are asked of every element of every page.
"""

from __future__ import annotations

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 390)
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

# Marks each text that is like one before it; known: what was looked at before, as this returns it.
_ALIKE = """known => {
  const seen = new Set(known), fresh = [], grounds = new Map();
  const layer = (style) => {
    const said = [];
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") said.push(style.backgroundColor);
    if (style.backgroundImage !== "none") said.push(style.backgroundImage);
    for (const [name, plain] of [["opacity", "1"], ["filter", "none"], ["mixBlendMode", "normal"],
      ["position", "static"], ["zIndex", "auto"], ["backgroundClip", "border-box"],
      ["transform", "none"], ["clipPath", "none"], ["maskImage", "none"], ["float", "none"],
      ["marginTop", "0px"], ["marginLeft", "0px"]]) {
      const value = style[name];
      if (value === undefined || value === plain) continue;
      if (name.startsWith("margin")) { if (value.startsWith("-")) said.push(`${name} ${value}`); }
      else said.push(`${name} ${value}`);
    }
    return said.join(" ");
  };
  const behind = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const own = [layer(getComputedStyle(element))];
      for (const pseudo of ["::before", "::after"]) {
        const style = getComputedStyle(element, pseudo);
        if (style.content !== "none" && style.content !== "normal") own.push(pseudo + layer(style));
      }
      const before = behind(element.parentElement), said = own.filter(Boolean).join(" ");
      grounds.set(element, said ? `${before}/${said}` : before);
    }
    return grounds.get(element);
  };
  for (const element of document.querySelectorAll("body, body *")) {
    const texts = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!texts && !element.matches("input, select, textarea")) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(element);
    if (style.visibility !== "visible") continue;
    const label = element.closest("label");
    const control = label && label.control;
    const off = element.closest(":disabled, [aria-disabled=true]") || (control && control.disabled);
    const like = [behind(element), style.color, style.fontSize, style.fontWeight,
      style.textShadow, style.webkitTextStroke, off ? "off" : "",
      texts && element.tagName !== "OPTION" ? "" : element.tagName].join(";");
    if (seen.has(like)) element.dataset.looksLikeAnother = "";
    else { seen.add(like); fresh.push(like); }
  }
  axe.configure({rules: [{id: "color-contrast", selector: "*:not([data-looks-like-another])"}]});
  return fresh;
}"""
_FORGET = """() => document.querySelectorAll("[data-looks-like-another]").forEach(
  (element) => element.removeAttribute("data-looks-like-another"))"""

_looked_at: dict[int, set[str]] = {}
"""For each width what texts this process has looked at."""


def look(page: Page, where: str, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page that is open, at each width, in words that begin with where.

    What axe reads of the style sheets' text is the same at every width: it is asked once.
    """
    page.evaluate(Axe().axe_script)
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        known = _looked_at.setdefault(width, set())
        known.update(page.evaluate(_ALIKE, sorted(known)))
        asked = json.dumps({**AXE, "preload": width == widths[0]})
        wrong += [
            f"{where} at {width}: {v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in page.evaluate(f"axe.run({asked}).then(found => found.violations)")
        ]
        page.evaluate(_FORGET)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wrong.append(f"{where} at {width}: wider than the window")
    page.set_viewport_size({"width": widths[0], "height": 900})
    return wrong
