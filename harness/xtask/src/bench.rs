//! `cargo xtask bench`.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::matrix;
use nlmatrix::store::Store;
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::host::preflight;

use crate::cargo::workspace;
use crate::cli::BenchArgs;

/// Measures, and writes the report.
pub fn run(args: &BenchArgs) -> anyhow::Result<Exit> {
    let matrix = matrix::load(&args.file.matrix, nlmatrix::scenario::shipped())?;
    preflight()?;
    let program = std::env::current_exe()?;
    let options = nlmatrix::bench::Options {
        kernels: args.kernel.clone(),
        rounds: if args.quick { 1 } else { 5 },
        cells: if args.quick { args.cells.min(100) } else { args.cells },
        peer_kernels: args.peer_kernel.clone(),
        program: Utf8PathBuf::from_path_buf(program).unwrap_or_else(|_| "nlmatrix".into()),
        workspace: workspace().canonicalize_utf8()?,
    };
    let asked = || nlmatrix::bench::Asked {
        kernels: options.kernels.clone(),
        rounds: options.rounds,
        program: options.program.clone(),
    };
    if args.roots {
        let roots = nlmatrix::bench::measure_roots(matrix, &Store::of_user(), &asked())?;
        args.format.print(&roots, format!("{roots}\n"))?;
        return Ok(Exit::Ok);
    }
    if args.edit {
        let edit = nlmatrix::bench::measure_edit(matrix, &Store::of_user(), &asked())?;
        args.format.print(&edit, format!("{edit}\n"))?;
        return Ok(Exit::Ok);
    }
    let results = nlmatrix::bench::run(matrix, Store::of_user(), &options)?;
    fs_err::write(&args.out, results.markdown())?;
    args.format.print(&results, results.markdown() + "\n")?;
    Ok(if results.lost == 0 { Exit::Ok } else { Exit::Lost })
}

/// One no-op cell of the benchmark.
pub fn cell(file: &Utf8Path, kernel: &str, folder: &Utf8Path, cold: bool) -> anyhow::Result<Exit> {
    nlmatrix::signals::end_with_parent()?;
    nlmatrix::bench::run_here(file, kernel, cold, folder)?;
    Ok(Exit::Ok)
}
