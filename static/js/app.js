// Small comforts on pages that work without them: sortable and filtered tables, drafts saved while
// typing, a question before unsaved words are left, copy buttons, j and k in lists. No dependency.
(() => {
  "use strict";
  const say = document.body.dataset;
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  // Tables: a button in each head; cells sort by data-v or by their words, as the page's language does.
  const order = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });
  const worth = (row, at) => {
    const cell = row.cells[at];
    return cell ? (cell.dataset.v ?? cell.textContent.trim()) : "";
  };
  for (const table of all("table[data-sortable]")) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) continue;
    all("thead th:not([data-fixed])", table).forEach((head) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const at = head.cellIndex;
        const rows = [...body.rows].sort((a, b) => order.compare(worth(a, at), worth(b, at)));
        body.append(...(up ? rows : rows.reverse()));
      });
    });
  }
  for (const filter of all("[data-filter]")) {
    const table = filter.nextElementSibling && filter.nextElementSibling.querySelector("table");
    if (!table) continue;
    const field = filter.querySelector("input");
    const count = filter.querySelector("[role=status]");
    filter.hidden = false;
    field.addEventListener("input", () => {
      const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLocaleLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      count.textContent = words.length ? `${say.sayRows} ${shown} / ${table.tBodies[0].rows.length}` : "";
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // Unsaved words: the browser asks before they are left. A form that came back with errors counts.
  const dirty = new Set();
  const watch = (form) => form.addEventListener("input", () => dirty.add(form));
  for (const form of all("form[data-guard], form[data-autosave]")) {
    watch(form);
    if (form.querySelector(".bad")) dirty.add(form);
    form.addEventListener("submit", () => dirty.delete(form));
  }
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

  // Drafts: posted a moment after the last key, and every five seconds while somebody types on, one
  // at a time. The answer may be JSON {"saved": words, "fields": {name: value}}: the words are shown,
  // hidden fields put back. offline.js hears how each went and may ask for another (draft:save).
  for (const form of all("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    const tell = (what, detail) => form.dispatchEvent(new CustomEvent(`draft:${what}`, { detail }));
    let timer = 0, since = 0, busy = false, again = false, given = false, after = null;
    const save = async () => {
      since = 0;
      if (given) return;
      if (busy) { again = true; return; }
      busy = true; again = false;
      const sent = new FormData(form);
      for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
      sent.set("autosave", "1");
      if (line) line.textContent = say.saySaving;
      tell("saving");
      let status = 0, reason = "";
      try {
        const answer = await fetch(form.dataset.autosave || form.action, {
          method: "POST", body: new URLSearchParams(sent), credentials: "same-origin", redirect: "manual",
          headers: { "X-Autosave": "1", Accept: "application/json" },
        });
        status = answer.type === "opaqueredirect" ? 303 : answer.status;
        const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
        if (!answer.ok) { reason = said.saved || ""; throw new Error(String(status)); }
        for (const [name, value] of Object.entries(said.fields || {})) {
          const field = form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
          if (field) field.value = value;
        }
        if (line) line.textContent = said.saved || say.saySaved;
        if (!again) dirty.delete(form);
        tell("saved", { again, shown: said.shown || {} });
      } catch {
        if (line) line.textContent = reason || say.sayUnsaved;
        tell("unsaved", { status, reason });
      }
      busy = false;
      if (after) { const by = after.by; after = null; form.requestSubmit(by); } else if (again) save();
    };
    form.addEventListener("input", (event) => {
      if (event.target.matches("[type=file], [autocomplete=one-time-code]")) return;
      if (busy) again = true;
      since = since || Date.now();
      clearTimeout(timer);
      timer = setTimeout(save, Math.max(0, Math.min(1500, since + 5000 - Date.now())));
    });
    form.addEventListener("draft:save", () => { dirty.add(form); clearTimeout(timer); save(); });
    form.addEventListener("draft:kept", () => dirty.delete(form));
    // A button pressed while a draft is on its way waits for it: it names the version saved then.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (busy) { event.preventDefault(); after = { by: event.submitter }; } else given = true;
    });
  }

  // Copies of drafts on this device: gone at the lock, at sign-out, and after a week in any case.
  const copies = () => Object.keys(localStorage).filter((name) => name.startsWith("recruit-draft:"));
  try {
    for (const name of copies()) {
      const locked = all("[data-draft-gone]").some((one) => name.startsWith(`recruit-draft:${one.dataset.draftGone}:`));
      const { at } = JSON.parse(localStorage.getItem(name));
      if (locked || !(Date.now() - at < 7 * 864e5)) localStorage.removeItem(name);
    }
    for (const form of all(".account form")) form.addEventListener("submit", () => copies().forEach((name) => localStorage.removeItem(name)));
  } catch { /* a browser that keeps nothing */ }

  // Copy a reference.
  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    const text = button.parentElement.querySelector("[data-copy-text]");
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = say.sayCopied;
    });
  }

  // j and k walk a list, figures choose an answer in it; only while the list has the focus.
  for (const list of all("[data-keys]")) {
    const lines = () => [...list.children].filter((line) => !line.hidden);
    for (const line of lines()) if (!line.hasAttribute("tabindex")) line.tabIndex = -1;
    if (list.children[0]) list.children[0].tabIndex = 0;
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
      const here = lines().findIndex((line) => line.contains(event.target));
      const step = { j: 1, k: -1 }[event.key];
      if (step) {
        const next = lines()[here + step];
        if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
        event.preventDefault();
      } else if (/^[1-9]$/.test(event.key) && here >= 0) {
        const choice = all("input[type=radio]:not(:disabled)", lines()[here])[Number(event.key) - 1];
        if (choice) { choice.click(); event.preventDefault(); }
      } else if (event.key === "Enter" && event.target === lines()[here]) {
        const link = event.target.querySelector("a[href]");
        if (link) link.click();
      }
    });
  }

  // Where links name keys (data-step="j ArrowRight") these follow them, wherever the focus is but in
  // a field or a list with keys of its own. What points forward points the other way in Arabic.
  const stepping = all("a[data-step]");
  if (stepping.length) document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (event.target.closest("textarea, select, input, [contenteditable], [data-keys], .scroll")) return;
    const turned = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };
    const key = document.documentElement.dir === "rtl" ? turned[event.key] || event.key : event.key;
    const link = stepping.find((one) => one.dataset.step.split(" ").includes(key));
    if (link) { event.preventDefault(); link.click(); }
  });

  // What is selected in a text stands in the field for a passage of it.
  for (const text of all("[data-quotable]")) {
    const field = document.getElementById(text.dataset.quotable);
    if (field) document.addEventListener("selectionchange", () => {
      const selected = document.getSelection();
      if (selected.isCollapsed || !text.contains(selected.anchorNode) || !text.contains(selected.focusNode)) return;
      field.value = selected.toString().trim().slice(0, field.maxLength);
    });
  }

  // What was refused or is in error is read first.
  const first = document.querySelector("[data-focus]") || document.getElementById("refusal");
  if (first && !location.hash) first.focus();
})();
