//! The environment variables that users can set: what each accepts, and its value.
//!
//! There is one precedence everywhere: an option of the command line, else the variable, else the matrix file, else
//! the default. An empty variable counts as unset. A wrong value is an error before anything else is done, never
//! ignored, and so is a misspelt name.

mod accelerator;
mod known;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

pub use self::accelerator::{Accelerator, AcceleratorError};
use self::known::Unread;
use crate::store::{CACHE_VARIABLE, LIMIT_VARIABLE, Limit, LimitError};

/// An accelerator for cells that are run by hand, and for runs without `--accel`.
pub const ACCEL_VARIABLE: &str = "NLMATRIX_ACCEL";
/// Boots every kernel again.
pub const COLD_VARIABLE: &str = "NLMATRIX_COLD";
/// Forbids all downloads.
pub const OFFLINE_VARIABLE: &str = "NLMATRIX_OFFLINE";
/// A mirror of Debian's archives, `MAIN-URI [SECURITY-URI]`, instead of the host's own.
pub const MIRROR_VARIABLE: &str = "NLMATRIX_DEBIAN_MIRROR";
/// Mirrors of other distributions, `NAME=ADDRESS` for each.
pub const MIRRORS_VARIABLE: &str = "NLMATRIX_MIRRORS";
/// Folders with kernel source trees and tarballs, separated by colons.
pub const SEARCH_VARIABLE: &str = "NLMATRIX_KERNEL_SRC";
/// Git repositories with kernel sources, separated by colons.
pub const REPOSITORY_VARIABLE: &str = "NLMATRIX_KERNEL_GIT";
/// A mirror of kernel.org's releases.
pub const KERNEL_MIRROR_VARIABLE: &str = "NLMATRIX_KERNEL_MIRROR";
/// The compiler for modules, clients and kernels.
pub const TOOLCHAIN_VARIABLE: &str = "NLMATRIX_TOOLCHAIN";
/// The address of the site to whose pages reports and answers link.
pub const SITE_VARIABLE: &str = "NLMATRIX_SITE";

/// A variable with a value that it does not accept.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {name} is `{value}`: {valid}")]
pub struct WrongValue {
    /// The variable.
    pub name: &'static str,
    /// What it is set to.
    pub value: String,
    /// What it accepts.
    pub valid: String,
}

/// Which compiler to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// Debian's, in the toolchain root.
    Root,
    /// The host's.
    Host,
}

/// An environment that does not say what was meant.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// A variable has a wrong value.
    #[error(transparent)]
    Value(#[from] WrongValue),
    /// There is no variable of this name.
    #[error(
        "there is no environment variable {name}: did you mean {meant}? Correct it, or unset it"
    )]
    Misspelt {
        /// The name.
        name: String,
        /// The known name that is most similar.
        meant: &'static str,
    },
}

/// Fails and says what would have been valid.
type Check = fn(&str) -> Result<(), String>;

/// The variables that users can set (docs/reference/environment.md), and what their values have to be.
const OF_USERS: [(&str, Check); 12] = [
    (ACCEL_VARIABLE, |value| one_of(&ACCELERATORS, value).map(drop)),
    (COLD_VARIABLE, |value| one_of(&SWITCH, value).map(drop)),
    (OFFLINE_VARIABLE, |value| one_of(&SWITCH, value).map(drop)),
    (TOOLCHAIN_VARIABLE, |value| one_of(&COMPILERS, value).map(drop)),
    (KERNEL_MIRROR_VARIABLE, address),
    (SITE_VARIABLE, site_address),
    (MIRROR_VARIABLE, |value| mirrors(value).map(drop)),
    (MIRRORS_VARIABLE, |value| of_distributions(value).map(drop)),
    (SEARCH_VARIABLE, folders),
    (REPOSITORY_VARIABLE, folders),
    (CACHE_VARIABLE, store),
    (LIMIT_VARIABLE, |value| limit(value).map(drop)),
];

const ACCELERATORS: [(&str, Option<Accelerator>); 2] =
    [("tcg", Some(Accelerator::Tcg)), ("kvm", Some(Accelerator::Kvm))];
