//! Why a product could not be made.

use std::io;

use super::without::{Lack, Without};
use crate::arch::Arch;
use crate::client::ClientError;
use crate::debian::DebianError;
use crate::environment::{self, WrongValue};
use crate::fault::{Fault, chain};
use crate::guest;
use crate::image::AgentError;
use crate::kernel::KernelError;
use crate::kernel::build::KernelBuildError as Build;
use crate::kernel::rpm::RpmError;
use crate::kernel::source::SourceError;
use crate::module::ModuleError;
use crate::probe::ProbeError;
use crate::root::RootError;
use crate::run::LackingClient;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;
use crate::vm::{VmError, pvh};

/// Why a product could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkshopError {
    /// Making the kernel.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// The kernel is not pinned yet.
    #[error("{kernel} is not in matrix.lock: run `{command} update`", command = environment::command())]
    NotLocked {
        /// Its id.
        kernel: String,
    },
    /// The kernel lacks something that a scenario asks for by name.
    #[error("the scenario needs {what}, but {reason}")]
    NoModules {
        /// What it asks for.
        what: String,
        /// Why not.
        reason: String,
    },
    /// A client that a scenario runs could not be made; this was already reported.
    #[error("{}", .0.reason)]
    NoClient(LackingClient),
    /// Making a root.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The roots could not be mounted in its guests.
    #[error("the roots cannot be mounted on {kernel}: {problem}")]
    Roots {
        /// The kernel's id.
        kernel: String,
        /// What went wrong.
        problem: String,
    },
    /// A key of the matrix file names something that does not exist.
    #[error("`{key}` of the matrix file: {message}")]
    NamesNothing {
        /// The key.
        key: &'static str,
        /// What it names, and what would be valid.
        message: String,
    },
    /// Something that others depend on as well failed; it was reported when it was found.
    #[error("{0}")]
    Outage(String),
    /// The run found out before that the kernel is not available.
    #[error("{}", .0.reason)]
    Without(Without),
    /// The environment is set wrongly.
    #[error(transparent)]
    Environment(#[from] WrongValue),
    /// Making the toolchain.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// Building a module.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// Running the probes.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// Building a client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Reading the kernel's image.
    #[error(transparent)]
    Pvh(#[from] pvh::PvhError),
    /// Making the guest agent for another processor.
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// The requested compiler builds for the host only.
    #[error(
        "{compiler} does not build for {arch}: unset NLMATRIX_TOOLCHAIN, and the toolchain root is used"
    )]
    NoCompiler {
        /// The processor.
        arch: Arch,
        /// The compiler.
        compiler: String,
    },
    /// Nothing on this host runs guests of this processor.
    #[error(
        "kernels of {arch} run in {program}, which is not installed: install the package {package}"
    )]
    NoEmulator {
        /// The processor.
        arch: Arch,
        /// Its emulator.
        program: &'static str,
        /// The Debian package of the emulator.
        package: &'static str,
    },
    /// Running the virtual machine.
    #[error(transparent)]
    Vm(#[from] VmError),
    /// The agent did not answer.
    #[error("the agent of {kernel} did not answer; the console's end:\n{console}")]
    NoAnswer {
        /// Kernel id.
        kernel: String,
        /// The end of the console.
        console: String,
        /// What was attempted.
        source: Box<guest::GuestError>,
    },
    /// Using the store.
    #[error("failed to use the store")]
    Store(#[from] Box<StoreError<WorkshopError>>),
    /// Using a file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl WorkshopError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Kernel(error) => error.fault(),
            Self::Toolchain(ToolchainError::HostLacks { .. }) | Self::NoEmulator { .. } => {
                Fault::Host
            }
            Self::Without(_)
            | Self::Outage(_)
            | Self::Toolchain(_)
            | Self::Vm(_)
            | Self::NoAnswer { .. }
            | Self::Store(_) => Fault::Own,
            _ => Fault::User,
        }
    }
}

impl From<StoreError<WorkshopError>> for WorkshopError {
    fn from(error: StoreError<WorkshopError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            other => Self::Store(Box::new(other)),
        }
    }
}

