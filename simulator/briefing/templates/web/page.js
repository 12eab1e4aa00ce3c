"use strict";
// Without this script all drawings and tables show, one below another. With it a reader chooses
// one, hides programmes, reads values at a day, and sorts tables.
document.documentElement.classList.add("js");

for (const figure of document.querySelectorAll("[data-chart]")) {
  const all = (selector) => [...figure.querySelectorAll(selector)];
  const one = (selector) => figure.querySelector(selector);
  const pointers = JSON.parse(one("[data-pointers]").textContent);
  const choose = one("[data-choose]"), day = one("[data-day]"), said = one("[data-values]");
  const off = new Set();
  const plot = () => document.getElementById(choose.value);
  const data = () => pointers[choose.value];

  const read = () => {
    const { days, places, curves } = data(), at = Number(day.value);
    const shown = curves.filter((curve) => !off.has(curve.place));
    const values = shown.map((curve) => `${curve.name}${figure.dataset.colon}${curve.values[at]}`);
    said.textContent = `${days[at]} — ${values.join(" · ")}`;
    day.setAttribute("aria-valuetext", said.textContent);
    const pointer = plot().querySelector(".pointer");
    pointer.hidden = false;
    pointer.style.left = `${places[at]}%`;
  };
  const show = () => {
    for (const each of all("[data-plot]")) each.classList.toggle("off", each !== plot());
    const share = day.max ? day.value / day.max : 0;
    day.max = data().days.length - 1;
    day.value = Math.round(share * day.max);
    read();
  };
  const point = (event) => {
    const box = plot().querySelector("[data-room]").getBoundingClientRect();
    const wanted = 100 * (event.clientX - box.left) / box.width;
    let nearest = 0;
    data().places.forEach((place, at, places) => {
      if (Math.abs(place - wanted) < Math.abs(places[nearest] - wanted)) nearest = at;
    });
    day.value = nearest;
    read();
  };

  one(".reader").hidden = false;
  choose.addEventListener("change", show);
  day.addEventListener("input", read);
  for (const room of all("[data-room]")) {
    room.addEventListener("pointermove", point);
    room.addEventListener("pointerdown", point);
  }
  for (const box of all("[data-toggle]")) {
    box.addEventListener("change", () => {
      const place = Number(box.dataset.toggle);
      off[box.checked ? "delete" : "add"](place);
      for (const line of all(`[data-line="${place}"]`)) line.classList.toggle("off", !box.checked);
      read();
    });
  }
  show();
}

for (const table of document.querySelectorAll("[data-sortable]")) {
  const titles = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const collate = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const compare = (one, other) => {
    const [a, b] = [one, other].map((cell) => cell.dataset.value);
    if (a !== undefined && b !== undefined) return a - b;
    if (a !== b) return a === undefined ? 1 : -1;
    return collate.compare(one.textContent, other.textContent);
  };
  titles.forEach((title, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title.textContent;
    title.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = title.getAttribute("aria-sort") === "ascending";
      for (const each of titles) each.removeAttribute("aria-sort");
      title.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows];
      rows.sort((a, b) => compare(a.cells[column], b.cells[column]) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
}
