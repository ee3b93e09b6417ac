//! Which old kernels every run needs: the fewest on which each generation builds somewhere, and each expectation is
//! seen to begin and to end.
//!
//! What is expected of a cell is constant over some range of versions, and then changes: these ranges are its *eras*.
//! One kernel of each era suffices to show it. An era is a stretch of consecutive kernels, so the fewest kernels that
//! cover all eras are found greedily, from the era that ends first to the one that ends last.

use std::collections::BTreeMap;

use super::{Cell, of_kernel};
use crate::matrix::{KernelEntry, Matrix, Provider};
use crate::run::Outcome;
use crate::version::KernelVersion;

/// A stretch of kernels on which the same is expected of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Era {
    /// The cell without its kernel.
    pub cell: String,
    /// Its kernels, in their order.
    pub kernels: Vec<String>,
}

/// Every era of `matrix` that ends before `until`: every run has the kernels of later ones anyway.
pub fn eras(matrix: &Matrix, until: &KernelVersion) -> Vec<Era> {
    let mut by_cell: BTreeMap<String, Vec<(String, KernelVersion, What)>> = BTreeMap::new();
    for kernel in matrix.kernels.iter().filter(|kernel| counts(kernel)) {
        for cell in
            of_kernel(matrix, kernel).into_iter().filter(|it| it.expected != Outcome::Unavailable)
        {
            let known = by_cell.entry(cell.id.name()).or_default();
            known.push((kernel.id.clone(), kernel.series, What::of(&cell)));
        }
    }
    let all = by_cell.into_iter().flat_map(|(cell, known)| {
        let stretches = known.chunk_by(|a, b| a.2 == b.2).map(<[_]>::to_vec).collect::<Vec<_>>();
        stretches.into_iter().map(move |stretch| (cell.clone(), stretch))
    });
    let old = all.filter(|(_, stretch)| stretch.iter().all(|(_, version, _)| version < until));
    let era = |(cell, stretch): (String, Vec<(String, KernelVersion, What)>)| Era {
        cell,
        kernels: stretch.into_iter().map(|(id, ..)| id).collect(),
    };
    old.map(era).collect()
}

/// The fewest kernels with one in every era. Each is the newest kernel of the first era that no earlier choice
/// covers.
pub fn fewest(matrix: &Matrix, eras: &[Era]) -> Vec<String> {
    let place = |id: &str| matrix.kernels.iter().position(|kernel| kernel.id == id);
    let end = |era: &Era| era.kernels.last().and_then(|id| place(id));
    let mut eras: Vec<&Era> = eras.iter().collect();
    eras.sort_by_key(|era| end(era));
    let mut chosen: Vec<String> = Vec::new();
    for era in eras {
        if !era.kernels.iter().any(|id| chosen.contains(id)) {
            chosen.extend(era.kernels.last().cloned());
        }
    }
    chosen
}

/// Does it count: can modules be built for it, and is it not a kernel that only this user has?
fn counts(kernel: &KernelEntry) -> bool {
    !matches!(kernel.provider, Provider::Prebuilt(_)) && !kernel.boot_only()
}

/// What is expected of a cell: it is the same for two kernels of one era.
#[derive(Clone, PartialEq, Eq)]
struct What {
    expected: Outcome,
    /// The rows of the matrix that apply to it, by their reasons and what they predict.
    rows: Vec<String>,
}

impl What {
    fn of(cell: &Cell) -> Self {
        let row = |row: &crate::matrix::Expectation| format!("{:?}", row.predicts);
        let mut rows: Vec<String> = cell.predictions.iter().map(row).collect();
        rows.sort();
        // A refused build counts as refused, whatever the compiler reports first.
        let rows = if cell.expected == Outcome::BuildRefused { Vec::new() } else { rows };
        Self { expected: cell.expected, rows }
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::matrix;

    fn default_matrix() -> Matrix {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        matrix::load(Utf8Path::new(path), crate::scenario::shipped()).unwrap()
    }

    /// The kernels from source that have cells in runs that are not thorough.
    fn in_every_run(matrix: &Matrix) -> Vec<String> {
        let from_source =
            matrix.kernels.iter().filter(|it| matches!(it.provider, Provider::Source(_)));
        let has_cells =
            |kernel: &&KernelEntry| of_kernel(matrix, kernel).iter().any(|it| !it.thorough);
        from_source.filter(has_cells).map(|kernel| kernel.id.clone()).collect()
    }

    #[test]
    fn every_run_has_a_kernel_of_each_era_and_no_more_than_that_takes() {
        let matrix = default_matrix();
        let eras = eras(&matrix, &"5.10".parse().unwrap());
        let (every, fewest) = (in_every_run(&matrix), fewest(&matrix, &eras));
        let shows = |era: &&Era| era.kernels.iter().any(|id| every.contains(id));
        let lacking: Vec<&Era> = eras.iter().filter(|era| !shows(era)).collect();
        assert!(
            lacking.is_empty(),
            "matrix.toml keeps all kernels of these for thorough runs; {fewest:?} would do: {lacking:#?}"
        );
        assert_eq!(every.len(), fewest.len(), "every run has {every:?}, and {fewest:?} would do");
    }

    #[test]
    fn eras_end_where_something_else_is_expected() {
        let kernels = ["2.6.9", "2.6.18", "2.6.24", "3.4", "3.10"];
        let listed = kernels.map(|id| format!("\"{id}\"")).join(", ");
        let text = format!(
            "schema = 1\nkernel-scenarios = [\"portid\"]\n[sources]\naddress = \"{{version}}.tar\"\n\
             versions = [{listed}]\n[[kernel]]\nid = \"6.1\"\ndebian = {{ suite = \"x\", series = \"6.1\" }}\n\
             [[expect]]\nscenario = \"portid\"\nkernels = \">=2.6.18, <3.4\"\n\
             check = \"a taken port\"\nobserved = \"none\"\nreason = \"r\"\nsource = \"s\"\n"
        );
        let matrix =
            matrix::parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped())
                .unwrap();
        let found = eras(&matrix, &"5.10".parse().unwrap());
        let era = |kernels: &[&str]| Era {
            cell: "kernel/portid".to_owned(),
            kernels: kernels.iter().map(|&id| id.to_owned()).collect(),
        };
        // The last one extends to a kernel that every run has anyway.
        assert_eq!(found, [era(&["2.6.9"]), era(&["2.6.18", "2.6.24"])]);
        assert_eq!(fewest(&matrix, &found), ["2.6.9", "2.6.24"]);
    }
}
