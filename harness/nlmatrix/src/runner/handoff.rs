//! What a run hands to the processes of its cells: one file, which one variable names.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::sources::Sources;
use crate::environment::{self, Accelerator};

/// Names the file. Whoever runs a cell by hand does not set it.
const VARIABLE: &str = "NLMATRIX_HANDOFF";

/// All that a cell's process has to know of the run that it is part of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Handoff {
    /// How people call the program of the run.
    pub command: String,
    /// The matrix file.
    pub matrix: Utf8PathBuf,
    /// A file with the ids of the cells that are to run, one a line; all of them without it. Only who
    /// lists them reads it.
    pub plan: Option<Utf8PathBuf>,
    /// The folder where cells leave their records.
    pub records: Option<Utf8PathBuf>,
    /// The accelerator that the command line asks for.
    pub accel: Option<Accelerator>,
    /// Does it ask for every kernel to be booted again?
    pub cold: bool,
    /// Is nothing to be downloaded?
    pub offline: bool,
    /// What the run found out before its first cell.
    pub sources: Sources,
}

impl Handoff {
    /// What the run that this process is part of has handed on; `None` where it is part of none.
    ///
    /// # Errors
    /// The file cannot be read, or is another version's.
    pub fn received() -> io::Result<Option<Self>> {
        let Some(path) = std::env::var_os(VARIABLE) else { return Ok(None) };
        let handoff: Self = serde_json::from_slice(&fs_err::read(path)?)?;
        environment::called(&handoff.command);
        if handoff.offline {
            environment::go_offline();
        }
        Ok(Some(handoff))
    }

    /// Leaves it at `path`, and gives the variable that leads there.
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
