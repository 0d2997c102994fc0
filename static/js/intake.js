// A drop of many files, sent in portions: how far it is stands on the page, a portion that did not
// arrive is sent again, and the server doubles none. Without script the form sends all at once.
(() => {
  "use strict";
  const form = document.getElementById("drop");
  const box = form && form.querySelector("[data-sending]");
  if (!box) return;
  const MOST_BYTES = 4 * 1024 * 1024, MOST_FILES = 40, AGAIN = 3000;
  const field = form.querySelector("input[name=files]"), folder = form.querySelector("[data-folder] input");
  const bar = box.querySelector("progress"), line = box.querySelector("[role=status]"), list = box.querySelector("ul");
  const say = (words, given) => { line.textContent = Object.entries(given || {}).reduce((text, [name, value]) => text.replace(`%(${name})s`, value), words); };
  const note = (words, name) => {
    const item = document.createElement("li");
    item.textContent = words.replace("%(name)s", name);
    list.append(item);
  };
  let chosen = [], busy = false;
  const choose = (files) => {
    chosen = files;
    box.hidden = !files.length;
    if (files.length) say(box.dataset.sayChosen, { n: files.length });
  };
  const plain = (files) => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  folder.closest("[data-folder]").hidden = !("webkitdirectory" in folder);
  field.addEventListener("change", () => choose(plain(field.files)));
  folder.addEventListener("change", () => choose(plain(folder.files)));

  // Folders too can be dragged onto the form.
  const within = async (entry, path) => {
    if (entry.isFile) return [{ path: path + entry.name, file: await new Promise((take, fail) => entry.file(take, fail)) }];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((take, fail) => reader.readEntries(take, fail));
      if (!some.length) return found;
      for (const one of some) found.push(...await within(one, `${path}${entry.name}/`));
    }
  };
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    if (busy) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const files = plain(event.dataTransfer.files);
    choose(entries.length ? (await Promise.all(entries.map((entry) => within(entry, "")))).flat() : files);
  });

  const post = (url, portion, last, told) => new Promise((answer) => {
    const body = new FormData(), request = new XMLHttpRequest();
    for (const hidden of form.querySelectorAll("input[type=hidden]")) body.append(hidden.name, hidden.value);
    for (const { file, path } of portion) body.append("files", file, path);
    request.open("POST", url);
    request.setRequestHeader("X-Portion", last ? "last" : "more");
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => told(event.loaded);
    request.onloadend = () => {
      let said = null;
      try { said = JSON.parse(request.responseText); } catch { /* a page, or nothing */ }
      answer({ status: request.status, said });
    };
    request.send(body);
  });
  const put = (name, value) => {
    let hidden = form.querySelector(`input[type=hidden][name="${name}"]`);
    if (!hidden) { hidden = document.createElement("input"); hidden.type = "hidden"; hidden.name = name; form.append(hidden); }
    hidden.value = value;
  };
  const portions = async () => {
    const made = [[]];
    let bytes = 0;
    for (const one of chosen) {
      try { await one.file.slice(0, 1).arrayBuffer(); } catch { note(box.dataset.sayUnread, one.path); continue; }
      const here = made[made.length - 1];
      if (here.length && (bytes + one.file.size > MOST_BYTES || here.length >= MOST_FILES)) { made.push([]); bytes = 0; }
      made[made.length - 1].push(one);
      bytes += one.file.size;
    }
    return made.filter((portion) => portion.length);
  };
  const size = (portion) => portion.reduce((sum, { file }) => sum + file.size, 0);

  form.addEventListener("submit", async (event) => {
    if (busy) { event.preventDefault(); return; }
    if (!chosen.length) return;
    event.preventDefault();
    busy = true;
    const all = await portions(), of = all.flat().length, whole = Math.max(1, all.reduce((sum, portion) => sum + size(portion), 0));
    const button = form.querySelector("button");
    button.disabled = true;
    let url = form.action, show = "", arrived = 0, bytes = 0;
    for (const [number, portion] of all.entries()) {
      for (;;) {
        const { status, said } = await post(url, portion, number === all.length - 1, (loaded) => { bar.value = Math.min(1, (bytes + loaded) / whole); });
        if (said && said.show) {
          ({ show, add: url } = said);
          for (const [name, value] of Object.entries(said.fields)) put(name, value);
          break;
        }
        if (status === 0 || status >= 500 || status === 429) {
          say(box.dataset.sayDown, { n: arrived, of });
          await new Promise((go) => setTimeout(go, AGAIN));
          continue;
        }
        busy = false;
        button.disabled = false;
        if (status === 413) note(box.dataset.sayLarge, portion.map((one) => one.path).join(", "));
        else say((said && said.said) || box.dataset.saySigned);
        if (status !== 413) return;
        break;
      }
      arrived += portion.length;
      bytes += size(portion);
      bar.value = bytes / whole;
      say(box.dataset.saySent, { n: arrived, of });
    }
    busy = false;
    if (show) location.assign(show);
  });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
