//! Arguments of the commands that measure and drive.

use camino::Utf8PathBuf;
use clap::Args;
use nlmatrix::plan::Shard;
use nlmatrix::vm::Kind;

use super::{DEFAULT_HISTORY, DEFAULT_OUT, FileArgs};

/// Arguments of `probe`.
#[derive(Args)]
pub struct ProbeArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Only kernels whose id matches this pattern, as `6.12*` or `{5.10,6.1}*`
    #[arg(long)]
    pub kernel: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `matrix`.
#[derive(Args)]
pub struct MatrixArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Only cells whose id contains this
    #[arg(long)]
    pub filter: Option<String>,
    /// Only kernels whose id matches this pattern, as `6.12*` or `{5.10,6.1}*`
    #[arg(long)]
    pub kernel: Option<String>,
    /// With the cells that the matrix calls thorough; without it, only a filter gets those
    #[arg(long)]
    pub thorough: bool,
    /// Only this part, as `2/4`: kernel by kernel, as heavy as the other parts
    #[arg(long)]
    pub shard: Option<Shard>,
    /// An earlier run (folder or run.json) whose durations balance the parts
    #[arg(long, requires = "shard")]
    pub durations: Option<Utf8PathBuf>,
    /// Folder for the report
    #[arg(long, default_value = DEFAULT_OUT)]
    pub out: Utf8PathBuf,
    /// Folder of earlier runs in short; a run of the whole matrix is added to it
    #[arg(long, default_value = DEFAULT_HISTORY)]
    pub history: Utf8PathBuf,
    /// Keep the results of the cells that ran before this run was cut off, and run the rest
    #[arg(long)]
    pub resume: bool,
    /// Run all cells so often: one that does not always end the same is flaky
    #[arg(long, default_value_t = 1)]
    pub repeat: usize,
    /// Force an accelerator (tcg or kvm) instead of probing
    #[arg(long)]
    pub accel: Option<Kind>,
    /// How many cells at once [default: what cores and free memory allow]
    #[arg(long)]
    pub jobs: Option<usize>,
    /// Boot every kernel again, whatever the store knows of its boots
    #[arg(long)]
    pub cold: bool,
    /// Propose expectations from what was not as expected: learned.toml in the report's folder
    #[arg(long)]
    pub learn: bool,
}

/// Arguments of `bench`.
#[derive(Args)]
pub struct BenchArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Only kernels whose id matches this pattern
    #[arg(long)]
    pub kernel: Option<String>,
    /// Forked cells in the long row
    #[arg(long, default_value_t = 2000)]
    pub cells: usize,
    /// One round and 100 cells: to see that it works
    #[arg(long)]
    pub quick: bool,
    /// A kernel that the other systems boot, as FILE or NAME=FILE for one system alone. vmtest
    /// needs 9p built in; for virtme-ng it can be ROOT/boot/vmlinuz-* beside ROOT/lib/modules
    #[arg(long)]
    pub peer_kernel: Vec<String>,
    /// The report to write
    #[arg(long, default_value = "reports/bench.md")]
    pub out: Utf8PathBuf,
}

/// Arguments of `mutants`.
#[derive(Args)]
pub struct MutantsArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// The kernel to try them on [default: the last of the matrix]
    #[arg(long)]
    pub kernel: Option<String>,
    /// Only mutations whose description or scenario contains this (the page is not written then)
    #[arg(long)]
    pub filter: Option<String>,
    /// Run the other scenarios of the same module with each fault as well: who else notices?
    #[arg(long)]
    pub wide: bool,
    /// How many at once
    #[arg(long, default_value_t = 2)]
    pub jobs: usize,
}
