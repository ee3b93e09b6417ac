//! `kmods/mutations.toml`: faults, and the scenarios that have to notice them.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::MutantError;
use crate::guest::Falsification;
use crate::run::Outcome;

/// One `[[mutation]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// The scenario that has to notice.
    pub scenario: String,
    /// The fault, in words.
    pub about: String,
    /// The system that is loaded; none if the scenario is about the kernel alone.
    pub module: Option<String>,
    /// What is changed.
    pub fault: Fault,
    /// What shows that the scenario noticed exactly this fault.
    pub sign: Sign,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A text of the module.
    Module(Edit),
    /// A text of a client.
    Client {
        /// Its name in the matrix.
        client: String,
        /// The change of its C file.
        edit: Edit,
    },
    /// An answer of the kernel.
    Answer(Falsification),
}

/// A text that occurs in a file exactly once, and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Relative to the system's folder; empty for a client, which is one file.
    pub file: Utf8PathBuf,
    /// The text.
    pub replace: String,
    /// Its replacement.
    pub with: String,
}

/// How a scenario notices a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// This check differs.
    Check(String),
    /// The cell has this outcome.
    Outcome(Outcome),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mutation: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    scenario: String,
    about: String,
    module: Option<String>,
    client: Option<String>,
    file: Option<Utf8PathBuf>,
    replace: Option<String>,
    with: Option<String>,
    answer: Option<Falsification>,
    caught_by: Option<String>,
    ends: Option<Outcome>,
}

/// The mutations listed in `path`.
///
/// # Errors
/// [`MutantError::BadList`] if the file is not such a list, [`MutantError::Unfit`] if one of them is incomplete.
pub fn list(path: &Utf8Path) -> Result<Vec<Mutation>, MutantError> {
    let text = fs_err::read_to_string(path)?;
    parse(&text).map_err(|problem| match problem {
        Problem::Toml(source) => MutantError::BadList { path: path.to_owned(), source },
        Problem::Unfit(error) => error,
    })
}

enum Problem {
    Toml(toml::de::Error),
    Unfit(MutantError),
}

fn parse(text: &str) -> Result<Vec<Mutation>, Problem> {
    let file: File = toml::from_str(text).map_err(Problem::Toml)?;
    file.mutation.into_iter().map(|raw| raw.check().map_err(Problem::Unfit)).collect()
}

impl Raw {
    fn check(self) -> Result<Mutation, MutantError> {
        let Self { scenario, about, module, client, file, replace, with, answer, .. } = self;
        let unfit = |problem: &str| MutantError::Unfit {
            about: about.clone(),
            problem: problem.to_owned(),
        };
        let sign = match (self.caught_by, self.ends) {
            (Some(check), None) => Sign::Check(check),
            (None, Some(outcome)) => Sign::Outcome(outcome),
            _ => return Err(unfit("it needs either `caught-by` or `ends`")),
        };
        let fault = match (client, file, replace.zip(with), answer) {
            (None, Some(file), Some((replace, with)), None) if module.is_some() => {
                Fault::Module(Edit { file, replace, with })
            }
            (Some(client), None, Some((replace, with)), None) => {
                Fault::Client { client, edit: Edit { file: Utf8PathBuf::new(), replace, with } }
            }
            (None, None, None, Some(answer)) => Fault::Answer(answer),
            _ => {
                return Err(unfit(
                    "it has `replace` and `with`, in a `file` of a `module` or in a `client`, or an \
                     `answer`",
                ));
            }
        };
        Ok(Mutation { scenario, about, module, fault, sign })
    }
}

impl Mutation {
    pub(super) fn unfit(&self, problem: String) -> MutantError {
        MutantError::Unfit { about: self.about.clone(), problem }
    }

    /// The text of `file` with `edit` applied.
    pub(super) fn apply(
        &self,
        edit: &Edit,
        file: &Utf8Path,
        text: &str,
    ) -> Result<String, MutantError> {
        let Edit { replace, with, .. } = edit;
        match text.matches(replace.as_str()).count() {
            1 => Ok(text.replace(replace, with)),
            count => {
                Err(self.unfit(format!("`{replace}` occurs {count} times in {file}, not once")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HEAD: &str = "[[mutation]]\nscenario = 'boot'\nabout = 'a'\n";
    const EDIT: &str = "replace = 'x'\nwith = 'y'\n";

    fn problem(keys: &str) -> String {
        match parse(&format!("{HEAD}{keys}")) {
            Err(Problem::Toml(error)) => error.to_string(),
            Err(Problem::Unfit(error)) => error.to_string(),
            Ok(mutations) => panic!("{mutations:?}"),
        }
    }

    #[rstest]
    #[case::no_sign("module = 'm'\nfile = 'f'\nreplace = 'x'\nwith = 'y'", "either `caught-by`")]
    #[case::two_signs("caught-by = 'c'\nends = 'pass'", "either `caught-by`")]
    #[case::no_fault("ends = 'pass'", "in a `file` of a `module`")]
    #[case::half_an_edit("ends = 'pass'\nclient = 'c'\nreplace = 'x'", "in a `file`")]
    #[case::a_file_of_nothing("ends = 'pass'\nfile = 'f'\nreplace = ''\nwith = ''", "in a `file`")]
    #[case::another_key("ends = 'pass'\nwhere = 'here'", "unknown field `where`")]
    #[case::no_such_ending("ends = 'well'", "unknown variant `well`")]
    fn one_that_lacks_something_is_refused(#[case] keys: &str, #[case] expected: &str) {
        let problem = problem(keys);
        assert!(problem.contains(expected), "{problem}");
    }

    #[test]
    fn a_text_that_is_not_there_once_is_refused() {
        let text = format!("{HEAD}ends = 'pass'\nclient = 'c'\n{EDIT}");
        let mutations = parse(&text).map_err(|_| "refused").unwrap();
        let Fault::Client { edit, .. } = &mutations[0].fault else { panic!("{mutations:?}") };
        let apply = |text| mutations[0].apply(edit, Utf8Path::new("f"), text);
        assert_eq!(apply("a x b").unwrap(), "a y b");
        assert!(apply("x x").unwrap_err().to_string().contains("2 times in f"));
        assert!(apply("").is_err());
    }
}
