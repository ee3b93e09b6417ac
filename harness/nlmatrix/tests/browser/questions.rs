//! Questions that users have about a report, each answered by the clicks that docs/reading.md names.

use nlmatrix::run::{Outcome, Run};

use crate::cdp::Page;
use crate::fixture::fixture;
use crate::ranges::{checked, ranges};
use crate::{Report, report};

/// A question, what is clicked (by its visible text), and what can then be read.
type Question = (&'static str, &'static [&'static str], &'static [&'static str]);

/// For a run in which all is as it should be.
const OF_A_GOOD_RUN: [Question; 13] = [
    (
        "Which generation do I need for this kernel?",
        &["3.6"],
        &["What to use here", "≈ g5-cfg-module"],
    ),
    ("Where does this generation build?", &["g6-cfg"], &["passes", "on 3.16 and 7.3"]),
    ("What changed in 3.7?", &[], &["3.7: (net, unit, cfg) netlink_kernel_create"]),
    (
        "What differs between this kernel and the one before?",
        &["3.16"],
        &["What differs from 3.6", "ack flags"],
    ),
    ("How much was looked at there?", &[], &["1 of 1 scenario ran"]),
    (
        "Which kernel ran how many scenarios of a generation?",
        &["g6-cfg"],
        &["passes (1 of 1 scenario ran) on 3.16 and 7.3", "scenarios that ran"],
    ),
    (
        "What does this scenario show?",
        &["Scenarios"],
        &["≈ echo A request is answered byte for byte."],
    ),
    (
        "How many kernels is the first sentence about?",
        &[],
        &["3 of the 4 kernels that ran (1 did not), 3.6, 3.16 and 7.3"],
    ),
    (
        "Where are the cells of this scenario?",
        &["Scenarios", "≈ echo"],
        &["Its cells", "✓ 7.3", "≈ 3.6"],
    ),
    ("Is my module fine on the newest kernel?", &[], &["g6-cfg", "passes"]),
    ("Why is this one yellow?", &["≈"], &["Known differences", "so it was before", "af_netlink.c"]),
    (
        "Why does this kernel refuse my module, and what do I write instead?",
        &["Refusals"],
        &[
            "too many arguments to function",
            "write it like this: sk = netlink_kernel_create(",
            "Builds there",
        ],
    ),
    (
        "On which kernels does this check see something else?",
        &["Scenarios", "≈ echo"],
        &["≈ 0x0", "3.6", "so it was before"],
    ),
];

/// For a run in which it is not.
const OF_A_BAD_RUN: [Question; 7] = [
    (
        "What is not as expected, and how do I rerun it?",
        &[],
        &["Needs attention", "Rerun: cargo xtask"],
    ),
    (
        "What did the kernel really say?",
        &["6.12-deb13/nlecho.g5-cfg/echo"],
        &["NLMSG_DONE", "14000000 03000500"],
    ),
    ("What got worse since the last run?", &["changed since the last run"], &["Since the run of"]),
    (
        "Which kernels did not run, and why?",
        &["why"],
        &["the source of their kernels is not on this host", "kernels get 2.6.24"],
    ),
    (
        "Which cells do not always end the same way?",
        &["flaky"],
        &["within this run, where it was repeated", "is flaky"],
    ),
    ("What does this sign mean?", &[], &["crashes the kernel", "changed since the last run"]),
    ("What was the run made with?", &["About this run"], &["QEMU emulator version", "tcg"]),
];

/// One check of `ranges` differs on its oldest kernel.
fn good() -> Run {
    let mut run = ranges();
    for cell in run.cells.iter_mut().filter(|cell| cell.id.scenario == "echo") {
        let flags = if cell.id.kernel == "3.6" { "0x0" } else { "0x100" };
        cell.checks = vec![checked("ack flags", "0x100", flags)];
        if cell.id.kernel == "3.6" {
            (cell.outcome, cell.expected) = (Outcome::Xfail, Outcome::Xfail);
        }
    }
    run.scenarios = [("echo".to_owned(), "a request is answered byte for byte".to_owned())].into();
    run.sum_up();
    run
}

/// Clicks the first visible link or button whose text is `text`, or begins with it.
fn click(page: &mut Page, text: &str) {
    let text = serde_json::to_string(text).unwrap();
    let seen = format!(
        "(() => {{ const all = [...document.querySelectorAll('a, button, summary')].filter((it) => it.offsetParent);
          const said = (it) => it.innerText.trim();
          const found = all.find((it) => said(it) === {text}) ?? all.find((it) => said(it).startsWith({text}));
          found?.click(); return Boolean(found); }})()"
    );
    assert_eq!(page.eval(&seen), true, "nothing to click says {text}");
}

fn answered(report: &Report, questions: &[Question]) {
    let guide = include_str!("../../../../docs/reading.md");
    let mut page = Page::start();
    for (index, (question, clicks, answers)) in questions.iter().enumerate() {
        assert!(
            guide.contains(&format!("| {question} |")),
            "docs/reading.md does not ask: {question}"
        );
        // Another address, so that the page is loaded again.
        page.open(&format!("{}?{index}", report.path));
        clicks.iter().for_each(|text| click(&mut page, text));
        for answer in *answers {
            let is_read = "((it) => (it.open ? it : document.body).innerText)(document.querySelector('#details'))";
            let wanted = serde_json::to_string(answer).unwrap();
            let whole = format!(
                "({is_read} + [...document.querySelectorAll('.map [title], .map i')].map((it) => it.title + it.textContent).join()).includes({wanted})"
            );
            page.wait(&whole);
        }
    }
}

#[test]
fn what_is_asked_of_a_good_run_is_answered() {
    answered(&report(&good()), &OF_A_GOOD_RUN);
}

#[test]
fn what_is_asked_of_a_bad_run_is_answered() {
    answered(&report(&fixture()), &OF_A_BAD_RUN);
}

#[test]
fn every_question_of_the_guide_is_asked() {
    let guide = include_str!("../../../../docs/reading.md");
    let asked = guide.lines().filter(|line| line.starts_with("| ") && line.contains("? |")).count();
    // Three are questions for the search, in a test of its own.
    assert_eq!(asked, OF_A_GOOD_RUN.len() + OF_A_BAD_RUN.len() + 3);
}
