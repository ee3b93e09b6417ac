//! TCG or KVM: KVM is only used if it was seen to work.
//!
//! `/dev/kvm` may exist and hang every guest (in broken nested virtualisation). So a probe boots a machine with KVM,
//! and its result is kept until the host reboots.

use std::io;
use std::time::Duration;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::machine::Machine;
use super::qemu::KVM;
use super::running::Vm;
use crate::digest::Recipe;
use crate::environment::Accelerator;
use crate::store::{Store, StoreError};

/// How long a guest may take under KVM, where a boot normally takes well under a second.
pub const PATIENCE: Duration = Duration::from_secs(10);

const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
const FILE: &str = "accel.json";

/// A choice of [`Accelerator`] and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accel {
    /// The choice.
    pub kind: Accelerator,
    /// The reason in words.
    pub reason: String,
}

impl Accel {
    /// The accelerator for this host: `forced`, or KVM if a probe of it succeeds.
    ///
    /// The probe boots `machine`; `answers` says whether its guest came up in the given time ([`PATIENCE`]). The
    /// result stays in `store` until the host reboots.
    pub fn choose(
        forced: Option<Accelerator>,
        store: &Store,
        machine: &Machine,
        answers: impl FnOnce(&Vm, Duration) -> bool,
    ) -> Result<Self, StoreError<io::Error>> {
        if let Some(kind) = forced {
            return Ok(Self { kind, reason: "asked for".to_owned() });
        }
        // Not recorded: a container on the same host may or may not have the device.
        if let Err(error) = open_device() {
            return Ok(Self::tcg(format!("{KVM} cannot be opened: {error}")));
        }
        let boot_id = fs_err::read_to_string(BOOT_ID).map_err(io_error(BOOT_ID.into()))?;
        let key = Recipe::new("accel", 1).with("boot", boot_id).key();
        let folder = store.get_or_make("accel", &key, |scratch| {
            let accel = Self::probe(machine, answers);
            fs_err::write(scratch.join(FILE), serde_json::to_vec_pretty(&accel)?)
        })?;
        let path = folder.join(FILE);
        let read = fs_err::read(&path).and_then(|text| Ok(serde_json::from_slice(&text)?));
        read.map_err(io_error(&path))
    }

    fn probe(machine: &Machine, answers: impl FnOnce(&Vm, Duration) -> bool) -> Self {
        let machine = Machine { accel: Accelerator::Kvm, ..machine.clone() };
        let vm = match Vm::boot(&machine) {
            Ok(vm) => vm,
            Err(error) => return Self::tcg(format!("a probe of KVM failed: {error}")),
        };
        if answers(&vm, PATIENCE) {
            return Self { kind: Accelerator::Kvm, reason: "a probe of KVM booted".to_owned() };
        }
        let ended = if vm.is_running() { "hung" } else { "ended" };
        Self::tcg(format!("a probe of KVM {ended}: no answer within {PATIENCE:?}"))
    }

    fn tcg(reason: String) -> Self {
        Self { kind: Accelerator::Tcg, reason }
    }
}

fn open_device() -> io::Result<()> {
    std::fs::File::options().read(true).write(true).open(KVM).map(drop)
}

fn io_error(path: &Utf8Path) -> impl FnOnce(io::Error) -> StoreError<io::Error> {
    move |source| StoreError::Io { path: path.to_owned(), source }
}
