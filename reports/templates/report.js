"use strict";
// Finds, highlights, and shows cells. The page is complete without: a leaf is shown by `:target` alone.
// The hash keeps what is looked at: a leaf's id, the cell that is open (`#cell/…`), or what is looked for
// (`#view?outcome=…&kernel=…&text=…`).
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const form = one("#find");
const dialog = one("#details");
const chunks = new Map(all("template[data-row]").map((it) => [it.dataset.row, it]));

// ---- every cell, and what can be looked for; read when it is first needed
let known = null;
const index = () => {
  if (known) return known;
  const heads = all(".ids th a", one("#map-table"));
  const kernels = heads.map((it) => it.hash.slice("#kernel/".length));
  const cells = all(".matrix tr[data-row]").flatMap((row) => {
    let column = 0;
    return all("td", row).flatMap((td) => {
      const [at, link] = [column, td.firstElementChild];
      column += td.colSpan;
      if (!link) return [];
      const [, outcome, marks] = /^([a-z-]*)(.*)$/.exec(link.getAttribute("aria-label"));
      const id = `${kernels[at]}/${row.dataset.row}`;
      return [{ id, row: row.dataset.row, link, column: at, kernel: kernels[at], outcome, marks, sign: link.textContent, look: td.className }];
    });
  });
  known = { kernels, heads, cells, byId: new Map(cells.map((cell) => [cell.id, cell])), byLink: new Map(cells.map((cell) => [cell.link, cell])) };
  return known;
};
const page = (cell) => cell.link.getAttribute("href");
const hasPage = (cell) => chunks.has(cell.row) && !page(cell).startsWith("#");

// ---- find
const MARKS = { unexpected: "!", changed: "Δ", flaky: "~" };
const MOST = 300;
const words = (text) => (text || "").toLowerCase().split(/\s+/).filter(Boolean).map((word) => word.replace(/[^a-z0-9._/+-]/g, "_"));
// A version is no beginning of another: 6.1 is not found in 6.12, nor in 2.6.1.
const has = (text, word) => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const within = (/^\d/.test(word) && /[\d.]$/.test(text.slice(0, at))) || (/\d$/.test(word) && /^\d/.test(text.slice(at + word.length)));
    if (!within) return true;
  }
  return false;
};
// What a scenario shows is found with its cells: "overrun 7.2" finds those of every scenario that tells of one.
let told = null;
const tells = (cell) => {
  told ??= new Map(all(".leaf").filter((it) => it.id.startsWith("scenario/")).map((it) => [it.id.slice("scenario/".length), (one(".about", it)?.textContent ?? "").toLowerCase()]));
  const [module, scenario] = cell.row.split("/");
  return `${cell.id.toLowerCase()} ${told.get(`${module.split(".")[0]}/${scenario}`) ?? ""}`;
};
const matches = (cell, view) =>
  (!view.outcome || (MARKS[view.outcome] ? cell.marks.includes(MARKS[view.outcome]) : cell.outcome === view.outcome)) &&
  (!view.kernel || cell.kernel === view.kernel) &&
  words(view.text).every((word) => has(tells(cell), word));
