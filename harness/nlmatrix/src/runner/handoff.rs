//! What a run hands on to the processes of its cells: one file, named by one variable.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::sources::Sources;
use crate::environment::{self, Accelerator};

/// Names the file. Users who run a cell by hand do not set it.
const VARIABLE: &str = "NLMATRIX_HANDOFF";

/// Everything that a cell's process has to know about its run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Handoff {
    /// How the program of the run is called in commands for people.
    pub command: String,
    /// The matrix file.
    pub matrix: Utf8PathBuf,
    /// A file with the ids of the cells that are to run, one on each line; without it, all of them. Only the process
    /// that lists the cells reads it.
    pub plan: Option<Utf8PathBuf>,
    /// The folder where cells leave their records.
    pub records: Option<Utf8PathBuf>,
    /// The accelerator that the command line asks for, if any.
    pub accel: Option<Accelerator>,
    /// Should every kernel be booted again?
    pub cold: bool,
    /// Are downloads forbidden?
    pub offline: bool,
    /// What the run found out before its first cell.
    pub sources: Sources,
}

impl Handoff {
    /// What the run to which this process belongs has handed on; `None` if it belongs to none.
    ///
    /// # Errors
    /// The file cannot be read, or is from another version.
    pub fn received() -> io::Result<Option<Self>> {
        let Some(path) = std::env::var_os(VARIABLE) else { return Ok(None) };
        let handoff: Self = serde_json::from_slice(&fs_err::read(path)?)?;
        environment::called(&handoff.command);
        if handoff.offline {
            environment::go_offline();
        }
        Ok(Some(handoff))
    }

    /// Writes it to `path`, and returns the variable that names it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn leave<'p>(&self, path: &'p Utf8Path) -> io::Result<(&'static str, &'p str)> {
        fs_err::write(path, serde_json::to_vec_pretty(self)?)?;
        Ok((VARIABLE, path.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("handoff.json");
        let mut handoff =
            Handoff { cold: true, command: "nlmatrix".to_owned(), ..Handoff::default() };
        handoff.sources.trees.push(("3.2".parse().unwrap(), "/tree".into()));
        let (variable, named) = handoff.leave(&path).unwrap();
        assert_eq!((variable, named), (VARIABLE, path.as_str()));
        let read: Handoff = serde_json::from_slice(&fs_err::read(named).unwrap()).unwrap();
        assert_eq!((read.cold, read.command.as_str()), (true, "nlmatrix"));
        assert_eq!(read.sources.trees, handoff.sources.trees);
    }
}
