//! How `nlmatrix cell` shows a cell.

use std::fmt::{self, Write as _};

use nlmatrix::plan::{self, Cell};
use nlmatrix::run::{BuildRecord, CellRecord, CheckRecord, Complaint, Event, Run};
use nlmatrix::runner::command;

/// The message that there is no cell `id`, with the most similar ones in `plan`.
pub fn no_cell(plan: &[Cell], id: &str) -> String {
    let near: Vec<String> = plan::nearest(plan, id).iter().map(ToString::to_string).collect();
    format!(
        "no cell `{id}`; `{} list` shows them all, similar ones: {}",
        command(),
        near.join(", ")
    )
}

/// How the guests of a run were executed; `None` if there were none.
pub fn accelerator(run: &Run) -> Option<String> {
    let why = run.host.accel_reason.lines().next().unwrap_or_default();
    let why = why.trim_end_matches("; it printed:");
    (!run.host.accel.is_empty()).then(|| format!("accelerator: {} ({why})", run.host.accel))
}

/// A transcript similar to strace's, with decoded messages next to their bytes, then checks, the kernel's complaints,
/// its console, what was left behind, and finally the outcome.
pub fn cell(record: &CellRecord) -> String {
    let mut text = String::new();
    write(record, &mut text).expect("a text takes everything");
    text
}

/// What a failed build printed: the end of its output, and each of its complaints once.
pub fn build(record: &BuildRecord) -> String {
    let said = record.log.lines().map(|line| format!("build | {}\n", clean(line)));
    let found = record.diagnosis.iter().filter(|it| it.kind != "unknown");
    let also = found.flat_map(|it| it.context.lines());
    said.chain(also.map(|line| format!("also: {}\n", clean(line)))).collect()
}

/// The guest's whole console, and finally the outcome.
pub fn log(record: &CellRecord) -> String {
    let lines = record.console.lines().map(clean);
    let CellRecord { id, outcome, expected, reason, .. } = record;
    let last = format!("{id}: {outcome} (expected {expected}) {}", clean(reason));
    lines.chain([last]).map(|line| line + "\n").collect()
}

fn write(record: &CellRecord, to: &mut String) -> fmt::Result {
    record.transcript.iter().try_for_each(|it| event(it, to))?;
    record.checks.iter().try_for_each(|it| check(it, to))?;
    for Complaint { topic, text, times } in &record.complaints {
        writeln!(to, "complaint {topic} ({times}): {}", clean(text))?;
    }
    for line in record.console.lines() {
        writeln!(to, "console | {}", clean(line))?;
    }
    for thing in &record.left {
        writeln!(to, "left behind: {}", clean(thing))?;
    }
    let CellRecord { id, outcome, expected, reason, .. } = record;
    let reason: Vec<String> = reason.lines().map(clean).collect();
    writeln!(to, "{id}: {outcome} (expected {expected}) {}", reason.join("\n    "))
}

fn event(event: &Event, to: &mut String) -> fmt::Result {
    let Event { at_ms, who, op, .. } = event;
    let (args, result) = (clean(&event.args), clean(&event.result));
    writeln!(to, "{at_ms:9.1} ms  {who:14} {op}({args}) {result}")?;
    for line in &event.decoded {
        writeln!(to, "{:32}{}", "", clean(line))?;
    }
    for printed in &event.output {
        for line in printed.text.lines() {
            writeln!(to, "{:32}{} | {}", "", printed.stream, clean(line))?;
        }
    }
    for piece in event.hex.as_bytes().chunks(64).take(16) {
        writeln!(to, "{:32}{}", "", String::from_utf8_lossy(piece))?;
    }
    Ok(())
}

fn check(check: &CheckRecord, to: &mut String) -> fmt::Result {
    let CheckRecord { name, reference, observed, verdict, seen, .. } = check;
    writeln!(to, "check {verdict:8} {name}: {observed} (reference {reference})")?;
    for line in seen.lines() {
        writeln!(to, "{:15}| {}", "", clean(line))?;
    }
    Ok(())
}

/// Guests write most of these texts.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nlmatrix::run::{Diagnosis, Host, ModuleId, Outcome, PlannedCell};

    #[test]
    fn of_a_run_without_a_guest_no_accelerator_is_told() {
        assert_eq!(accelerator(&Run::default()), None);
        let (accel, accel_reason) = ("tcg".to_owned(), "no /dev/kvm; it printed:\nx".to_owned());
        let run = Run { host: Host { accel, accel_reason, ..Host::default() }, ..Run::default() };
        assert_eq!(accelerator(&run).as_deref(), Some("accelerator: tcg (no /dev/kvm)"));
    }

    #[test]
    fn a_build_is_told_by_its_output_and_what_else_it_complains_of() {
        let context = "m.c:3: this kernel has no `x`".to_owned();
        let diagnosis = Diagnosis { context, ..Diagnosis::default() };
        let record = BuildRecord {
            kernel: "k".to_owned(),
            module: ModuleId::new("s", "g"),
            folder: String::new(),
            built: false,
            diagnosis: Some(diagnosis),
            toolchain: String::new(),
            log: "m.c:1: error: a\nm.c:3: error: b\n".to_owned(),
            duration_ms: 1,
        };
        let said = "build | m.c:1: error: a\nbuild | m.c:3: error: b\nalso: m.c:3: this kernel has no `x`\n";
        assert_eq!(build(&record), said);
    }

    #[test]
    fn what_was_left_behind_stands_on_lines_of_its_own() {
        let planned = PlannedCell { id: "k/s.g/x".parse().unwrap(), expected: Outcome::Pass };
        let left = vec!["kobject /sys/mine".to_owned(), "timer \u{1b}[31mred".to_owned()];
        let (outcome, reason) = (Outcome::Fail, "a check differs".to_owned());
        let record = CellRecord { outcome, reason, left, ..planned.blank() };
        let expected = "left behind: kobject /sys/mine\nleft behind: timer [31mred\n\
                        k/s.g/x: fail (expected pass) a check differs\n";
        assert_eq!(cell(&record), expected);
    }
}
