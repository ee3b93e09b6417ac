//! Why a product could not be made.

use std::io;

use super::sources::Without;
use crate::client::ClientError;
use crate::environment::WrongValue;
use crate::fault::Fault;
use crate::guest;
use crate::kernel::KernelError;
use crate::module::ModuleError;
use crate::probe::ProbeError;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;
use crate::vm::{VmError, pvh};

/// Why a product could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkshopError {
    /// The kernel.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// The kernel is not pinned yet.
    #[error("{kernel} is not in matrix.lock: run `{command} update`", command = super::command())]
    NotLocked {
        /// Its id.
        kernel: String,
    },
    /// Something that others stand on as well failed; it was said when it was found.
    #[error("{0}")]
    Outage(String),
    /// The run found out before that the kernel cannot be had.
    #[error("{}", .0.reason)]
    Without(Without),
    /// The environment.
    #[error(transparent)]
    Environment(#[from] WrongValue),
    /// The toolchain.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A module.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// The probes.
    #[error(transparent)]
    Probe(#[from] ProbeError),
    /// A client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The kernel's image.
    #[error(transparent)]
    Pvh(#[from] pvh::PvhError),
    /// The virtual machine.
    #[error(transparent)]
    Vm(#[from] VmError),
    /// The agent did not answer.
    #[error("the agent of {kernel} did not answer; the console's end:\n{console}")]
    NoAnswer {
        /// Kernel id.
        kernel: String,
        /// The end of the console.
        console: String,
        /// What was tried.
        source: Box<guest::GuestError>,
    },
    /// The store.
    #[error("failed to use the store")]
    Store(#[from] Box<StoreError<WorkshopError>>),
    /// A file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl WorkshopError {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Kernel(error) => error.fault(),
            Self::Toolchain(ToolchainError::HostLacks { .. }) => Fault::Host,
            Self::Outage(_) => Fault::Own,
            Self::Toolchain(_) | Self::Vm(_) | Self::NoAnswer { .. } | Self::Store(_) => Fault::Own,
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
