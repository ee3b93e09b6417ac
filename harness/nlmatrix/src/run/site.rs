//! Where the site (`nlmatrix site`) has its pages: reports, JUnit and `explain` link there.

use super::ModuleId;
use super::model::Run;
use super::page::plain;
use crate::digest::Digest;

/// Longer file names are cut.
const LONGEST: usize = 96;

/// What has a page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SitePage<'a> {
    /// A check of a system's scenario that differs between kernels, or how the scenario ends, if no check is named.
    Behaviour(&'a str, &'a str, &'a str),
    /// A scenario of a system.
    Scenario(&'a str, &'a str),
    /// A symbol of the kernel's interfaces.
    Symbol(&'a str),
    /// An error number, by its name.
    Errno(&'a str),
    /// A symptom, by its name.
    Symptom(&'a str),
    /// A kernel, by its id.
    Kernel(&'a str),
    /// A generation of a system.
    Generation(&'a ModuleId),
}

impl SitePage<'_> {
    /// Its file, relative to the site's first page.
    pub fn file(self) -> String {
        let (folder, name) = match self {
            Self::Behaviour(system, scenario, "") => {
                ("behaviour", format!("{system}.{scenario}.end"))
            }
            Self::Behaviour(system, scenario, check) => {
                ("behaviour", format!("{system}.{scenario}.{check}"))
            }
            Self::Scenario(system, scenario) => ("scenario", format!("{system}.{scenario}")),
            Self::Symbol(name) => ("api", name.to_owned()),
            Self::Errno(name) => ("errno", name.to_owned()),
            Self::Symptom(name) => ("symptom", name.to_owned()),
            Self::Kernel(id) => ("kernel", id.to_owned()),
            Self::Generation(module) => ("generation", module.to_string()),
        };
        format!("{folder}/{}.html", file_name(&name))
    }

    /// Its address on a site at `address`.
    pub fn at(self, address: &str) -> String {
        format!("{}/{}", address.trim_end_matches('/'), self.file())
    }
}

impl Run {
    /// The address of the site, if the run knows one.
    pub fn site(&self) -> Option<&str> {
        let site = self.host.site.trim_end_matches('/');
        let is_address = ["https://", "http://", "file:///"].iter().any(|it| site.starts_with(it));
        is_address.then_some(site)
    }

    /// The address of `page`; `None` if the run knows no site.
    pub fn on_site(&self, page: SitePage<'_>) -> Option<String> {
        self.site().map(|site| page.at(site))
    }
}

/// `name` in a form for links and file systems. Two names never become one: if anything had to be dropped from a
/// name, a digest of it follows.
fn file_name(name: &str) -> String {
    let fitted =
        name.split(' ').map(|word| if word.is_empty() { word.into() } else { plain(word) });
    let fitted = fitted.collect::<Vec<_>>().join("+");
    if fitted.replace('+', " ") == name && fitted.len() <= LONGEST {
        return fitted;
    }
    let short: String = fitted.chars().take(LONGEST).collect();
    format!("{short}-{}", &Digest::of(name.as_bytes()).short()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_never_the_same() {
        let page = SitePage::Behaviour("nlecho", "extra-ack", "ack flags");
        assert_eq!(page.file(), "behaviour/nlecho.extra-ack.ack+flags.html");
        let names =
            ["a b", "a_b", "a: b", "a/ b", "a_ b", "a  b", &"x".repeat(200), &"x".repeat(201)];
        let files: std::collections::BTreeSet<String> =
            names.iter().map(|name| SitePage::Symbol(name).file()).collect();
        assert_eq!(files.len(), names.len(), "{files:?}");
        assert!(files.iter().all(|it| it.len() < 120 && !it.contains([' ', ':'])), "{files:?}");
    }

    #[test]
    fn an_address_ends_with_one_stroke_or_none() {
        let page = SitePage::Errno("EINVAL");
        for address in ["https://x.test/y", "https://x.test/y/"] {
            assert_eq!(page.at(address), "https://x.test/y/errno/EINVAL.html");
        }
    }
}
