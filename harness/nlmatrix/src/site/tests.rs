//! A few runs to make sites from, and properties of a whole site.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::write::{SiteError, write};
use crate::report;
use crate::run::*;
use crate::version::KernelVersion;

/// A kernel that is ready.
pub(super) fn kernel(id: &str) -> KernelRecord {
    let (version, release) = (id.to_owned(), format!("{id}-amd64"));
    let (provider, status) = (KernelProvider::Debian, KernelStatus::Ready);
    KernelRecord { id: id.into(), version, release, provider, status, ..KernelRecord::default() }
}

/// A cell that passed.
pub(super) fn passed(kernel: &str, scenario: &str) -> CellRecord {
    let id = CellId::new(kernel, ModuleId::new("nlecho", "g6"), scenario);
    let cell = PlannedCell { id, expected: Outcome::Pass }.blank();
    CellRecord { outcome: Outcome::Pass, as_expected: true, ..cell }
}

/// An event of a transcript.
pub(super) fn event(op: &str) -> Event {
    let decoded = vec![format!("{op} of a message"), "<script>alert(1)</script>".to_owned()];
    Event { op: op.into(), who: "agent".into(), decoded, ..Event::default() }
}

/// A run of one scenario, begun on `day`.
pub(super) fn run(day: &str, kernels: &[&str]) -> Run {
    let host = Host { started: format!("{day}T00:00:00Z"), ..Host::default() };
    let cells = kernels.iter().map(|id| passed(id, "echo")).collect();
    let kernels = kernels.iter().map(|id| kernel(id)).collect();
    Run { schema: SCHEMA, host, kernels, cells, ..Run::default() }
}

/// `extra-ack` on four kernels: the flags of an acknowledgement are new in 4.12.
fn acks() -> Run {
    let mut run = run("2026-02-01", &["4.4", "4.9", "5.10", "6.1"]);
    for cell in &mut run.cells {
        let is_new = ["5.10", "6.1"].contains(&cell.id.kernel.as_str());
        let observed = if is_new { "0x100" } else { "0x0" };
        cell.id = CellId::new(&cell.id.kernel, ModuleId::new("nlecho", "g6"), "extra-ack");
        cell.transcript = vec![event("sendmsg"), event(if is_new { "recvmsg" } else { "recv" })];
        let predicted = Prediction {
            observed: "0x0".into(),
            reason: "a capped ACK did not say so".into(),
            source: "commit 2d4bc93368f5".into(),
            kernels: "<4.12".into(),
        };
        cell.checks = vec![
            CheckRecord {
                name: "ack flags".into(),
                reference: "0x100".into(),
                observed: observed.into(),
                verdict: if is_new { CheckVerdict::Same } else { CheckVerdict::Known },
                predicted: (!is_new).then_some(predicted),
                event: Some(1),
                ..CheckRecord::default()
            },
            CheckRecord {
                name: "ack length".into(),
                reference: "36".into(),
                observed: "36".into(),
                verdict: CheckVerdict::Same,
                ..CheckRecord::default()
            },
        ];
    }
    let facts = |words: &str| [("strlcpy".to_owned(), words.to_owned())].into();
    run.probes = [
        ("4.4".to_owned(), facts("(dst, src, size)")),
        ("6.1".to_owned(), facts("(dst, src, size)")),
    ]
    .into();
    run.sum_up();
    run
}

fn written(runs: Vec<Run>) -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("site")).unwrap();
    write(runs, &path).unwrap();
    (folder, path)
}

fn read(path: &Utf8Path, file: &str) -> String {
    fs_err::read_to_string(path.join(file)).unwrap()
}

