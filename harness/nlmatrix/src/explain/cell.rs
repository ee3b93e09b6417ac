//! What a cell expects, and why.

use std::fmt::Write as _;

use crate::plan::Cell;
use crate::scenario;

/// What the cell `id` expects and why; `None` when `plan` has none of that name.
pub fn cell(plan: &[Cell], id: &str) -> Option<String> {
    plan.iter().find(|cell| cell.id.to_string() == id).map(text)
}

fn text(cell: &Cell) -> String {
    let about = scenario::find(&cell.id.scenario).map_or("declared in the matrix", |it| it.about);
    let mut text = format!("{}: {about}\nexpected: {}\n", cell.id, cell.expected);
    if !cell.reason.is_empty() {
        writeln!(text, "because: {}", cell.reason).expect("writing to a string");
    }
    for refusal in &cell.refusals {
        let (kind, symbol, source) = (&refusal.diagnosis, &refusal.symbol, &refusal.source);
        let which =
            if cell.refusals.len() > 1 { "refused by this or another" } else { "refused by" };
        writeln!(text, "{which}: {kind} {symbol} ({source})").expect("writing to a string");
    }
    for known in &cell.predictions {
        let (kernels, source) = (&known.kernels, &known.source);
        writeln!(text, "known on {kernels}: {} ({source})", known.reason)
            .expect("writing to a string");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;

    #[test]
    fn cells_are_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = matrix::load(path.into(), scenario::shipped()).unwrap();
        let plan = crate::plan::plan(&matrix);
        let text = cell(&plan, "6.1-deb12/genlecho.g6-split-ops/build").unwrap();
        assert!(text.contains("expected: build-refused"), "{text}");
        assert!(text.contains("genl_split_ops"), "{text}");
        assert_eq!(cell(&plan, "6.1-deb12/none/build"), None);
    }
}
