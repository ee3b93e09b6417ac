//! What `make` is told about compilers, by profile; a kernel and its modules are treated the same.

use camino::{Utf8Path, Utf8PathBuf};
use fs_err::os::unix::fs::symlink;

use super::KernelBuildError;
use crate::digest::Recipe;
use crate::matrix::Profile;
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

/// The wrappers of the legacy profile: one static program, built by `build.rs`.
static WRAPPERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/nlmatrix-legacy-cc"));

/// The names by which it is called. gcc finds the bare `as` through `-B`.
const NAMES: [&str; 16] = [
    "as",
    "module-gcc",
    "k-gcc",
    "k-hostcc",
    "k-as",
    "k-ld",
    "k-ar",
    "k-cpp",
    "k-nm",
    "k-objcopy",
    "k-objdump",
    "k-ranlib",
    "k-readelf",
    "k-size",
    "k-strings",
    "k-strip",
];

const KIND: &str = "legacy-cc";
const PROGRAM: &str = "nlmatrix-legacy-cc";

/// What is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The kernel itself: its code is as it is.
    Kernel,
    /// An out-of-tree module: what does not fit the kernel's API must be an error.
    Module,
}

impl Profile {
    /// The toolchain used by this profile, if the run has `given`.
    pub fn toolchain(self, given: &Toolchain) -> Result<Toolchain, KernelBuildError> {
        match self {
            Self::Host => Ok(Toolchain::host()?),
            Self::Legacy | Self::Root => Ok(given.clone()),
        }
    }

    /// The arguments of `make` that choose the compilers for a kernel of `version` that was built from source.
    pub fn make_arguments(
        self,
        store: &Store,
        toolchain: &Toolchain,
        version: &KernelVersion,
        purpose: Purpose,
    ) -> Result<Vec<String>, KernelBuildError> {
        let compiler = toolchain.compiler();
        if self != Self::Legacy {
            // Trees of board vendors set another prefix in their Makefile.
            let plain = ["ARCH=x86_64", "CROSS_COMPILE="].map(str::to_owned);
            let choice = [format!("CC={compiler}"), format!("HOSTCC={compiler}")];
            return Ok([plain, choice].concat());
        }
        let wrappers = install(store, compiler, version)?;
        let cc = if purpose == Purpose::Kernel { "k-gcc" } else { "module-gcc" };
        Ok(vec![
            "ARCH=x86_64".to_owned(),
            format!("CROSS_COMPILE={wrappers}/k-"),
            format!("CC={wrappers}/{cc}"),
            format!("HOSTCC={wrappers}/k-hostcc"),
        ])
    }
}

/// The folder of the wrappers around `compiler` for kernels of `version`.
fn install(
    store: &Store,
    compiler: &str,
    version: &KernelVersion,
) -> Result<Utf8PathBuf, KernelBuildError> {
    let [major, minor, patch, _] = version.numbers();
    // Their folder is in the compiler's arguments, and so in the name of its output.
    let kernel = legacy_cc::flags::era([major, minor, patch]);
    let profile = legacy_cc::profile::Profile { kernel, compiler: compiler.to_owned() };
    let profile = profile.to_string();
    let key = Recipe::new(KIND, 1).with("program", WRAPPERS).with("profile", &profile).key();
    let folder = store.get_or_make(KIND, &key, |scratch| {
        unpack(scratch, &profile).map_err(KernelBuildError::io(scratch))
    })?;
    Ok(folder)
}

fn unpack(folder: &Utf8Path, profile: &str) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let program = folder.join(PROGRAM);
    fs_err::write(&program, WRAPPERS)?;
    fs_err::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
    fs_err::write(folder.join(legacy_cc::profile::FILE), profile)?;
    NAMES.iter().try_for_each(|name| symlink(PROGRAM, folder.join(name)))
}
