//! The names of distributions' kernel image packages.

use std::fmt;
use std::str::FromStr;

use regex::Regex;

use crate::vendor::Vendor;

/// The name of the image's package in an apt archive, with `*` for its version and `{…,…}` for alternatives:
/// `linux-image-*-generic`, `linux-{image,binary}-*-cloud-amd64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageName(String);

/// Why a text is not such a name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` does not name a kernel image: write the package's name with one `*` for the version, as in \
     linux-image-*-generic or linux-{{image,binary}}-*-amd64"
)]
pub struct ImageNameError(String);

/// A version before a flavour: `6.8.0-50`, `6.12.57+deb13`. It ends before the flavour, so that `-amd64` does not
/// match the end of `-cloud-amd64`.
const VERSION: &str = r"\d[0-9a-z.+~]*(?:-(?:rc)?\d[0-9a-z.+~]*)?";
/// A version that nothing follows: it includes whatever the kernel's own name has after its numbers.
const WHOLE: &str = r"\d\S*?";

impl ImageName {
    /// For Debian's kernels of a flavour. Since 6.19 `linux-image-*` is empty: `linux-binary-*` has the image,
    /// `linux-modules-*` the modules.
    pub fn of_debian(flavour: &str) -> Self {
        Self(format!("linux-{{image,binary,binary-unsigned}}-*-{flavour}"))
    }

    /// The prefix of the names of this kernel's packages: `linux-`.
    pub fn beginning(&self) -> &str {
        let end = self.0.find('-').map_or(0, |at| at + 1);
        &self.0[..end]
    }

    /// The expression for the names of images; its first group is the kernel's release.
    ///
    /// Archives have images before and after signing, under names that say so at the end.
    pub fn expression(&self) -> Regex {
        Regex::new(&self.pattern().expect("it was checked")).expect("all but the form is escaped")
    }

    /// Whose kernels have such names, if not Debian's: `ubuntu` for `linux-image-*-generic`.
    pub fn vendor(&self) -> Option<&'static str> {
        let (_, flavour) = self.0.split_once('*').filter(|(_, flavour)| !flavour.is_empty())?;
        let vendor = Vendor::of(&format!("6.8.0-1{flavour}"))?;
        Some(vendor.id).filter(|id| *id != "debian")
    }

    fn pattern(&self) -> Option<String> {
        let (before, behind) = self.0.split_once('*')?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.+{,}".contains(c);
        let is_named = before.contains('-') && (before.to_owned() + behind).chars().all(is_plain);
        let flavour = regex::escape(behind);
        let version = if behind.is_empty() { WHOLE } else { VERSION };
        let pattern = format!("^{}({version}{flavour})(?:-unsigned|-signed)?$", choices(before)?);
        is_named.then_some(pattern)
    }
}

/// `linux-{image,binary}-` as an expression; `None` if a brace has no counterpart.
fn choices(text: &str) -> Option<String> {
    let Some((before, rest)) = text.split_once('{') else {
        return (!text.contains('}')).then(|| regex::escape(text));
    };
    let (inside, behind) = rest.split_once('}')?;
    let words: Vec<String> = inside.split(',').map(regex::escape).collect();
    Some(format!("{}(?:{}){}", regex::escape(before), words.join("|"), choices(behind)?))
}

impl FromStr for ImageName {
    type Err = ImageNameError;

    fn from_str(text: &str) -> Result<Self, ImageNameError> {
        let name = Self(text.to_owned());
        name.pattern().map(drop).ok_or_else(|| ImageNameError(text.to_owned()))?;
        Ok(name)
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::debian("linux-image-*-amd64", "linux-image-6.1.0-56-amd64", Some("6.1.0-56-amd64"))]
    #[case::longer_flavour("linux-image-*-amd64", "linux-image-6.1.0-56-cloud-amd64", None)]
    #[case::debug("linux-image-*-amd64", "linux-image-6.1.0-56-amd64-dbg", None)]
    #[case::candidate("linux-image-*-amd64", "linux-image-7.3-rc7-amd64", Some("7.3-rc7-amd64"))]
    #[case::ubuntu(
        "linux-image-{unsigned-,}*-generic",
        "linux-image-unsigned-6.8.0-50-generic",
        Some("6.8.0-50-generic")
    )]
    #[case::ubuntu_signed(
        "linux-image-{unsigned-,}*-generic",
        "linux-image-6.8.0-50-generic",
        Some("6.8.0-50-generic")
    )]
    #[case::ubuntu_meta("linux-image-{unsigned-,}*-generic", "linux-image-generic-hwe-22.04", None)]
    #[case::proxmox(
        "proxmox-kernel-*-pve",
        "proxmox-kernel-6.8.12-4-pve-signed",
        Some("6.8.12-4-pve")
    )]
    #[case::proxmox_meta("proxmox-kernel-*-pve", "proxmox-kernel-6.8", None)]
    #[case::raspberry(
        "linux-image-*-rpi-v8",
        "linux-image-6.12.25+rpt-rpi-v8",
        Some("6.12.25+rpt-rpi-v8")
    )]
    #[case::own("linux-image-*", "linux-image-6.12.1-mine", Some("6.12.1-mine"))]
    fn the_name_of_an_image_has_its_release(
        #[case] name: ImageName,
        #[case] package: &str,
        #[case] release: Option<&str>,
    ) {
        let expression = name.expression();
        let found = expression.captures(package).map(|found| found[1].to_owned());
        assert_eq!(found.as_deref(), release);
    }

    #[test]
    fn packages_of_a_kernel_begin_alike() {
        let beginning = |text: &str| text.parse::<ImageName>().unwrap().beginning().to_owned();
        assert_eq!(beginning("proxmox-kernel-*-pve"), "proxmox-");
        assert_eq!(ImageName::of_debian("amd64").beginning(), "linux-");
    }

    #[rstest]
    #[case("linux-image-*-generic", Some("ubuntu"))]
    #[case("linux-image-{unsigned-,}*-azure", Some("azure"))]
    #[case("proxmox-kernel-*-pve", Some("pve"))]
    #[case("linux-image-*-rpi-v8", Some("rpi"))]
    #[case("linux-image-*-amd64", None)]
    #[case("linux-image-*", None)]
    fn a_flavour_says_whose_it_is(#[case] name: ImageName, #[case] vendor: Option<&str>) {
        assert_eq!(name.vendor(), vendor);
    }

    #[rstest]
    #[case("linux-image-generic")]
    #[case("linux-image-*-*")]
    #[case("linux-{image-*-amd64")]
    #[case("linux-image}-*")]
    #[case("*-generic")]
    #[case("")]
    fn what_names_no_image_is_refused(#[case] text: &str) {
        assert!(text.parse::<ImageName>().is_err());
    }
}