// Generations, scenarios and kernels have pages of their own, interfaces a row each. A scenario is found by its
// sentence and its checks, too: what has a word in its name comes first.
const PLACES = 16;
let leaves = null;
const place = (it) => {
  const kind = /^(generation|scenario|kernel|api)\//.exec(it.id)?.[1];
  const name = one(kind === "api" ? "th" : "h1", it)?.textContent;
  const about = one(".about", it)?.textContent ?? "";
  const checks = kind === "scenario" ? all("tbody th, .alike-checks li", it).map((check) => check.textContent).join(" ") : "";
  return { id: it.id, kind, name, about, title: `${it.id} ${name}`.toLowerCase(), text: `${it.id} ${name} ${about} ${checks}`.toLowerCase() };
};
const KINDS = { generation: "generation", scenario: "scenario", kernel: "", api: "kernel API", suited: "would build there" };
// Of a version that did not run: which generations would build there, by the forms that they rely on.
const numbers = (version) => version.split(/[.-]/).map((it) => Number.parseInt(it, 10) || 0);
const isBefore = (one, other) => {
  for (let at = 0; at < 4; at += 1) if ((one[at] ?? 0) !== (other[at] ?? 0)) return (one[at] ?? 0) < (other[at] ?? 0);
  return false;
};
const suited = (version) => all("#versions tr[data-since]").filter(({ dataset }) => {
  const asked = numbers(version);
  return !isBefore(asked, numbers(dataset.since)) && (!dataset.until || isBefore(asked, numbers(dataset.until)));
}).map((row) => {
  const link = one("a", row);
  const came = row.cells[2].textContent;
  return { id: link ? decodeURIComponent(link.hash.slice(1)) : "versions", kind: "suited", name: row.cells[0].textContent, about: `${row.cells[1].textContent}${came && `, ${came}`}` };
});
const places = (text) => {
  leaves ??= [...all(".leaf[id*='/']"), ...all("#api tr[id]")].map(place).filter(({ kind }) => kind);
  const wanted = words(text);
  const of = (key) => (wanted.length ? leaves.filter((it) => wanted.every((word) => has(it[key], word))) : []);
  const named = [...new Set([...of("title"), ...of("text")])];
  const isAway = wanted.length === 1 && /^\d+\.\d/.test(wanted[0]) && !index().cells.some((cell) => has(cell.id.toLowerCase(), wanted[0]));
  const found = isAway ? [...suited(wanted[0]), ...named] : named;
  one("#places").hidden = !found.length;
  one("#places").replaceChildren(...found.slice(0, PLACES).map(({ id, kind, name, about }) => {
    const [item, link, what] = ["li", "a", "span"].map((it) => document.createElement(it));
    link.href = `#${id}`;
    link.textContent = name;
    what.className = "quiet";
    what.textContent = about ? `${KINDS[kind]}: ${about}` : KINDS[kind];
    item.append(link, " ", what);
    return item;
  }));
};
// Why nothing is found: how many cells each word finds by itself, and which kernels there are where one is a version.
const why = (text) => {
  const each = words(text).map((word) => [word, index().cells.filter((cell) => has(tells(cell), word)).length]);
  const version = each.find(([word, count]) => !count && /^\d+\.\d/.test(word));
  if (version) return `; this run has no kernel ${version[0]}, only ${index().kernels.join(", ")}${one("#versions") ? "; what would build there is listed below" : ""}`;
  return each.length > 1 ? `; for each word alone: ${each.map(([word, count]) => `${word} ${count}`).join(", ")}` : "";
};
const find = () => {
  const view = Object.fromEntries(new FormData(form));
  const active = Boolean(view.outcome || view.kernel || view.text);
  const list = one("#found");
  places(view.outcome || view.kernel ? "" : view.text);
  const found = active ? index().cells.filter((cell) => matches(cell, view)) : [];
  list.hidden = !active;
  list.replaceChildren(...found.slice(0, MOST).map((cell) => {
    const [item, sign, link] = ["li", "span", "a"].map((name) => document.createElement(name));
    sign.className = `sign ${cell.look}`;
    sign.textContent = `${cell.sign}${cell.marks}`;
    link.href = page(cell);
    link.dataset.id = cell.id;
    link.textContent = cell.id;
    item.append(sign, " ", link);
    return item;
  }));
  const more = found.length > MOST ? `, the first ${MOST} are listed` : active && !found.length ? why(view.text) : "";
  one("#shown").value = active ? `${found.length} of ${index().cells.length} cells${more}` : "";
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
let behind = "";
let from = null;
const open = async (cell) => {
  opened = cell;
  const article = await inflate(chunks.get(cell.row));
  const found = all("article", article).find((it) => it.dataset.cell === cell.id);
  if (!found || opened !== cell) return;
  one("#detail").replaceChildren(document.adoptNode(found));
  one("#alone").href = page(cell);
  one("#before").disabled = !neighbour(-1);
  one("#after").disabled = !neighbour(1);
  dialog.setAttribute("aria-label", cell.id);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  one("#detail").focus({ preventScroll: true });
};
const neighbour = (step) => {
  const { kernels, byId } = index();
  for (let column = opened.column + step; column >= 0 && column < kernels.length; column += step) {
    const cell = byId.get(`${kernels[column]}/${opened.row}`);
    if (cell && hasPage(cell)) return cell;
  }
  return null;
};
const hashOf = (cell) => "#cell/" + cell.id.split("/").map(encodeURIComponent).join("/");
const go = (step) => {
  const next = neighbour(step);
  if (next) history.replaceState(null, "", hashOf(next)), open(next);
};
const cellOf = (link) => {
  const id = link.dataset.id ?? link.closest("[data-cell]")?.dataset.cell;
  if (link.closest("#details")) return null;
  if (id) return index().byId.get(id);
  const href = link.getAttribute("href") ?? "";
  return href.startsWith("cells/") ? index().byLink.get(link) ?? index().cells.find((cell) => page(cell) === href) : null;
};
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const cell = cellOf(link);
  if (cell && hasPage(cell)) {
    event.preventDefault();
    from = link;
    location.hash = hashOf(cell);
  } else if (link.closest("#detail") && link.getAttribute("href").startsWith("#e")) {
    event.preventDefault();
    one(link.getAttribute("href"), dialog)?.scrollIntoView({ block: "center" });
  } else if (link.closest("#detail") && link.getAttribute("href").startsWith("#")) {
    dialog.close();
  }
});
one("#close").addEventListener("click", () => dialog.close());
one("#before").addEventListener("click", () => go(-1));
one("#after").addEventListener("click", () => go(1));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") go(-1);
  if (event.key === "ArrowRight") go(1);
});
dialog.addEventListener("close", () => {
  opened = null;
  if (location.hash.startsWith("#cell/")) history.replaceState(null, "", behind || location.pathname + location.search);
  from?.focus();
});

