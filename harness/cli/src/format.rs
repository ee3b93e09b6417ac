//! `--format`: prints results as text for readers or as JSON for programs. All commands that print a table do it this
//! way; `docs/reference/json.md` has the shape of each.

use std::fmt::Display;

use clap::{Args, ValueEnum};
use serde::Serialize;

/// How to print a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// The option of commands that print a table.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct FormatArgs {
    /// Print a table as text, or as JSON (docs/reference/json.md has its shape)
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "text|json",
        hide_possible_values = true
    )]
    pub format: Format,
}

impl FormatArgs {
    /// Prints `found` by its fields, or as `text` shows it.
    pub fn print(self, found: &impl Serialize, text: impl Display) -> anyhow::Result<()> {
        match self.format {
            Format::Text => anstream::print!("{text}"),
            Format::Json => anstream::println!("{}", serde_json::to_string_pretty(found)?),
        }
        Ok(())
    }

    /// Prints a line after it; readers of JSON expect nothing else, so nothing follows that.
    pub fn add(self, line: &str) {
        match self.format {
            Format::Text => anstream::println!("{line}"),
            Format::Json => anstream::eprintln!("{line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use crate::cli::Cli;

    /// The commands below `command` that take `--format`, by their full names.
    fn taking(command: &clap::Command, before: &str, names: &mut Vec<String>) {
        for below in command.get_subcommands() {
            let name = format!("{before}{}", below.get_name());
            if below.get_arguments().any(|it| it.get_long() == Some("format")) {
                names.push(name.clone());
            }
            taking(below, &format!("{name} "), names);
        }
    }

    #[test]
    fn the_shape_of_each_is_documented() {
        let page = include_str!("../../../docs/reference/json.md");
        let mut names = Vec::new();
        taking(&Cli::command(), "", &mut names);
        assert!(names.len() >= 12, "{names:?}");
        for name in names {
            let is_told =
                [format!("`{name}`"), format!("`{name} ")].iter().any(|it| page.contains(it));
            assert!(is_told, "docs/reference/json.md has no `{name}`");
        }
    }
}
