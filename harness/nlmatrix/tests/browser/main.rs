//! The report in a real browser: headless Chromium opens it, clicks, types and looks.
//!
//! `cargo xtask test` installs what this needs (Chromium; axe-core below `target/outside`) or says what it leaves
//! out. By hand: `cargo nextest run -p nlmatrix --profile outside`.

mod attention;
mod cdp;
mod gathered;
mod paper;
mod questions;
mod search;
mod site;

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::run;
use nlmatrix::run::{Outcome, Run};
use nlmatrix::runner::publish;
use tempfile::TempDir;

use cdp::Page;
use fixture::{cells, fixture};
use ranges::{checked, ranges, wide};

#[path = "../../src/report/fixture.rs"]
mod fixture;
#[path = "../../src/report/ranges.rs"]
mod ranges;

/// A cell of the fixture that fails, with a transcript.
const FAILED: &str = "2.6.32/nlecho.g5-cfg/echo";

/// A report in a folder of its own.
struct Report {
    _folder: TempDir,
    path: Utf8PathBuf,
}

fn report(run: &Run) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    publish::write(run, &path).unwrap();
    Report { _folder: folder, path: path.join("index.html") }
}

/// A browser that shows the report of the fixture.
fn opened() -> (Report, Page) {
    let report = report(&fixture());
    let mut page = Page::start();
    page.open(report.path.as_str());
    (report, page)
}

/// Is the first level visible, and which leaf?
const MAP: &str = "document.querySelector('#map').offsetParent !== null";
const LEAF: &str = "[...document.querySelectorAll('.leaf')].filter((it) => it.offsetParent).map((it) => it.id).join()";

fn text(page: &mut Page, expression: &str) -> String {
    page.eval(expression).as_str().unwrap_or_default().to_owned()
}

/// The visible text of the page.
fn shown(page: &mut Page) -> String {
    text(page, "document.body.innerText")
}

#[test]
fn the_first_screen_is_the_map_and_what_needs_attention() {
    let (_report, mut page) = opened();
    assert_eq!(page.eval(MAP), true);
    assert_eq!(text(&mut page, LEAF), "");
    let headline = text(&mut page, "document.querySelector('h1').innerText");
    assert!(headline.contains("7 cells are not as expected"), "{headline}");
    let attention = text(&mut page, "document.querySelector('.attention').innerText");
    assert!(attention.contains("Rerun: cargo xtask"), "{attention}");
    let said = shown(&mut page);
    assert!(!said.contains("No difference") && !said.contains("Did not run"), "{said}");
    let marked = "[...document.querySelectorAll('.map td b')].filter((it) => it.innerText.includes('Δ')).length";
    assert_eq!(page.eval(marked), 1);
}

#[test]
fn a_run_in_which_all_is_well_says_so_and_nothing_else() {
    let report = report(&ranges());
    let mut page = Page::start();
    page.open(report.path.as_str());
    assert_eq!(page.eval("document.querySelectorAll('.attention').length"), 0);
    let headline = text(&mut page, "document.querySelector('h1').innerText");
    assert!(headline.ends_with("everything that ran is as expected."), "{headline}");
    let reasons = "[...document.querySelectorAll('.map i')].map((it) => it.textContent).join('|')";
    let reasons = text(&mut page, reasons);
    assert!(reasons.contains("3.7: (net, unit, cfg) netlink_kernel_create"), "{reasons}");
}