#[test]
fn a_behaviour_says_since_when_with_the_messages_of_both_sides() {
    let (_folder, path) = written(vec![acks()]);
    let page = read(&path, "behaviour/nlecho.extra-ack.ack+flags.html");
    for wanted in [
        "With 4.12: seen on 4.9 and 5.10",
        "4.4, 4.9",
        "<mark>recv of a message</mark>",
        "<mark>recvmsg of a message</mark>",
        "a capped ACK did not say so",
        "https://git.kernel.org/linus/2d4bc93368f5",
        "../cells/4.9__nlecho.g6__extra-ack.html",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    assert!(!path.join("behaviour/nlecho.extra-ack.ack+length.html").exists(), "it never changed");
    let scenario = read(&path, "scenario/nlecho.extra-ack.html");
    assert!(scenario.contains("ack length") && scenario.contains("4.4 to 6.1"), "{scenario}");
    let versions = read(&path, "versions.html");
    assert!(versions.contains("id=\"v4.12\""), "{versions}");
}

/// `acks` with a message as long as a dump's; only its last line distinguishes the end.
#[test]
fn the_last_line_of_a_long_message_is_shown() {
    let mut run = acks();
    for event in run.cells.iter_mut().flat_map(|cell| &mut cell.transcript) {
        event.decoded = (0..99).map(|at| format!("attribute {at} of the dump")).collect();
        event.decoded.push("nlmsghdr type=NLMSG_DONE(3)".to_owned());
    }
    let (_folder, path) = written(vec![run]);
    let page = read(&path, "behaviour/nlecho.extra-ack.ack+flags.html");
    for wanted in
        ["attribute 0 of", "attribute 98 of", "NLMSG_DONE(3)", "… 76 lines more on the cell’s page"]
    {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    assert!(!page.contains("attribute 50 of"));
}

/// A run in which `nlecho.g5` is refused where `g6` builds, with the needs of both.
fn refused() -> Run {
    let mut run = acks();
    let (g5, g6) = (ModuleId::new("nlecho", "g5"), ModuleId::new("nlecho", "g6"));
    for kernel in ["4.4", "4.9", "5.10", "6.1"] {
        for (module, built) in [(&g5, false), (&g6, true)] {
            let diagnosis = Diagnosis {
                kind: "argument-count".into(),
                symbol: "netlink_kernel_create".into(),
                line:
                    "nlecho.c:77:23: error: too many arguments to function 'netlink_kernel_create'"
                        .into(),
                ..Diagnosis::default()
            };
            let outcome = if built { Outcome::Pass } else { Outcome::BuildRefused };
            run.builds.push(BuildRecord {
                kernel: kernel.into(),
                module: module.clone(),
                built,
                diagnosis: (!built).then_some(diagnosis),
                ..BuildRecord::default()
            });
            let id = CellId::new(kernel, module.clone(), "build");
            run.cells.push(CellRecord { id, outcome, ..passed(kernel, "build") });
        }
    }
    run.systems = [("nlecho".to_owned(), "answers".to_owned())].into();
    let needs = |form: &str| vec![format!("netlink_kernel_create={form}")];
    run.needs =
        [(g5.to_string(), needs("net-unit-module-cfg")), (g6.to_string(), needs("net-unit-cfg"))]
            .into();
    run.sum_up();
    run
}

#[test]
fn a_symbol_says_what_to_do_and_who_is_written_so() {
    let (_folder, path) = written(vec![refused()]);
    let api = read(&path, "api/netlink_kernel_create.html");
    let form = row(&api, "<th scope=\"row\">3.7");
    assert!(
        form.contains("(net, unit, cfg)")
            && form.contains(">write it like this: <code>sk = netlink_kernel_create("),
        "{form}"
    );
    assert!(form.contains("href=\"../generation/nlecho.g6.html\">nlecho.g6</a>"), "{form}");
    let refusal = row(&api, "too many arguments");
    for wanted in [
        "4.4 to 6.1",
        "write it like this",
        "Builds there: <a href=\"../generation/nlecho.g6.html\">g6",
    ] {
        assert!(refusal.contains(wanted), "{wanted} in {refusal}");
    }
}

#[test]
fn a_generation_has_a_page_and_is_found() {
    let (_folder, path) = written(vec![refused()]);
    let page = read(&path, "generation/nlecho.g6.html");
    for wanted in [
        "passes",
        "4.4 to 6.1",
        "(net, unit, cfg)",
        "from 3.7 on",
        "../scenario/nlecho.extra-ack.html",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    let old = read(&path, "generation/nlecho.g5.html");
    assert!(old.contains("Kernels that refuse it") && old.contains("write it like this"), "{old}");
    let first = read(&path, "index.html");
    assert!(first.contains(
        "<a href=\"generation/nlecho.g6.html\">nlecho.g6</a> <span class=\"quiet\">generation"
    ));
    assert!(
        row(&read(&path, "kernel/6.1.html"), "nlecho").contains("../generation/nlecho.g6.html")
    );
}

#[test]
fn no_advice_has_an_empty_value() {
    let mut run = refused();
    let faulty = run.cells.iter().find(|cell| cell.checks.len() > 1).unwrap().clone();
    for cell in run.cells.iter_mut().filter(|cell| !cell.checks.is_empty()) {
        for check in cell.checks.iter_mut().filter(|it| it.verdict == CheckVerdict::Known) {
            check.observed = String::new();
        }
    }
    // The same for a client that is itself at fault.
    let of_client = |kernel: &str, observed: &str| {
        let mut cell = faulty.clone();
        cell.id = CellId::new(kernel, ModuleId::new("kernel", ""), "byte-order-fault");
        (cell.checks[0].observed, cell.checks[0].verdict) = (observed.into(), CheckVerdict::Known);
        cell
    };
    run.cells.extend([of_client("4.4", ""), of_client("6.1", "family 16 is nlctrl")]);
    run.sum_up();
    let (_folder, path) = written(vec![run]);
    let page = read(&path, "behaviour/nlecho.extra-ack.ack+flags.html");
    assert!(page.contains("has to handle <b>nothing</b> and <b>0x100</b>."), "{page}");
    assert!(page.contains("<span class=\"sign known\">nothing</span>"), "{page}");
    let page = read(&path, "behaviour/kernel.byte-order-fault.ack+flags.html");
    assert!(page.contains("a deliberate fault") && !page.contains("has to handle"), "{page}");
    for file in files(&path).iter().filter(|it| it.ends_with(".html") && !it.starts_with("cells/"))
    {
        let page = read(&path, file);
        for empty in
            ["<b></b>", "<mark></mark>", "<code></code>", "<p></p>", "data-l=\"What to do\"></td>"]
        {
            assert!(!page.contains(empty), "{empty} in {file}");
        }
        for advice in page.split("<h2>What to do</h2>").skip(1) {
            assert!(!advice.starts_with("\n<p> ") && !advice.starts_with("\n<h2"), "{file}");
        }
    }
}

#[test]
fn every_symptom_and_every_form_has_a_remedy_without_a_gap() {
    let remedies =
        crate::explain::symptoms().iter().map(|row| (row.name.clone(), row.remedy.clone()));
    let advices = super::symbol::symbols().flat_map(|(_, symbol)| {
        let steps = symbol.history.iter();
        steps.map(move |(since, form)| {
            (format!("{} {since}", symbol.name), symbol.advice(form, since))
        })
    });
    for (name, remedy) in remedies.chain(advices) {
        assert!(remedy.trim().len() > 10, "{name}: {remedy:?}");
        // `: .owner` is not a gap.
        let whole = format!("{remedy} ");
        for gap in ["``", ", ,", ": . ", "take . "] {
            assert!(!whole.contains(gap), "{name}: {gap:?} in {remedy}");
        }
    }
}

#[test]
fn what_was_not_asked_or_run_says_so() {
    let (_folder, path) = written(vec![acks()]);
    let probed = read(&path, "api/strlcpy.html");
    assert!(probed.contains("4.4, 6.1") && probed.contains("none was asked"), "{probed}");
    let symptom = read(&path, "symptom/enobufs-overrun.html");
    assert!(symptom.contains("not run here"), "{symptom}");
    let api = read(&path, "api/netlink_kernel_create.html");
    assert!(api.contains("(net, unit, cfg)") && api.contains("git.kernel.org/linus/4fdb3bb723d"));
    assert!(api.contains("@@"), "its semantic patches");
}

/// The row of a table that has this text.
fn row<'p>(page: &'p str, text: &str) -> &'p str {
    let found = page.split("<tr>").find(|row| row.contains(text));
    found.unwrap_or_else(|| panic!("{text} in {page}"))
}

#[test]
fn a_form_has_the_commit_and_the_day_that_it_came_with() {
    let (_folder, path) = written(vec![acks()]);
    let api = read(&path, "api/netlink_kernel_create.html");
    let form = row(&api, "<th scope=\"row\">2.6.22");
    assert!(form.contains("linus/af65bdfce98") && form.contains("2007-07-08"), "{form}");
    assert!(!form.contains("b4b510290b0"), "{form}");
    let form = row(&api, "<th scope=\"row\">2.6.24");
    for commit in ["b4b510290b0", "cd40b7d3983"] {
        assert_eq!(form.matches(&format!("linus/{commit}")).count(), 1, "{form}");
    }
}

#[test]
fn a_kernel_says_what_came_with_it_and_how_much_was_looked_at() {
    let (_folder, path) = written(vec![acks()]);
    let new = read(&path, "kernel/5.10.html");
    assert!(row(&new, "extra-ack: ack flags").contains("0x100"), "{new}");
    assert!(new.contains("versions.html#v4.12"), "the versions between the two: {new}");
    let same = read(&path, "kernel/6.1.html");
    assert!(same.contains("Nothing, in the 1 scenario that ran on both."), "{same}");
    let list = read(&path, "kernels.html");
    assert!(row(&list, "kernel/5.10.html").contains("1 behaviour"), "{list}");
    assert!(row(&list, "kernel/6.1.html").contains("nothing in 1 scenario"), "{list}");
    assert!(row(&list, "kernel/4.4.html").contains("the first of its processor"), "{list}");
}

#[test]
fn a_kernel_that_did_not_have_the_cell_takes_no_change_away() {
    let mut run = acks();
    // It is between the two that show the change, but ran something else.
    let mut between = run.kernels.iter().find(|it| it.id == "5.10").unwrap().clone();
    (between.id, between.version) = ("4.19".to_owned(), "4.19".to_owned());
    run.kernels.push(between);
    run.cells.push(CellRecord { ..passed("4.19", "echo") });
    run.kernels.sort_by_key(|it| it.version.parse::<KernelVersion>().unwrap());
    run.sum_up();
    let (_folder, path) = written(vec![run]);
    let new = read(&path, "kernel/5.10.html");
    assert!(row(&new, "extra-ack: ack flags").contains("(on 4.9)"), "{new}");
}

#[test]
fn a_kernel_whose_run_ended_early_says_what_is_known_and_how_much_is_not() {
    let mut run = acks();
    for (kernel, outcome) in [("6.1", Outcome::Missing), ("5.10", Outcome::Missing)] {
        let lost = CellRecord { outcome, ..passed(kernel, "echo") };
        run.cells.push(CellRecord { as_expected: false, reason: "it ended".into(), ..lost });
    }
    run.sum_up();
    let (_folder, path) = written(vec![run]);
    let page = read(&path, "kernel/6.1.html");
    assert!(page.contains("<li>1 did not run: it ended</li>"), "{page}");
    assert!(row(&page, "nlecho").contains("g6 <small>1</small>"), "{page}");
}

#[test]
fn a_scenario_leads_to_its_cells() {
    let (_folder, path) = written(vec![acks()]);
    let page = read(&path, "scenario/nlecho.extra-ack.html");
    for cell in ["cells/4.4__", "cells/6.1__"] {
        assert!(page.contains(cell), "{cell} in {page}");
    }
}

/// Every file of the site, relative to the first page.
fn files(path: &Utf8Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().unwrap().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.into_path()),
                false => drop(all.insert(entry.path().strip_prefix(path).unwrap().to_string())),
            }
        }
    }
    all
}

