//! What users search for in a report, and what is said if nothing is found.

use crate::cdp::Page;
use crate::ranges::{checked, ranges};
use crate::{LEAF, opened, report, shown, text};

#[test]
fn generations_scenarios_and_kernels_are_found_as_pages() {
    let report = report(&ranges());
    let mut page = Page::start();
    page.open(&format!("{}#view?text=g6", report.path));
    let places = "[...document.querySelectorAll('#places a')].map((it) => it.hash).join()";
    page.wait(&format!("({places}) === '#generation/nlecho.g6-cfg'"));
    page.eval("document.querySelector('#places a').click()");
    page.wait(&format!("({LEAF}) === 'generation/nlecho.g6-cfg'"));
    for (text, wanted) in [("echo", "#scenario/nlecho/echo"), ("3.16", "#kernel/3.16")] {
        page.open(&format!("{}?{text}#view?text={text}", report.path));
        page.wait(&format!("({places}).split(',').includes('{wanted}')"));
    }
}

/// A user who searches for an overrun does not know what the scenario is called.
#[test]
fn a_scenario_is_found_by_its_sentence_and_its_checks_and_so_are_its_cells() {
    let mut run = ranges();
    run.scenarios = [("echo".to_owned(), "a reader is overrun (ENOBUFS)".to_owned())].into();
    for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
        cell.checks = vec![checked("the first recv", "ENOBUFS", "ENOBUFS")];
    }
    let report = report(&run);
    let mut page = Page::start();
    let places = "[...document.querySelectorAll('#places li')].map((it) => it.innerText).join('|')";
    let cells = "document.querySelectorAll('#found li').length";
    page.open(&format!("{}#view?text=enobufs+7.3", report.path));
    page.wait(&format!("({cells}) === 1"));
    for looked_for in ["ENOBUFS", "overrun", "first+recv"] {
        page.open(&format!("{}?{looked_for}#view?text={looked_for}", report.path));
        page.wait(&format!(
            "({places}).startsWith('nlecho: echo scenario: A reader is overrun (ENOBUFS).')"
        ));
    }
}

/// What ran speaks for itself; for all other versions, the forms do on which each generation relies.
#[test]
fn of_a_version_that_did_not_run_is_found_what_would_build_there() {
    let mut run = ranges();
    let needs = |form: &str| vec![format!("netlink_kernel_create={form}")];
    run.needs = [
        ("nlecho.g5-cfg-module".to_owned(), needs("net-unit-module-cfg")),
        ("nlecho.g6-cfg".to_owned(), needs("net-unit-cfg")),
    ]
    .into();
    let report = report(&run);
    let mut page = Page::start();
    let places = "[...document.querySelectorAll('#places li')].map((it) => it.innerText).join('|')";
    let since = "netlink_kernel_create: (net, unit, cfg)";
    for (version, wanted) in [
        ("6.5", format!("nlecho.g6-cfg would build there: from 3.7 on, {since}")),
        ("3.7", format!("nlecho.g6-cfg would build there: from 3.7 on, {since}")),
        ("2.6.32", String::new()),
    ] {
        page.open(&format!("{}?{version}#view?text={version}", report.path));
        page.wait("document.querySelector('#shown').value !== ''");
        assert_eq!(text(&mut page, places), wanted, "{version}");
    }
    // A generation that no kernel of the run builds has no page there, but is still in the list.
    run.cells.retain(|cell| cell.id.module.generation_or_empty() != "g5-cfg-module");
    let report = crate::report(&run);
    page.open(&format!("{}#view?text=3.6.1", report.path));
    page.wait(&format!(
        "({places}).startsWith('nlecho.g5-cfg-module would build there: 3.6 until before 3.7')"
    ));
    page.eval("document.querySelector('#places a').click()");
    page.wait(&format!("({LEAF}) === 'versions'"));
    assert!(shown(&mut page).contains("3.6 until before 3.7"));
}

