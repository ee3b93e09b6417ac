//! `[[expect]]` tables, checked: those of the matrix file, and those of files that are named after the scenario that
//! they are about.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::conflict::{Row, consistent};
use super::model::{Expectation, Predicts, SystemEntry, Vendors};
use super::raw::{RawExpect, RawExpectFile, RawMatrix, RawObserved};
use crate::console::Kind;
use crate::expected::{ExpectedOutcome, Pattern};
use crate::names::unknown;
use crate::run::Outcome;

impl Checker<'_> {
    /// The rows of the matrix file, and those of the folder that it names, which has one file for each scenario.
    pub(super) fn expectations(
        &self,
        raw: &RawMatrix,
        systems: &[SystemEntry],
    ) -> Result<Vec<Expectation>, MatrixError> {
        let texts = self.expectation_files(raw.expectations.as_ref())?;
        let mut files: Vec<(Checker, RawExpectFile)> = Vec::new();
        for (path, text) in &texts {
            files.push(self.of_file(path, text)?);
        }
        let mut rows = Vec::new();
        for row in &raw.expect {
            rows.extend(self.rows(row, self.scenario_of(row)?, systems)?);
        }
        for (checker, file) in &files {
            let scenario = checker.scenario_of_file()?;
            for row in &file.expect {
                if let Some(other) = &row.scenario {
                    let message = "the name of this file says which scenario it is: leave this out";
                    return Err(checker.wrong(other.span(), message));
                }
                rows.extend(checker.rows(row, scenario.clone(), systems)?);
            }
        }
        consistent(&rows)?;
        Ok(rows.into_iter().map(|row| row.expectation).collect())
    }

    /// Paths and texts of the files in `folder`, by name.
    fn expectation_files(
        &self,
        folder: Option<&Spanned<String>>,
    ) -> Result<Vec<(Utf8PathBuf, String)>, MatrixError> {
        let Some(raw) = folder else { return Ok(Vec::new()) };
        let folder = self.existing(raw)?;
        let names = self.entries(raw, &folder)?.into_iter().filter(|name| name.ends_with(".toml"));
        let files = names.map(|name| self.text(raw, &folder.join(name)));
        files.filter_map(Result::transpose).collect()
    }

    fn scenario_of(&self, raw: &RawExpect) -> Result<String, MatrixError> {
        let Some(scenario) = &raw.scenario else {
            let message = "this [[expect]] does not name its `scenario`";
            return Err(self.wrong(raw.kernels.span(), message));
        };
        self.scenario(scenario)
    }

    /// The scenario after which this file is named.
    fn scenario_of_file(&self) -> Result<String, MatrixError> {
        let name = self.source.path.file_stem().unwrap_or_default();
        self.scenario(&Spanned::new(0..0, name.to_owned()))
    }

    /// What a row says: one thing, or one for each check in its table of checks.
    fn rows(
        &self,
        raw: &RawExpect,
        scenario: String,
        systems: &[SystemEntry],
    ) -> Result<Vec<Row<'_>>, MatrixError> {
        if let Some(name) = &raw.system {
            self.known("system", name, systems.iter().map(|system| system.name.as_str()))?;
        }
        let name = |name: &Spanned<String>| name.get_ref().clone();
        let system = raw.system.as_ref().map(name);
        if let Some(generation) = &raw.generation {
            let meant = |it: &&SystemEntry| system.as_ref().is_none_or(|name| it.name == *name);
            let generations = systems.iter().filter(meant).flat_map(|system| &system.generations);
            let what = match &system {
                Some(system) => format!("generation of {system}"),
                None => "generation".to_owned(),
            };
            self.known(&what, generation, generations.map(|it| it.name.as_str()))?;
        }
        let arches = each(&raw.arch, |arch| self.parsed(arch))?;
        let of_32_bits = raw.bits.as_ref().map(|bits| self.is_32(bits)).transpose()?;
        let vendors = self.vendors(&raw.vendor)?;
        let row = |predicts| Row {
            expectation: Expectation {
                system: system.clone(),
                generation: raw.generation.as_ref().map(name),
                scenario: scenario.clone(),
                kernels: raw.kernels.get_ref().clone(),
                arches: arches.clone(),
                of_32_bits,
                debug: raw.debug,
                vendors: vendors.clone(),
                predicts,
                reason: raw.reason.clone(),
                source: raw.source.clone(),
                path: self.source.path.to_owned(),
                line: self.source.place(raw.span().start).0,
            },
            span: raw.span(),
            checker: self,
        };
        Ok(self.all_predicted(raw)?.into_iter().map(row).collect())
    }

    fn is_32(&self, bits: &Spanned<u8>) -> Result<bool, MatrixError> {
        let message = "`bits` is 32 or 64: that of the clients, on an amd64 kernel";
        match *bits.get_ref() {
            32 => Ok(true),
            64 => Ok(false),
            _ => Err(self.wrong(bits.span(), message)),
        }
    }

    /// Whose kernels it is about.
    fn vendors(&self, raw: &[Spanned<String>]) -> Result<Vendors, MatrixError> {
        let names: Vec<&str> = raw.iter().map(|name| name.get_ref().as_str()).collect();
        let whole = raw.first().map_or(0..0, |first| {
            first.span().start..raw.last().map_or(first.span().end, |last| last.span().end)
        });
        Vendors::parse(&names).map_err(|error| self.wrong(whole, &error.to_string()))
    }

    fn all_predicted(&self, raw: &RawExpect) -> Result<Vec<Predicts>, MatrixError> {
        let one = match &raw.observed {
            None => return Ok(vec![self.predicts(raw, None)?]),
            Some(observed) => match observed.get_ref() {
                RawObserved::One(one) => return Ok(vec![self.predicts(raw, Some(one))?]),
                RawObserved::Many(checks) => (observed.span(), checks),
            },
        };
        let (span, checks) = one;
        let is_alone = raw.check.is_none() && raw.absent.is_empty() && raw.outcome.is_none();
        if checks.is_empty() || !is_alone || raw.of_an_end().is_some() {
            let message = "a table of checks with what each sees says all that a row can say, and is \
                           not empty: make several [[expect]] of it";
            return Err(self.wrong(span, message));
        }
        let predicted = checks.iter().map(|(check, observed)| Predicts::Check {
            check: check.clone(),
            observed: observed.clone(),
        });
        Ok(predicted.collect())
    }

    /// What a row says about one thing; `observed` is what its check sees.
    fn predicts(&self, raw: &RawExpect, observed: Option<&str>) -> Result<Predicts, MatrixError> {
        let text = |it: &Spanned<String>| it.get_ref().clone();
        let predicts = match (&raw.check, observed, &raw.absent[..], &raw.outcome) {
            (Some(check), Some(observed), [], None) => {
                Predicts::Check { check: text(check), observed: observed.to_owned() }
            }
            (None, None, checks @ [_, ..], None) => {
                Predicts::Absent(checks.iter().map(text).collect())
            }
            (None, None, [], Some(outcome)) => return self.ends(raw, outcome),
            (Some(check), None, [], None) => {
                let message = "`check` needs `observed`, what that check sees on these kernels";
                return Err(self.wrong(check.span(), message));
            }
            (None, Some(_), [], None) => {
                let message = "`observed` needs `check`, the name of the check that sees it; or it \
                               is a table of checks with what each sees";
                let span = raw.observed.as_ref().map_or(raw.span(), Spanned::span);
                return Err(self.wrong(span, message));
            }
            (None, None, [], None) => {
                let message = "this [[expect]] does not say what to expect: give `check` and `observed`, \
                               `absent`, or `outcome`";
                return Err(self.wrong(raw.span(), message));
            }
            _ => {
                let message = "`check` and `observed` are about one check, `absent` about checks that \
                               are not made, `outcome` about a whole cell: make several [[expect]] \
                               of it, or leave all but one out";
                return Err(self.wrong(raw.span(), message));
            }
        };
        match raw.of_an_end() {
            None => Ok(predicts),
            Some(key) => {
                let message = "`splat`, `also`, `hangs`, `left`, `checks`, `stops` and `after` \
                               belong to an `outcome`: give one, or leave them out";
                Err(self.wrong(key.span(), message))
            }
        }
    }

    /// How a cell ends, with whatever distinguishes that end from others.
    fn ends(&self, raw: &RawExpect, outcome: &Spanned<Outcome>) -> Result<Predicts, MatrixError> {
        let keys = (&raw.splat, &raw.hangs, &raw.left[..], &raw.checks[..], &raw.stops);
        let expected = match (*outcome.get_ref(), keys) {
            (Outcome::Pass, (None, None, [], [], None)) => ExpectedOutcome::Well,
            (Outcome::NoDevice, (None, None, [], [], None)) => ExpectedOutcome::NoDevice,
            (Outcome::Crash, (Some(splat), None, [], [], None)) => {
                ExpectedOutcome::Crash(self.splat(splat)?)
            }
            (Outcome::Hang, (None, Some(what), [], [], None)) => {
                ExpectedOutcome::Hang(self.glob(what)?)
            }
            (Outcome::Leak, (None, None, left @ [_, ..], [], None)) => {
                ExpectedOutcome::Leak(each(left, |thing| self.glob(thing))?)
            }
            (Outcome::Fail, (None, None, [], checks @ [_, ..], None)) => {
                ExpectedOutcome::Fail(checks.iter().map(|check| check.get_ref().clone()).collect())
            }
            (Outcome::Fail, (None, None, [], [], Some(what))) => {
                ExpectedOutcome::Stop(self.glob(what)?)
            }
            (other, _) => {
                let Some(keys) = keys_of(other) else {
                    let message = format!(
                        "`{other}` is not an end that can be expected: write crash, hang, leak, fail, \
                         no-device or pass"
                    );
                    return Err(self.wrong(outcome.span(), &message));
                };
                let message = format!("`{other}` takes {keys}");
                return Err(self.wrong(outcome.span(), &message));
            }
        };
        let cut_short = matches!(
            expected,
            ExpectedOutcome::Crash(_) | ExpectedOutcome::Hang(_) | ExpectedOutcome::Stop(_)
        );
        if let Some(after) = raw.after.as_ref().filter(|_| !cut_short) {
            let message = "`after` names the last check before an end that keeps the scenario from \
                           going on: leave it out here";
            return Err(self.wrong(after.span(), message));
        }
        let told = matches!(expected, ExpectedOutcome::Crash(_) | ExpectedOutcome::Hang(_));
        if let Some(also) = raw.also.first().filter(|_| !told) {
            let message =
                "`also` names splats that may come with a crash or a hang: leave it out here";
            return Err(self.wrong(also.span(), message));
        }
        let after = raw.after.as_ref().map(|after| after.get_ref().clone());
        Ok(Predicts::Ends { expected, after, also: each(&raw.also, |splat| self.splat(splat))? })
    }

    /// `kind:function`, where the kind has to be one that the console's classifier knows.
    fn splat(&self, text: &Spanned<String>) -> Result<Pattern, MatrixError> {
        let pattern = self.glob(text)?;
        if pattern.kind().is_some() {
            return Ok(pattern);
        }
        let (kind, _) = text.get_ref().split_once(':').unwrap_or((text.get_ref(), ""));
        let known: BTreeSet<&str> = Kind::ALL.into_iter().map(Kind::as_str).collect();
        let message = format!(
            "{}; a splat is written `kind:function`, like `oops:faulty_trigger`, and `kind:` where \
             the kernel names no function",
            unknown("kind of splat", kind, &known)
        );
        Err(self.wrong(text.span(), &message))
    }

    fn glob(&self, text: &Spanned<String>) -> Result<Pattern, MatrixError> {
        Pattern::new(text.get_ref()).map_err(|error| {
            let message = format!(
                "`{}` is not a pattern, {}: write `[*]` for a literal `*`, and so on",
                text.get_ref(),
                error.kind()
            );
            self.wrong(text.span(), &message)
        })
    }
}

/// The keys that describe an end; `None` for what is not an end.
fn keys_of(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Pass | Outcome::NoDevice => Some("no other key"),
        Outcome::Crash => Some("`splat` alone, its kind and function like `oops:faulty_trigger`"),
        Outcome::Hang => Some("`hangs` alone, the splat or the operation that does not return"),
        Outcome::Leak => Some("`left` alone, everything that is left behind"),
        Outcome::Fail => {
            Some("either `checks`, those that fail, or `stops`, why the scenario cannot go on")
        }
        _ => None,
    }
}