const SWITCH: [(&str, bool); 2] = [("1", true), ("0", false)];
const COMPILERS: [(&str, Compiler); 2] = [("root", Compiler::Root), ("host", Compiler::Host)];

/// Checks all of them, and looks for names that are similar to one.
pub fn check() -> Result<(), EnvironmentError> {
    for (name, check) in OF_USERS {
        let Some(value) = value(name)? else { continue };
        check(&value).map_err(|valid| WrongValue { name, value, valid })?;
    }
    match unread().misspelt {
        Some((name, meant)) => Err(EnvironmentError::Misspelt { name, meant }),
        None => Ok(()),
    }
}

/// Variables with this project's prefix whose names are neither known nor similar to a known one.
pub fn strange() -> Vec<String> {
    unread().strange
}

/// The variables that users can set.
pub fn names() -> impl Iterator<Item = &'static str> {
    OF_USERS.iter().map(|(name, _)| *name)
}

fn unread() -> Unread {
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    Unread::among(set, &names().collect::<Vec<_>>())
}

/// The requested accelerator, if any.
pub fn accel() -> Result<Option<Accelerator>, WrongValue> {
    choice(ACCEL_VARIABLE, &ACCELERATORS, None)
}

/// Should every kernel be booted again?
pub fn cold() -> Result<bool, WrongValue> {
    choice(COLD_VARIABLE, &SWITCH, false)
}

/// Did the command line forbid downloads?
static OFFLINE: AtomicBool = AtomicBool::new(false);

/// Forbids downloads from now on, whatever the environment says.
pub fn go_offline() {
    OFFLINE.store(true, Ordering::Relaxed);
}

/// Are downloads forbidden?
pub fn offline() -> Result<bool, WrongValue> {
    let asked = OFFLINE.load(Ordering::Relaxed);
    Ok(choice(OFFLINE_VARIABLE, &SWITCH, false)? || asked)
}

/// The requested mirror of kernel.org's releases.
pub fn kernel_mirror() -> Result<Option<String>, WrongValue> {
    value(KERNEL_MIRROR_VARIABLE)
}

/// The mirror that is set for a distribution's archive.
pub fn archive_mirror(distribution: &str) -> Result<Option<String>, WrongValue> {
    let Some(value) = value(MIRRORS_VARIABLE)? else { return Ok(None) };
    let found = of_distributions(&value)
        .map(|all| all.into_iter().find(|(name, _)| *name == distribution))
        .map(|found| found.map(|(_, address)| address.to_owned()));
    found.map_err(|valid| WrongValue { name: MIRRORS_VARIABLE, value, valid })
}

/// How much the store may take up, if the matrix file says `of_file`.
pub fn store_limit(of_file: Option<Limit>) -> Result<Limit, WrongValue> {
    let Some(value) = value(LIMIT_VARIABLE)? else { return Ok(of_file.unwrap_or_default()) };
    limit(&value).map_err(|valid| WrongValue { name: LIMIT_VARIABLE, value, valid })
}

fn limit(value: &str) -> Result<Limit, String> {
    value.parse().map_err(|error: LimitError| error.to_string())
}

/// The address of the site to which reports and answers link.
pub fn site() -> Result<Option<String>, WrongValue> {
    value(SITE_VARIABLE)
}

/// The requested compiler.
pub fn compiler() -> Result<Compiler, WrongValue> {
    choice(TOOLCHAIN_VARIABLE, &COMPILERS, Compiler::Root)
}

/// How the program is called whose run this process belongs to.
static CALLED: OnceLock<&'static str> = OnceLock::new();

/// How the program is called in its own repository.
const XTASK: &str = "cargo xtask";
/// How it is called where it is installed.
const INSTALLED: &str = "nlmatrix";

/// This process belongs to a run whose program is called `command`.
pub fn called(command: &str) {
    // It is always set to the same value.
    CALLED.set(if command == XTASK { XTASK } else { INSTALLED }).ok();
}

