//! Debian packages that a build needs in addition to what every build has.

use camino::Utf8Path;

/// What makes a `configure` script, under the names by which builds call it.
const MAKERS: [&str; 3] = ["autogen.sh", "autoreconf", "bootstrap"];
/// What makefiles call, and the packages.
const CALLERS: [&str; 4] = ["Makefile", "GNUmakefile", "Kbuild", "dkms.conf"];

/// The packages for the build in `folder`: if authors do not keep the `configure` script, it has to be made.
pub(super) fn needed(folder: &Utf8Path) -> Vec<&'static str> {
    let text = |name: &str| fs_err::read_to_string(folder.join(name)).unwrap_or_default();
    let script = ["configure.ac", "configure.in"].map(text).concat();
    let is_made = |name: &str| {
        let text = text(name);
        MAKERS.iter().any(|maker| text.contains(maker))
    };
    if script.is_empty() || folder.join("configure").exists() || !CALLERS.into_iter().any(is_made) {
        return Vec::new();
    }
    let mut packages = vec!["autoconf", "automake"];
    if ["LT_INIT", "AC_PROG_LIBTOOL", "AM_PROG_LIBTOOL"].iter().any(|it| script.contains(it)) {
        packages.push("libtool");
    }
    packages
}