/// An interface is a row on a long page: the search leads to it, and unfolds what contains it.
#[test]
fn an_interface_is_found_and_its_row_shown() {
    let mut run = ranges();
    let facts = |form: &str| {
        let all = [("strlcpy", form), ("kzalloc", "(size, gfp)")];
        all.map(|(name, form)| (name.to_owned(), form.to_owned())).into()
    };
    run.probes = [("3.16".to_owned(), facts("there")), ("7.3".to_owned(), facts("absent"))].into();
    let report = report(&run);
    let mut page = Page::start();
    page.size(1400, 1000);
    for name in ["strlcpy", "kzalloc"] {
        page.open(&format!("{}?{name}#view?text={name}", report.path));
        page.wait(&format!("document.querySelector('#places a')?.hash === '#api/{name}'"));
        page.eval("document.querySelector('#places a').click()");
        page.wait(&format!("({LEAF}) === 'api'"));
        let seen = format!(
            "((it) => it.top >= 0 && it.bottom <= innerHeight && it.height > 0)(document.getElementById('api/{name}').getBoundingClientRect())"
        );
        page.wait(&seen);
    }
    page.eval("document.querySelector('.jump a').click()");
    page.wait("location.hash === '#api-1' && document.querySelector('#api').offsetParent !== null");
}

#[test]
fn a_search_that_finds_nothing_says_why() {
    let (report, mut page) = opened();
    let mut said = |looked_for: &str| {
        page.open(&format!("{}?{looked_for}#view?text={looked_for}", report.path));
        page.wait("document.querySelector('#shown').value !== ''");
        text(&mut page, "document.querySelector('#shown').value")
    };
    let none = said("3.99");
    assert!(none.contains("; this run has no kernel 3.99, only 2.6.24, 2.6.32, "), "{none}");
    let none = said("2.6.32+nothing");
    assert!(
        none.contains("; for each word alone: 2.6.32 ") && none.ends_with(", nothing 0"),
        "{none}"
    );
}

#[test]
fn a_version_is_found_and_no_longer_one() {
    let mut run = ranges();
    let mut other = run.kernels[0].clone();
    (other.id, other.version) = ("3.50".to_owned(), "3.50".to_owned());
    run.kernels.push(other);
    let longer: Vec<_> = run.cells.iter().filter(|it| it.id.kernel == "3.5").cloned().collect();
    run.cells.extend(longer.into_iter().map(|mut cell| {
        cell.id.kernel = "3.50".to_owned();
        cell
    }));
    let report = report(&run);
    let mut page = Page::start();
    page.open(&format!("{}#view?text=3.5", report.path));
    page.wait("document.querySelectorAll('#found li').length > 0");
    let found = |version: &str| {
        format!(
            "[...document.querySelectorAll('#found a')].filter((it) => it.innerText.startsWith('{version}/')).length"
        )
    };
    assert_eq!(page.eval(&found("3.50")), 0);
    page.open(&format!("{}?#view?text=3.50", report.path));
    page.wait(&format!("{} > 0", found("3.50")));
}

#[test]
fn cells_are_found_and_the_hash_keeps_what_was_looked_for() {
    let (report, mut page) = opened();
    let found = "document.querySelectorAll('#found li').length";
    page.eval(
        "(() => { const it = document.querySelector('[name=outcome]'); it.value = 'unexpected';
          it.dispatchEvent(new Event('input', { bubbles: true })); })()",
    );
    assert_eq!(page.eval(found), 7);
    assert_eq!(page.eval("document.querySelector('#shown').value"), "7 of 21 cells");
    assert_eq!(page.eval("location.hash"), "#view?outcome=unexpected");
    for (view, count) in [("text=two+readers", 4), ("kernel=7.0", 5), ("outcome=changed", 1)] {
        page.open(&format!("{}#view?{view}", report.path));
        page.wait(&format!("({found}) === {count}"));
    }
    page.eval("document.querySelector('#found a').click()");
    page.wait("document.querySelector('#details').open");
    page.press("Escape");
    page.wait("!document.querySelector('#details').open && location.hash.startsWith('#view?')");
    page.eval("document.querySelector('#find').reset()");
    page.wait(&format!("({found}) === 0 && !location.hash"));
}
