//! The report on paper, and how much of it fits on a screen.

use nlmatrix::run::{Outcome, Run};

use crate::cdp::Page;
use crate::ranges::wide;
use crate::{FAILED, LEAF, MAP, Report, opened, report, shown, text};

#[test]
fn what_is_printed_is_what_is_open() {
    let (report, mut page) = opened();
    page.media("print", "light");
    page.open(&format!("{}#refusals", report.path));
    assert_eq!(page.eval(MAP), false, "a leaf is printed without the map");
    page.media("screen", "light");
    page.open(&format!("{}#cell/{FAILED}", report.path));
    page.wait("document.querySelector('#details').open");
    page.eval("dispatchEvent(new Event('beforeprint'))");
    page.media("print", "light");
    let said = shown(&mut page);
    assert!(said.contains("14000000 03000500") && !said.contains("Needs attention"), "{said}");
    page.eval("dispatchEvent(new Event('afterprint'))");
    assert_eq!(page.eval("document.querySelector('#paper')"), serde_json::Value::Null);
}

/// A4 is as narrow as a phone, and also users of dark pages print on white paper.
#[test]
fn on_paper_are_tables_and_whole_dumps_and_no_ways_to_elsewhere() {
    let (report, mut page) = opened();
    page.size(700, 900);
    page.media("print", "dark");
    let cell = report.path.parent().unwrap().join("cells/2.6.32__nlecho.g5-cfg__echo.html");
    page.open(cell.as_str());
    let all = |what: &str, style: &str| {
        format!(
            "[...new Set([...document.querySelectorAll('{what}')].map((it) => getComputedStyle(it).{style}))].join()"
        )
    };
    assert_eq!(text(&mut page, &all("pre", "maxHeight")), "none");
    assert_eq!(text(&mut page, &all(".stacked thead", "position")), "static");
    assert_eq!(text(&mut page, &all("body", "backgroundColor")), "rgb(255, 255, 255)");
    page.open(report.path.as_str());
    let ways = page.eval("document.querySelector('header nav').offsetParent");
    assert_eq!(ways, serde_json::Value::Null);
}

/// The first level of `run` takes at most two screens and two printed pages.
fn fits(run: &Run, name: &str) -> (Report, Page) {
    let report = report(run);
    let mut page = Page::start();
    page.size(1400, 1000);
    page.open(report.path.as_str());
    let height = page.eval("document.documentElement.scrollHeight").as_u64().unwrap();
    page.picture(name, 2000);
    assert!(height <= 2000, "the first level is {height} pixels high: two screens are 2000");
    assert!(page.printed() <= 2, "{} pages", page.printed());
    (report, page)
}

/// Many more kernels than this repository has; on every other one, more scenarios ran.
fn crowd() -> Run {
    let mut run = wide();
    let second = |id: &str| format!("{id}-b");
    for mut kernel in run.kernels.clone() {
        kernel.id = second(&kernel.id);
        run.kernels.push(kernel);
    }
    for mut cell in run.cells.clone() {
        cell.id.kernel = second(&cell.id.kernel);
        let more = (0..11).filter(|_| cell.id.scenario == "echo").map(|at| {
            let mut cell = cell.clone();
            cell.id.scenario = format!("more-{at}");
            cell
        });
        run.cells.extend(more);
        run.cells.push(cell);
    }
    run.sum_up();
    run
}

#[test]
fn with_very_many_kernels_numbers_stay_apart_and_the_page_within_the_screen() {
    let report = report(&crowd());
    let mut page = Page::start();
    let touching = "[...document.querySelectorAll('.map a.each')].filter((link) => {
        const places = [...link.querySelectorAll('small')].map((it) => { const text = document.createRange(); text.selectNodeContents(it); return text.getBoundingClientRect(); });
        return places.some((place, at) => at && places[at - 1].right > place.left + 0.5); }).length";
    for width in [1400, 390] {
        page.size(width, 900);
        page.open(report.path.as_str());
        let numbers = page.eval("document.querySelectorAll('.map a.each small').length").as_u64();
        assert!(numbers > Some(100), "{numbers:?}");
        assert_eq!(page.eval(touching), 0, "{width}");
        let wide = page.eval("document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide, false, "{width}: it scrolls sideways");
    }
}

#[test]
fn it_fits_two_screens_and_prints_on_two_pages() {
    fits(&wide(), "wide");
}

#[test]
fn so_it_does_with_many_failures_each_of_which_has_a_long_story() {
    let mut run = wide();
    let failed = run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo").take(13);
    for (index, cell) in failed.enumerate() {
        (cell.outcome, cell.as_expected) = (Outcome::Fail, false);
        cell.reason =
            format!("check {index} differs: {}", "expected 36, got 20; there was: ".repeat(40));
    }
    let (_report, mut page) = fits(&run, "failures");
    let told = "[...document.querySelectorAll('.leaf, .first')].find((it) => it.offsetParent).querySelectorAll('.unexpected > li').length";
    assert_eq!(page.eval(told), 3);
    assert_eq!(
        text(&mut page, "document.querySelector('.attention .top p').innerText"),
        "10 more, and all in full"
    );
    page.eval("document.querySelector('.attention .top a').click()");
    page.wait(&format!("({LEAF}) === 'problems'"));
    assert_eq!(page.eval(told), 13);
    assert!(shown(&mut page).contains("check 12 differs"));
}
