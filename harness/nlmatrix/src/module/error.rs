//! Why a build could not be tried. A module that the compiler refuses is not an error.

use std::time::Duration;

use camino::Utf8PathBuf;

use crate::kernel::build::KernelBuildError;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why a build could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// The kernel can only be booted.
    #[error("no module can be built for {kernel}: {reason}")]
    BootOnly {
        /// Kernel id.
        kernel: String,
        /// Why, from its provider.
        reason: String,
    },
    /// A folder that is not a generation.
    #[error("{path} is not a generation of a system: it needs a Kbuild file")]
    NoKbuild {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// A build was ended from outside.
    #[error(
        "the build of {module} for {kernel} was ended from outside, so its result is unknown: {line}"
    )]
    Interrupted {
        /// System and generation.
        module: String,
        /// Kernel id.
        kernel: String,
        /// The line that shows it.
        line: String,
    },
    /// A build did not finish in time.
    #[error(
        "the build of {module} for {kernel} did not finish within {} and was stopped{last}; \
         set another limit with `build-deadline` in the [[module]]", told(*deadline)
    )]
    Endless {
        /// System and generation.
        module: String,
        /// Kernel id.
        kernel: String,
        /// The time limit.
        deadline: Duration,
        /// The last line of its output.
        last: String,
    },
    /// A module that is not available.
    #[error(
        "{module} needs the module {needed}, which is neither built here nor part of the kernel: list it in the \
         matrix, or correct the name"
    )]
    Needs {
        /// The module that was built.
        module: String,
        /// What its `depends=` names.
        needed: String,
    },
    /// The toolchain itself failed.
    #[error("failed to build {module} for {kernel}")]
    Toolchain {
        /// System and generation.
        module: String,
        /// Kernel id.
        kernel: String,
        /// Its failure.
        source: Box<ProcessError>,
    },
    /// The compilers of the kernel's profile could not be set up.
    #[error("failed to set up the kernel's compilers")]
    Compiler(#[source] Box<KernelBuildError>),
    /// A stored record cannot be read.
    #[error("failed to read {path}; delete its folder, and it is built again")]
    BadRecord {
        /// The record.
        path: Utf8PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// `90 s`, `30 min`.
fn told(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 120 && seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

impl ModuleError {
    /// Is it about a file that does not exist?
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
    }

    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<KernelBuildError> for ModuleError {
    fn from(error: KernelBuildError) -> Self {
        Self::Compiler(Box::new(error))
    }
}

impl From<StoreError<ModuleError>> for ModuleError {
    fn from(error: StoreError<ModuleError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