// ---- what is printed: the cell that is open, else the leaf, else the map
addEventListener("beforeprint", () => {
  if (!dialog.open) return;
  const paper = document.createElement("main");
  paper.id = "paper";
  paper.append(...[...one("#detail").childNodes].map((it) => it.cloneNode(true)));
  document.body.append(paper);
});
addEventListener("afterprint", () => one("#paper")?.remove());

// ---- which leaf is shown; it stays while a cell is open over it
// A cell stands once in the page, in the table of its generation; what a kernel or a scenario has of them is
// gathered when its leaf is first looked at.
const hasResult = (cell) => !["none", "lost"].includes(cell.look);
const made = (name, text, rest = {}) => Object.assign(document.createElement(name), { textContent: text }, rest);
const listed = (module, name, cells, textOf) => {
  const list = made("p", "", { className: "cells" });
  const head = made("b", "");
  head.append(made("a", name, { href: `#generation/${module}` }));
  const links = cells.map((cell) => {
    const link = made("a", `${cell.sign} ${textOf(cell)}`, { className: cell.look, href: page(cell) });
    link.dataset.id = cell.id;
    return link;
  });
  list.append(head, ...links.flatMap((it) => [" ", it]));
  return list;
};
const byModule = (isOf) => {
  const parts = new Map();
  for (const cell of index().cells.filter(isOf)) {
    const module = cell.row.split("/")[0];
    if (!parts.has(module)) parts.set(module, []);
    parts.get(module).push(cell);
  }
  return [...parts];
};
const OF = {
  scenario: (name, place) => {
    const scenario = name.split("/")[1];
    const names = new Map(all("a", place).map((it) => [it.hash.slice("#generation/".length), it.textContent]));
    const isOf = (cell) => cell.row.endsWith(`/${scenario}`) && names.has(cell.row.split("/")[0]) && hasResult(cell);
    const kernel = (cell) => index().heads[cell.column].textContent;
    return byModule(isOf).map(([module, cells]) => listed(module, names.get(module), cells, kernel));
  },
  kernel: (name) => {
    const tests = new Set(all(".selftests th a").map((it) => it.hash.slice("#generation/".length)));
    const scenario = (cell) => one("th", cell.link.closest("tr")).textContent;
    const lists = (isTest) => byModule((cell) => cell.kernel === name)
      .filter(([module]) => tests.has(module) === isTest)
      .map(([module, cells]) => listed(module, one("h1", document.getElementById(`generation/${module}`)).textContent, cells, scenario));
    const folded = made("details", "");
    folded.append(made("summary", "Of nlmatrix’s own tests"), ...lists(true));
    return [...lists(false), ...(tests.size ? [folded] : [])];
  },
};
const gather = (leaf) => {
  const [, kind, name] = /^(kernel|scenario)\/(.*)$/.exec(leaf?.id ?? "") ?? [];
  const place = kind && one(".each:not([data-gathered])", leaf);
  if (!place) return;
  place.dataset.gathered = "";
  place.replaceChildren(...OF[kind](name, place));
};
const show = (leaf) => {
  gather(leaf);
  all(".leaf.on").forEach((it) => it.classList.toggle("on", it === leaf));
  leaf?.classList.add("on");
};
const recall = () => {
  const hash = decodeURIComponent(location.hash.slice(1));
  const cell = hash.startsWith("cell/") ? index().byId.get(hash.slice("cell/".length)) : null;
  if (cell && hasPage(cell)) { open(cell); return; }
  if (cell) { location.replace(page(cell)); return; }
  behind = location.hash;
  const target = document.getElementById(hash);
  const folded = target?.closest("details");
  if (folded) folded.open = true;
  show(target?.closest(".leaf"));
  if (dialog.open) { from = null; dialog.close(); }
  if (hash.startsWith("view?")) {
    const view = new URLSearchParams(location.hash.slice("#view?".length));
    for (const name of ["outcome", "kernel", "text"]) form.elements[name].value = view.get(name) ?? "";
    find();
  }
  if (folded) target.scrollIntoView({ block: "center" });
  if (target?.closest(".leaf") === target) {
    const head = one("h1", target);
    if (head) { head.tabIndex = -1; head.focus({ preventScroll: true }); scrollTo(0, 0); }
  }
};

