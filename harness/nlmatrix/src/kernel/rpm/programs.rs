//! Debian's programs that handle rpm packages: `rpmkeys`, `rpm2archive`, and `sqv` for detached signatures.

use camino::{Utf8Path, Utf8PathBuf};

use super::RpmError;
use crate::kernel::KernelError;
use crate::process::ProcessError;
use crate::store::{Scratch, Store};
use crate::toolchain::Toolchain;

/// Their packages.
const PACKAGES: &[&str] = &["coreutils", "dash", "rpm", "sqv"];

/// Digests alone prove nothing, but rpm is content with them by default.
const ALL: &str = "_pkgverify_level all";

/// Verifies and opens packages.
pub(super) struct Programs {
    toolchain: Toolchain,
    scratch: Scratch,
}

impl Programs {
    /// Fetches them, if the store does not have them yet, and gives them the files with `keys`.
    pub(super) fn provide(store: &Store, keys: &[Utf8PathBuf]) -> Result<Self, KernelError> {
        let toolchain = Toolchain::programs(store, PACKAGES).map_err(RpmError::from)?;
        let programs = Self { toolchain, scratch: store.scratch::<KernelError>("rpm-work")? };
        for (at, key) in keys.iter().enumerate() {
            let copy = programs.key(at);
            fs_err::copy(key, &copy).map_err(KernelError::io(key))?;
            let import =
                programs.run(&["rpmkeys", "--dbpath", &programs.keys(), "--import", copy.as_str()]);
            import
                .map_err(|error| RpmError::BadKey { path: key.clone(), line: last_line(&error) })?;
        }
        Ok(programs)
    }

    /// A folder for what is being downloaded.
    pub(super) fn folder(&self) -> &Utf8Path {
        self.scratch.path()
    }

    /// Fails, with the output of `sqv`, unless `signature` is one of `file` by one of the keys.
    pub(super) fn verify_file(
        &self,
        count: usize,
        signature: &Utf8Path,
        file: &Utf8Path,
    ) -> Result<(), String> {
        let keys: Vec<Utf8PathBuf> = (0..count).map(|at| self.key(at)).collect();
        let keyrings = keys.iter().flat_map(|key| ["--keyring", key.as_str()]);
        let argv: Vec<&str> = ["sqv"]
            .into_iter()
            .chain(keyrings)
            .chain([signature.as_str(), file.as_str()])
            .collect();
        self.run(&argv).map_err(|error| last_line(&error))
    }

    /// Fails, with rpm's output, unless the package `file` is intact and signed by one of the keys.
    pub(super) fn verify_package(&self, file: &Utf8Path) -> Result<(), String> {
        let keys = self.keys();
        let argv = [
            "rpmkeys",
            "--dbpath",
            &keys,
            "--define",
            ALL,
            "--checksig",
            "--verbose",
            file.as_str(),
        ];
        self.run(&argv).map_err(|error| verdict(&error))
    }

    /// Writes the contents of the package `file` as a tar archive.
    pub(super) fn to_tar(&self, file: &Utf8Path, tar: &Utf8Path) -> Result<(), ProcessError> {
        let script = "exec rpm2archive -n < \"$1\" > \"$2\"";
        self.run(&["sh", "-c", script, "sh", file.as_str(), tar.as_str()])
    }

    fn run(&self, argv: &[&str]) -> Result<(), ProcessError> {
        let folder = self.scratch.path();
        self.toolchain.job(folder, &[folder], argv).run().map(drop)
    }

    fn keys(&self) -> String {
        self.scratch.path().join("keys").into_string()
    }

    fn key(&self, at: usize) -> Utf8PathBuf {
        self.scratch.path().join(format!("key-{at}.asc"))
    }
}

/// The last line that a program printed.
fn last_line(error: &ProcessError) -> String {
    let text = error.to_string();
    text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or(&text).trim().to_owned()
}

/// The line of rpm's output about a package that says what is wrong with it.
fn verdict(error: &ProcessError) -> String {
    let text = error.to_string();
    let bad = ["NOKEY", "BAD", "NOTFOUND", "NOT OK"];
    let line = text.lines().find(|line| bad.iter().any(|word| line.contains(word)));
    line.map_or_else(|| last_line(error), |line| line.trim().to_owned())
}