#[test]
fn every_square_and_head_leads_to_an_address_of_its_own_and_back() {
    let (_report, mut page) = opened();
    for (link, leaf) in [
        (".map td.bad a", "generation/nlecho.g1-input-sk"),
        (".ids th:nth-child(3) a", "kernel/2.6.24"),
        (".legend a[href='#gaps']", "gaps"),
        ("nav a[href='#refusals']", "refusals"),
        ("nav a[href='#api']", "api"),
        ("nav a[href='#scenarios']", "scenarios"),
        ("nav a[href='#charts']", "charts"),
        ("nav a[href='#about']", "about"),
        (".legend a[href='#changes']", "changes"),
    ] {
        page.eval(&format!("document.querySelector(\"{link}\").click()"));
        page.wait(&format!("({LEAF}) === '{leaf}'"));
        assert_eq!(page.eval(MAP), false, "{leaf}");
        page.eval("history.back()");
        page.wait(MAP);
    }
    let dead = "[...document.querySelectorAll('a[href^=\"#\"]')].map((it) => it.getAttribute('href').slice(1))
        .filter((it) => !document.getElementById(decodeURIComponent(it)))";
    assert_eq!(page.eval(dead), serde_json::json!([]), "no link leads nowhere");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn the_ways_to_the_rest_stand_above_the_map() {
    let report = report(&wide());
    let mut page = Page::start();
    page.size(1400, 1000);
    page.open(report.path.as_str());
    let below = |page: &mut Page, what: &str| {
        page.eval(&format!("document.querySelector('{what}').getBoundingClientRect().bottom"))
    };
    let map = "document.querySelector('#map-table').getBoundingClientRect().top";
    let map = page.eval(map).as_f64().unwrap();
    for what in ["header nav", "#find"] {
        assert!(below(&mut page, what).as_f64().unwrap() <= map, "{what}");
    }
    page.open(&format!("{}#kernels", report.path));
    page.eval("document.querySelector(\"header nav a[href='#map']\").click()");
    page.wait(MAP);
}

#[test]
fn what_tests_nlmatrix_itself_is_folded_below_the_map_and_open_when_something_is_wrong() {
    let mut run = ranges();
    run.self_tests = ["faulty".to_owned()].into();
    let shown = "[...document.querySelectorAll('.map th[scope=row] a, .map summary')].filter((it) => it.checkVisibility()).map((it) => it.innerText).join('|')";
    let mut page = Page::start();
    let folded = report(&run);
    page.open(folded.path.as_str());
    assert_eq!(text(&mut page, shown), "g5-cfg-module|g6-cfg");
    page.eval("document.querySelector('.selftests summary').click()");
    page.wait(&format!("({shown}).includes('oops and 2 like it')"));
    page.eval("document.querySelector('.selftests .map td a').click()");
    page.wait(&format!("({LEAF}) === 'generation/faulty.oops'"));
    let of_faulty = |it: &&mut run::CellRecord| it.id.module.system == "faulty";
    let cell = run.cells.iter_mut().find(of_faulty).unwrap();
    (cell.outcome, cell.as_expected) = (Outcome::Fail, false);
    let open = report(&run);
    page.open(open.path.as_str());
    assert!(text(&mut page, shown).contains("oops"));
}

#[test]
fn on_a_phone_a_row_of_a_table_is_read_from_above() {
    let mut run = ranges();
    for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
        cell.checks = vec![checked("ack flags", "0x100", "0x0")];
    }
    let report = report(&run);
    let mut page = Page::start();
    page.size(390, 844);
    for leaf in ["generation/nlecho.g6-cfg", "refusals"] {
        page.open(&format!("{}#{leaf}", report.path));
        page.wait(&format!("({LEAF}) === '{leaf}'"));
        let out = "[...document.querySelectorAll('.leaf')].find((it) => it.offsetParent).querySelectorAll('.stacked td')";
        let beyond = format!(
            "[...{out}].filter((it) => it.getBoundingClientRect().right > innerWidth).length"
        );
        assert_eq!(page.eval(&beyond), 0, "{leaf}");
        let label = format!("getComputedStyle({out}[0], '::before').content");
        assert_eq!(text(&mut page, &label), "\"Kernels\"", "{leaf}");
    }
}

/// 41 that is cut to 4 says something else.
#[test]
fn no_number_on_the_map_is_cut() {
    let mut run = ranges();
    let echo: Vec<_> = run.cells.iter().filter(|it| it.id.scenario == "echo").cloned().collect();
    for (at, cell) in (0..40).flat_map(|at| echo.iter().map(move |cell| (at, cell.clone()))) {
        // Fewer scenarios ran on the last kernel, so one band has two numbers and the other has one.
        if at < 30 || cell.id.kernel != "7.3" {
            let mut cell = cell;
            cell.id.scenario = format!("more-{at}");
            run.cells.push(cell);
        }
    }
    let report = report(&run);
    let mut page = Page::start();
    let numbers = "[...document.querySelectorAll('.map td small, .map td i:has(.of)')]";
    let cut = format!(
        "{numbers}.filter((it) => {{ const text = document.createRange(); text.selectNodeContents(it.firstChild);
          return text.getBoundingClientRect().right > it.closest('td').getBoundingClientRect().right + 0.5; }}).length"
    );
    for width in [1400, 390] {
        page.size(width, 900);
        page.open(report.path.as_str());
        let said = format!("{numbers}.map((it) => Number.parseInt(it.innerText, 10)).join()");
        assert_eq!(text(&mut page, &said), "41,41,31", "{width}");
        assert_eq!(page.eval(&cut), 0, "{width}");
    }
}