// ---- where am I: the kernel of the column, and arrows within a table
let lit = [];
// Which column a place of a table is in: one before it may be wider than one.
const columnOf = (td) => {
  if (td.dataset.c) return Number(td.dataset.c);
  let column = 0;
  for (let it = td.previousElementSibling; it; it = it.previousElementSibling) column += it.colSpan;
  return column;
};
const light = (event) => {
  const td = event.target.closest?.(".map tbody td, .matrix tbody td");
  lit.forEach((it) => it.classList.remove("here"));
  lit = [];
  if (!td) return;
  const table = td.closest("table");
  const heads = table.matches(".map") ? all(".ids th", table).slice(2 + Number(td.dataset.c), 2 + Number(td.dataset.c) + td.colSpan) : [table.rows[0].cells[columnOf(td)]];
  const link = td.firstElementChild;
  if (link && !link.title) link.title = link.ariaLabel ?? "";
  lit = [...heads, one("th[scope=row]", td.parentElement)].filter(Boolean);
  lit.forEach((it) => it.classList.add("here"));
};
// A table is one tab stop; arrows move within it.
const links = (row) => all("td > a", row).map((link) => [link, columnOf(link.parentElement), link.parentElement.colSpan]);
const stop = (table) => all("td > a", table).forEach((link, at) => { link.tabIndex = at ? -1 : 0; });
const move = (table, link) => {
  all("a[tabindex='0']", table).forEach((it) => { it.tabIndex = -1; });
  link.tabIndex = 0;
  link.focus();
};
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
document.addEventListener("keydown", (event) => {
  const td = event.target.closest?.(".map td, .matrix td");
  const step = STEPS[event.key];
  if (!step || !td) return;
  event.preventDefault();
  const table = td.closest("table");
  const rows = [...table.rows];
  const at = columnOf(td);
  if (step[1]) {
    const row = links(td.parentElement).map(([link]) => link);
    const next = row[row.indexOf(one("a", td)) + step[1]];
    if (next) move(table, next);
    return;
  }
  for (let row = rows.indexOf(td.parentElement) + step[0]; rows[row]; row += step[0]) {
    const next = links(rows[row]).find(([, start, width]) => start <= at && at < start + width);
    if (next) { move(table, next[0]); return; }
  }
});
all(".map").forEach(stop);
document.addEventListener("focusin", (event) => {
  const table = event.target.closest?.(".matrix");
  if (table && !one("a[tabindex='0']", table)) { stop(table); if (event.target.matches("td > a")) move(table, event.target); }
});

document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { find(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { find(); remember(); }));
addEventListener("hashchange", recall);
recall();
