//! Whose kernel it is, according to its release: vendors backport so much that the version number says little.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::bytes::{Regex, RegexBuilder};
use serde::Serialize;

/// Whose kernel it is, and what that means for what is known about its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Vendor {
    /// Its name in backports, like `el7`.
    pub id: &'static str,
    /// Its name in words.
    pub name: &'static str,
    /// What to be careful about.
    pub caveat: &'static str,
}

const REBASED: &str = "whole subsystems are backported from later kernels, so its number says little: what \
                       is said about its version applies to mainline, and its headers have the last word";
const STABLE: &str = "fixes are backported from later kernels, interfaces rarely";

/// Patterns of releases. The first that matches counts.
#[rustfmt::skip]
static VENDORS: LazyLock<Vec<(Regex, Vendor)>> = LazyLock::new(|| {
    let table: [(&str, Vendor); 20] = [
        (r"uek", Vendor { id: "uek", name: "Oracle's UEK", caveat: REBASED }),
        (r"\.el6", Vendor { id: "el6", name: "RHEL 6 or CentOS 6", caveat: REBASED }),
        (r"\.el7", Vendor { id: "el7", name: "RHEL 7 or CentOS 7", caveat: REBASED }),
        (r"\.el8", Vendor { id: "el8", name: "RHEL 8 or a rebuild", caveat: REBASED }),
        (r"\.el9", Vendor { id: "el9", name: "RHEL 9 or a rebuild", caveat: REBASED }),
        (r"\.el10", Vendor { id: "el10", name: "RHEL 10 or a rebuild", caveat: REBASED }),
        (r"\.fc\d", Vendor { id: "fedora", name: "Fedora", caveat: STABLE }),
        (r"\.amzn\d", Vendor { id: "amzn", name: "Amazon Linux", caveat: STABLE }),
        (r"-azure", Vendor { id: "azure", name: "Ubuntu for Azure", caveat: "features of later kernels are backported where Azure needs them: its headers have the last word" }),
        (r"-(?:generic|lowlatency|aws|gcp|oracle|kvm|oem)\b", Vendor { id: "ubuntu", name: "Ubuntu", caveat: STABLE }),
        (r"-pve\b", Vendor { id: "pve", name: "Proxmox (Ubuntu's kernel)", caveat: STABLE }),
        (r"\+deb|-(?:cloud-)?(?:amd64|arm64|686|armmp)\b", Vendor { id: "debian", name: "Debian", caveat: STABLE }),
        (r"-common\b", Vendor { id: "debian", name: "Debian", caveat: STABLE }),
        (r"-(?:arch|zen|lts)\d*", Vendor { id: "arch", name: "Arch Linux", caveat: STABLE }),
        (r"-\d+$", Vendor { id: "debian", name: "Debian or Ubuntu", caveat: STABLE }),
        (r"microsoft-standard", Vendor { id: "wsl", name: "WSL 2", caveat: "modules need the headers of Microsoft's own tree, which no distribution packages" }),
        (r"-(?:rpi|v7l?\+|v8\+)", Vendor { id: "rpi", name: "Raspberry Pi OS", caveat: STABLE }),
        (r"-default\b", Vendor { id: "suse", name: "SUSE", caveat: REBASED }),
        (r"-android", Vendor { id: "android", name: "Android", caveat: REBASED }),
        (r"synology|ckt", Vendor { id: "vendor", name: "a vendor's", caveat: REBASED }),
    ];
    // Releases are ASCII, and Unicode's classes take long to compile.
    let compiled = |pattern| RegexBuilder::new(pattern).unicode(false).build();
    let row = |(pattern, vendor)| (compiled(pattern).expect("a fixed expression"), vendor);
    table.into_iter().map(row).collect()
});

impl Vendor {
    /// The vendor whose kernels have such releases; `None` for mainline's.
    pub fn of(release: &str) -> Option<Self> {
        let mut all = VENDORS.iter();
        let found = all.find(|(pattern, _)| pattern.is_match(release.as_bytes()));
        found.map(|(_, vendor)| *vendor)
    }

    /// Does the version number of its kernels say little about their interfaces?
    pub fn is_rebased(&self) -> bool {
        self.caveat == REBASED
    }

    /// The names of vendors in backports and expectations.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        VENDORS.iter().map(|(_, vendor)| vendor.id)
    }
}

/// Whose tree it is, as far as its makefiles say: those of RHEL name its release. For instance, `el7`.
pub fn of_tree(tree: &Utf8Path) -> Option<&'static str> {
    let release = |name: &str| {
        let text = fs_err::read_to_string(tree.join(name)).ok()?;
        let mut values = text.lines().filter_map(|line| line.strip_prefix("RHEL_MAJOR = "));
        values.next().map(|value| format!("el{}", value.trim()))
    };
    let name = ["Makefile", "Makefile.rhelver"].into_iter().find_map(release)?;
    Vendor::ids().find(|id| *id == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("3.10.0-1160.el7.x86_64", Some("el7"))]
    #[case("4.18.0-553.el8_10.x86_64", Some("el8"))]
    #[case("5.14.0-503.11.1.el9_5.x86_64", Some("el9"))]
    #[case("6.12.0-55.el10.x86_64", Some("el10"))]
    #[case("5.15.0-300.163.18.el9uek.x86_64", Some("uek"))]
    #[case("6.17.8-300.fc43.x86_64", Some("fedora"))]
    #[case("6.1.115-126.197.amzn2023.x86_64", Some("amzn"))]
    #[case("6.8.0-50-generic", Some("ubuntu"))]
    #[case("6.8.0-1017-azure", Some("azure"))]
    #[case("6.8.12-4-pve", Some("pve"))]
    #[case("6.12.25+rpt-rpi-v8", Some("rpi"))]
    #[case("6.4.0-150600.23.25-default", Some("suse"))]
    #[case("6.12.118+deb13-cloud-amd64", Some("debian"))]
    #[case("6.6.1-arch1-1", Some("arch"))]
    #[case("6.12.4-1", Some("debian"))]
    #[case("6.12.118", None)]
    fn a_release_says_whose_kernel_it_is(#[case] release: &str, #[case] vendor: Option<&str>) {
        assert_eq!(Vendor::of(release).map(|it| it.id), vendor);
    }
}
