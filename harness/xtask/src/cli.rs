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
    /// Take something away from each module, and see the scenario that is there for it fail
    Mutants {
        #[command(flatten)]
        file: FileArgs,
        /// The kernel to try them on
        #[arg(long, default_value = "6.12-deb13")]
        kernel: String,
        /// Only mutations whose description or scenario contains this
        #[arg(long)]
        filter: Option<String>,
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
}
