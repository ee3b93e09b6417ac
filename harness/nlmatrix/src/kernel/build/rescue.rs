//! Options that a tree turns out to need: publishers of trees add code that compiles with their own
//! configuration only. What the compiler says names the option, and the build goes on with it.

use regex::Regex;

use super::KernelBuildError;
use super::fragment::Fragment;
use super::job::Make;

/// An option, and how a tree says that it cannot do without.
#[derive(Debug)]
pub(super) struct Rescue {
    /// A regular expression over the output.
    pub says: &'static str,
    /// The line of the configuration.
    pub line: &'static str,
    /// Why, for the log.
    pub why: &'static str,
}

const RESCUES: &[Rescue] = &[Rescue {
    says: r"(undefined|incomplete) type ['‘]struct (gendisk|request_queue|bio|block_device|hd_struct)['’]",
    line: "CONFIG_BLOCK=y",
    why: "mainline builds without block devices (2.6.19, 9361401eb761), and this tree does not: it was \
          changed by its publisher (4.2.8 of a maker of storage calls into struct gendisk in do_writepages)",
}];

/// The option that the failed build of `make` lacked, unless its configuration speaks of it already.
pub(super) fn of(
    make: &Make,
    fragment: &Fragment,
) -> Result<Option<&'static Rescue>, KernelBuildError> {
    let log = fs_err::read(make.log).map_err(KernelBuildError::io(make.log))?;
    Ok(find(&String::from_utf8_lossy(&log), &fragment.text))
}

fn find(log: &str, fragment: &str) -> Option<&'static Rescue> {
    let is_new = |rescue: &&Rescue| !fragment.lines().any(|line| speaks_of(line, rescue));
    let says = |rescue: &&Rescue| Regex::new(rescue.says).expect("tested").is_match(log);
    RESCUES.iter().filter(is_new).find(says)
}

fn speaks_of(line: &str, rescue: &Rescue) -> bool {
    let symbol = rescue.line.split('=').next().unwrap_or_default();
    let line = line.trim_start_matches("# ");
    line.strip_prefix(symbol).is_some_and(|rest| rest.starts_with(['=', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SAYS: &str =
        "mm/page-writeback.c:2336:45: error: invalid use of undefined type 'struct gendisk'\n";

    #[rstest]
    #[case::a_vendors_tree(SAYS, "CONFIG_NET=y", true)]
    #[case::it_is_set(SAYS, "CONFIG_NET=y\nCONFIG_BLOCK=y", false)]
    #[case::the_user_says_no(SAYS, "# CONFIG_BLOCK is not set", false)]
    #[case::another_option(SAYS, "CONFIG_BLOCK_COMPAT=y", true)]
    #[case::another_type("a.c:1: error: invalid use of undefined type 'struct page'", "", false)]
    fn what_the_compiler_says_names_the_option(
        #[case] log: &str,
        #[case] fragment: &str,
        #[case] rescued: bool,
    ) {
        assert_eq!(find(log, fragment).is_some(), rescued);
    }
}
