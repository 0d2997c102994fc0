// The ballot's own marks: colour and mean follow what is typed. Everything works without it.
(() => {
  "use strict";
  for (const list of document.querySelectorAll(".marks.edit")) {
    const fields = [...list.querySelectorAll("input")];
    const mean = list.querySelector("[data-mean]");
    list.addEventListener("focusin", (event) => event.target.select && event.target.select());
    list.addEventListener("input", (event) => {
      const given = fields.map((field) => (/^[1-5]$/.test(field.value) ? Number(field.value) : 0));
      event.target.closest("li").className = `h${given[fields.indexOf(event.target)]}`;
      if (!mean) return;
      // hundredths by whole numbers, half up, as the house rounds
      const sum = given.reduce((a, b) => a + b, 0);
      const hundredths = Math.floor((sum * 200 + given.length) / (2 * given.length));
      mean.textContent = given.includes(0) ? "–" : `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
    });
  }

  // Finding somebody in the long list: nothing of it is sent, and it is no change of the ballot.
  for (const filter of document.querySelectorAll("[data-find]")) {
    const list = document.getElementById(filter.dataset.find);
    const lines = [...list.children];
    const field = filter.querySelector("input");
    const count = filter.querySelector("[role=status]");
    const called = new Map(lines.map((line) => [line, line.querySelector(".cand").textContent.toLocaleLowerCase()]));
    filter.hidden = false;
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      for (const line of lines) line.hidden = !words.every((word) => called.get(line).includes(word));
      const shown = lines.filter((line) => !line.hidden).length;
      if (list.getBoundingClientRect().top < 0) list.scrollIntoView(); // it became short: back to its head
      count.textContent = !words.length ? "" : shown ? `${shown} / ${lines.length}` : filter.dataset.none;
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
})();
