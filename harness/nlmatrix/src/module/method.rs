//! How a module's folder is built.

use crate::digest::Recipe;
use crate::matrix::Method;

/// The steps of dkms for a `dkms.conf`.
const DKMS: &str = include_str!("dkms.sh");

/// What precedes both scripts: the variables that a `dkms.conf` uses, where the build may write, and the compiler,
/// for every `make` and for whoever looks for it under dkms' names.
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

/// What its author does in a folder that kbuild alone does not build. It finds the kernel's tree through `uname -r`.
pub(super) const BY_HAND: &str = r#"
kernelver=$1 kernel_source_dir=$2
shift 3
export kernelver kernel_source_dir MAKEFLAGS="$*"
make
"#;

impl Method {
    /// The script that builds in the folder in which it is started; its arguments are the kernel's release, its tree,
    /// the parent of the build's folder, and variables for `make`. `None` for plain kbuild.
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

    /// Adds it to a build's key.
    pub(super) fn add_to(&self, recipe: Recipe) -> Recipe {
        recipe.with("method", format!("{self:?} {:?}", self.script()))
    }
}

#[cfg(test)]
#[path = "dkms_tests.rs"]
mod tests;
