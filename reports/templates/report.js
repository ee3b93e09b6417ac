"use strict";
// Filters, folds, highlights, and shows cells. The page is complete without. The hash keeps the
// view (`#view?outcome=…&kernel=…&text=…`) or the cell that is open (`#cell/…`); any other hash is
// an anchor.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const form = one("#filter");
const dialog = one("#details");
const chunks = new Map(all("template[data-row]").map((it) => [it.dataset.row, it]));
const kernels = all(".matrix thead")[0] ? all("th[data-kernel]", one(".matrix thead")).map((it) => it.dataset.kernel) : [];
const reasons = new Map(all("[data-cell]").map((it) => [it.dataset.cell, it.textContent]));

// Every cell of the matrix: where it is, and what can be looked for.
const cells = all(".matrix tr[data-row]").flatMap((row) =>
  all("td", row).flatMap((td, column) => {
    const link = one("a", td);
    if (!link) return [];
    const id = `${kernels[column]}/${row.dataset.row}`;
    const outcome = one("small", link).textContent;
    return [{ id, td, row, link, column, kernel: kernels[column], outcome: outcome.replace("!", ""), unexpected: outcome.endsWith("!"), changed: Boolean(one("i", link)) }];
  }));
const byId = new Map(cells.map((cell) => [cell.id, cell]));
const byLink = new Map(cells.map((cell) => [cell.link, cell]));
const shared = (cell) => chunks.has(cell.row.dataset.row) && !cell.link.getAttribute("href").startsWith("#");

// ---- filter
const texts = new Map();
const text = (cell) => {
  if (!texts.has(cell)) texts.set(cell, `${cell.id} ${cell.row.cells[0].textContent} ${cell.outcome} ${reasons.get(cell.id) ?? ""}`.toLowerCase());
  return texts.get(cell);
};
const matches = (cell, view) =>
  (!view.outcome || (view.outcome === "unexpected" ? cell.unexpected : view.outcome === "changed" ? cell.changed : cell.outcome === view.outcome)) &&
  (!view.kernel || cell.kernel === view.kernel) &&
  (!view.text || text(cell).includes(view.text.toLowerCase()));

const apply = () => {
  const view = Object.fromEntries(new FormData(form));
  const active = Boolean(view.outcome || view.kernel || view.text);
  const rows = new Set();
  let shown = 0;
  for (const cell of cells) {
    const match = matches(cell, view);
    cell.td.classList.toggle("off", !match);
    if (match) { shown += 1; rows.add(cell.row); }
  }
  for (const row of all(".matrix tr[data-row]")) row.hidden = (active && !rows.has(row)) || row.parentElement.classList.contains("folded");
  for (const table of all(".matrix")) {
    for (const row of table.rows) {
      kernels.forEach((kernel, column) => { row.cells[column + 1].hidden = Boolean(view.kernel) && kernel !== view.kernel; });
    }
    for (const body of table.tBodies) body.hidden = active && !all("tr[data-row]", body).some((row) => rows.has(row));
    table.closest("details").hidden = active && [...table.tBodies].every((body) => body.hidden);
  }
  one("#shown").value = active ? `${shown} of ${cells.length} cells` : "";
  stops();
};

const remember = () => {
  const view = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", view.size ? "#view?" + view : location.pathname + location.search);
};

// ---- one cell
const inflate = async (template) => {
  const bytes = Uint8Array.from(atob(template.innerHTML), (it) => it.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new DOMParser().parseFromString(await new Response(stream).text(), "text/html");
};
let opened = null;
const open = async (cell) => {
  opened = cell;
  const page = await inflate(chunks.get(cell.row.dataset.row));
  const found = all("article", page).find((it) => it.dataset.cell === cell.id);
  if (!found || opened !== cell) return;
  one("#detail").replaceChildren(document.adoptNode(found));
  one("#alone").href = cell.link.getAttribute("href");
  one("#before").disabled = !neighbour(-1);
  one("#after").disabled = !neighbour(1);
  dialog.setAttribute("aria-label", cell.id);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  one("#detail").focus({ preventScroll: true });
};
const neighbour = (step) => {
  for (let column = opened.column + step; column >= 0 && column < kernels.length; column += step) {
    const cell = byId.get(`${kernels[column]}/${opened.row.dataset.row}`);
    if (cell && shared(cell)) return cell;
  }
  return null;
};
const go = (step) => {
  const next = neighbour(step);
  if (next) history.replaceState(null, "", hashOf(next)), open(next);
};
const hashOf = (cell) => "#cell/" + cell.id.split("/").map(encodeURIComponent).join("/");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const cell = byLink.get(link) ?? (link.closest("[data-cell]") && !link.closest("#details") ? byId.get(link.closest("[data-cell]").dataset.cell) : null);
  if (cell && shared(cell)) {
    event.preventDefault();
    location.hash = hashOf(cell);
  } else if (link.closest("#detail") && link.getAttribute("href").startsWith("#e")) {
    event.preventDefault();
    const target = one(link.getAttribute("href"), dialog);
    target?.scrollIntoView({ block: "center" });
  }
});
const close = () => dialog.close();
one("#close").addEventListener("click", close);
one("#before").addEventListener("click", () => go(-1));
one("#after").addEventListener("click", () => go(1));
dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") go(-1);
  if (event.key === "ArrowRight") go(1);
});
dialog.addEventListener("close", () => {
  const last = opened;
  opened = null;
  remember();
  last?.link.focus();
});

