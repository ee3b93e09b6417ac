//! The report in a real browser: headless Chromium opens it, clicks, types and looks.
//!
//! `cargo xtask test` installs what this needs (Chromium; axe-core below `target/outside`) or says
//! what it leaves out. By hand: `cargo nextest run -p nlmatrix --profile outside`.

mod cdp;

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::run;
use nlmatrix::run::Run;
use nlmatrix::runner::publish;
use tempfile::TempDir;

use cdp::Page;
use fixture::{cells, fixture};

#[path = "../../src/report/fixture.rs"]
mod fixture;

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

/// Cells of the matrix that can be seen.
const SEEN: &str = "[...document.querySelectorAll('.matrix td a')].filter((it) => it.offsetParent && getComputedStyle(it).visibility === 'visible').length";

#[test]
fn the_filter_shows_what_it_says_and_the_hash_keeps_it() {
    let (report, mut page) = opened();
    let all = page.eval(SEEN);
    page.eval(
        "(() => { const it = document.querySelector('[name=outcome]'); it.value = 'unexpected';
          it.dispatchEvent(new Event('input', { bubbles: true })); })()",
    );
    assert_eq!(page.eval(SEEN), 9);
    assert_eq!(page.eval("document.querySelector('#shown').value"), "9 of 21 cells");
    assert_eq!(page.eval("location.hash"), "#view?outcome=unexpected");
    page.open(&format!("{}#view?text=two+readers", report.path));
    page.wait(&format!("({SEEN}) === 4"));
    page.open(&format!("{}#view?kernel=7.0", report.path));
    page.wait(&format!("({SEEN}) === 5"));
    page.eval("document.querySelector('#filter').reset()");
    page.wait(&format!("({SEEN}) === {all}"));
    assert_eq!(page.eval("location.hash"), "");
}

#[test]
fn kernels_that_are_not_to_be_had_stay_out_until_asked_for() {
    let (_report, mut page) = opened();
    let head = "document.querySelector('th[data-kernel=\"2.6.24\"]').offsetParent !== null";
    assert_eq!(page.eval(head), false);
    page.eval("document.querySelector('#show-away').click()");
    assert_eq!(page.eval(head), true);
}

#[test]
fn generations_fold_to_a_summary() {
    let (_report, mut page) = opened();
    page.eval("document.querySelector('.generation button').click()");
    assert_eq!(page.eval(SEEN), 8, "only the second generation is left");
    let sum = "document.querySelector('.generation .sum:not(.away) span').offsetParent !== null";
    assert_eq!(page.eval(sum), true);
    let state = "document.querySelector('.generation button').getAttribute('aria-expanded')";
    assert_eq!(page.eval(state), "false");
}

