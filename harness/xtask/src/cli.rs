//! Arguments.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};
use nlmatrix::vm::Kind;

/// Cross-version compatibility harness for kernel modules and programs that speak netlink.
#[derive(Parser)]
#[command(name = "nlmatrix", version, arg_required_else_help = true)]
pub struct Cli {
    /// Log every child process with its arguments and duration
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Build, boot, drive and report: the main job
    Matrix(MatrixArgs),
    /// Run one cell and print its whole transcript and console
    Cell {
        /// The cell, as `6.12-deb13/nlecho.g6-cfg/extra-ack`
        id: String,
        #[command(flatten)]
        file: FileArgs,
    },
    /// List the cells of the matrix
    List {
        #[command(flatten)]
        file: FileArgs,
        /// List the scenarios that there are instead
        #[arg(long)]
        scenarios: bool,
    },
    /// Resolve every kernel of the matrix anew and pin it in matrix.lock
    Update {
        #[command(flatten)]
        file: FileArgs,
    },
    /// Rebuild the report from a run.json
    Report {
        /// The folder that has the run.json
        #[arg(default_value = DEFAULT_OUT)]
        dir: Utf8PathBuf,
    },
    /// Compare two runs (folders or run.json files); fails when something got worse
    Diff {
        /// The earlier run
        old: Utf8PathBuf,
        /// The later run
        new: Utf8PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Measure boots, forks and cells, beside raw QEMU and other systems
    Bench(BenchArgs),
    /// One no-op cell of the benchmark
    #[command(hide = true)]
    BenchCell {
        #[command(flatten)]
        file: FileArgs,
        /// Kernel id
        kernel: String,
        /// Folder for the record
        folder: Utf8PathBuf,
        /// Boot instead of forking
        #[arg(long)]
        cold: bool,
    },
    /// Show what this host lacks and how to install it
    Doctor,
    /// Format check, lints, unit and CLI tests, and the real matrix on two kernels
    Test,
}

/// Default folder of the report.
pub const DEFAULT_OUT: &str = "reports/out/latest";

/// Where the matrix is.
#[derive(Args)]
pub struct FileArgs {
    /// The matrix file
    #[arg(long, default_value = "matrix.toml")]
    pub matrix: Utf8PathBuf,
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
    /// Folder for the report
    #[arg(long, default_value = DEFAULT_OUT)]
    pub out: Utf8PathBuf,
    /// Force an accelerator (tcg or kvm) instead of probing
    #[arg(long)]
    pub accel: Option<Kind>,
    /// How many cells at once [default: what cores and free memory allow]
    #[arg(long)]
    pub jobs: Option<usize>,
    /// Boot every kernel again, whatever the store knows of its boots
    #[arg(long)]
    pub cold: bool,
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