/// How this program is called in commands that users are told to run: `cargo xtask` in its own repository, `nlmatrix`
/// where it is installed.
pub fn command() -> &'static str {
    CALLED.get().copied().unwrap_or_else(|| {
        // `cargo run` says which package's program it started.
        let is_xtask = std::env::var("CARGO_PKG_NAME").is_ok_and(|package| package == "xtask");
        if is_xtask { XTASK } else { INSTALLED }
    })
}

/// One of `choices`, or `default` if the variable is not set.
fn choice<T: Copy>(name: &'static str, choices: &[(&str, T)], default: T) -> Result<T, WrongValue> {
    let Some(value) = value(name)? else { return Ok(default) };
    one_of(choices, &value).map_err(|valid| WrongValue { name, value, valid })
}

fn one_of<T: Copy>(choices: &[(&str, T)], value: &str) -> Result<T, String> {
    let found = choices.iter().find(|(word, _)| *word == value).map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("write {}", words.join(" or "))
    })
}

fn value(name: &'static str) -> Result<Option<String>, WrongValue> {
    let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let wrong = |value: std::ffi::OsString| WrongValue {
        name,
        value: value.to_string_lossy().into_owned(),
        valid: "write it in UTF-8".to_owned(),
    };
    value.into_string().map(Some).map_err(wrong)
}

/// Existing folders, separated by colons.
fn folders(value: &str) -> Result<(), String> {
    let folders = value.split(':').filter(|folder| !folder.is_empty());
    let gone = folders.map(Utf8Path::new).find(|folder| !folder.is_dir());
    let valid = "write folders, separated by colons";
    gone.map_or(Ok(()), |folder| Err(format!("{valid}, and {folder} is not a folder")))
}

/// An address of a folder that is structured like kernel.org's `pub/linux/kernel`.
pub fn address(value: &str) -> Result<(), String> {
    if has_host(value) {
        return Ok(());
    }
    Err("write the http(s) address of a folder that contains v2.6, v3.x and so on".to_owned())
}

/// An address that a browser can open.
fn site_address(value: &str) -> Result<(), String> {
    let is_address = ["https://", "http://", "file:///"].iter().any(|it| value.starts_with(it));
    if is_address && !value.contains(char::is_whitespace) {
        return Ok(());
    }
    Err("write the address of a site, like https://name.example/nlmatrix".to_owned())
}

/// The addresses of Debian's main archive and, if there is a second one, of its security archive.
pub(crate) fn mirrors(value: &str) -> Result<(&str, Option<&str>), String> {
    let words: Vec<_> = value.split_whitespace().map(|word| word.trim_end_matches('/')).collect();
    let strange = words.iter().find(|word| !is_mirror(word));
    match (words.as_slice(), strange) {
        (_, Some(word)) => Err(format!(
            "write addresses like http://host/debian or file:/folder, which `{word}` is not"
        )),
        ([main], None) => Ok((main, None)),
        ([main, security], None) => Ok((main, Some(security))),
        _ => Err("write one address or two: MAIN [SECURITY]".to_owned()),
    }
}

/// Names of distributions with the addresses of their mirrors.
fn of_distributions(value: &str) -> Result<Vec<(&str, &str)>, String> {
    let each = |word| -> Option<(&str, &str)> {
        let (name, address) = str::split_once(word, '=')?;
        let is_address = ["https://", "http://"].iter().any(|it| address.starts_with(it));
        (!name.is_empty() && is_address).then(|| (name, address.trim_end_matches('/')))
    };
    let word = |word| {
        each(word)
            .ok_or_else(|| format!("write words like `rocky=https://…`, which `{word}` is not"))
    };
    value.split_whitespace().map(word).collect()
}

/// Can apt fetch from there?
fn is_mirror(word: &str) -> bool {
    has_host(word) || ["file:/", "copy:/"].iter().any(|scheme| word.starts_with(scheme))
}

/// Is it an http(s) address that names a host?
fn has_host(value: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| value.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
}

