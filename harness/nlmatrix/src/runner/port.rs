//! Proves a port: the module, as it is now, is built, loaded and driven on the kernels to which it was ported. The
//! cells are those of `cargo xtask matrix`.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::Sources;
use super::matrix::{Options, RunError};
use crate::facts;
use crate::init;
use crate::matrix::{Matrix, SystemEntry};
use crate::module;
use crate::plan::{Durations, Selection};
use crate::port::{Leftover, PortError, Ported, RefusedBuild, name_complaints};
use crate::run::{BuildRecord, CellRecord, Commands, Outcome, Run};
use crate::store::Store;
use crate::version::KernelVersion;

/// Files of a project that are not sources, but belong to it.
const MATRIX_FILES: [&str; 2] = ["matrix.toml", "matrix.lock"];

/// Lines that say what a splat is.
const FEW: usize = 3;

/// Why a port was not written.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// There is something in its place already.
    #[error("{0} already exists and is not empty: name another folder with --out")]
    Exists(Utf8PathBuf),
    /// The sources cannot be used.
    #[error(transparent)]
    Module(#[from] module::ModuleError),
    /// The port failed.
    #[error(transparent)]
    Port(#[from] PortError),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Why there is no matrix for a module.
#[derive(Debug, thiserror::Error)]
pub enum MatrixOfError {
    /// There is no module.
    #[error(transparent)]
    Init(#[from] init::InitError),
    /// The sources cannot be used.
    #[error(transparent)]
    Module(#[from] module::ModuleError),
    /// The matrix file is wrong.
    #[error(transparent)]
    Matrix(#[from] crate::matrix::MatrixError),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Writes a ported copy of the module in `folder` to `out`, which is created. Returns where in there the module is,
/// since headers outside its folder are copied, too.
pub fn place(
    folder: &Utf8Path,
    out: &Utf8Path,
    ported: &Ported,
) -> Result<Utf8PathBuf, PlaceError> {
    if out.exists() && out.read_dir_utf8()?.next().is_some() {
        return Err(PlaceError::Exists(out.to_owned()));
    }
    let placed = module::copy_with_headers(folder, out)?;
    for name in MATRIX_FILES.into_iter().filter(|name| folder.join(name).is_file()) {
        fs_err::copy(folder.join(name), placed.join(name))?;
    }
    ported.write(&placed)?;
    Ok(placed)
}

/// The matrix file of the module in `folder`, which is written if there is none.
pub fn matrix_file(folder: &Utf8Path) -> Result<Utf8PathBuf, init::InitError> {
    let path = folder.join(MATRIX_FILES[0]);
    if path.is_file() { Ok(path) } else { init::write(folder) }
}

/// The matrix that `init` would write for the module in `folder`; nothing is written.
pub fn matrix_of(folder: &Utf8Path) -> Result<Matrix, MatrixOfError> {
    let scratch = tempfile::tempdir()?;
    let copy = Utf8Path::from_path(scratch.path()).expect("temporary folders are named in ASCII");
    let copy = module::copy_with_headers(folder, &copy.join("copy"))?;
    let written = init::write(&copy).map_err(|error| error.about(folder))?;
    Ok(crate::matrix::load(&written, crate::scenario::shipped())?)
}

/// How far a port is proven on one kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The kernel.
    pub kernel: String,
    /// How many of its cells ended well.
    pub good: usize,
    /// How many there are.
    pub cells: usize,
    /// The first that did not end well, and how it ended.
    pub but: Option<String>,
    /// What a compiler, the kernel or a check said about that, line by line.
    pub said: Vec<String>,
}

/// The system of `matrix` to which the module in `folder` belongs.
pub fn system_of<'m>(matrix: &'m Matrix, folder: &Utf8Path) -> Option<&'m SystemEntry> {
    let real = |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let folder = real(folder);
    matrix.systems.iter().find(|system| folder.starts_with(real(&system.path)))
}

fn has_generation(system: &SystemEntry, name: &str) -> bool {
    system.generations.iter().any(|generation| generation.name == name)
}

/// Drives the module in `folder` on `kernels`, which have to be in `matrix`.
pub fn prove(
    matrix: Matrix,
    sources: Sources,
    store: Store,
    folder: &Utf8Path,
    kernels: &[String],
    commands: Commands,
) -> Result<Run, RunError> {
    let name = folder.file_name().unwrap_or_default();
    let system = system_of(&matrix, folder).map(|system| match has_generation(system, name) {
        true => format!("/{}.{name}/", system.name),
        false => format!("/{}", system.name),
    });
    let pattern = format!("{{{}}}", kernels.join(","));
    let selection = Selection::new(Some(&pattern), system.as_deref());
    let reports = matrix.path.parent().unwrap_or(folder).join("reports");
    let options = Options {
        selection: selection.expect("ids of kernels are no patterns"),
        shard: None,
        durations: Durations::default(),
        out: reports.join("out/port"),
        history: reports.join("history"),
        sources,
        accel: None,
        jobs: None,
        cold: false,
        resume: false,
        repeat: 1,
        commands,
    };
    super::matrix::run(matrix, store, &options)
}

/// How far it is proven, kernel by kernel.
pub fn held(run: &Run, kernels: &[String]) -> Vec<Held> {
    let of = |kernel: &String| {
        let cells: Vec<&CellRecord> =
            run.cells.iter().filter(|it| it.id.kernel == *kernel).collect();
        let is_good = |cell: &&&CellRecord| matches!(cell.outcome, Outcome::Pass | Outcome::Xfail);
        let bad = cells.iter().find(|cell| !is_good(cell));
        let but = bad.map(|cell| format!("{}: {}", cell.id.scenario, cell.outcome));
        let said = bad.map(|cell| said(run, cell)).unwrap_or_default();
        let good = cells.iter().filter(is_good).count();
        Held { kernel: kernel.clone(), good, cells: cells.len(), but, said }
    };
    kernels.iter().map(of).collect()
}

/// Marks, in the sources in `folder`, what the compilers of these kernels complain about.
pub fn name_places(
    run: &Run,
    kernels: &[String],
    folder: &Utf8Path,
) -> Result<Vec<(Utf8PathBuf, Leftover)>, PortError> {
    let failed = run.builds.iter().filter(|it| !it.built && kernels.contains(&it.kernel));
    let refused = failed.filter_map(|BuildRecord { kernel, log, .. }| {
        Some(RefusedBuild { kernel, version: version_of(run, kernel)?, log })
    });
    name_complaints(folder, &refused.collect::<Vec<_>>())
}

fn version_of(run: &Run, kernel: &str) -> Option<KernelVersion> {
    run.kernels.iter().find(|it| it.id == kernel)?.version.parse().ok()
}

/// What was said when `cell` ended as it did: by the compiler if the build failed, else by the kernel or by the check
/// that failed.
fn said(run: &Run, cell: &CellRecord) -> Vec<String> {
    let failed = |build: &&BuildRecord| build.kernel == cell.id.kernel && !build.built;
    if let Some(build) = run.builds.iter().find(failed) {
        return said_by_compiler(build, &cell.id.kernel, run);
    }
    let splat = cell.splats.first().map_or("", |splat| &splat.excerpt);
    splat.lines().take(FEW).chain(cell.reason.lines()).map(str::to_owned).collect()
}

/// Each complaint of a failed build once, with what is known about its subject; if there is none, the diagnosis.
fn said_by_compiler(build: &BuildRecord, kernel: &str, run: &Run) -> Vec<String> {
    let version = version_of(run, kernel);
    let meaning = |noted: &module::Noted| {
        facts::shipped().meaning(&noted.symbol, noted.member.as_deref(), version.as_ref()?)
    };
    let mut lines: Vec<String> = Vec::new();
    let mut told = BTreeSet::new();
    for noted in module::complaints(&build.log) {
        if !lines.contains(&noted.line) {
            let known = meaning(&noted).filter(|it| told.insert(it.clone()));
            lines.push(noted.line);
            lines.extend(known.map(|it| format!("  {it}")));
        }
    }
    let diagnosis = build.diagnosis.iter();
    let of = diagnosis.flat_map(|it| [&it.line, &it.context, &it.meaning, &it.remedy]);
    let texts = of.flat_map(|it| it.lines()).filter(|line| !line.trim().is_empty());
    if lines.is_empty() { texts.map(str::to_owned).collect() } else { lines }
}
