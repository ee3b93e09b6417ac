//! Arguments of `spec`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::FileArgs;
use crate::format::FormatArgs;

/// What to do with a specification.
#[derive(Subcommand)]
pub enum SpecAction {
    /// Write a first specification from what a kernel says about a family while the module is loaded
    Init(SpecInitArgs),
    /// Check a specification against what each kernel says about its family, and against how the family
    /// behaves at each boundary; differences are findings
    Check(SpecCheckArgs),
}

/// Arguments of `spec init`.
#[derive(Args)]
pub struct SpecInitArgs {
    /// The module, such as `mine` or `genlecho.g4-static-ops`; `kernel` for a family of the kernel itself
    pub module: String,
    /// The family [default: all that come with the module]
    #[arg(long, value_name = "NAME")]
    pub family: Option<String>,
    /// The kernel to ask [default: the newest that the module builds for]
    #[arg(long, short, value_name = "GLOB")]
    pub kernel: Option<String>,
    /// The file to write; `-` prints it [default: FAMILY.yaml]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub file: FileArgs,
}

/// Arguments of `spec check`.
#[derive(Args)]
pub struct SpecCheckArgs {
    /// The module, such as `mine` or `genlecho.g4-static-ops`; `kernel` for a family of the kernel itself
    pub module: String,
    /// The specification [default: those that the matrix file names]
    #[arg(long, value_name = "FILE")]
    pub spec: Vec<Utf8PathBuf>,
    /// Only kernels whose id matches this pattern, such as `6.12*` or `{5.10,6.1}*`
    #[arg(long, short, value_name = "GLOB")]
    pub kernel: Option<String>,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub file: FileArgs,
}
