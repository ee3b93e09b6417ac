//! Every environment variable of this project, so that a misspelt name is not silently ignored.

/// The prefix of all variables.
const PREFIX: &str = "NLMATRIX_";

/// Variables that this project's programs pass to each other, that its tests read, or that workflows written by `ci`
/// read.
const OF_OURS: [&str; 10] = [
    "NLMATRIX_HANDOFF",
    "NLMATRIX_TEST_LEAVE_OUT",
    "NLMATRIX_FAULT_HOME",
    "NLMATRIX_FAULT_TIMES",
    "NLMATRIX_FAULT_RECORDS",
    "NLMATRIX_FUZZ_RUNS",
    "NLMATRIX_FUZZ_SEED",
    "NLMATRIX_FUZZ_SEEDS",
    "NLMATRIX_FUZZ_RECORDS",
    "NLMATRIX_GIT",
];

/// Variables that nothing reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unread {
    /// The first one with a name similar to a known one, and that known one.
    pub(super) misspelt: Option<(String, &'static str)>,
    /// The ones without a similar known name: maybe somebody else's, or of another version.
    pub(super) strange: Vec<String>,
}

impl Unread {
    /// Those of `names` that are neither in `of_users` nor internal.
    pub(super) fn among(names: impl Iterator<Item = String>, of_users: &[&'static str]) -> Self {
        let mut unread = Self::default();
        let is_known = |name: &str| of_users.contains(&name) || OF_OURS.contains(&name);
        for name in names.filter(|name| name.starts_with(PREFIX) && !is_known(name)) {
            match like(&name, of_users) {
                Some(meant) if unread.misspelt.is_none() => unread.misspelt = Some((name, meant)),
                Some(_) => {}
                None => unread.strange.push(name),
            }
        }
        unread
    }
}

/// The variable that `name` was probably meant to be: at most a third of its distinctive letters may differ.
fn like(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let own = |name: &'static str| &name[PREFIX.len()..];
    let given = name.get(PREFIX.len()..)?.to_ascii_uppercase();
    let near = known.iter().map(|it| (strsim::damerau_levenshtein(&given, own(it)), *it));
    let (distance, known) = near.min()?;
    (distance * 3 <= own(known).len()).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const KNOWN: [&str; 4] =
        ["NLMATRIX_ACCEL", "NLMATRIX_CACHE", "NLMATRIX_COLD", "NLMATRIX_KERNEL_SRC"];

    #[rstest]
    #[case::letters_change_places("NLMATRIX_KERNEL_SCR", "NLMATRIX_KERNEL_SRC")]
    #[case::one_is_missing("NLMATRIX_CACH", "NLMATRIX_CACHE")]
    #[case::small_letters("NLMATRIX_cold", "NLMATRIX_COLD")]
    #[case::no_line("NLMATRIX_KERNELSRC", "NLMATRIX_KERNEL_SRC")]
    fn a_misspelt_name_is_found(#[case] name: &str, #[case] meant: &'static str) {
        let unread = Unread::among([name.to_owned()].into_iter(), &KNOWN);
        assert_eq!(unread.misspelt, Some((name.to_owned(), meant)));
    }

    #[test]
    fn what_is_known_or_like_nothing_is_no_misspelling() {
        let names =
            ["PATH", "NLMATRIX_ACCEL", "NLMATRIX_HANDOFF", "NLMATRIX_VERSION", "NLMATRIX_JOBS"];
        let unread = Unread::among(names.iter().map(ToString::to_string), &KNOWN);
        assert_eq!(unread.misspelt, None);
        assert_eq!(unread.strange, ["NLMATRIX_VERSION", "NLMATRIX_JOBS"]);
    }
}
