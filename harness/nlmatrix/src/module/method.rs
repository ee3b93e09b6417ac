//! How a module's folder is built.

use crate::digest::Recipe;
use crate::matrix::Method;

/// What dkms does with a `dkms.conf`.
const DKMS: &str = include_str!("dkms.sh");

/// What comes before both: the names that a `dkms.conf` uses, where the build may leave things, and the
/// compiler, for every `make` and for those who look for it as dkms names it.
const BEFORE: &str = r#"
kernelver=$1 kernel_source_dir=$2 work=$3
shift 3
for word in "$@"; do
    case $word in CC=*) CC=${word#CC=} KERNEL_CC=${word#CC=} ;; esac
done
# Where dkms finds it: some look for `source` beside it.
if [ "/lib/modules/$kernelver/build" -ef "$kernel_source_dir" ]; then
    kernel_source_dir=/lib/modules/$kernelver/build
fi
export kernelver kernel_source_dir CC KERNEL_CC MAKEFLAGS="$*"
"#;

/// What its author does in a folder that kbuild alone does not build. It finds the kernel's tree where
/// `uname -r` leads it.
pub(super) const BY_HAND: &str = r#"
kernelver=$1 kernel_source_dir=$2
shift 3
export kernelver kernel_source_dir MAKEFLAGS="$*"
make
"#;

impl Method {
    /// The script that builds in the folder it is started in; its arguments are the kernel's
    /// release, its tree, the folder that the build's folder lies in, and variables for `make`. `None` for
    /// plain kbuild.
    pub(super) fn script(&self) -> Option<String> {
        match self {
            Self::Kbuild(_) => None,
            Self::Dkms => Some(format!("{BEFORE}{DKMS}")),
            Self::Command(command) => Some(format!("{BEFORE}set -e\n{command}")),
        }
    }

    /// Variables for kbuild.
    pub(super) fn variables(&self) -> &[String] {
        match self {
            Self::Kbuild(variables) => variables,
            Self::Dkms | Self::Command(_) => &[],
        }
    }

    /// Adds it to what a build is keyed by.
    pub(super) fn add_to(&self, recipe: Recipe) -> Recipe {
        recipe.with("method", format!("{self:?} {:?}", self.script()))
    }
}

#[cfg(test)]
#[path = "dkms_tests.rs"]
mod tests;
