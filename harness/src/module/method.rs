//! How a module's folder is built.

use crate::digest::Recipe;

/// How a folder becomes modules. All of them see `/lib/modules/RELEASE/build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `make -C` the kernel's tree with `M=` the folder, and these variables.
    Kbuild(Vec<String>),
    /// As its `dkms.conf` says.
    Dkms,
    /// By this command line of a shell, which finds the kernel's release in `$kernelver` and its
    /// tree in `$kernel_source_dir`, as in a `dkms.conf`.
    Command(String),
}

/// Reads `dkms.conf` as dkms does: it is a shell script; a `make` gets the kernel's release.
const DKMS: &str = r#"
arch=x86_64 dkms_tree=/nonexistent source_tree=$(dirname "$PWD")
. ./dkms.conf
if [ -n "${BUILD_EXCLUSIVE_KERNEL:-}" ] && ! [[ $kernelver =~ $BUILD_EXCLUSIVE_KERNEL ]]; then
    echo "ERROR: dkms.conf excludes $kernelver: BUILD_EXCLUSIVE_KERNEL=\"$BUILD_EXCLUSIVE_KERNEL\""
    exit 1
fi
command=${MAKE[0]:-make -C $kernel_source_dir M=$PWD modules}
eval "${command/#make/make KERNELRELEASE=$kernelver}"
"#;

/// What comes before both: the names that a `dkms.conf` uses, and the compiler for every `make`.
const BEFORE: &str = r#"
set -e
kernelver=$1 kernel_source_dir=$2
shift 2
export kernelver kernel_source_dir MAKEFLAGS="$*"
"#;

impl Method {
    /// The script that builds in the folder it is started in; its arguments are the kernel's
    /// release, its tree and variables for `make`. `None` for plain kbuild.
    pub(super) fn script(&self) -> Option<String> {
        match self {
            Self::Kbuild(_) => None,
            Self::Dkms => Some(format!("{BEFORE}{DKMS}")),
            Self::Command(command) => Some(format!("{BEFORE}{command}")),
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
