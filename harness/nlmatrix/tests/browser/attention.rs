//! What needs attention, on the first screen: the reason comes first, and nothing next to it hides any of it.

use nlmatrix::run;
use nlmatrix::run::Outcome;

use crate::cdp::Page;
use crate::ranges::ranges;
use crate::{LEAF, Report, report, text};

/// A screen, a phone, and paper.
const MEDIA: [(u32, &str); 3] = [(1400, "screen"), (390, "screen"), (1000, "print")];

fn open(page: &mut Page, report: &Report, width: u32, medium: &str) {
    page.size(width, 844);
    page.media(medium, "light");
    page.open(report.path.as_str());
}

/// Cells with the same reason are one entry, which says how many they are, and no part of a compiler's line is lost.
#[test]
fn the_first_screen_counts_what_it_does_not_list_and_shows_whole_lines() {
    let mut run = ranges();
    let line = "nlecho.c:123:45: error: too many arguments to function 'netlink_kernel_create_of_a_very_long_name'; expected 3, have 4";
    for cell in run.cells.iter_mut().filter(|it| it.id.scenario == "echo") {
        (cell.outcome, cell.as_expected, cell.reason) = (Outcome::Fail, false, line.into());
    }
    let report = report(&run);
    let mut page = Page::start();
    for (width, medium) in MEDIA {
        open(&mut page, &report, width, medium);
        let more = "document.querySelector('.brief .alike').innerText";
        assert_eq!(text(&mut page, more), "and 3 more for the same reason", "{width}");
        let cut = "((it) => it.scrollHeight > it.clientHeight + 1 || it.scrollWidth > it.clientWidth + 1)(document.querySelector('.brief .why'))";
        assert_eq!(page.eval(cut), false, "{width} {medium}");
    }
}

/// The compiler's message comes first: what follows may be cut, but not that.
#[test]
fn the_compiler_s_line_stands_on_the_first_screen() {
    let mut run = ranges();
    let of_old = |it: &run::CellId| it.kernel == "7.3" && it.module.shown() == "g5-cfg-module";
    for cell in run.cells.iter_mut().filter(|it| of_old(&it.id)) {
        (cell.outcome, cell.as_expected) = (Outcome::BuildFail, false);
        cell.reason = "argument-count netlink_kernel_create: and much more of it ".repeat(20);
    }
    let report = report(&run);
    let mut page = Page::start();
    for (width, medium) in MEDIA {
        open(&mut page, &report, width, medium);
        let line = "document.querySelector('.brief .said').innerText";
        assert!(text(&mut page, line).starts_with("nlecho.c:77:23: error"), "{medium}");
        let within = "((line, item) => line.bottom <= item.bottom)(...['.brief .said', '.brief .why'].map((it) => document.querySelector(it).getBoundingClientRect()))";
        assert_eq!(page.eval(within), true, "{width} {medium}");
    }
}

/// A long command gets a line of its own after the reason, and is complete one click away.
#[test]
fn a_long_command_hides_no_reason() {
    let mut run = ranges();
    let long =
        format!("nlmatrix cell 3.6/nlecho/echo {}", "--kernel-tree /home/me/linux ".repeat(30));
    for cell in run.cells.iter_mut().filter(|it| it.id.scenario == "echo") {
        (cell.outcome, cell.as_expected) = (Outcome::Crash, false);
        (cell.reason, cell.rerun) = ("oops in nlecho_input".into(), long.clone());
    }
    let report = report(&run);
    let mut page = Page::start();
    for (width, medium) in MEDIA {
        open(&mut page, &report, width, medium);
        let seen = "(() => { const [why, rerun] = ['.why', '.rerun'].map((it) => document.querySelector(`.brief ${it}`));
            const [above, below] = [why, rerun].map((it) => it.getBoundingClientRect());
            const line = Number.parseFloat(getComputedStyle(rerun).lineHeight);
            return [why.innerText, why.scrollHeight <= why.clientHeight + 1, above.bottom <= below.top || below.bottom <= above.top, below.height < 4 * line].join(); })()";
        assert_eq!(
            text(&mut page, seen),
            "oops in nlecho_input,true,true,true",
            "{width} {medium}"
        );
    }
    page.media("screen", "light");
    page.open(report.path.as_str());
    page.eval("document.querySelector('.attention .top a').click()");
    page.wait(&format!("({LEAF}) === 'problems'"));
    let whole = "((it) => it.innerText.length > 800 && it.scrollHeight <= it.clientHeight + 1)(document.querySelector('#problems .rerun'))";
    assert_eq!(page.eval(whole), true);
}
