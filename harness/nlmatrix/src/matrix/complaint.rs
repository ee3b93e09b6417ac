//! `[[complaint]]`: what the kernel must not print in a cell, or has to print. A row applies to all cells or, inside
//! a `[[module]]` or `[[scenario]]`, to the cells of that one.

use regex::Regex;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::model::ComplaintRule;
use super::raw::{RawComplaint, RawMatrix};
use crate::version::VersionRange;

impl Checker<'_> {
    /// The rows of the file, and those inside its modules and scenarios.
    pub(super) fn complaints(&self, raw: &RawMatrix) -> Result<Vec<ComplaintRule>, MatrixError> {
        let mut rules = each(&raw.complaint, |row| self.complaint(row))?;
        for module in &raw.module {
            let cells = format!("{}/*", module.name.get_ref());
            rules.extend(each(&module.complaint, |row| self.complaint_of(row, &cells))?);
        }
        for scenario in &raw.scenario {
            let cells = format!("*/{}", scenario.name.get_ref());
            rules.extend(each(&scenario.complaint, |row| self.complaint_of(row, &cells))?);
        }
        Ok(rules)
    }

    /// A row inside a table, from which its `cells` follow.
    fn complaint_of(&self, raw: &RawComplaint, cells: &str) -> Result<ComplaintRule, MatrixError> {
        if let Some(given) = raw.cells.first() {
            let message = format!(
                "a complaint here is about `{cells}`: leave `cells` out, or write a [[complaint]] on its \
                 own"
            );
            return Err(self.wrong(given.span(), &message));
        }
        let cells = self.patterns(&[Spanned::new(0..0, cells.to_owned())], "cells", cells)?;
        Ok(ComplaintRule { cells, ..self.complaint(raw)? })
    }

    fn complaint(&self, raw: &RawComplaint) -> Result<ComplaintRule, MatrixError> {
        let (line, expected) = match (&raw.forbid, &raw.expect) {
            (Some(line), None) => (line, false),
            (None, Some(line)) => (line, true),
            _ => {
                let message = "a complaint has one pattern for what the kernel prints: `forbid` for what it must not \
                               print, or `expect` for what it must";
                return Err(self.wrong(raw.name.span(), message));
            }
        };
        let compiled = Regex::new(line.get_ref()).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("`{}` is not a regular expression, {reason}", line.get_ref());
            self.wrong(line.span(), &message)
        })?;
        Ok(ComplaintRule {
            name: raw.name.get_ref().clone(),
            cells: self.patterns(&raw.cells, "cells", "nlecho.*/rate")?,
            except: self.patterns(&raw.except, "cells", "nlecho.*/rate")?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            line: compiled,
            expected,
            reason: raw.reason.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use rstest::rstest;

    use super::super::parse;

    #[rstest]
    #[case("[[module.complaint]]", "hello/selftest", "other/selftest")]
    #[case("[[scenario.complaint]]", "other/selftest", "hello/load-unload")]
    fn a_row_inside_a_table_speaks_of_its_cells(
        #[case] table: &str,
        #[case] ours: &str,
        #[case] anothers: &str,
    ) {
        let row = format!("{table}\nname = 'x'\nforbid = 'y'\nreason = 'r'\n");
        let (module, scenario) = match table.contains("module") {
            true => (row.as_str(), ""),
            false => ("", row.as_str()),
        };
        let text = format!(
            "schema = 1\n[[kernel]]\nid = 'k'\nsource = {{ version = '6.1' }}\n\
             [[module]]\nname = 'hello'\npath = '.'\n{module}\
             [[scenario]]\nname = 'selftest'\n[[scenario.step]]\nload = true\n{scenario}"
        );
        let own = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/own/matrix.toml");
        let matrix = parse(&own, &text, crate::scenario::shipped()).unwrap();
        let [rule] = &matrix.complaints[..] else { panic!("{:?}", matrix.complaints) };
        assert!(rule.matches(&matrix.kernels[0], ours));
        assert!(!rule.matches(&matrix.kernels[0], anothers));
    }
}
