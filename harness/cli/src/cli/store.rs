//! Arguments of `store`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use nlmatrix::store::Limit;

use super::file::DEFAULT_MATRIX;
use crate::format::FormatArgs;

/// Arguments of `store`.
#[derive(Args)]
pub struct StoreArgs {
    /// What to do instead of showing it
    #[command(subcommand)]
    pub action: Option<StoreAction>,
    /// The matrix file, whose `store` table can set a limit
    #[arg(long, short, default_value = DEFAULT_MATRIX, global = true)]
    pub matrix: Utf8PathBuf,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// What to do with the store.
#[derive(Clone, Copy, Subcommand)]
pub enum StoreAction {
    /// Remove what no run is using, beginning with what was unused longest and is cheapest to make again,
    /// until the rest is within the limit
    Trim {
        /// A limit other than the usual one: `20G`, `800M`, `40%` of the free disk; `0M` leaves only what is
        /// in use
        #[arg(long, value_name = "LIMIT")]
        to: Option<Limit>,
        #[command(flatten)]
        format: FormatArgs,
    },
}