/// It is flaky, on one kernel with the same module: that did not come with a version.
#[test]
fn what_is_flaky_is_no_behaviour() {
    let mut run = run("2026-02-01", &["5.10", "6.1"]);
    run.cells.iter_mut().for_each(|cell| cell.checks.clear());
    let cell = run.cells.iter_mut().find(|cell| cell.id.kernel == "6.1").unwrap();
    let check = CheckRecord { name: "reply".into(), reference: "0".into(), ..Default::default() };
    let differs = CheckRecord { observed: "EPERM".into(), verdict: CheckVerdict::Differs, ..check };
    (cell.outcome, cell.as_expected, cell.checks) = (Outcome::Flaky, false, vec![differs]);
    run.sum_up();
    let (_folder, path) = written(vec![run]);
    let pages: Vec<String> =
        files(&path).into_iter().filter(|it| it.starts_with("behaviour/")).collect();
    assert_eq!(pages, [""; 0]);
}

#[test]
fn no_link_leads_nowhere_and_no_text_of_a_guest_is_markup() {
    let (_folder, path) = written(vec![acks()]);
    let files = files(&path);
    let (mut links, mut pages) = (0, BTreeMap::new());
    for file in files.iter().filter(|it| it.ends_with(".html")) {
        let page = read(&path, file);
        assert!(!page.contains("<script>alert"), "{file}");
        let inside = if file.contains('/') { "../" } else { "" };
        for link in page.split(" href=\"").skip(1).map(|it| it.split('"').next().unwrap()) {
            if link.starts_with("https://") {
                continue;
            }
            let (target, place) = link.split_once('#').unwrap_or((link, ""));
            let target = match target {
                "" => file,
                other => other.strip_prefix(inside).unwrap_or_else(|| panic!("{file}: {link}")),
            };
            assert!(files.contains(target), "{file} links to {link}");
            // `#q=…` is a query for the search.
            if !place.is_empty() && !place.starts_with("q=") {
                let there = pages.entry(target.to_owned()).or_insert_with(|| read(&path, target));
                assert!(there.contains(&format!("id=\"{place}\"")), "{file} links to {link}");
            }
            links += 1;
        }
    }
    assert!(links > 5000, "{links}");
}

