//! Whose fault an error is, which decides the exit code of the command that it ends.

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The user asked for or wrote something that cannot be done.
    User,
    /// The host lacks a program or a file that the user has to install.
    Host,
    /// Something that nlmatrix depends on failed: the network, the disk, a child process.
    Own,
}

/// An error with all its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts.join(": ")
}