impl Without {
    /// What `error` says about the kernel; `None` if it is about nlmatrix or the host.
    pub fn of(error: &WorkshopError) -> Option<Self> {
        let lack = match error {
            WorkshopError::Without(without) => return Some(without.clone()),
            WorkshopError::Outage(_) => Lack::Failed,
            WorkshopError::NotLocked { .. } => Lack::Unpublished,
            WorkshopError::NoEmulator { .. } => Lack::NoEmulator,
            WorkshopError::Kernel(error) => lack(error)?,
            _ => return None,
        };
        Some(Self { lack, reason: chain(error) })
    }

    /// The same if `error` is why a kernel was not made, so that nobody has to try again.
    pub fn of_kernel(error: &WorkshopError) -> Self {
        let failed = || Self { lack: Lack::Failed, reason: chain(error) };
        Self::of(error).unwrap_or_else(failed)
    }
}

fn lack(error: &KernelError) -> Option<Lack> {
    match error {
        KernelError::Vanished { .. } | KernelError::WrongDigest { .. } => Some(Lack::Unpublished),
        KernelError::Debian(DebianError::NoSuite { .. }) => Some(Lack::NotThere),
        KernelError::Rpm(RpmError::NoRepository { .. }) => Some(Lack::NotThere),
        KernelError::Debian(DebianError::Unreachable { .. } | DebianError::Untrusted { .. })
        | KernelError::Rpm(RpmError::Untrusted { .. }) => Some(Lack::Failed),
        KernelError::NotBuilt { .. } | KernelError::NotInSuite { .. } => Some(Lack::NotThere),
        KernelError::Source(SourceError::Absent { .. }) => Some(Lack::NoSource),
        KernelError::Source(
            SourceError::Io { .. }
            | SourceError::Download { .. }
            | SourceError::Git { .. }
            | SourceError::PartialClone { .. },
        ) => None,
        KernelError::Source(_) => Some(Lack::BadSource),
        KernelError::Build(error) => match **error {
            Build::Child { .. } | Build::Io { .. } | Build::Toolchain(_) => None,
            _ => Some(Lack::BuildFailed),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::build::KernelBuildError;
    use rstest::rstest;

    fn absent() -> KernelError {
        let version = "3.10".parse().unwrap();
        let (looked, why) = (String::new(), String::new());
        SourceError::Absent { version, looked, why, remedy: "get it".to_owned() }.into()
    }

    fn bad() -> KernelError {
        SourceError::NotATree { path: "/x".into() }.into()
    }

    fn failed() -> KernelError {
        KernelBuildError::Incomplete { tree: "/x".into(), missing: "Kbuild".to_owned() }.into()
    }

    /// A version that the matrix names and the archive no longer has.
    fn gone() -> KernelError {
        let (wanted, suite) = ("6.1 with version 6.1.1-1".to_owned(), "bookworm".to_owned());
        KernelError::NotInSuite { wanted, suite, now: ": it now has 6.1.192-3".to_owned() }
    }

    fn full_disk() -> KernelError {
        SourceError::io("/x")(io::Error::other("disk full")).into()
    }

    #[rstest]
    #[case::nothing_here(absent(), Some(Lack::NoSource))]
    #[case::not_what_the_matrix_says(bad(), Some(Lack::BadSource))]
    #[case::does_not_build(failed(), Some(Lack::BuildFailed))]
    #[case::gone_from_the_archive(gone(), Some(Lack::NotThere))]
    #[case::our_own_trouble(full_disk(), None)]
    fn errors_say_why_a_kernel_is_lacking(#[case] error: KernelError, #[case] lack: Option<Lack>) {
        let without = Without::of(&WorkshopError::Kernel(error));
        assert_eq!(without.as_ref().map(|without| without.lack), lack);
        // A cell's process, which reads it from the run's file, says the same.
        if let Some(without) = without {
            let again = Without::of(&WorkshopError::Without(without.clone()));
            assert_eq!(again, Some(without));
        }
    }
}