const recall = () => {
  const hash = decodeURIComponent(location.hash.slice(1));
  const cell = hash.startsWith("cell/") ? byId.get(hash.slice("cell/".length)) : null;
  if (cell && shared(cell)) { open(cell); return; }
  if (dialog.open) { opened = null; dialog.close(); }
  if (hash.startsWith("view?")) {
    const view = new URLSearchParams(location.hash.slice("#view?".length));
    for (const name of ["outcome", "kernel", "text"]) form.elements[name].value = view.get(name) ?? "";
    apply();
    return;
  }
  const target = document.getElementById(hash);
  const folded = target?.closest("details");
  if (folded) {
    folded.open = true;
    folded.scrollIntoView();
    one("summary", folded).focus({ preventScroll: true });
  }
};

// ---- fold
const draw = (group) => {
  const button = one(".generation button", group);
  if (!button) return;
  const folded = group.classList.contains("folded");
  button.textContent = (folded ? "▸ " : "▾ ") + button.dataset.name;
  button.setAttribute("aria-expanded", String(!folded));
};
const fold = (group, folded) => {
  group.classList.toggle("folded", folded);
  draw(group);
};
for (const title of all(".generation th span")) {
  const button = document.createElement("button");
  const group = title.closest("tbody");
  button.type = "button";
  button.dataset.name = title.textContent;
  button.addEventListener("click", () => { fold(group, !group.classList.contains("folded")); apply(); });
  title.replaceChildren(button);
  draw(group);
}
one("#fold").addEventListener("click", () => {
  const groups = all(".matrix tbody").filter((it) => one(".generation", it));
  const folded = !groups.every((it) => it.classList.contains("folded"));
  groups.forEach((it) => fold(it, folded));
  one("#fold").textContent = folded ? "Unfold all" : "Fold all";
  apply();
});

// ---- where am I
let lit = [];
const highlight = (event) => {
  const td = event.target.closest?.(".matrix tbody td");
  lit.forEach((it) => it.classList.remove("here"));
  lit = [];
  if (!td) return;
  const rows = [...td.closest("table").rows];
  lit = rows.map((row) => row.cells[td.cellIndex]).filter((it) => it && !it.classList.contains("sum"));
  lit.push(td.parentElement.cells[0]);
  lit.forEach((it) => it.classList.add("here"));
};

// One tab stop for each table; arrows move within it.
const seen = (link) => link.offsetParent && getComputedStyle(link).visibility === "visible";
const stop = (table) => {
  if (all("a[tabindex='0']", table).some(seen)) return;
  const links = all("td a", table);
  const first = links.find(seen);
  for (const link of links) link.tabIndex = link === first ? 0 : -1;
};
const stops = () => all(".matrix").forEach(stop);
one("#show-away")?.addEventListener("change", stops);
document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const td = event.target.closest?.(".matrix td");
  if (!step || !td) return;
  event.preventDefault();
  const rows = [...td.closest("table").rows];
  let [row, column] = [rows.indexOf(td.parentElement), td.cellIndex];
  for (;;) {
    row += step[0];
    column += step[1];
    const next = rows[row]?.cells[column];
    if (!next) return;
    const link = one("a", next);
    if (link && seen(link)) {
      all("a[tabindex='0']", td.closest("table")).forEach((it) => { it.tabIndex = -1; });
      link.tabIndex = 0;
      link.focus();
      return;
    }
  }
});

document.addEventListener("mouseover", highlight);
document.addEventListener("focusin", highlight);
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { apply(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
addEventListener("hashchange", recall);
stops();
recall();
