// Screening by the keyboard, on a page that works without it: quoting from the document's words
// into the criterion in hand, turning the document beside the form, on to the next file; what is
// counted from a kept draft is shown at once, and there is always a row for another period.
(() => {
  "use strict";
  const list = document.querySelector("ol.criteria[data-keys]");
  const form = document.getElementById("screening");
  const paper = () => document.getElementById("paper");
  const lines = () => (list ? [...list.children] : []);
  let hand = lines().find((line) => line.classList.contains("open")) || lines()[0];

  // The criterion in hand is the one that last had the focus; it stands out on the page.
  const take = (line) => {
    if (!line) return;
    hand = line;
    for (const other of lines()) other.classList.toggle("open", other === line);
  };
  if (list) {
    take(hand);
    list.addEventListener("focusin", (event) => take(lines().find((line) => line.contains(event.target))));
    list.addEventListener("change", (event) => {
      const line = lines().find((each) => each.contains(event.target));
      if (line && event.target.matches("[type=radio]")) line.querySelector("details").open = true;
    });
  }
  const write = (what) => {
    const field = hand && hand.querySelector(what);
    if (!field) return;
    field.closest("details").open = true;
    field.focus();
  };

  // What is selected in the words of the document becomes evidence: “…” (CV).
  const say = (text) => {
    const line = paper() && paper().querySelector("[data-quote-said]");
    if (line) line.textContent = text;
  };
  const quote = () => {
    const words = paper() && paper().querySelector("[data-words]");
    const chosen = window.getSelection();
    const text = chosen && chosen.rangeCount ? chosen.toString().replace(/\s+/g, " ").trim() : "";
    const inside = words && text && chosen.getRangeAt(0).intersectsNode(words) &&
      words.contains(chosen.anchorNode) && words.contains(chosen.focusNode);
    const field = hand && hand.querySelector("[data-evidence]");
    if (!inside || !field) return say(paper() ? paper().dataset.select : "");
    const start = chosen.getRangeAt(0).startContainer, element = start.nodeType === 1 ? start : start.parentElement;
    const page = element.closest("[data-page]");
    const cite = page ? words.dataset.citePage.replace("%(number)s", page.dataset.page) : words.dataset.cite;
    const said = `\u201c${text}\u201d (${cite})`;
    field.value = (field.value.trim() ? `${field.value.trim()} ${said}` : said).slice(0, field.maxLength);
    field.closest("details").open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    say(paper().dataset.quoted.replace("%(code)s", hand.dataset.code));
    if (words.contains(document.activeElement)) hand.focus({ preventScroll: true });
  };

  // For mouse and finger: a button beside what is selected. Pressing it takes no selection away.
  document.addEventListener("selectionchange", () => {
    const place = paper() && paper().querySelector("[data-quoting]"), words = paper() && paper().querySelector("[data-words]");
    if (!place || !hand) return;
    const chosen = window.getSelection(), button = place.querySelector("button");
    place.hidden = !chosen.rangeCount || chosen.isCollapsed || !words.contains(chosen.anchorNode) || !words.contains(chosen.focusNode);
    button.textContent = button.dataset.say.replace("%(code)s", hand.dataset.code);
  });
  document.addEventListener("pointerdown", (event) => { if (event.target.closest("[data-quoting]")) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-quoting] button")) quote(); });

  // The words by keyboard alone: j, k and the arrows choose a line, with Shift they take more of them.
  const choose = (words, event) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!step) return false;
    const all = [...words.querySelectorAll("p:not(.leaf)")], chosen = window.getSelection();
    const at = (node) => all.findIndex((line) => line.contains(node));
    const from = chosen.rangeCount ? at(chosen.anchorNode) : -1, to = chosen.rangeCount ? at(chosen.focusNode) : -1;
    const next = Math.min(Math.max((to < 0 ? (step > 0 ? -1 : all.length) : to) + step, 0), all.length - 1);
    const first = event.shiftKey && from >= 0 ? from : next;
    const [one, other] = first <= next ? [all[first], all[next]] : [all[next], all[first]];
    if (first <= next) chosen.setBaseAndExtent(one, 0, other, other.childNodes.length);
    else chosen.setBaseAndExtent(other, other.childNodes.length, one, 0);
    all[next].scrollIntoView({ block: "nearest" });
    return true;
  };
  const read = async () => {
    const other = paper() && !paper().querySelector("[data-words]") && paper().querySelector('a[data-key="t"]');
    if (other) await turn(other);
    const words = paper() && paper().querySelector("[data-words]");
    if (words) words.focus({ preventScroll: true });
  };

  // The document turns in its place, so that nothing typed is left behind.
  const turn = async (link) => {
    try {
      const answer = await fetch(link.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const other = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("paper");
      if (!other) throw new Error("none");
      paper().replaceWith(document.adoptNode(other));
      history.replaceState(null, "", link.href);
      const query = new URL(link.href).search;
      for (const sent of form ? [form, ...form.querySelectorAll("[formaction]")] : []) {
        const name = sent === form ? "action" : "formaction";
        sent.setAttribute(name, new URL(sent.getAttribute(name), location.href).pathname + query);
      }
    } catch {
      location.assign(link.href);
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-paper]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    turn(link);
  });

  // What is counted from the draft, as it was kept; a row for a period more once the last is used.
  if (form) {
    form.addEventListener("draft:saved", (event) => {
      for (const [part, html] of Object.entries(event.detail.shown)) {
        const place = form.querySelector(`[data-counted="${part}"]`);
        if (place) place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      }
    });
    const rows = () => [...form.querySelectorAll("[data-period]")];
    const more = () => {
      const number = rows().length, last = rows()[number - 1];
      if (!last || number >= Number(last.dataset.most)) return false;
      const row = last.cloneNode(true);
      row.querySelector("legend").textContent = last.dataset.called.replace("%(n)s", number + 1);
      for (const one of row.querySelectorAll("[id], [for]")) {
        for (const name of ["id", "for", "name"]) if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(/^p\d+-/, `p${number}-`));
        if (one.matches("[type=checkbox]")) one.checked = false;
        else if (one.matches("select")) one.selectedIndex = 0;
        else if (one.matches("input")) one.value = "";
      }
      last.after(row);
      return true;
    };
    form.addEventListener("input", (event) => {
      const last = rows().pop();
      if (last && last.contains(event.target)) more();
    });
    form.addEventListener("draft:lacks", (event) => {
      while (/^p\d+-/.test(event.detail) && !form.elements[event.detail] && more());
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
    if (field) {
      if (event.key === "Escape" && hand && form && form.contains(field)) { hand.focus(); event.preventDefault(); }
      return;
    }
    const words = event.target.closest("[data-words]");
    if (words && choose(words, event)) { event.preventDefault(); return; }
    const busy = event.target.closest("a, button, summary");
    const key = event.key;
    if (key === "Enter") {
      const next = document.querySelector("[data-next]");
      if (busy || !next) return;
      next.click();
    } else if (key === "q") quote();
    else if (key === "e") write("[data-evidence]");
    else if (key === "r") write("[data-reason]");
    else if (key === "w") read();
    else if (key === "Escape" && hand && (words || (form && form.contains(event.target)))) hand.focus();
    else if (key === "p") { const row = form && form.querySelector("#periods fieldset input"); if (!row) return; row.closest("details").open = true; [...form.querySelectorAll("[data-period] input[name$=-what]")].find((one) => !one.value).focus(); }
    else if (key === "d") { const all = paper() ? [...paper().querySelectorAll(".docs a")] : []; if (all.length < 2) return; turn(all[(all.findIndex((one) => one.matches("[aria-current]")) + 1) % all.length]); }
    else if (key === "l") { const lock = document.querySelector("[data-lock]"); if (!lock) return; lock.focus(); }
    else if (key === "?") { const help = document.querySelector("[data-help]"); if (!help) return; help.closest("details").open = true; help.scrollIntoView({ block: "nearest" }); }
    else if ("[]t".includes(key)) {
      const link = paper() && paper().querySelector(`a[data-key="${key}"]`);
      if (!link) return;
      turn(link);
    } else if ((key === "j" || key === "k") && list && !list.contains(event.target)) hand.focus();
    else if (/^[1-3]$/.test(key) && hand && !hand.contains(event.target)) {
      hand.querySelectorAll("input[type=radio]")[Number(key) - 1].click();
      hand.focus();
    } else return;
    event.preventDefault();
  });
})();
