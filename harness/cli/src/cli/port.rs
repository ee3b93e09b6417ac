//! Arguments of `port`.

use camino::Utf8PathBuf;
use clap::Args;

use super::FileArgs;

/// Arguments of `port`.
#[derive(Args)]
pub struct PortArgs {
    /// The module's folder
    #[arg(default_value = ".")]
    pub folder: Utf8PathBuf,
    /// The kernel that the source was written for, such as `2.6.11`; without it, every step is tried
    #[arg(long, value_name = "KERNEL")]
    pub from: Option<String>,
    /// The kernels to port to: ids of the matrix, patterns of ids, or versions [default: the newest of the
    /// matrix]
    #[arg(long, value_name = "KERNEL", num_args = 1.., value_delimiter = ',')]
    pub to: Vec<String>,
    /// Write one source for all of these kernels and those between them, which finds out what a kernel has
    /// when it is built; without `--to`, for all kernels of the matrix
    #[arg(long)]
    pub range: bool,
    /// Rewrite the sources in the folder itself, and prove them
    #[arg(long, group = "how")]
    pub in_place: bool,
    /// Write a ported copy of the folder to DIR, and prove it; if kernels need different sources, write one
    /// copy for each of them below DIR
    #[arg(long, short, value_name = "DIR", group = "how")]
    pub out: Option<Utf8PathBuf>,
    /// Print a patch with the reason for each change, and write nothing (the default)
    #[arg(long, group = "how")]
    pub diff: bool,
    /// Do not build and drive what was written
    #[arg(long)]
    pub no_proof: bool,
    #[command(flatten)]
    pub file: FileArgs,
}
