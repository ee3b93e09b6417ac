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
    /// A folder that is no generation.
    #[error("{path} is no generation of a system: it needs a Kbuild file")]
    NoKbuild {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// A build that was not let to its end.
    #[error(
        "the build of {module} for {kernel} was ended from outside, so it says nothing: {line}"
    )]
    Interrupted {
        /// System and generation.
        module: String,
        /// Kernel id.
        kernel: String,
        /// What says so.
        line: String,
    },
    /// A build that did not end.
    #[error(
        "the build of {module} for {kernel} did not end within {} and was ended{last}; \
         `build-deadline` of the [[module]] sets another time", told(*deadline)
    )]
    Endless {
        /// System and generation.
        module: String,
        /// Kernel id.
        kernel: String,
        /// How long it was waited for.
        deadline: Duration,
        /// The last line of its output.
        last: String,
    },
    /// A module that nothing here has.
    #[error(
        "{module} needs the module {needed}, which is neither built here nor one of the kernel's"
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
    /// The compilers of the kernel's profile.
    #[error("failed to set up the kernel's compilers")]
    Compiler(#[source] Box<KernelBuildError>),
    /// A stored record that cannot be read.
    #[error("failed to read {path}; delete its folder to build anew")]
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
    /// Is it about a file that is not there?
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
