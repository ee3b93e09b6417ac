//! Arguments of the commands that run cells or ask headers.

use camino::Utf8PathBuf;
use clap::Args;
use nlmatrix::environment::Accelerator;
use nlmatrix::plan::Shard;
use nlmatrix::process::quote;
use nlmatrix::run::Commands;
use nlmatrix::runner::command;

use super::file::{DEFAULT_HISTORY, DEFAULT_OUT, FileArgs, folder};
use crate::format::FormatArgs;

/// Arguments of `probe`.
#[derive(Args)]
pub struct ProbeArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Only kernels whose id matches this pattern, such as `6.12*` or `{5.10,6.1}*`
    #[arg(long, short)]
    pub kernel: Option<String>,
    /// Do without kernels whose id matches this pattern, if they are not available; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub allow_missing: Vec<String>,
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Arguments of `matrix`.
#[derive(Args)]
pub struct MatrixArgs {
    #[command(flatten)]
    pub file: FileArgs,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Only cells whose id contains this: a text, or a pattern such as `g6-*/dump*`
    #[arg(long, short)]
    pub filter: Option<String>,
    /// Only kernels whose id matches this pattern, such as `6.12*` or `{5.10,6.1}*`
    #[arg(long, short)]
    pub kernel: Option<String>,
    /// Also run cells marked `[[thorough]]`
    #[arg(long)]
    pub thorough: bool,
    /// Only this shard, such as `2/4`: the cells are split kernel by kernel into shards of equal weight
    #[arg(long)]
    pub shard: Option<Shard>,
    /// An earlier run (folder or run.json) by whose durations the shards are balanced
    #[arg(long, requires = "shard")]
    pub durations: Option<Utf8PathBuf>,
    /// Folder for the report
    #[arg(long, short, default_value = DEFAULT_OUT, value_parser = folder)]
    pub out: Utf8PathBuf,
    /// Folder with summaries of earlier runs; a run of the whole matrix is added to it
    #[arg(long, default_value = DEFAULT_HISTORY, value_parser = folder)]
    pub history: Utf8PathBuf,
    /// Continue a run that was interrupted: keep the results of the cells that ran, and run the rest
    #[arg(long)]
    pub resume: bool,
    /// Run all cells this many times: one that does not always end the same way is flaky
    #[arg(long, default_value_t = 1, value_parser = at_least_one)]
    pub repeat: usize,
    /// Force an accelerator (tcg or kvm) instead of probing
    #[arg(long)]
    pub accel: Option<Accelerator>,
    /// How many cells to run at once [default: what cores and free memory allow]
    #[arg(long, short, value_parser = at_least_one)]
    pub jobs: Option<usize>,
    /// Boot every kernel again, even if the store has a boot of it
    #[arg(long)]
    pub cold: bool,
    /// Do without kernels whose id matches this pattern, if they are not available; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub allow_missing: Vec<String>,
    /// Propose expectations for what was not as expected, in learned.toml in the report's folder
    #[arg(long)]
    pub learn: bool,
}

impl MatrixArgs {
    /// How this program was called.
    pub fn commands(&self) -> Commands {
        Commands { program: command().to_owned(), file: self.file.options(), resume: self.resume() }
    }

    /// The options that are also needed to run a cell by hand; trees are given by kernel.
    pub fn of_cell(&self) -> String {
        let accel = self.accel.map_or(String::new(), |kind| format!(" --accel {kind}"));
        let cold = if self.cold { " --cold" } else { "" };
        format!("{}{accel}{cold}", self.file.matrix_options())
    }

    /// The command that continues the run.
    fn resume(&self) -> String {
        let mut words = format!("{} matrix{}", command(), self.file.options());
        let mut add = |name: &str, value: Option<String>| {
            words += &value.map_or(String::new(), |value| format!(" --{name} {}", quote(&value)));
        };
        add("kernel", self.kernel.clone());
        add("filter", self.filter.clone());
        add("shard", self.shard.map(|shard| shard.to_string()));
        add("durations", self.durations.as_ref().map(ToString::to_string));
        add("out", Some(self.out.to_string()).filter(|out| out != DEFAULT_OUT));
        add("history", Some(self.history.to_string()).filter(|it| it != DEFAULT_HISTORY));
        add("accel", self.accel.map(|kind| kind.to_string()));
        add("jobs", self.jobs.map(|jobs| jobs.to_string()));
        add("repeat", Some(self.repeat.to_string()).filter(|_| self.repeat > 1));
        self.allow_missing.iter().for_each(|glob| add("allow-missing", Some(glob.clone())));
        let flags = [
            ("thorough", self.thorough),
            ("cold", self.cold),
            ("learn", self.learn),
            ("offline", self.file.offline),
        ];
        let flags = flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| name);
        flags.chain(["resume"]).for_each(|name| words += &format!(" --{name}"));
        words
    }
}

/// A number that is at least one.
fn at_least_one(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if number == 0 { Err("at least 1".to_owned()) } else { Ok(number) }
}
