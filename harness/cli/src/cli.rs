//! Arguments.

#![expect(missing_docs, reason = "clap takes the text at a flattened field for the help")]

mod cell;
mod file;
mod grouped;
mod matrix;
mod port;
mod spec;
mod store;

use camino::Utf8PathBuf;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use nlmatrix::kernel::presets::PRESETS;

pub use cell::CellArgs;
use file::folder;
pub use file::{DEFAULT_HISTORY, DEFAULT_MATRIX, DEFAULT_OUT, FileArgs};
pub use grouped::{Groups, USERS_GROUPS, grouped};
pub use matrix::{MatrixArgs, ProbeArgs};
pub use port::PortArgs;
pub use spec::{SpecAction, SpecCheckArgs, SpecInitArgs};
pub use store::{StoreAction, StoreArgs};

use crate::format::FormatArgs;

/// Cross-version compatibility harness for kernel modules and programs that speak netlink.
#[derive(Parser)]
#[command(name = "nlmatrix", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args)]
pub struct Common {
    /// Log every child process with its arguments and duration
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Build, boot, drive and report: the main job
    Matrix(MatrixArgs),
    /// Run the cells again on every save of a module, a client or the matrix file, until Ctrl-C
    Watch(MatrixArgs),
    /// Run one cell and print its whole transcript and console, or look into its guest
    Cell(CellArgs),
    /// Ask every kernel's headers which form of each drifting symbol they have; fails when a
    /// generation lacks what it needs on a kernel of its range
    Probe(ProbeArgs),
    /// Explain a cell, or whatever is pasted: an error with the call that gave it, a compiler's log,
    /// an strace line, what the kernel or a client said
    Explain(ExplainArgs),
    /// Bring a module's source to other kernels, say why each line changes and what is left to do by
    /// hand, and prove that the result builds, loads and behaves there
    Port(PortArgs),
    /// Let each allocation that a module causes fail once, on a debug kernel, and say for each place
    /// whether that is survived
    Errors {
        /// The module, as `mine` or `nlecho.g6-cfg`
        module: String,
        #[command(flatten)]
        file: FileArgs,
    },
    /// Write a YNL specification of a module's messages, or hold one against kernels
    Spec {
        /// What to do
        #[command(subcommand)]
        action: SpecAction,
    },
    /// Find the change of the kernel after which a cell ends otherwise
    Bisect(BisectArgs),
    /// List the cells of the matrix
    List {
        #[command(flatten)]
        file: FileArgs,
        /// Only kernels whose id matches this pattern, as `6.12*` or `{5.10,6.1}*`
        #[arg(long, short)]
        kernel: Option<String>,
        /// Only cells whose id has this in it: a text, or a pattern as `g6-*/dump*`
        #[arg(long, short)]
        filter: Option<String>,
        /// List the scenarios that there are instead
        #[arg(long, conflicts_with_all = ["kernel", "filter"])]
        scenarios: bool,
        /// List Debian's packages that every build of a module finds instead; more come by `build-packages`
        #[arg(long, conflicts_with_all = ["kernel", "filter", "scenarios"])]
        packages: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// List the kernels, how each stands, and how to get it; get them, or build those from source
    Kernels {
        #[command(flatten)]
        file: FileArgs,
        #[command(flatten)]
        format: FormatArgs,
        /// What to do instead
        #[command(subcommand)]
        action: Option<KernelAction>,
    },
    /// Resolve every kernel of the matrix anew and pin it in matrix.lock
    Update {
        #[command(flatten)]
        file: FileArgs,
        /// Only say which kernels have newer packages; fails when some have
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Write a first matrix.toml for the module in a folder
    Init {
        /// The folder with its dkms.conf, Kbuild or Makefile
        #[arg(default_value = ".")]
        folder: Utf8PathBuf,
    },
    /// Write workflow files for a CI system, and the scripts that they call, into ci/
    Ci {
        /// The CI system
        system: CiSystem,
        #[command(flatten)]
        file: FileArgs,
        /// Into how many parts to cut the matrix (default: one for three kernels)
        #[arg(long)]
        shards: Option<usize>,
        /// Write nothing; fail when a file is not as it would be written
        #[arg(long)]
        check: bool,
    },
    /// Rebuild the report from a run.json, compare runs, or join shards
    #[command(args_conflicts_with_subcommands = true)]
    Report(ReportArgs),
    /// Write a site from runs: a page for each behaviour, interface, error and kernel, with a search
    Site(SiteArgs),
    /// The same as `report diff`
    Diff(DiffArgs),
    /// Show what this host lacks and how to install it
    Doctor {
        /// Hold every product of the store against its digests, and remove what is damaged
        #[arg(long)]
        store: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Show what the store takes of the disk, by kind; trim it
    Store(StoreArgs),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the JSON Schema of a file, for editors and other programs
    Schema {
        /// The file
        of: SchemaOf,
    },
    /// Write the manual's pages, one for each command, into a folder
    Man {
        /// The folder
        folder: Utf8PathBuf,
    },
}

/// The files that have a schema.
#[derive(Clone, Copy, ValueEnum)]
pub enum SchemaOf {
    /// The matrix file, which people write
    Matrix,
    /// `run.json`, which a run leaves
    Run,
}

/// The CI systems.
#[derive(Clone, Copy, ValueEnum)]
pub enum CiSystem {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
}

/// What to do with kernels.
#[derive(Subcommand)]
pub enum KernelAction {
    /// Build kernels from source and print time and size of each
    Build {
        /// Kernel ids or versions, as `2.6.32` or `3.*`
        pattern: String,
    },
    /// Bring what kernels are made of, Debian's packages and source that is not here, and say before how
    /// much that is
    #[command(alias = "fetch")]
    Get {
        /// Kernel ids or versions, as `2.6.32` or `3.*` [default: all of the matrix]
        #[arg(default_value = "*", hide_default_value = true)]
        pattern: String,
    },
    /// Write an entry for a distribution's kernel into the matrix file, and pin it to what its archive has now
    Add(AddArgs),
}

/// Arguments of `kernels add`.
#[derive(Args)]
pub struct AddArgs {
    /// The distribution
    #[arg(value_parser = PossibleValuesParser::new(PRESETS.iter().map(|it| it.name)))]
    pub preset: String,
    /// Address of a mirror of it [default: of NLMATRIX_MIRRORS, or what the host's apt has its suite from]
    #[arg(long, value_name = "ADDRESS")]
    pub mirror: Option<String>,
    /// File with the keys that sign its archive and packages; may be repeated [default: those on this host]
    #[arg(long = "key", value_name = "FILE")]
    pub keys: Vec<Utf8PathBuf>,
    /// Mainline series of the kernel, as 6.8 [default: the newest that there is]
    #[arg(long)]
    pub series: Option<String>,
    /// Its name in the matrix [default: series and distribution]
    #[arg(long)]
    pub id: Option<String>,
    /// It is only to be booted: no headers are asked for
    #[arg(long)]
    pub boot_only: bool,
}

/// Arguments of `explain`.
#[derive(Args)]
pub struct ExplainArgs {
    /// The cell's id, or what was seen, or a file that has it; `-` reads it from standard input
    #[arg(required = true)]
    pub question: Vec<String>,
    #[command(flatten)]
    pub file: FileArgs,
    /// The kernel in question, as `uname -r` says it there, where the text does not name it
    #[arg(long, short, value_name = "RELEASE")]
    pub kernel: Option<String>,
    /// The run whose cells are named as evidence: a folder with run.json
    #[arg(long, value_name = "DIR", default_value = DEFAULT_OUT)]
    pub run: Utf8PathBuf,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Arguments of `bisect`.
#[derive(Args)]
pub struct BisectArgs {
    /// The cell, as `nlecho.g6-cfg/extra-ack`
    #[arg(required_unless_present = "build")]
    pub cell: Option<String>,
    /// Find the change since which this module no longer builds, as `nlecho.g6-cfg`
    #[arg(long, value_name = "MODULE", conflicts_with_all = ["cell", "check"])]
    pub build: Option<String>,
    /// The earlier end: a tag, branch or commit on which it ends as it should
    #[arg(long, value_name = "REVISION")]
    pub good: String,
    /// The later end, on which it ends otherwise
    #[arg(long, value_name = "REVISION")]
    pub bad: String,
    /// The check that differs, where more than one does
    #[arg(long, value_name = "NAME")]
    pub check: Option<String>,
    #[command(flatten)]
    pub file: FileArgs,
}

/// Arguments of `report`.
#[derive(Args)]
pub struct ReportArgs {
    /// What else than to rebuild
    #[command(subcommand)]
    pub command: Option<ReportCommand>,
    /// The folder that has the run.json
    #[arg(default_value = DEFAULT_OUT)]
    pub dir: Utf8PathBuf,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// The commands of `report`.
#[derive(Subcommand)]
pub enum ReportCommand {
    /// Compare two runs (folders or run.json files); fails when something got worse
    Diff(DiffArgs),
    /// Join the runs of a matrix's shards (folders or run.json files) into one report
    Merge {
        /// The shards
        #[arg(required = true)]
        shards: Vec<Utf8PathBuf>,
        /// Folder for the report
        #[arg(long, short, default_value = DEFAULT_OUT, value_parser = folder)]
        out: Utf8PathBuf,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Print a run as a KCIDB submission
    Kcidb {
        /// The folder that has the run.json, or the file
        #[arg(default_value = DEFAULT_OUT)]
        run: Utf8PathBuf,
    },
}

/// Arguments of `site`.
#[derive(Args)]
pub struct SiteArgs {
    /// The folder for it; one that has a site is written anew
    #[arg(value_parser = folder)]
    pub folder: Utf8PathBuf,
    /// The runs that it is made of (folders or run.json files), of whatever machines and processors
    #[arg(long, value_name = "RUN", num_args = 1.., default_value = DEFAULT_OUT)]
    pub from: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Arguments of `report diff`.
#[derive(Args)]
pub struct DiffArgs {
    /// The earlier run
    pub old: Utf8PathBuf,
    /// The later run
    pub new: Utf8PathBuf,
    /// Fail unless both runs have the same cells, and each ended the same in both
    #[arg(long)]
    pub exact: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Write a page as well
    #[arg(long, value_name = "FILE")]
    pub html: Option<Utf8PathBuf>,
}