/// Whatever a run's report, its cells' pages and its JUnit file link to on the site.
#[test]
fn what_reports_link_to_is_there() {
    let mut run = acks();
    run.host.site = "https://example.org/netlink".to_owned();
    let (_folder, path) = written(vec![run.clone()]);
    let files = files(&path);
    let mut texts = vec![report::html(&run).unwrap(), report::junit(&run).unwrap()];
    let keep = |_: &str, page: &str| -> Result<(), report::ReportError> {
        texts.push(page.to_owned());
        Ok(())
    };
    report::cell_pages(&run, keep).unwrap();
    let mut links = BTreeSet::new();
    for text in texts {
        for link in text.split("https://example.org/netlink/").skip(1) {
            let end = |it: char| matches!(it, '"' | '<' | '#' | '&') || it.is_whitespace();
            links.insert(link.split(end).next().unwrap().to_owned());
        }
    }
    assert!(links.len() > 3, "{links:?}");
    let dead: Vec<_> = links.iter().filter(|it| !files.contains(*it)).collect();
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn a_site_takes_the_place_of_a_site_and_of_nothing_else() {
    let (_folder, path) = written(vec![acks()]);
    fs_err::write(path.join("kernel/2.4.html"), "old").unwrap();
    write(vec![acks()], &path).unwrap();
    assert!(!path.join("kernel/2.4.html").exists());
    let other = path.join("kernel");
    let error = write(vec![acks()], &other).unwrap_err();
    assert!(matches!(error, SiteError::NotOurs(_)), "{error}");
    assert!(other.join("6.1.html").exists());
}
