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
})();
