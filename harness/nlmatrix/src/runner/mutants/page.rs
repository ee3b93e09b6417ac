//! `docs/mutants.md`: which scenario notices which fault, and by which check.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::list::{Fault, Sign};
use super::trial::{Trial, Verdict, unmoved};

const INTRODUCTION: &str = "# Mutants

For each scenario, a fault that it is there to notice: in the module, in a client, or in what the
kernel answers. `cargo xtask mutants` makes each of them (`kmods/mutations.toml`), runs the
scenario, and writes this page; nothing in it is written by hand. A fault is **caught** when the check that
is named for it differs from the reference, or the cell ends as it is to end with it, and when the
same cell is as expected without it.
";

/// The page about `trials` on `kernel`.
pub fn page(kernel: &str, trials: &[Trial]) -> String {
    let mut text = format!("{INTRODUCTION}\nOn {kernel}: {}.\n\n", summary(trials));
    text.push_str("| scenario | fault | caught by | who else noticed |\n|---|---|---|---|\n");
    for trial in trials {
        text.push_str(&row(trial));
    }
    text.push_str("\n## Checks that no fault has moved\n\n");
    let unmoved = unmoved(trials);
    let count: usize = unmoved.values().map(|checks| checks.len()).sum();
    let each =
        trials.iter().flat_map(|it| it.checks.iter().map(|name| (&it.mutation.scenario, name)));
    let all = each.collect::<BTreeSet<_>>().len();
    writeln!(text, "{count} of {all}, by scenario; a fault for each of them is welcome.\n")
        .expect("a string takes all");
    for (scenario, checks) in unmoved {
        let checks: Vec<&str> = checks.into_iter().collect();
        writeln!(text, "- {scenario}: {}", cell(&checks.join("; "))).expect("a string takes all");
    }
    text
}

/// How many mutations have each verdict.
pub fn summary(trials: &[Trial]) -> String {
    let count = |verdict| trials.iter().filter(|trial| trial.verdict == verdict).count();
    let mut text = format!(
        "{} faults, {} caught, {} by chance, {} survived, {} without a result",
        trials.len(),
        count(Verdict::Caught),
        count(Verdict::ByChance),
        count(Verdict::Survived),
        count(Verdict::NoResult),
    );
    match count(Verdict::NotHere) {
        0 => {}
        others => write!(text, ", {others} for other kernels").expect("a string takes all"),
    }
    text
}

fn row(trial: &Trial) -> String {
    let mutation = &trial.mutation;
    let whose = match (&mutation.fault, &mutation.module) {
        (Fault::Module(_), module) => module.clone().unwrap_or_default(),
        (Fault::Client { client, .. }, _) => client.clone(),
        (Fault::Answer(_), _) => "the kernel".to_owned(),
    };
    let by = match (trial.verdict, &mutation.sign) {
        (Verdict::Caught, Sign::Check(check)) => format!("`{check}`"),
        (Verdict::Caught, Sign::Outcome(outcome)) => format!("it ends in {outcome}"),
        (Verdict::ByChance, _) => format!("**chance**: {}", short(&trial.outcome)),
        (Verdict::Survived, _) => "**nothing**".to_owned(),
        (Verdict::NoResult, _) => format!("**no result**: {}", short(&trial.outcome)),
        (Verdict::NotHere, _) => short(&trial.outcome),
    };
    let others = trial.who_else().join("; ");
    let (scenario, about) = (&mutation.scenario, &mutation.about);
    format!("| {scenario} | {whose} {} | {} | {} |\n", cell(about), cell(&by), cell(&others))
}

/// The first words of how a cell ended.
fn short(outcome: &str) -> String {
    outcome.chars().take(100).collect()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::mutation;
    use super::*;

    #[test]
    fn each_fault_has_its_row() {
        let trial = |verdict| {
            let cell = "k/s.g/boot".to_owned();
            Trial::without(&mutation("a"), cell, verdict, "why\nso".to_owned())
        };
        let mut caught = trial(Verdict::Caught);
        caught.checks = ["a", "b", "c"].map(str::to_owned).into();
        caught.noticed = ["a", "b"].map(str::to_owned).into();
        caught.others = vec!["dump".to_owned()];
        let page = page("7.3", &[caught, trial(Verdict::Survived), trial(Verdict::NotHere)]);
        assert!(page.contains("On 7.3: 3 faults, 1 caught, 0 by chance, 1 survived, 0 without"));
        assert!(page.contains("1 for other kernels.\n"), "{page}");
        assert!(page.contains("| boot | s does \\| it | `a` | b; dump |\n"), "{page}");
        assert!(page.contains("| **nothing** |  |\n"), "{page}");
        assert!(page.contains("| why so |  |\n"), "{page}");
        assert!(
            page.ends_with(
                "1 of 3, by scenario; a fault for each of them is welcome.\n\n- boot: c\n"
            )
        );
    }
}
