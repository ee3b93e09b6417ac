//! What has to be made before a cell can run: a cell that needs no module does not wait for one.

use serde::{Deserialize, Serialize};

use crate::matrix::{KERNEL_SYSTEM, Matrix};
use crate::plan::Cell;

/// How far the things that a kernel's cells need have been made; each stage includes all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The kernel has guests, which contain nothing that is compiled for this matrix.
    Guests,
    /// Its guests have the clients.
    Clients,
    /// Its guests have the modules.
    Modules,
}

impl Stage {
    /// What `cell` of `matrix` needs. A scenario of the matrix file may use any file.
    pub fn of(cell: &Cell, matrix: &Matrix) -> Self {
        if cell.id.module.system != KERNEL_SYSTEM || matrix.shipped(&cell.id.scenario).is_none() {
            return Self::Modules;
        }
        match matrix.clients_of(&cell.id.scenario).is_empty() {
            true => Self::Guests,
            false => Self::Clients,
        }
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use rstest::rstest;

    use super::*;
    use crate::matrix;
    use crate::plan::plan;

    const MATRIX: &str = r#"
        schema = 1
        kernel-scenarios = ["portid", "thread-port", "written"]
        [[kernel]]
        id = "6.12"
        debian = { suite = "trixie", series = "6.12" }
        [[client]]
        name = "threads"
        package = "threads"
        program = "/usr/bin/threads"
        [[system]]
        name = "mine"
        path = "/"
        scenarios = ["load-unload"]
        [[system.generation]]
        name = "any"
        kernels = "*"
        [[scenario]]
        name = "written"
        [[scenario.step]]
        exists = "/dev/null"
    "#;

    #[rstest]
    #[case::of_the_kernel("6.12/kernel/portid", Stage::Guests)]
    #[case::with_a_client("6.12/kernel/thread-port", Stage::Clients)]
    #[case::of_somebody_s_own("6.12/kernel/written", Stage::Modules)]
    #[case::of_a_module("6.12/mine.any/load-unload", Stage::Modules)]
    fn a_cell_waits_for_what_it_needs(#[case] id: &str, #[case] stage: Stage) {
        let shipped = crate::scenario::shipped();
        let matrix = matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, shipped).unwrap();
        let cell = plan(&matrix).into_iter().find(|cell| cell.id.to_string() == id).unwrap();
        assert_eq!(Stage::of(&cell, &matrix), stage);
    }
}
