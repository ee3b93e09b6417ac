//! The mirror: the one that the host's own apt uses.
//!
//! Both forms of apt's configuration are read: one-line `*.list` and deb822 `*.sources`.

use camino::{Utf8Path, Utf8PathBuf};

use super::{Archive, DebianError};
use crate::environment::{self, MIRROR_VARIABLE};

/// Suites by which a Debian mirror is distinguished from other repositories.
const RELEASES: [&str; 9] = [
    "bullseye",
    "bookworm",
    "trixie",
    "forky",
    "sid",
    "oldstable",
    "stable",
    "testing",
    "unstable",
];

/// Addresses of Debian's archives, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirrors {
    main: String,
    security: String,
}

/// One `deb` source: its address, and its suites.
#[derive(Debug)]
struct Source {
    uri: String,
    suites: Vec<String>,
}

impl Mirrors {
    /// The mirror named by the environment, or else that of the host's apt.
    pub fn of_host() -> Result<Self, DebianError> {
        let named = std::env::var(MIRROR_VARIABLE).ok().filter(|text| !text.is_empty());
        if let Some(text) = named {
            return Self::named(&text).map_err(|valid| DebianError::BadMirror { text, valid });
        }
        Self::from_sources(&read_sources(Utf8Path::new("/etc/apt"))).ok_or(DebianError::NoMirror)
    }

    /// The address of the archive from which the host's apt gets `suite`. Others use the same names for suites as
    /// Debian (Proxmox, Raspberry Pi OS): for those names it is not known whose archive it is.
    fn of_suite(sources: &[Source], suite: &str) -> Option<String> {
        if RELEASES.contains(&suite) {
            return None;
        }
        let has = |source: &&Source| source.suites.iter().any(|it| it == suite);
        let source = sources.iter().find(has)?;
        Some(source.uri.trim_end_matches('/').to_owned())
    }

    /// The address of an archive.
    pub fn uri(&self, archive: Archive) -> &str {
        match archive {
            Archive::Main => &self.main,
            Archive::Security => &self.security,
        }
    }

    /// The addresses in the environment variable, or what it accepts if its value is wrong.
    fn named(text: &str) -> Result<Self, String> {
        let (main, security) = environment::mirrors(text)?;
        let beside = || beside(main);
        Ok(Self { main: main.to_owned(), security: security.map_or_else(beside, str::to_owned) })
    }

    fn from_sources(sources: &[Source]) -> Option<Self> {
        let with = |ending: &str| {
            let fits = |suite: &String| {
                suite.strip_suffix(ending).is_some_and(|base| RELEASES.contains(&base))
            };
            let source = sources.iter().find(|source| source.suites.iter().any(fits))?;
            Some(source.uri.trim_end_matches('/').to_owned())
        };
        let main = with("")?;
        Some(Self { security: with("-security").unwrap_or_else(|| beside(&main)), main })
    }
}

/// The address of the archive from which the host's apt gets `suite`, whoever's that is.
pub(crate) fn mirror_of_host(suite: &str) -> Option<String> {
    Mirrors::of_suite(&read_sources(Utf8Path::new("/etc/apt")), suite)
}

/// Mirrors with both archives have them side by side, as `…/debian` and `…/debian-security`.
fn beside(main: &str) -> String {
    format!("{main}-security")
}

fn read_sources(apt: &Utf8Path) -> Vec<Source> {
    let mut paths: Vec<Utf8PathBuf> = apt
        .join("sources.list.d")
        .read_dir_utf8()
        .map(|entries| entries.flatten().map(|entry| entry.into_path()).collect())
        .unwrap_or_default();
    paths.sort();
    paths.insert(0, apt.join("sources.list"));
    paths.iter().flat_map(|path| read_file(path)).map(follow_list).collect()
}

fn read_file(path: &Utf8Path) -> Vec<Source> {
    let text = fs_err::read_to_string(path).unwrap_or_default();
    match path.extension() {
        Some("list") => text.lines().filter_map(one_line).collect(),
        Some("sources") => deb822(&text),
        _ => Vec::new(),
    }
}

/// Cloud images name a local list of mirrors, whose first line is the mirror.
fn follow_list(source: Source) -> Source {
    let list = source.uri.strip_prefix("mirror+file:").map(fs_err::read_to_string);
    let first = list.and_then(Result::ok).and_then(|text| {
        let word = text.split_whitespace().find(|word| word.contains("://"));
        word.map(str::to_owned)
    });
    Source { uri: first.unwrap_or(source.uri), ..source }
}

fn one_line(line: &str) -> Option<Source> {
    let rest = line.trim().strip_prefix("deb ")?.trim_start();
    let rest = if rest.starts_with('[') { rest.split_once(']')?.1 } else { rest };
    let mut words = rest.split_whitespace().map(str::to_owned);
    Some(Source { uri: words.next()?, suites: words.next().into_iter().collect() })
}

fn deb822(text: &str) -> Vec<Source> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n");
    text.split("\n\n").filter_map(stanza).collect()
}

fn stanza(text: &str) -> Option<Source> {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.strip_prefix(':')?.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    };
    let on = field("Enabled").is_none_or(|words| words != ["no"]);
    let binary = field("Types")?.iter().any(|word| word == "deb");
    let uri = field("URIs")?.into_iter().next()?;
    (on && binary).then_some(Source { uri, suites: field("Suites")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEB822: &str = "\
Types: deb
# a comment
URIs: http://mirror.test/debian/
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://other.test/sec
Suites: bookworm-security
";

    #[test]
    fn reads_deb822() {
        let mirrors = Mirrors::from_sources(&deb822(DEB822)).unwrap();
        assert_eq!(mirrors.uri(Archive::Main), "http://mirror.test/debian");
        assert_eq!(mirrors.uri(Archive::Security), "http://other.test/sec");
    }

    #[test]
    fn reads_one_line_and_passes_over_strangers() {
        let lines = "deb http://stranger.test/linux nodistro main\n\
                     deb [arch=amd64 signed-by=/k] http://mirror.test/debian trixie main";
        let sources: Vec<Source> = lines.lines().filter_map(one_line).collect();
        let mirrors = Mirrors::from_sources(&sources).unwrap();
        assert_eq!(mirrors.uri(Archive::Main), "http://mirror.test/debian");
        assert_eq!(mirrors.uri(Archive::Security), "http://mirror.test/debian-security");
        assert!(Mirrors::from_sources(&sources[..1]).is_none());
        let stranger = Mirrors::of_suite(&sources, "nodistro");
        assert_eq!(stranger.as_deref(), Some("http://stranger.test/linux"));
        assert_eq!(Mirrors::of_suite(&sources, "noble-updates"), None);
        assert_eq!(Mirrors::of_suite(&sources, "trixie"), None, "of Debian's or of Proxmox's");
    }
}