#[test]
fn a_scenario_shows_what_differs_and_no_ids() {
    let mut run = ranges();
    for (index, cell) in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo").enumerate()
    {
        let (id, flags) = (format!("{}", 70 + index), if index == 0 { "0x0" } else { "0x100" });
        cell.checks = vec![checked("port", &id, &id), checked("ack flags", "0x100", flags)];
    }
    let report = report(&run);
    let mut page = Page::start();
    page.open(&format!("{}#scenario/nlecho/echo", report.path));
    page.wait(&format!("({LEAF}) === 'scenario/nlecho/echo'"));
    let said = shown(&mut page);
    assert!(said.contains("≈ 0x0 3.6") && said.contains("so it was before"), "{said}");
    assert!(!said.contains("70") && said.contains("1 check came out the same"), "{said}");
}

#[test]
fn a_cell_opens_over_its_leaf_with_its_bytes_and_how_to_rerun_it() {
    let (report, mut page) = opened();
    page.open(&format!("{}#cell/{FAILED}", report.path));
    page.wait("document.querySelector('#details').open");
    let text = page.eval("document.querySelector('#detail').innerText");
    let text = text.as_str().unwrap();
    for wanted in
        ["14000000 03000500", "NLMSG_DONE", "expected 36, got 20", "cargo xtask", "sha256:"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    page.picture("cell", 900);
    page.press("ArrowRight");
    page.wait("location.hash.startsWith('#cell/3.16-deb8/')");
    page.wait("document.querySelector('#details h1').innerText.startsWith('3.16-deb8/')");
    page.press("Escape");
    page.wait("!document.querySelector('#details').open && !location.hash");
    let leaf = "generation/nlecho.g5-cfg";
    page.eval(&format!("location.hash = '#{leaf}'"));
    page.wait(&format!("({LEAF}) === '{leaf}'"));
    page.eval("[...document.querySelectorAll('.matrix a[href^=cells]')].find((it) => it.offsetParent).click()");
    page.wait("document.querySelector('#details').open");
    page.press("Escape");
    page.wait(&format!("location.hash === '#{leaf}' && ({LEAF}) === '{leaf}'"));
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn everything_can_be_reached_by_keyboard() {
    let (_report, mut page) = opened();
    page.press("Tab");
    assert_eq!(page.eval("document.activeElement.className"), "skip");
    page.eval("document.querySelector('.map td a[tabindex=\"0\"]').focus()");
    let focused = "Number(document.activeElement.closest('td')?.dataset.c)";
    assert_eq!(page.eval(focused), 1, "the first kernel that is to be had");
    page.press("ArrowRight");
    assert!(page.eval(focused).as_f64() > Some(1.0));
    assert_eq!(page.eval("document.querySelectorAll('.ids th.here').length"), 1);
    let row = "document.activeElement.closest('tr').rowIndex";
    let before = page.eval(row).as_u64();
    page.press("ArrowDown");
    assert_eq!(page.eval(row).as_u64(), before.map(|row| row + 1));
    page.press("Enter");
    page.wait(&format!("({LEAF}).startsWith('generation/')"));
    page.wait("document.activeElement.tagName === 'H1'");
    let stops = "document.querySelectorAll('.map td a[tabindex=\"0\"]').length";
    assert_eq!(page.eval(stops), 1, "one tab stop for the map");
}

#[test]
fn without_a_script_everything_is_there() {
    let report = report(&fixture());
    let mut page = Page::start();
    page.scripts(false);
    page.open(report.path.as_str());
    let form = page.eval("document.querySelector('#find').offsetParent");
    assert_eq!(form, serde_json::Value::Null);
    page.picture("no-script", 900);
    page.open(&format!("{}#generation/nlecho.g5-cfg", report.path));
    assert_eq!(text(&mut page, LEAF), "generation/nlecho.g5-cfg");
    assert_eq!(page.eval(MAP), false);
    let target = text(&mut page, "document.querySelector('.leaf:target td.bad a').href");
    page.open(target.trim_start_matches("file://"));
    let said = shown(&mut page);
    assert!(said.contains("NLMSG_DONE"), "{said}");
}

#[test]
fn hostile_text_stays_text() {
    let (report, mut page) = opened();
    page.eval("window.alert = () => { window.owned = true; }");
    page.eval(&format!("location.hash = '#cell/{FAILED}'"));
    page.wait("document.querySelector('#details').open");
    let scripts = "document.querySelectorAll('script').length";
    assert_eq!(page.eval(scripts), 1);
    assert_eq!(page.eval("window.owned"), serde_json::Value::Null);
    assert!(shown(&mut page).contains("<script>alert(1)</script>"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    let mut named = fixture();
    named.cells[0].id = "2.6.32/nlecho.<b>\"&/<script>".parse().unwrap();
    drop(report);
    let report = self::report(&named);
    page.open(report.path.as_str());
    assert_eq!(page.eval(scripts), 1);
    let heads =
        "[...document.querySelectorAll('.map th, .matrix tbody th')].map((it) => it.textContent)";
    let heads = page.eval(heads);
    for wanted in ["<script>", "<b>\"&"] {
        assert!(heads.as_array().unwrap().iter().any(|head| head == wanted), "{heads}");
    }
}

/// How long a page with `count` cells takes, whose map has as many links as it has generations.
fn load(count: usize, most: usize) -> std::time::Duration {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("index.html")).unwrap();
    let mut run = cells(count);
    for cell in run.cells.iter_mut().skip(1000) {
        // As long as cells are on average.
        cell.console.truncate(2000);
        cell.transcript.truncate(5);
    }
    let html = nlmatrix::report::html(&run).unwrap();
    let size = html.len();
    fs_err::write(&path, html).unwrap();
    assert!(size < most, "{size} bytes");
    let mut page = Page::start();
    page.open(path.as_str());
    let started = Instant::now();
    page.open(path.as_str());
    let wall = started.elapsed();
    let timing = "performance.getEntriesByType('navigation')[0].loadEventEnd";
    let milliseconds = page.eval(timing).as_f64().unwrap().round();
    println!(
        "{count} cells: {size} bytes, loaded after {milliseconds} ms ({wall:?} with the protocol)"
    );
    assert_eq!(page.eval("document.querySelectorAll('.matrix td a').length"), count);
    wall
}

#[test]
fn many_cells_open_fast_and_stay_small() {
    // The goal is a second; a loaded machine with two processors gets some more.
    for (count, most) in [(1000, 5_000_000), (10_000, 6_500_000)] {
        let wall = load(count, most);
        assert!(wall.as_secs() < 10, "{count} cells: {wall:?}");
    }
}

#[test]
fn pictures_for_people() {
    let report = report(&fixture());
    let mut page = Page::start();
    for (name, width, medium, scheme) in [
        ("desktop", 1400, "screen", "light"),
        ("dark", 1400, "screen", "dark"),
        ("phone", 390, "screen", "light"),
        ("print", 1123, "print", "light"),
    ] {
        page.size(width, 900);
        page.media(medium, scheme);
        for leaf in ["", "generation/nlecho.g5-cfg", "kernel/6.12-deb13", "refusals", "charts"] {
            page.open(&format!("{}#{leaf}", report.path));
            let background = page.eval("getComputedStyle(document.body).backgroundColor");
            assert_eq!(background == "rgb(255, 255, 255)", scheme == "light", "{background}");
            let wide = page.eval("document.documentElement.scrollWidth > innerWidth");
            assert_eq!(wide, false, "{name} {leaf} scrolls sideways");
            let part = leaf.split('/').next().unwrap_or_default();
            page.picture(&format!("{name}{}{part}", if part.is_empty() { "" } else { "-" }), 2000);
        }
    }
}

#[test]
fn axe_finds_no_violation() {
    let axe = axe();
    let (report, mut page) = opened();
    let cell = report.path.parent().unwrap().join("cells/2.6.32__nlecho.g5-cfg__echo.html");
    for scheme in ["light", "dark"] {
        page.media("screen", scheme);
        page.open(report.path.as_str());
        assert_eq!(violations(&mut page, &axe), "", "{scheme}");
        let leaves = "[...document.querySelectorAll('.leaf')].map((it) => it.id)";
        for leaf in page.eval(leaves).as_array().unwrap() {
            page.open(&format!("{}#{}", report.path, leaf.as_str().unwrap()));
            assert_eq!(violations(&mut page, &axe), "", "{leaf}, {scheme}");
        }
        page.open(&format!("{}#cell/{FAILED}", report.path));
        page.wait("document.querySelector('#details').open");
        assert_eq!(violations(&mut page, &axe), "", "a cell, {scheme}");
        page.open(cell.as_str());
        assert_eq!(violations(&mut page, &axe), "", "a cell's own page, {scheme}");
    }
}

/// The text of axe-core.
fn axe() -> String {
    let axe = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/outside/axe.min.js");
    fs_err::read_to_string(axe).expect("axe-core: `cargo xtask test` fetches it")
}

/// axe's complaints about the page, by the rules of WCAG 2.2 AA and its best practices.
fn violations(page: &mut Page, axe: &str) -> String {
    page.eval(&format!("{axe}; 0"));
    let run = "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then((it) => it.violations.map(
        (rule) => rule.id + ': ' + rule.help + '\\n' + rule.nodes.slice(0, 3).map(
            (node) => '    ' + node.html.slice(0, 160) + '\\n    ' + node.failureSummary).join('\\n')
        ).join('\\n'))";
    page.eval(run).as_str().unwrap().to_owned()
}
