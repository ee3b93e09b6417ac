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

/// Options of every command.
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
    /// Run the cells again whenever a module, a client or the matrix file is saved, until Ctrl-C
    Watch(MatrixArgs),
    /// Run one cell and print its whole transcript and console, or look into its guest
    Cell(CellArgs),
    /// Ask every kernel's headers which form of each drifting symbol they have; fails if a kernel in a
    /// generation's range lacks what the generation needs
    Probe(ProbeArgs),
    /// Explain a cell, or any text that you paste: an error with its call, a compiler's log, an strace line,
    /// what the kernel or a client said
    Explain(ExplainArgs),
    /// Port a module's source to other kernels, say why each line changes and what is left to do by hand, and
    /// prove that the result builds, loads and behaves there
    Port(PortArgs),
    /// Make each allocation that a module causes fail once, on a debug kernel, and say for each place whether
    /// the failure is survived
    Errors {
        /// The module, such as `mine` or `nlecho.g6-cfg`
        module: String,
        #[command(flatten)]
        file: FileArgs,
    },
    /// Write a YNL specification of a module's messages, or check one against kernels
    Spec {
        /// What to do
        #[command(subcommand)]
        action: SpecAction,
    },
    /// Find the kernel change since which a cell ends differently
    Bisect(BisectArgs),
    /// List the cells of the matrix
    List {
        #[command(flatten)]
        file: FileArgs,
        /// Only kernels whose id matches this pattern, such as `6.12*` or `{5.10,6.1}*`
        #[arg(long, short)]
        kernel: Option<String>,
        /// Only cells whose id contains this: a text, or a pattern such as `g6-*/dump*`
        #[arg(long, short)]
        filter: Option<String>,
        /// List the available scenarios instead
        #[arg(long, conflicts_with_all = ["kernel", "filter"])]
        scenarios: bool,
        /// List the Debian packages that every build of a module finds instead; `build-packages` adds more
        #[arg(long, conflicts_with_all = ["kernel", "filter", "scenarios"])]
        packages: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// List the kernels, the status of each, and how to get it; get kernels, or build them from source
    Kernels {
        #[command(flatten)]
        file: FileArgs,
        #[command(flatten)]
        format: FormatArgs,
        /// What to do instead of listing them
        #[command(subcommand)]
        action: Option<KernelAction>,
    },
    /// Resolve every kernel of the matrix again, and pin it in matrix.lock
    Update {
        #[command(flatten)]
        file: FileArgs,
        /// Only say which kernels have newer packages; fails if any has
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Write a first matrix.toml for the module in a folder
    Init {
        /// The folder with the module's dkms.conf, Kbuild or Makefile
        #[arg(default_value = ".")]
        folder: Utf8PathBuf,
    },
    /// Write workflow files for a CI system, and the scripts that they call, into ci/
    Ci {
        /// The CI system
        system: CiSystem,
        #[command(flatten)]
        file: FileArgs,
        /// Into how many shards to split the matrix [default: one for every three kernels]
        #[arg(long)]
        shards: Option<usize>,
        /// Write nothing; fail if a file differs from what would be written
        #[arg(long)]
        check: bool,
    },
    /// Rebuild the report from a run.json, compare runs, or join shards
    #[command(args_conflicts_with_subcommands = true)]
    Report(ReportArgs),
    /// Write a site from runs: a page for each behaviour, interface, error and kernel, and a search
    Site(SiteArgs),
    /// The same as `report diff`
    Diff(DiffArgs),
    /// Show what this host lacks and how to install it
    Doctor {
        /// Check every product of the store against its digests, and remove what is damaged
        #[arg(long)]
        store: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Show how much disk space the store takes up, by kind of product, or trim it
    Store(StoreArgs),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the JSON Schema of a file, for editors and other programs
    Schema {
        /// The file
        of: SchemaOf,
    },
    /// Write man pages, one for each command, into a folder
    Man {
        /// The folder
        folder: Utf8PathBuf,
    },
}

/// The files that have a schema.
#[derive(Clone, Copy, ValueEnum)]
pub enum SchemaOf {
    /// The matrix file, which you write
    Matrix,
    /// `run.json`, which a run writes
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
    /// Build kernels from source, and print how long each takes and how large it is
    Build {
        /// Kernel ids or versions, such as `2.6.32` or `3.*`
        pattern: String,
    },
    /// Download what kernels are made of and this host does not have (packages and source), and say first how
    /// much that is
    #[command(alias = "fetch")]
    Get {
        /// Kernel ids or versions, such as `2.6.32` or `3.*` [default: all in the matrix]
        #[arg(default_value = "*", hide_default_value = true)]
        pattern: String,
    },
    /// Add an entry for a distribution's kernel to the matrix file, and pin it to what the archive has now
    Add(AddArgs),
}

/// Arguments of `kernels add`.
#[derive(Args)]
pub struct AddArgs {
    /// The distribution
    #[arg(value_parser = PossibleValuesParser::new(PRESETS.iter().map(|it| it.name)))]
    pub preset: String,
    /// Address of a mirror of the distribution's archive [default: from NLMATRIX_MIRRORS, or where
    /// the host's apt has the suite from]
    #[arg(long, value_name = "ADDRESS")]
    pub mirror: Option<String>,
    /// File with the keys that sign the distribution's archive and packages; may be repeated [default:
    /// those on this host]
    #[arg(long = "key", value_name = "FILE")]
    pub keys: Vec<Utf8PathBuf>,
    /// Mainline series of the kernel, such as 6.8 [default: the newest]
    #[arg(long)]
    pub series: Option<String>,
    /// The kernel's id in the matrix [default: series and distribution]
    #[arg(long)]
    pub id: Option<String>,
    /// The kernel is only to be booted: its headers are not needed
    #[arg(long)]
    pub boot_only: bool,
}

/// Arguments of `explain`.
#[derive(Args)]
pub struct ExplainArgs {
    /// A cell's id, or the text to explain, or a file that contains it; `-` reads standard input
    #[arg(required = true)]
    pub question: Vec<String>,
    #[command(flatten)]
    pub file: FileArgs,
    /// The kernel in question, as `uname -r` prints it there, if the text does not name it
    #[arg(long, short, value_name = "RELEASE")]
    pub kernel: Option<String>,
    /// The run whose cells are cited as evidence: a folder with run.json
    #[arg(long, value_name = "DIR", default_value = DEFAULT_OUT)]
    pub run: Utf8PathBuf,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Arguments of `bisect`.
#[derive(Args)]
pub struct BisectArgs {
    /// The cell, such as `nlecho.g6-cfg/extra-ack`
    #[arg(required_unless_present = "build")]
    pub cell: Option<String>,
    /// Find the change since which this module, such as `nlecho.g6-cfg`, no longer builds
    #[arg(long, value_name = "MODULE", conflicts_with_all = ["cell", "check"])]
    pub build: Option<String>,
    /// The earlier revision (a tag, branch or commit), on which the cell ends, or the module builds, as it
    /// should
    #[arg(long, value_name = "REVISION")]
    pub good: String,
    /// The later revision, on which it no longer does
    #[arg(long, value_name = "REVISION")]
    pub bad: String,
    /// The check to look at, if more than one differs
    #[arg(long, value_name = "NAME")]
    pub check: Option<String>,
    #[command(flatten)]
    pub file: FileArgs,
}

/// Arguments of `report`.
#[derive(Args)]
pub struct ReportArgs {
    /// What to do instead of rebuilding
    #[command(subcommand)]
    pub command: Option<ReportCommand>,
    /// The folder with the run.json
    #[arg(default_value = DEFAULT_OUT)]
    pub dir: Utf8PathBuf,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// The commands of `report`.
#[derive(Subcommand)]
pub enum ReportCommand {
    /// Compare two runs (folders or run.json files); fails if something got worse
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
        /// The folder with the run.json, or the file itself
        #[arg(default_value = DEFAULT_OUT)]
        run: Utf8PathBuf,
    },
}

/// Arguments of `site`.
#[derive(Args)]
pub struct SiteArgs {
    /// Folder for the site; an existing site is replaced
    #[arg(value_parser = folder)]
    pub folder: Utf8PathBuf,
    /// The runs to make it from (folders or run.json files), whatever their machines and processors
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
    /// Fail unless both runs have the same cells, and each cell ended the same way in both
    #[arg(long)]
    pub exact: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Write the comparison as an HTML page as well
    #[arg(long, value_name = "FILE")]
    pub html: Option<Utf8PathBuf>,
}
