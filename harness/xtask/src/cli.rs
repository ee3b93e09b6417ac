//! Arguments of the developers' commands.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};
use nlmatrix_cli::cli::{self, Common, FileArgs};
use nlmatrix_cli::format::FormatArgs;

/// Commands for the developers of nlmatrix, and all commands of `nlmatrix`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands that users do not have.
pub const DEVELOPERS: (&str, &[&str]) = (
    "Develop nlmatrix",
    &["test", "mutants", "faults", "fuzz", "bench", "porting", "checks", "history", "book"],
);

/// All commands, grouped by purpose.
pub fn groups() -> Vec<(&'static str, &'static [&'static str])> {
    cli::USERS_GROUPS.iter().copied().chain([DEVELOPERS]).collect()
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Format check, lints, unit and CLI tests, and the real matrix on two kernels
    Test,
    /// Introduce a fault for each scenario, and verify that the scenario which is there for it fails; writes
    /// docs/mutants.md
    Mutants(MutantsArgs),
    /// Inject faults into the harness itself, and write docs/reliability.md
    Faults {
        /// How many times to inject each fault
        #[arg(long, default_value_t = 1)]
        times: u32,
        /// Only faults whose name contains this (the table is then not written)
        #[arg(long, short)]
        filter: Option<String>,
    },
    /// Give generated input to every reader of foreign bytes, and write docs/bad-input.md
    Fuzz {
        /// How many inputs each reader gets; the table is written if that is a million or more
        #[arg(long, default_value_t = 1_000_000)]
        runs: u32,
        /// The seed of the inputs: another seed makes other inputs
        #[arg(long, default_value_t = 1)]
        seed: u32,
        /// Only readers whose name contains this (the table is then not written)
        #[arg(long, short)]
        filter: Option<String>,
        /// Let libFuzzer look for input that reaches new code, in a build with counters
        #[arg(long)]
        guided: bool,
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
    /// Write docs/porting.md from the generations and the probes' histories
    Porting {
        #[command(flatten)]
        file: FileArgs,
    },
    /// Record which checks each scenario makes, from a run on the newest kernel
    Checks {
        /// The run: a folder with run.json, or the file
        #[arg(default_value = "reports/out/latest")]
        run: Utf8PathBuf,
    },
    /// Check the commits and release days that our files name against a clone of the kernel
    History {
        /// The clone; without it, the first of NLMATRIX_KERNEL_GIT
        git: Option<Utf8PathBuf>,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Write the generated pages of docs, and the book if mdbook is installed
    Book,
    #[command(flatten)]
    Users(cli::Command),
}

/// Arguments of `bench`.
#[derive(Args)]
pub struct BenchArgs {
    #[command(flatten)]
    pub file: FileArgs,
    #[command(flatten)]
    pub format: FormatArgs,
    /// Only kernels whose id matches this pattern
    #[arg(long, short)]
    pub kernel: Option<String>,
    /// How many cells are forked in the long row
    #[arg(long, default_value_t = 2000)]
    pub cells: usize,
    /// Only one round and 100 cells, to see that it works
    #[arg(long)]
    pub quick: bool,
    /// Instead, measure the time from one changed line of a module to the verdicts of five scenarios on each
    /// kernel, beside `make` alone for the same kernels, and print it
    #[arg(long)]
    pub edit: bool,
    /// Instead, measure forks and memory of guests with the roots of the matrix, beside guests without roots,
    /// and print it
    #[arg(long, conflicts_with = "edit")]
    pub roots: bool,
    /// A kernel for the other systems to boot: FILE, or NAME=FILE for one system alone. vmtest needs 9p built
    /// in; for virtme-ng it can be ROOT/boot/vmlinuz-* beside ROOT/lib/modules
    #[arg(long)]
    pub peer_kernel: Vec<String>,
    /// The report to write
    #[arg(long, short, default_value = "reports/bench.md")]
    pub out: Utf8PathBuf,
}

/// Arguments of `mutants`.
#[derive(Args)]
pub struct MutantsArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// The kernel to try the faults on [default: the last of the matrix]
    #[arg(long, short)]
    pub kernel: Option<String>,
    /// Only mutations whose description or scenario contains this (the page is then not written)
    #[arg(long, short)]
    pub filter: Option<String>,
    /// Also run the module's other scenarios with each fault, to see which of them notice it
    #[arg(long)]
    pub wide: bool,
    /// How many faults to try at once
    #[arg(long, short, default_value_t = 2)]
    pub jobs: usize,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_stands_in_one_group() {
        let command = Cli::command();
        let shown = command.get_subcommands().filter(|it| !it.is_hide_set());
        let mut there: Vec<_> = shown.map(clap::Command::get_name).collect();
        let mut listed: Vec<_> = groups().iter().flat_map(|(_, names)| *names).copied().collect();
        there.sort_unstable();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }

    /// Every option that a command's help mentions is one of that command's own, unless the text names the other
    /// command (`command --option`).
    #[test]
    fn help_speaks_of_options_that_there_are() {
        let mut command = Cli::command();
        command.build();
        let mut wrong = Vec::new();
        strays(&command, &mut wrong);
        assert_eq!(wrong, [""; 0]);
    }

    fn strays(command: &clap::Command, wrong: &mut Vec<String>) {
        let option = regex::Regex::new(r"(?:^|[^\w-])--([a-z][a-z-]+)").unwrap();
        let abouts = [command.get_about(), command.get_long_about()];
        let helps = command.get_arguments().flat_map(|it| [it.get_help(), it.get_long_help()]);
        for text in abouts.into_iter().chain(helps).flatten().map(ToString::to_string) {
            for named in option.captures_iter(&text) {
                let is_own = command.get_arguments().any(|it| it.get_long() == Some(&named[1]));
                if !is_own {
                    wrong.push(format!("{}: --{} in `{text}`", command.get_name(), &named[1]));
                }
            }
        }
        command.get_subcommands().for_each(|below| strays(below, wrong));
    }

    /// `-k` always means the kernel, and never anything else.
    #[test]
    fn a_letter_stands_for_one_option_in_all_commands() {
        let mut letters = std::collections::BTreeMap::new();
        let command = Cli::command();
        let below = command.get_subcommands().flat_map(clap::Command::get_subcommands);
        for option in command.get_subcommands().chain(below).flat_map(clap::Command::get_opts) {
            let (Some(letter), Some(long)) = (option.get_short(), option.get_long()) else {
                continue;
            };
            assert_eq!(*letters.entry(letter).or_insert(long), long, "-{letter}");
        }
        for option in command.get_subcommands().flat_map(clap::Command::get_opts) {
            let long = option.get_long();
            let letter = letters.iter().find(|(_, known)| Some(**known) == long);
            assert_eq!(option.get_short(), letter.map(|(letter, _)| *letter), "{long:?}");
        }
    }
}
