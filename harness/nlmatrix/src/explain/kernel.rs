//! Which kernel a text is about, and whose kernel that is.

use std::sync::LazyLock;

use serde::Serialize;

use super::pattern::Pattern;
use crate::vendor::Vendor;
use crate::version::KernelVersion;

/// The kernel that answers are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kernel {
    /// Its release as written, like `3.10.0-862.el7.x86_64`.
    pub release: String,
    /// Its mainline version.
    pub version: KernelVersion,
    /// Where it was found.
    pub found: Found,
    /// Whose it is, if it is not mainline's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
}

/// Where the kernel in question was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// In what was pasted.
    Text,
    /// `--kernel`.
    Option,
    /// It is the running one, as nothing else says which.
    Host,
}

/// Where kernels name themselves, the most reliable first; `k` is the release.
static PLACES: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let release = r"(?P<k>\d+\.\d+[\w.+~-]*)";
    let places = [
        format!(r"version magic '.*' should be '{release}"),
        format!(r"\blinux-headers-{release}"),
        format!(r"/usr/src/kernels/{release}"),
        format!(r"/lib/modules/{release}"),
        format!(r"\blinux-(?:source-|image-|kbuild-|hwe-)?{release}/"),
        format!(r"\bLinux version {release}"),
        format!(r"\b(?:Not tainted|Tainted: [A-Z ]+) {release} #"),
        format!(r"\bLinux \S+ {release} #"),
        format!(r"\bvermagic:\s*{release}"),
        r"(?P<k>\b\d\.\d+\.\d+-[\w.+-]*(?:\.el\d+|\.fc\d+|\.amzn\d|-azure|-generic|-aws|-gcp|-amd64|-pve|-default|-lts)[\w.+-]*)".to_owned(),
        format!(r"\b(?:kernel|Kernel|Linux|linux|uname -r\)?:?)(?: version| release)?[ :=]+v?{release}"),
        r"\b(?:on|in|under|with|from|since|to|for) v?(?P<k>[2-7]\.\d{1,2}(?:\.\d+)?(?:-[\w.+-]+)?)\b".to_owned(),
        r"\b(?P<k>2\.6\.\d+(?:\.\d+)?(?:-[\w.+-]+)?)\b".to_owned(),
    ];
    places.iter().map(|it| Pattern::fixed(it, true)).collect()
});

/// What people call a distribution's kernel if they give no number.
#[rustfmt::skip]
static NAMED: LazyLock<Vec<(Pattern, &str)>> = LazyLock::new(|| {
    let table = [
        (r"\b(?:centos|rhel|red hat(?: enterprise)?(?: linux)?)\s*(?:linux )?6\b", "2.6.32-754.el6"),
        (r"\b(?:centos|rhel|red hat(?: enterprise)?(?: linux)?)\s*(?:linux )?7\b", "3.10.0-1160.el7"),
        (r"\b(?:centos|rhel|rocky|alma\w*|red hat(?: enterprise)?(?: linux)?)\s*(?:linux )?8\b", "4.18.0-553.el8"),
        (r"\b(?:centos|rhel|rocky|alma\w*|red hat(?: enterprise)?(?: linux)?)\s*(?:linux |stream )?9\b", "5.14.0-427.el9"),
    ];
    table.into_iter().map(|(pattern, release)| (Pattern::fixed(pattern, false), release)).collect()
});

impl Kernel {
    /// The kernel with this release; `None` if it is not a release.
    pub fn new(release: &str, found: Found) -> Option<Self> {
        let release = release.trim_end_matches(['.', '-', '_', '/']);
        let version: KernelVersion = release.parse().ok()?;
        (2..=9).contains(&version.numbers()[0]).then_some(())?;
        let vendor = Vendor::of(release);
        Some(Self { release: release.to_owned(), version, found, vendor })
    }

    /// The kernel that `text` names.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let place = |place: &Pattern| {
            place.groups(text, "k").find_map(|(release, _)| Self::new(release, Found::Text))
        };
        let named = || NAMED.iter().find(|(name, _)| name.is_in(text)).map(|(_, it)| *it);
        PLACES.iter().find_map(place).or_else(|| Self::new(named()?, Found::Text))
    }

    /// The running one.
    pub fn of_host() -> Option<Self> {
        let release = fs_err::read_to_string("/proc/sys/kernel/osrelease").ok()?;
        Self::new(release.trim(), Found::Host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "/usr/src/linux-headers-3.16.0-4-common/include/linux/x.h:3:1: note: declared here",
        "3.16",
        Some("debian")
    )]
    #[case(
        "make -C /lib/modules/3.10.0-862.el7.x86_64/build M=/home/me/x modules",
        "3.10.0",
        Some("el7")
    )]
    #[case("/usr/src/kernels/4.18.0-348.el8.x86_64/include/net/genetlink.h", "4.18.0", Some("el8"))]
    #[case(
        "make[1]: Entering directory '/usr/src/linux-headers-5.15.0-1041-azure'",
        "5.15.0",
        Some("azure")
    )]
    #[case("/lib/modules/5.17.5-300.fc36.x86_64/build", "5.17.5", Some("fedora"))]
    #[case(
        "x: version magic '5.4.0-42-generic SMP mod_unload ' should be '5.4.0-47-generic SMP mod_unload '",
        "5.4.0",
        Some("ubuntu")
    )]
    #[case(
        "CPU: 0 PID: 1 Comm: x Tainted: G           OE     6.1.0-13-amd64 #1 Debian",
        "6.1.0",
        Some("debian")
    )]
    #[case("I have this on 2.6.24 only", "2.6.24", None)]
    #[case("since kernel 6.5 my module", "6.5", None)]
    #[case("on CentOS 7 genl fails", "3.10.0", Some("el7"))]
    #[case("5.4.17-2136.el8uek.x86_64", "5.4.17", Some("uek"))]
    fn kernels_are_found(
        #[case] text: &str,
        #[case] version: KernelVersion,
        #[case] vendor: Option<&str>,
    ) {
        let text = format!("kernel {text}");
        let found = Kernel::of_text(&text).unwrap();
        assert_eq!(found.version.series(), version.series(), "{found:?}");
        assert_eq!(found.vendor.map(|it| it.id), vendor, "{found:?}");
    }

    #[rstest]
    #[case("recvmsg: No buffer space available")]
    #[case("libnl-3.2.25, gcc 12.2")]
    #[case("listening on 0.0.0.0 and 10.0.2.15")]
    fn what_is_no_kernel_is_not_taken_for_one(#[case] text: &str) {
        assert_eq!(Kernel::of_text(text), None);
    }
}
