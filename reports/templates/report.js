"use strict";
// Filters, folds and highlights. The page is complete without; the view is kept in the hash as
// `#view?outcome=…&kernel=…&text=…`, and any other hash is the anchor of a section.
const form = document.getElementById("filter");
const sections = [...document.querySelectorAll("details.cell")];
const words = new Map(sections.map((section) => [section, null]));
const byAnchor = new Map(sections.map((section) => ["#" + section.querySelector(".body").id, section]));

const text = (section) => {
  if (words.get(section) === null) words.set(section, section.textContent.toLowerCase());
  return words.get(section);
};

const matches = (section, view) =>
  (!view.outcome || (view.outcome === "unexpected" ? "unexpected" in section.dataset : section.dataset.outcome === view.outcome)) &&
  (!view.kernel || section.dataset.kernel === view.kernel) &&
  (!view.text || text(section).includes(view.text.toLowerCase()));

const apply = () => {
  const view = Object.fromEntries(new FormData(form));
  const active = view.outcome || view.kernel || view.text;
  let shown = 0;
  for (const section of sections) {
    section.hidden = !matches(section, view);
    if (!section.hidden) shown += 1;
  }
  for (const row of document.querySelectorAll(".matrix tbody tr:not(.generation)")) {
    let any = false;
    for (const link of row.querySelectorAll("td a")) {
      const off = byAnchor.get(link.hash ? decodeURIComponent(link.hash) : "")?.hidden ?? false;
      link.parentElement.classList.toggle("off", off);
      any ||= !off;
    }
    row.classList.toggle("unmatched", !any);
    hide(row);
  }
  for (const table of document.querySelectorAll(".matrix")) {
    table.querySelectorAll("thead th[data-kernel]").forEach((head, index) => {
      const away = Boolean(view.kernel) && head.dataset.kernel !== view.kernel;
      head.hidden = away;
      for (const row of table.querySelectorAll("tbody tr:not(.generation)")) row.cells[index + 1].hidden = away;
    });
  }
  document.getElementById("shown").value = active ? `${shown} of ${sections.length} cells` : "";
};

const hide = (row) => {
  row.hidden = row.classList.contains("unmatched") || row.parentElement.classList.contains("folded");
};

const remember = () => {
  const view = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", view.size ? "#view?" + view : location.pathname + location.search);
};

const recall = () => {
  const hash = decodeURIComponent(location.hash);
  if (hash.startsWith("#view?")) {
    const view = new URLSearchParams(location.hash.slice("#view?".length));
    for (const name of ["outcome", "kernel", "text"]) form.elements[name].value = view.get(name) ?? "";
    apply();
    return;
  }
  const target = document.getElementById(hash.slice(1));
  const section = target?.closest("details");
  if (section) {
    section.hidden = false;
    section.open = true;
    section.scrollIntoView();
    section.querySelector("summary").focus({ preventScroll: true });
  }
};

for (const title of document.querySelectorAll(".generation span")) {
  const button = document.createElement("button");
  const group = title.closest("tbody");
  const name = title.textContent;
  const draw = () => {
    const folded = group.classList.contains("folded");
    button.textContent = (folded ? "▸ " : "▾ ") + name;
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.type = "button";
  button.addEventListener("click", () => {
    group.classList.toggle("folded");
    group.querySelectorAll("tr:not(.generation)").forEach(hide);
    draw();
  });
  draw();
  title.replaceChildren(button);
}

const highlight = (event) => {
  const cell = event.target.closest?.(".matrix tbody td");
  document.querySelectorAll(".matrix th.here").forEach((head) => head.classList.remove("here"));
  if (!cell) return;
  cell.closest("table").tHead.rows[0].cells[cell.cellIndex].classList.add("here");
  cell.parentElement.cells[0].classList.add("here");
};

document.addEventListener("mouseover", highlight);
document.addEventListener("focusin", highlight);
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { apply(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
addEventListener("hashchange", recall);
// Printing shows what is not as expected in full.
addEventListener("beforeprint", () => sections.forEach((it) => { if ("unexpected" in it.dataset) it.open = true; }));
recall();
