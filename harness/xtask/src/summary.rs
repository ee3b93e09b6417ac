//! The results of the checks in `cargo xtask test`.

use std::fmt;

use nlmatrix_cli::exit::Exit;

/// Names the checks that may be left out if they cannot be made, separated by commas. With `CI` set, no others may
/// be.
const LEAVE_OUT_VARIABLE: &str = "NLMATRIX_TEST_LEAVE_OUT";

/// A check.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// Makes the check.
    pub make: fn() -> anyhow::Result<Came>,
}

/// The result of a check.
pub enum Came {
    /// So many tests passed.
    Passed(usize),
    /// So many passed, and so many did not.
    Failed {
        /// Those that passed.
        passed: usize,
        /// Those that did not.
        failed: usize,
        /// The exit code of the command.
        exit: Exit,
    },
    /// It cannot be made here, for this reason.
    LeftOut(String),
}

/// The total.
#[derive(Default)]
pub struct Summary {
    passed: usize,
    failed: Vec<String>,
    failures: usize,
    left_out: Vec<String>,
    exit: Option<Exit>,
    /// The checks that may be left out; `None` for all.
    permitted: Option<Vec<String>>,
}

impl Check {
    /// The check of this name.
    pub const fn new(name: &'static str, make: fn() -> anyhow::Result<Came>) -> Self {
        Self { name, make }
    }
}

impl Came {
    /// A result that passes or fails as a whole.
    pub fn of(passed: bool) -> Self {
        match passed {
            true => Self::Passed(1),
            false => Self::Failed { passed: 0, failed: 1, exit: Exit::Unexpected },
        }
    }
}

/// Does this run in a CI service? All of them set `CI`.
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The checks that may be left out: all of them or, in a CI service, those that the environment names.
pub fn permitted(known: &[&str]) -> anyhow::Result<Option<Vec<String>>> {
    let value = std::env::var(LEAVE_OUT_VARIABLE).unwrap_or_default();
    let names: Vec<String> = value
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if let Some(strange) = names.iter().find(|name| !known.contains(&name.as_str())) {
        let known = known.join(", ");
        anyhow::bail!(
            "the environment variable {LEAVE_OUT_VARIABLE} is `{value}`: `{strange}` is not a check; known: {known}"
        );
    }
    Ok(is_ci().then_some(names))
}

impl Summary {
    /// No results yet; `permitted` are the checks that may be left out, all if it is `None`.
    pub fn new(permitted: Option<Vec<String>>) -> Self {
        Self { permitted, ..Self::default() }
    }

    /// Adds the result of a check.
    pub fn add(&mut self, name: &str, came: Came) {
        match came {
            Came::Passed(count) => self.passed += count,
            Came::Failed { passed, failed, exit } => {
                self.passed += passed;
                self.failures += failed.max(1);
                self.failed.push(name.to_owned());
                self.exit = Some(exit);
            }
            Came::LeftOut(why) => {
                anstream::eprintln!("left out: {name}: {why}");
                let may = |names: &Vec<String>| names.iter().any(|permitted| permitted == name);
                if self.permitted.as_ref().is_none_or(may) {
                    self.left_out.push(name.to_owned());
                } else {
                    self.failures += 1;
                    self.failed.push(format!(
                        "{name} (it cannot be made here, CI is set, and {LEAVE_OUT_VARIABLE} does not \
                         name it)"
                    ));
                    self.exit = Some(Exit::Unexpected);
                }
            }
        }
    }

    /// Did one fail?
    pub fn has_failed(&self) -> bool {
        self.failures > 0
    }

    /// The exit code of the command.
    pub fn exit(&self) -> Exit {
        self.exit.unwrap_or(Exit::Ok)
    }
}

impl fmt::Display for Summary {
    /// `871 passed, 0 failed, left out: advisories`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failures)?;
        if !self.failed.is_empty() {
            write!(f, ": {}", self.failed.join(", "))?;
        }
        if !self.left_out.is_empty() {
            write!(f, ", left out: {}", self.left_out.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(permitted: Option<&[&str]>) -> Summary {
        let names = permitted.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        let mut summary = Summary::new(names);
        summary.add("tests", Came::Passed(870));
        summary.add("advisories", Came::LeftOut("out of reach".to_owned()));
        summary
    }

    #[test]
    fn what_was_left_out_stands_in_the_last_line() {
        let summary = sum(None);
        assert_eq!(summary.to_string(), "870 passed, 0 failed, left out: advisories");
        assert_eq!(summary.exit(), Exit::Ok);
    }

    #[test]
    fn a_ci_service_leaves_out_only_what_it_names() {
        assert_eq!(sum(Some(&["advisories"])).exit(), Exit::Ok);
        let summary = sum(Some(&[]));
        assert!(summary.has_failed() && summary.exit() == Exit::Unexpected);
        let told = summary.to_string();
        assert!(told.starts_with("870 passed, 1 failed: advisories (it cannot be made"), "{told}");
    }
}
