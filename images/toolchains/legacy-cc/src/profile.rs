//! The kernel for which the wrappers work: a file beside them says it.

use std::fmt;
use std::str::FromStr;

/// The name of that file.
pub const FILE: &str = "profile";

/// The first three numbers of a kernel version, such as `[2, 6, 32]` and `[4, 4, 0]`.
pub type Version = [u32; 3];

/// What the wrappers need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The kernel that is built, or for which a module is built.
    pub kernel: Version,
    /// The real compiler's name, such as `gcc-14`.
    pub compiler: String,
}

/// An invalid profile.
#[derive(Debug, PartialEq, Eq)]
pub struct BadProfile(String);

impl fmt::Display for BadProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad {FILE}: {}: it has the lines `kernel=2.6.32` and `compiler=gcc`", self.0)
    }
}

impl std::error::Error for BadProfile {}

impl FromStr for Profile {
    type Err = BadProfile;

    fn from_str(text: &str) -> Result<Self, BadProfile> {
        let (mut kernel, mut compiler) = (None, None);
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.split_once('=') {
                Some(("kernel", version)) => kernel = Some(parse_version(version)?),
                Some(("compiler", name)) => compiler = Some(name.to_owned()),
                _ => return Err(BadProfile(format!("`{line}` is unknown"))),
            }
        }
        let missing = |what: &str| BadProfile(format!("no {what}"));
        Ok(Self {
            kernel: kernel.ok_or_else(|| missing("kernel"))?,
            compiler: compiler.ok_or_else(|| missing("compiler"))?,
        })
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.kernel;
        write!(f, "kernel={major}.{minor}.{patch}\ncompiler={}\n", self.compiler)
    }
}

fn parse_version(text: &str) -> Result<Version, BadProfile> {
    let bad = || BadProfile(format!("`{text}` is no version"));
    let mut version = [0; 3];
    let mut parts = text.split('.');
    for (number, part) in version.iter_mut().zip(&mut parts) {
        *number = part.parse().map_err(|_| bad())?;
    }
    if parts.next().is_some() { Err(bad()) } else { Ok(version) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn reads_what_it_writes() {
        let profile = Profile { kernel: [2, 6, 32], compiler: "gcc-14".to_owned() };
        assert_eq!(profile.to_string().parse(), Ok(profile));
    }

    #[rstest]
    #[case("kernel=2.6.32")]
    #[case("compiler=gcc")]
    #[case("kernel=2.6.32.67\ncompiler=gcc")]
    #[case("kernel=six\ncompiler=gcc")]
    #[case("colour=red")]
    fn refuses(#[case] text: &str) {
        assert!(text.parse::<Profile>().is_err());
    }
}
