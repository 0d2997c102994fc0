// A draft that survives a broken line: what is typed is kept on this device, encrypted with a key that
// only the author's own page carries, until the server has it. When the author comes back it is merged:
// what was written here alone is put in, what was saved elsewhere meanwhile stands beside it.
(() => {
  "use strict";
  if (!window.crypto || !crypto.subtle) return;
  for (const form of document.querySelectorAll("form[data-local]")) start(form);

  async function start(form) {
    const say = form.dataset;
    const raw = Uint8Array.from(say.local.match(/../g), (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const mark = [...new Uint8Array(await crypto.subtle.digest("SHA-256", raw))].slice(0, 8);
    const path = new URL(say.autosave, location.href).pathname;
    const place = `recruit-draft:${path}:${mark.map((n) => n.toString(16).padStart(2, "0")).join("")}`;
    const bytes = new TextEncoder(), text = new TextDecoder();
    const line = form.querySelector("[data-saved]");
    const bound = bytes.encode(place);

    const fields = () => [...form.elements].filter((one) => one.name && !one.closest("[data-beside]")
      && (one.matches("textarea, select, input[type=radio], input[type=checkbox]") || one.type === "text" || one.type === "number")
      && !one.matches("[autocomplete=one-time-code], [name=sure]"));
    const values = () => {
      const found = {};
      for (const one of fields()) {
        if (one.type === "radio") { if (one.checked || !(one.name in found)) found[one.name] = one.checked ? one.value : ""; }
        else if (one.type === "checkbox") found[one.name] = one.checked ? one.value : "";
        else found[one.name] = one.value;
      }
      return found;
    };
    const put = (name, value) => {
      const mine = fields().filter((one) => one.name === name);
      for (const one of mine) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === value && value !== "";
        else one.value = value;
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
      return mine.length > 0;
    };
    const called = (name) => {
      const one = fields().find((field) => field.name === name);
      if (!one) return name;
      const plain = (node) => (node ? node.textContent.trim().replace(/\s+/g, " ") : "");
      const radios = one.closest("[role=radiogroup][aria-labelledby]"), group = one.closest("fieldset");
      const head = radios ? document.getElementById(radios.getAttribute("aria-labelledby")) : group && group.querySelector("legend");
      const label = one.type === "radio" && head ? null : one.labels && one.labels[0];
      const within = one.closest("[role=group][aria-label]");
      return [plain(label), plain(head), within && within.getAttribute("aria-label")].filter(Boolean).join(", ") || name;
    };
    // A value as the page says it: the words of an answer, never its code.
    const worded = (name, value) => {
      const all = fields().filter((one) => one.name === name), one = all.find((each) => each.value === value) || all[0];
      if (!one || !value) return value;
      if (one.matches("select")) return ([...one.options].find((option) => option.value === value) || { textContent: value }).textContent;
      return one.matches("[type=radio], [type=checkbox]") && one.labels[0] ? one.labels[0].textContent.trim() : value;
    };

    let base = values(), sending = base, down = false, retry = 0, timer = 0;
    const open = new Map(); // what stands beside and is not decided: name -> {mine, base}

    const keep = async () => {
      const now = values(), was = { ...base };
      for (const [name, one] of open) { now[name] = one.mine; was[name] = one.base; }
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, bytes.encode(JSON.stringify({ fields: now, base: was })));
      try {
        localStorage.setItem(place, JSON.stringify({ at: Date.now(), iv: [...iv], sealed: btoa(Array.from(new Uint8Array(sealed), (n) => String.fromCharCode(n)).join("")) }));
        return true;
      } catch { return false; }
    };
    const kept = async () => {
      try {
        const one = JSON.parse(localStorage.getItem(place));
        const sealed = Uint8Array.from(atob(one.sealed), (c) => c.charCodeAt(0));
        return JSON.parse(text.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(one.iv), additionalData: bound }, key, sealed)));
      } catch { return null; }
    };
    const forget = () => { if (!open.size) localStorage.removeItem(place); };
    const later = () => { clearTimeout(retry); retry = setTimeout(() => form.dispatchEvent(new Event("draft:save")), 5000); };

    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
    form.addEventListener("draft:saving", () => { sending = values(); });
    form.addEventListener("draft:saved", (event) => {
      base = sending; down = false;
      clearTimeout(retry);
      if (event.detail.again) return;
      clearTimeout(timer);
      forget();
    });
    form.addEventListener("draft:unsaved", async (event) => {
      const { status, reason } = event.detail;
      down = status === 0;
      if (status === 0 || status >= 500 || status === 429) later();
      if (!(await keep())) return;
      form.dispatchEvent(new Event("draft:kept"));
      if (line) line.textContent = down ? say.sayDown : status === 303 || status === 401 || status === 403 ? say.saySigned : reason ? `${reason} ${say.sayCompare}` : say.sayDown;
    });
    window.addEventListener("online", () => { if (down) form.dispatchEvent(new Event("draft:save")); });
    // A button needs the line; without it the browser would leave the page for one of its own.
    document.addEventListener("submit", (event) => {
      if (event.target !== form || (navigator.onLine && !down)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keep();
      if (line) { line.textContent = say.sayDown; line.scrollIntoView({ block: "nearest" }); }
      form.dispatchEvent(new Event("draft:save"));
    }, true);

    const copy = await kept();
    if (!copy) return;
    const here = values();
    let back = 0;
    for (const [name, mine] of Object.entries(copy.fields)) {
      const was = copy.base[name] ?? "", now = here[name] ?? "";
      if (mine === now || mine === was) continue;
      // The page may have a way to make the field that a copy has and it has not yet.
      if (!fields().some((one) => one.name === name)) form.dispatchEvent(new CustomEvent("draft:lacks", { detail: name }));
      if (now === was && put(name, mine)) back += 1;
      else open.set(name, { mine, base: was, now });
    }
    if (open.size) beside();
    if (back) { form.dispatchEvent(new Event("draft:save")); if (line) line.textContent = say.sayBack; }
    else if (!open.size) forget();

    function beside() {
      const box = document.createElement("section");
      box.className = "card due";
      box.dataset.beside = "";
      box.tabIndex = -1;
      const head = document.createElement("h2"), list = document.createElement("dl"), lead = document.createElement("p");
      head.textContent = say.sayBeside;
      lead.textContent = say.sayNothingLost;
      list.className = "qa";
      box.append(head, lead, list);
      for (const [name, one] of open) {
        const term = document.createElement("dt"), said = document.createElement("dd");
        term.textContent = called(name);
        for (const [words, value] of [[say.sayNow, one.now], [say.sayMine, one.mine]]) {
          const p = document.createElement("p"), b = document.createElement("b");
          b.textContent = `${words} `;
          p.append(b, worded(name, value) || "–");
          said.append(p);
        }
        const choose = (words, value) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "small-button";
          button.textContent = words;
          button.addEventListener("click", () => {
            if (value !== null) put(name, value);
            open.delete(name);
            term.remove(); said.remove();
            if (!open.size) box.remove();
            form.dispatchEvent(new Event("draft:save"));
          });
          said.append(button, " ");
        };
        const fits = fields().find((field) => field.name === name);
        if (fits) choose(say.sayTakeMine, one.mine);
        choose(say.sayTakeNow, null);
        if (fits && fits.matches("textarea")) choose(say.sayTakeBoth, `${one.now}\n${one.mine}`);
        list.append(term, said);
      }
      form.before(box);
      box.focus();
    }
  }
})();
