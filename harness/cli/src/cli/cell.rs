//! Arguments of `cell`.

use camino::Utf8PathBuf;
use clap::Args;
use nlmatrix::environment::Accelerator;
use nlmatrix::runner::{Looking, Moment};
use nlmatrix::scenario::ErrorPath;

use super::file::FileArgs;
use crate::format::FormatArgs;

/// Arguments of `cell`.
#[derive(Args)]
pub struct CellArgs {
    /// The cell, such as `6.12-deb13/nlecho.g6-cfg/extra-ack`
    pub id: String,
    #[command(flatten)]
    pub file: FileArgs,
    /// Force an accelerator (tcg or kvm) instead of probing
    #[arg(long)]
    pub accel: Option<Accelerator>,
    /// Boot the kernel again, even if the store has a boot of it
    #[arg(long)]
    pub cold: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Run only this one of the `error-paths`, such as `7` or `call-2`: that allocation or call fails
    #[arg(long, value_name = "N")]
    pub error_path: Option<ErrorPath>,
    /// Write the transcript's netlink messages, with their times, as a capture for Wireshark and tshark
    #[arg(long, value_name = "FILE", help_heading = "Look into it")]
    pub pcap: Option<Utf8PathBuf>,
    /// Print the kernel's whole log, from its first line on, instead of the transcript
    #[arg(long, help_heading = "Look into it")]
    pub dmesg: bool,
    /// Open a shell on the guest's console, with the modules, the clients and busybox, `before` or `after`
    /// the scenario
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true,
          default_missing_value = "after", help_heading = "Look into it")]
    pub shell: Option<Moment>,
    /// Make the guest wait for gdb, before the scenario and whenever a module has been loaded, and print how
    /// to attach gdb
    #[arg(long, help_heading = "Look into it")]
    pub gdb: bool,
    /// Run the client programs under strace, and put its output into the transcript
    #[arg(long, help_heading = "Look into it")]
    pub strace: bool,
}

impl CellArgs {
    /// What the user wants to see of the guest itself.
    pub fn looking(&self) -> Looking {
        Looking { dmesg: self.dmesg, shell: self.shell, strace: self.strace, debugger: self.gdb }
    }
}
