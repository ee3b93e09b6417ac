//! The program with many names; see the library.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use legacy_cc::asm::modernize;
use legacy_cc::call::Tool;
use legacy_cc::elf;
use legacy_cc::profile::{FILE, Profile};

/// Why the wrapper stops.
type Problem = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    run().unwrap_or_else(|problem| {
        eprintln!("legacy-cc: {problem}");
        ExitCode::from(125)
    })
}

fn run() -> Result<ExitCode, Problem> {
    let mut arguments = std::env::args();
    let own = PathBuf::from(arguments.next().unwrap_or_default());
    let given: Vec<String> = arguments.collect();
    let folder = own.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.ok_or("call the wrappers by their path: they look for what lies beside")?;
    let profile = std::fs::read_to_string(folder.join(FILE));
    let profile = profile.map_err(|error| format!("{}: {error}", folder.join(FILE).display()))?;
    let profile: Profile = profile.parse()?;
    let tool = Tool::named(&own.file_name().unwrap_or_default().to_string_lossy());
    let arguments = tool.arguments(&given, &profile, &folder.to_string_lossy());
    let program = tool.program(&profile);
    match tool {
        Tool::Assembler => assemble(program, &arguments),
        _ => {
            Err(format!("failed to run {program}: {}", command(program, &arguments).exec()).into())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this program stands in for the one that it runs")]
fn command(program: &str, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Adapts the text to today's gas, assembles it, and adapts the object to an old kernel.
fn assemble(program: &str, arguments: &[String]) -> Result<ExitCode, Problem> {
    let input = arguments.iter().position(|argument| argument.ends_with(".s"));
    let text = match input {
        Some(at) => std::fs::read(&arguments[at])?,
        None if asks_only(arguments) => return plain(program, arguments),
        None => {
            let mut text = Vec::new();
            std::io::stdin().read_to_end(&mut text)?;
            text
        }
    };
    let rest = arguments.iter().enumerate().filter(|(at, word)| Some(*at) != input && *word != "-");
    let rest: Vec<&String> = rest.map(|(_, word)| word).collect();
    let mut child = command(program, &rest).stdin(Stdio::piped()).spawn()?;
    let mut pipe = child.stdin.take().ok_or("no pipe to the assembler")?;
    // An assembler that stops early says why itself.
    let _ = pipe.write_all(&modernize(&text));
    drop(pipe);
    let status = child.wait()?;
    if status.success() {
        rewrite(output(arguments))?;
    }
    Ok(ExitCode::from(status.code().map_or(1, |code| code as u8)))
}

/// Assembles files unchanged: objects for the build itself, or none at all.
fn plain(program: &str, arguments: &[String]) -> Result<ExitCode, Problem> {
    let status = command(program, arguments).status()?;
    if status.success() {
        rewrite(output(arguments))?;
    }
    Ok(ExitCode::from(status.code().map_or(1, |code| code as u8)))
}

/// Neither `-` nor `.s`: a query, or a file with another suffix.
fn asks_only(arguments: &[String]) -> bool {
    let is_file = |argument: &String| !argument.starts_with('-') && Path::new(argument).is_file();
    let asks = |argument: &String| argument == "--version" || argument == "--help";
    arguments.iter().any(|argument| asks(argument) || is_file(argument))
}

/// Where the object goes.
fn output(arguments: &[String]) -> &Path {
    let at = arguments.iter().position(|argument| argument == "-o");
    Path::new(at.and_then(|at| arguments.get(at + 1)).map_or("a.out", String::as_str))
}

fn rewrite(path: &Path) -> Result<(), Problem> {
    if !path.is_file() {
        return Ok(());
    }
    let mut object = std::fs::read(path)?;
    if elf::rewrite(&mut object) > 0 {
        std::fs::write(path, object)?;
    }
    Ok(())
}
