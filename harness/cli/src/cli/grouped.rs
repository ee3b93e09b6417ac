//! `--help` grouped by purpose, instead of one long list.

use std::fmt::Write as _;

/// Headings, and the commands under them.
pub type Groups<'a> = &'a [(&'a str, &'a [&'a str])];

/// The commands for users.
pub const USERS_GROUPS: Groups<'static> = &[
    ("Set up", &["init", "doctor", "store", "completions", "man", "schema", "ci"]),
    ("Run", &["matrix", "watch", "cell", "errors", "spec", "list"]),
    ("Port", &["port"]),
    ("Look", &["explain", "probe", "bisect"]),
    ("Kernels", &["kernels", "update"]),
    ("Reports", &["report", "diff", "site"]),
];

/// The same command with a help text that lists its subcommands by `groups`. clap itself only has a single list.
pub fn grouped(command: clap::Command, groups: Groups) -> clap::Command {
    let mut lists = String::new();
    for (heading, names) in groups {
        writeln!(lists, "{heading}:").expect("a string takes all");
        for name in *names {
            let about = command.find_subcommand(name).and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            writeln!(lists, "  {name:12} {about}").expect("a string takes all");
        }
        lists.push('\n');
    }
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{lists}Options:\n{{options}}{{after-help}}"
    ))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_command_stands_in_one_group() {
        let command = Cli::command();
        let mut there: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
        let mut listed: Vec<_> =
            USERS_GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        there.sort_unstable();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }

    #[test]
    fn the_help_has_every_heading_and_what_a_command_does() {
        let help = grouped(Cli::command(), USERS_GROUPS).render_help().to_string();
        for (heading, _) in USERS_GROUPS {
            assert!(help.contains(&format!("\n{heading}:\n")), "{help}");
        }
        assert!(help.contains("  matrix       Build, boot, drive and report"), "{help}");
    }
}