#[test]
fn a_cell_opens_with_its_bytes_and_how_to_rerun_it() {
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
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn everything_can_be_reached_by_keyboard() {
    let (_report, mut page) = opened();
    page.press("Tab");
    assert_eq!(page.eval("document.activeElement.className"), "skip");
    page.eval("document.querySelector('.matrix a[tabindex=\"0\"]').focus()");
    let focused = "document.activeElement.closest('td')?.cellIndex";
    assert_eq!(page.eval(focused), 2, "the first kernel that is to be had");
    page.press("ArrowDown");
    page.press("ArrowRight");
    assert_eq!(page.eval(focused), 3);
    assert_eq!(page.eval("document.querySelectorAll('thead th.here').length"), 1);
    page.press("Enter");
    page.wait("document.querySelector('#details').open");
    page.press("Escape");
    page.wait("!document.querySelector('#details').open");
    page.wait(&format!("{focused} === 3"));
    let stops = "document.querySelectorAll('.matrix a[tabindex=\"0\"]').length";
    assert_eq!(page.eval(stops), 1, "one tab stop for each table");
}

#[test]
fn without_a_script_everything_is_there() {
    let report = report(&fixture());
    let mut page = Page::start();
    page.scripts(false);
    page.open(report.path.as_str());
    assert_eq!(
        page.eval("document.querySelector('#filter').offsetParent"),
        serde_json::Value::Null
    );
    assert_eq!(page.eval(SEEN), 20);
    page.picture("no-script", 900);
    let link = "document.querySelector('.matrix td.bad a').href";
    let target = page.eval(link);
    page.open(target.as_str().unwrap().trim_start_matches("file://"));
    let text = page.eval("document.body.innerText");
    assert!(text.as_str().unwrap().contains("NLMSG_DONE"), "{text}");
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
    let text = page.eval("document.body.innerText");
    assert!(text.as_str().unwrap().contains("<script>alert(1)</script>"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    let mut named = fixture();
    named.cells[0].scenario = "<script>".into();
    named.cells[0].id = "2.6.32/nlecho.g1-input-sk/<script>".into();
    drop(report);
    let report = self::report(&named);
    page.open(report.path.as_str());
    assert_eq!(page.eval(scripts), 1);
    let heads = "[...document.querySelectorAll('.matrix tbody th')].map((it) => it.innerText)";
    let heads = page.eval(heads);
    assert!(heads.as_array().unwrap().iter().any(|head| head == "<script>"), "{heads}");
}

#[test]
fn a_thousand_cells_open_fast_and_stay_small() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("index.html")).unwrap();
    let html = nlmatrix::report::html(&cells(1000)).unwrap();
    let size = html.len();
    fs_err::write(&path, html).unwrap();
    assert!(size < 5_000_000, "{size} bytes");
    let mut page = Page::start();
    page.open(path.as_str());
    let started = Instant::now();
    page.open(path.as_str());
    let wall = started.elapsed();
    let timing = "performance.getEntriesByType('navigation')[0].loadEventEnd";
    let milliseconds = page.eval(timing).as_f64().unwrap().round();
    println!(
        "1000 cells: {size} bytes, loaded after {milliseconds} ms ({wall:?} with the protocol)"
    );
    assert_eq!(page.eval("document.querySelectorAll('.matrix td a').length"), 1000);
    page.picture("thousand", 900);
    // The goal is a second; a loaded machine with two processors gets some more.
    assert!(wall.as_secs() < 10, "{wall:?}");
}

#[test]
fn pictures_for_people() {
    let (_report, mut page) = opened();
    for (name, width, medium, scheme) in [
        ("desktop", 1280, "screen", "light"),
        ("dark", 1280, "screen", "dark"),
        ("phone", 390, "screen", "light"),
        ("print", 794, "print", "light"),
    ] {
        page.size(width, 900);
        page.media(medium, scheme);
        let background = page.eval("getComputedStyle(document.body).backgroundColor");
        assert_eq!(background == "rgb(255, 255, 255)", scheme == "light", "{background}");
        let wide = page.eval("document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide, false, "{name} scrolls sideways");
        page.picture(name, 4000);
    }
}

#[test]
fn axe_finds_no_violation() {
    let axe = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/outside/axe.min.js");
    let axe = fs_err::read_to_string(axe).expect("axe-core: `cargo xtask test` fetches it");
    let (report, mut page) = opened();
    let cell = report.path.parent().unwrap().join("cells/2.6.32__nlecho.g5-cfg__echo.html");
    for scheme in ["light", "dark"] {
        page.media("screen", scheme);
        page.open(report.path.as_str());
        assert_eq!(violations(&mut page, &axe), "", "{scheme}");
        page.eval("document.querySelector('#show-away').click()");
        page.eval(&format!("location.hash = '#cell/{FAILED}'"));
        page.wait("document.querySelector('#details').open");
        assert_eq!(violations(&mut page, &axe), "", "a cell, {scheme}");
        page.open(cell.as_str());
        assert_eq!(violations(&mut page, &axe), "", "a cell's own page, {scheme}");
    }
}

/// What axe has to say against the page, by the rules of WCAG 2.2 AA and its best practices.
fn violations(page: &mut Page, axe: &str) -> String {
    page.eval(&format!("{axe}; 0"));
    let run = "axe.run(document, { resultTypes: ['violations'] }).then((it) => it.violations.map(
        (rule) => rule.id + ': ' + rule.help + '\\n' + rule.nodes.slice(0, 3).map(
            (node) => '    ' + node.html.slice(0, 160) + '\\n    ' + node.failureSummary).join('\\n')
        ).join('\\n'))";
    page.eval(run).as_str().unwrap().to_owned()
}