/// A folder, or a path where one can be made.
fn store(value: &str) -> Result<(), String> {
    let path = Utf8PathBuf::from(value);
    let taken = path.ancestors().find(|it| it.exists() && !it.is_dir());
    taken.map_or(Ok(()), |taken| Err(format!("write the path of a folder, which {taken} is not")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://deb.example/debian", true)]
    #[case("https://a.example/debian https://a.example/security/", true)]
    #[case("file:/srv/debian copy:/srv/security", true)]
    #[case("http:/deb.example/debian", false)]
    #[case("http://", false)]
    #[case("ftp://deb.example", false)]
    #[case("deb.example/debian", false)]
    fn a_mirror_is_an_address_that_apt_fetches_from(#[case] value: &str, #[case] valid: bool) {
        assert_eq!(mirrors(value).is_ok(), valid, "{:?}", mirrors(value));
    }

    #[rstest]
    #[case::no_such_folder(folders("/:/no/such"), "/no/such is not a folder")]
    #[case::a_file(store("/etc/passwd"), "/etc/passwd is not")]
    #[case::below_a_file(store("/etc/passwd/x"), "/etc/passwd is not")]
    #[case::no_limit(limit("20").map(drop), "`20G`")]
    #[case::no_kernel_mirror(address("mirror.test/kernel"), "http(s) address")]
    #[case::no_site(site_address("name.example/nlmatrix"), "https://name.example")]
    #[case::no_address(mirrors("deb.test/debian").map(drop), "deb.test/debian")]
    #[case::no_distribution(of_distributions("rocky=http://a kali").map(drop), "`kali` is not")]
    #[case::no_such_address(of_distributions("kali=a.test").map(drop), "rocky=https://")]
    #[case::too_many(mirrors("http://a/d http://a/s http://a/x").map(drop), "two")]
    fn wrong_values_are_told(#[case] checked: Result<(), String>, #[case] has: &str) {
        let told = checked.unwrap_err();
        assert!(told.contains(has), "{told}");
    }

    #[test]
    fn right_values_are_taken() {
        assert_eq!(folders("/:/tmp"), Ok(()));
        assert_eq!(store("/tmp/not/there/yet"), Ok(()));
        assert!(mirrors("http://a.test/debian").is_ok());
        assert_eq!(
            of_distributions("kali=http://a.test/kali/"),
            Ok(vec![("kali", "http://a.test/kali")])
        );
    }

    /// A variable that some file reads but the table lacks would be called unknown.
    #[test]
    fn every_variable_that_is_read_is_known() {
        let quoted = regex::Regex::new(r#""(NLMATRIX_[A-Z_]+)""#).unwrap();
        let mut read = std::collections::BTreeSet::new();
        for path in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/..").into()) {
            let text = fs_err::read_to_string(path).unwrap();
            read.extend(quoted.captures_iter(&text).map(|it| it[1].to_owned()));
        }
        // Variables of tests that start no program.
        read.retain(|name| !["NLMATRIX_REPORT", "NLMATRIX_PROFILE"].contains(&name.as_str()));
        // Variables that the tests of `known` make up.
        let made_up = ["NLMATRIX_KERNEL_SCR", "NLMATRIX_CACH", "NLMATRIX_KERNELSRC"];
        let unread = Unread::among(read.iter().cloned(), &names().collect::<Vec<_>>());
        assert_eq!(unread.strange, ["NLMATRIX_JOBS", "NLMATRIX_VERSION"], "{read:?}");
        assert!(unread.misspelt.is_none_or(|(name, _)| made_up.contains(&name.as_str())));
        assert!(read.len() >= OF_USERS.len(), "{read:?}");
    }

    /// Every Rust file below `folder`.
    fn sources(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
        let entries = folder.read_dir_utf8().unwrap().flatten();
        let files = entries.flat_map(|entry| match entry.file_type().unwrap().is_dir() {
            true => sources(entry.path()),
            false => vec![entry.into_path()],
        });
        files.filter(|path| path.extension() == Some("rs")).collect()
    }

    #[test]
    fn its_page_names_every_variable() {
        let page = include_str!("../../../../docs/reference/environment.md");
        for (name, _) in OF_USERS {
            assert!(page.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}
