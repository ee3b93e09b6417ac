//! Why a client could not be built.

use camino::{Utf8Path, Utf8PathBuf};

use crate::excerpt::excerpt;
use crate::fault::chain;
use crate::module::ModuleError;
use crate::process::{Job, ProcessError};
use crate::store::StoreError;

/// What helps if a compiler refuses one.
const REMEDY: &str =
    "fix it, or say in its [[client]] how it is built: `flags`, `libs`, or a `command` of its own";

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The compiler, or the client's own command, refused it.
    #[error("failed to build the client {path}: `{by}` says\n{said}\n{REMEDY}")]
    Refused {
        /// Its source or folder.
        path: Utf8PathBuf,
        /// What was used to build it.
        by: String,
        /// The first lines of its error messages.
        said: String,
    },
    /// What builds it could not be started, or failed.
    #[error("failed to build the client {path}")]
    Compile {
        /// Its source or folder.
        path: Utf8PathBuf,
        /// The compiler's output.
        source: ProcessError,
    },
    /// Something that should be a program or a library is neither.
    #[error(
        "{path} is not an x86-64 program or library with section headers: guests run nothing else"
    )]
    NoElf {
        /// The file.
        path: Utf8PathBuf,
    },
    /// A library that a program needs was not found.
    #[error(
        "{program} needs the library {library}, which is not in the library folders of {places}: \
         install it there, or link the program statically"
    )]
    MissingLibrary {
        /// The program, or the library that needs another one.
        program: Utf8PathBuf,
        /// Its name, as the program asks for it.
        library: String,
        /// The roots that were searched.
        places: String,
    },
    /// A command succeeded without leaving the program.
    #[error("`{command}` in {path} succeeded, but left no program {program}")]
    NotLeft {
        /// The client's folder.
        path: Utf8PathBuf,
        /// The command.
        command: String,
        /// What it should have left.
        program: Utf8PathBuf,
    },
    /// The folder of a client that is built by a command could not be copied.
    #[error("failed to copy a client's folder")]
    Folder(#[from] Box<ModuleError>),
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl ClientError {
    /// The output of the compiler or of the client's own command.
    pub fn said(&self) -> &str {
        match self {
            Self::Refused { said, .. } => said,
            _ => "",
        }
    }

    /// What is wrong, in one line after the client's name, without that output.
    pub fn in_a_line(&self) -> String {
        match self {
            Self::Refused { by, .. } => {
                format!("does not build: `{}` fails; {REMEDY}", excerpt(by, LONGEST))
            }
            other => format!("cannot be used: {}", chain(other)),
        }
    }
}

impl From<StoreError<ClientError>> for ClientError {
    fn from(error: StoreError<ClientError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}

/// Wraps a system error about `path`.
pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> ClientError {
    let path = path.into();
    move |source| ClientError::Io { path, source }
}

/// How much of a command is shown if it has to fit in a line.
const LONGEST: usize = 80;
/// At most so many lines of a compiler's output are shown, beginning with the first error.
const SHOWN: usize = 12;

/// The result of `job`, which was to build the client at `path` with the program or command `by`.
pub(super) fn built(path: &Utf8Path, by: &str, job: &Job) -> Result<(), ClientError> {
    let failed = |source| ClientError::Compile { path: path.to_owned(), source };
    let finished = job.finish().map_err(failed)?;
    if finished.status == Some(0) {
        return Ok(());
    }
    let said = first(&finished.output);
    Err(ClientError::Refused { path: path.to_owned(), by: by.to_owned(), said })
}

/// The lines from the first error on; if there is none, all lines, of which the last ones say most.
fn first(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let at = lines.iter().position(|line| line.contains("error"));
    let from = at.unwrap_or(lines.len().saturating_sub(SHOWN));
    let shown = &lines[from..lines.len().min(from + SHOWN)];
    match lines.len() - from - shown.len() {
        0 => shown.join("\n"),
        more => format!("{}\n… {more} lines more", shown.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_does_not_compile_is_told_in_the_compilers_words() {
        let script = "echo 'In file included from x.h:1:'; for i in $(seq 20); do echo \"c.c:$i:5: error: e$i\"; done; exit 1";
        let job = Job::new("sh").args(["-c", script]);
        let said = built(Utf8Path::new("/home/me/c.c"), "musl-gcc", &job).unwrap_err().to_string();
        let mut lines = said.lines();
        let first = "failed to build the client /home/me/c.c: `musl-gcc` says";
        assert_eq!((lines.next(), lines.next()), (Some(first), Some("c.c:1:5: error: e1")));
        assert!(said.contains("e12\n… 8 lines more\nfix it"), "{said}");
        assert_eq!(super::first("a\nb"), "a\nb");
    }
}
