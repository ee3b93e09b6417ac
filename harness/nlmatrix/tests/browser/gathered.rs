//! Cells are in the page once: those of a kernel or a scenario are gathered when it is looked at.

use crate::cdp::Page;
use crate::ranges::ranges;
use crate::{LEAF, report, shown, text};

/// The visible links to cells, each with its class.
const LINKS: &str = "[...document.querySelectorAll('.each a[data-id]')].filter((it) => it.checkVisibility()).map((it) => `${it.className} ${it.innerText}`).join('|')";

#[test]
fn a_kernel_and_a_scenario_list_their_cells() {
    let mut run = ranges();
    run.self_tests = ["faulty".to_owned()].into();
    let report = report(&run);
    let mut page = Page::start();
    page.open(&format!("{}#kernel/3.16", report.path));
    page.wait(&format!("({LEAF}) === 'kernel/3.16'"));
    assert_eq!(text(&mut page, LINKS), "refused ⊘ build|good ✓ build|good ✓ echo");
    page.eval("[...document.querySelectorAll('.each summary')].find((it) => it.checkVisibility()).click()");
    assert!(text(&mut page, LINKS).ends_with("good ✓ echo|good ✓ build|good ✓ build|good ✓ build"));
    page.open(&format!("{}#scenario/nlecho/echo", report.path));
    page.wait(&format!("({LEAF}) === 'scenario/nlecho/echo'"));
    assert_eq!(text(&mut page, LINKS), "good ✓ 3.6|good ✓ 3.16|good ✓ 7.3");
    page.eval("[...document.querySelectorAll('.each a[data-id]')].find((it) => it.innerText.includes('3.16')).click()");
    page.wait("location.hash === '#cell/3.16/nlecho.g6-cfg/echo'");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

/// Without a script, each generation's table has its own.
#[test]
fn without_a_script_a_scenario_leads_to_the_tables_that_have_its_cells() {
    let report = report(&ranges());
    let mut page = Page::start();
    page.scripts(false);
    page.open(&format!("{}#scenario/nlecho/echo", report.path));
    page.eval("document.querySelector('.leaf:target .each a').click()");
    page.wait("document.querySelector('.leaf:target')?.id === 'generation/nlecho.g5-cfg-module'");
    page.open(&format!("{}#kernel/3.16", report.path));
    assert!(shown(&mut page).contains("See the table of each generation."));
}

/// A gap without cells is a single square, and what follows it is still in its kernel's column.
#[test]
fn behind_a_stretch_without_cells_a_cell_is_in_its_column() {
    let mut run = ranges();
    run.cells.retain(|it| it.id.scenario != "echo" || ["3.5", "7.3"].contains(&&*it.id.kernel));
    let report = report(&run);
    let mut page = Page::start();
    page.open(&format!("{}#generation/nlecho.g6-cfg", report.path));
    page.wait(&format!("({LEAF}) === 'generation/nlecho.g6-cfg'"));
    let row = "document.querySelector('.leaf.on tr[data-row$=\"/echo\"]')";
    assert_eq!(page.eval(&format!("{row}.cells.length")), 3, "its name, four kernels, the last");
    let link = format!("{row}.querySelector('a[href^=cells]')");
    page.eval(&format!("{link}.focus()"));
    let lit = "document.querySelector('.leaf.on thead .here').innerText";
    assert_eq!(text(&mut page, lit), "7.3");
    page.press("ArrowUp");
    let above = "document.activeElement.getAttribute('href')";
    assert_eq!(text(&mut page, above), "cells/7.3__nlecho.g6-cfg__build.html");
    page.press("ArrowDown");
    page.eval(
        "document.activeElement.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))",
    );
    assert_eq!(text(&mut page, "document.activeElement.title"), "pass");
    page.eval("document.activeElement.click()");
    page.wait("location.hash === '#cell/7.3/nlecho.g6-cfg/echo'");
}
