// Drawing an area on a page that is to be redacted: a drag fills the four fields of the form
// beside it, which work without this script too.
(() => {
  "use strict";
  const board = document.querySelector("svg[data-strike]");
  const form = board && document.getElementById(board.dataset.strike);
  if (!form) return;
  const hint = document.querySelector("[data-draw]");
  if (hint) hint.hidden = false;
  const whole = 10000;
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  drawn.setAttribute("class", "drawn");
  const clamp = (n) => Math.min(whole, Math.max(0, Math.round(n)));
  const at = (event) => {
    const box = board.getBoundingClientRect();
    return [clamp(((event.clientX - box.left) / box.width) * whole), clamp(((event.clientY - box.top) / box.height) * whole)];
  };
  const field = (name) => form.elements.namedItem(name);
  const show = (left, top, width, height) => {
    const values = { x: left, y: top, width, height };
    for (const [name, value] of Object.entries(values)) drawn.setAttribute(name, value);
    if (!drawn.parentNode) board.append(drawn);
  };
  let from = null;
  const drag = (event) => {
    const [x, y] = at(event);
    const area = [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
    show(...area);
    ["left", "top", "width", "height"].forEach((name, n) => { field(name).value = area[n] / 100; });
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    from = at(event);
    board.setPointerCapture(event.pointerId);
  });
  board.addEventListener("pointermove", (event) => from && drag(event));
  board.addEventListener("pointerup", (event) => {
    if (!from) return;
    drag(event);
    from = null;
    form.querySelector("button").focus({ preventScroll: true });
  });
  board.addEventListener("pointercancel", () => { from = null; });
  // What is typed is seen on the page as well.
  form.addEventListener("input", () => {
    const typed = ["left", "top", "width", "height"].map((name) => clamp(parseFloat(field(name).value.replace(",", ".")) * 100));
    if (typed.every((n) => Number.isFinite(n))) show(...typed);
  });
})();
