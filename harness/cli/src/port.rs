//! The command `port`: ports a module's source to other kernels, and proves the result there.

use std::collections::BTreeSet;
use std::io::Write as _;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::arch::Arch;
use nlmatrix::matrix::{KernelEntry, Matrix};
use nlmatrix::plan::Selection;
use nlmatrix::port::{Leftover, Ported, Target, bytes, port, port_range};
use nlmatrix::run::Commands;
use nlmatrix::runner::port::{
    Held, held, matrix_file, matrix_of, name_places, place, prove, system_of,
};
use nlmatrix::runner::{self, Asked};
use nlmatrix::store::Store;
use nlmatrix::version::KernelVersion;

use crate::asked::{ask, load};
use crate::cli::{DEFAULT_MATRIX, FileArgs, PortArgs};
use crate::exit::Exit;
use crate::host::preflight;

/// One source, and the kernels for which it is.
struct Source {
    ported: Ported,
    targets: Vec<Target>,
}

/// Ports, and does with the result what `args` ask for.
pub fn run(args: &PortArgs) -> anyhow::Result<Exit> {
    let folder = camino::absolute_utf8(&args.folder)?;
    let store = Store::of_user();
    let matrix = kernels(args, &folder)?;
    let targets = targets(args, &matrix)?;
    preflight()?;
    let sources = match args.range {
        true => vec![for_all(&store, &matrix, &folder, targets)?],
        false => for_each(&store, &matrix, &folder, targets)?,
    };
    if args.out.is_none() && !args.in_place {
        sources.iter().for_each(print);
        return Ok(Exit::Ok);
    }
    if args.in_place && sources.len() > 1 {
        let names: Vec<String> = sources.iter().map(Source::names).collect();
        anyhow::bail!(
            "these need different sources: {}; write copies with --out",
            names.join("; ")
        );
    }
    let single = sources.len() == 1;
    let ends = sources.iter().map(|source| finish(args, &folder, source, single));
    let ends = ends.collect::<anyhow::Result<Vec<Exit>>>()?;
    Ok(ends.into_iter().max_by_key(|exit| *exit as u8).unwrap_or(Exit::Ok))
}

/// The sources for `targets`; kernels that need the same share it.
fn for_each(
    store: &Store,
    matrix: &Matrix,
    folder: &Utf8Path,
    targets: Vec<Target>,
) -> anyhow::Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    let all = port(store, &matrix.facts, folder, &targets)?;
    for (target, ported) in targets.into_iter().zip(all) {
        match sources.iter_mut().find(|source| source.ported.is_same(&ported)) {
            Some(source) => source.targets.push(target),
            None => sources.push(Source { ported, targets: vec![target] }),
        }
    }
    Ok(sources)
}

/// One source for all of `targets`.
fn for_all(
    store: &Store,
    matrix: &Matrix,
    folder: &Utf8Path,
    targets: Vec<Target>,
) -> anyhow::Result<Source> {
    let oldest = targets
        .iter()
        .min_by_key(|target| target.version)
        .context("there is no kernel to port to")?;
    let newest = targets
        .iter()
        .max_by_key(|target| target.version)
        .context("there is no kernel to port to")?;
    let ported = port_range(store, &matrix.facts, folder, oldest, newest)?;
    Ok(Source { ported, targets })
}

impl Source {
    fn names(&self) -> String {
        let names: Vec<&str> = self.targets.iter().map(|target| target.name.as_str()).collect();
        names.join(", ")
    }
}

/// The matrix with the kernels to which one can port: the folder's own, or the one that `init` would write.
fn kernels(args: &PortArgs, folder: &Utf8Path) -> anyhow::Result<Matrix> {
    let own = folder.join(DEFAULT_MATRIX);
    let named = args.file.matrix != DEFAULT_MATRIX || args.file.matrix.is_file();
    let file = |matrix: Utf8PathBuf| FileArgs { matrix, ..args.file.clone() };
    if own.is_file() {
        return Ok(load(&file(own))?.0);
    }
    if named {
        return Ok(load(&args.file)?.0);
    }
    Ok(matrix_of(folder)?)
}

/// The targets that `args` name.
fn targets(args: &PortArgs, matrix: &Matrix) -> anyhow::Result<Vec<Target>> {
    let from = args.from.as_deref().map(|text| version(matrix, text)).transpose()?;
    let ids = || matrix.kernels.iter().map(|kernel| kernel.id.clone());
    match (args.to.is_empty(), args.range) {
        (false, _) => targets_of(matrix, from, &args.to),
        (true, true) => targets_of(matrix, from, &ids().collect::<Vec<_>>()),
        (true, false) => {
            targets_of(matrix, from, &ids().next_back().into_iter().collect::<Vec<_>>())
        }
    }
}

/// The kernels that `asked` (ids, patterns, versions) names, each once.
fn targets_of(
    matrix: &Matrix,
    from: Option<KernelVersion>,
    asked: &[String],
) -> anyhow::Result<Vec<Target>> {
    let mut targets = Vec::new();
    for text in asked {
        let pattern = Selection::new(Some(text), None)?;
        let known = matrix.kernels.iter().filter(|kernel| pattern.takes_kernel(&kernel.id));
        let of = |kernel: &KernelEntry| (kernel.id.clone(), kernel.series);
        let mut found: Vec<_> = known.map(of).collect();
        if found.is_empty() {
            let version = version(matrix, text)?;
            let near = of_series(matrix, &version).map(of);
            if let Some((id, _)) = &near {
                anstream::eprintln!(
                    "{text} is not a kernel of the matrix: taking {id}, of the same series"
                );
            }
            found.push(near.unwrap_or_else(|| (text.clone(), version)));
        }
        targets.extend(found.into_iter().map(|(name, version)| Target { name, version, from }));
    }
    // Two patterns can match the same kernel, which is ported to and proved once.
    let mut seen = BTreeSet::new();
    targets.retain(|target| seen.insert(target.name.clone()));
    Ok(targets)
}

/// The last kernel of the version's series in the matrix that users would run: debug kernels require modules with
/// another configuration, and another processor's kernel proves something else.
fn of_series<'m>(matrix: &'m Matrix, version: &KernelVersion) -> Option<&'m KernelEntry> {
    let series = |version: &KernelVersion| -> [u32; 2] {
        let [major, minor, ..] = version.numbers();
        [major, minor]
    };
    let runs =
        |kernel: &&KernelEntry| kernel.arch == Arch::Amd64 && !kernel.debug() && !kernel.kcsan();
    let mut run = matrix.kernels.iter().rev().filter(runs);
    run.find(|kernel| series(&kernel.series) == series(version))
}

/// The version that `text` gives: directly, or as a kernel of the matrix.
fn version(matrix: &Matrix, text: &str) -> anyhow::Result<KernelVersion> {
    if let Some(kernel) = matrix.kernel(text) {
        return Ok(kernel.series);
    }
    let known: Vec<&str> = matrix.kernels.iter().map(|kernel| kernel.id.as_str()).collect();
    let known = known.join(", ");
    text.parse().with_context(|| format!("no kernel `{text}` in {}; it has {known}", matrix.path))
}

fn print(source: &Source) {
    anstream::println!("for {}\n", source.names());
    // Sources may have any encoding, and `patch` needs the original bytes.
    match String::from_utf8(bytes(&source.ported.diff())) {
        Ok(diff) => anstream::print!("{diff}"),
        Err(diff) => drop(std::io::stdout().write_all(diff.as_bytes())),
    }
    tell_leftovers(&source.ported);
}

fn tell_leftovers(ported: &Ported) {
    ported.leftovers().for_each(|(path, leftover)| tell_leftover(path, leftover));
}

fn tell_leftover(path: &Utf8Path, leftover: &Leftover) {
    anstream::println!("by hand: {path}{}: {}", leftover.place, leftover.text);
}

/// Writes a source, says what is left to do, and proves the rest.
fn finish(
    args: &PortArgs,
    folder: &Utf8Path,
    source: &Source,
    single: bool,
) -> anyhow::Result<Exit> {
    let placed = match &args.out {
        Some(out) => {
            let out = camino::absolute_utf8(out)?;
            let out = if single { out } else { out.join(&source.targets[0].name) };
            place(folder, &out, &source.ported)?
        }
        None => {
            source.ported.write(folder)?;
            folder.to_owned()
        }
    };
    let changed = source.ported.files.iter().filter(|file| file.is_changed()).count();
    anstream::println!("{placed}: for {}, {changed} files changed", source.names());
    tell_leftovers(&source.ported);
    if args.no_proof {
        return Ok(Exit::Ok);
    }
    proof(args, &placed, source)
}

/// The matrix file with the scenarios by which a port is proved: that of its folder; the one that `args` name, if the
/// folder is one of its systems or generations; else the one that `init` writes.
fn proving_file(args: &PortArgs, placed: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let has_it = || -> anyhow::Result<bool> {
        Ok(args.file.matrix.is_file() && system_of(&load(&args.file)?.0, placed).is_some())
    };
    let is_own = placed.join(DEFAULT_MATRIX).is_file();
    Ok(if !is_own && has_it()? { args.file.matrix.clone() } else { matrix_file(placed)? })
}

fn proof(args: &PortArgs, placed: &Utf8Path, source: &Source) -> anyhow::Result<Exit> {
    let file = FileArgs { matrix: proving_file(args, placed)?, ..args.file.clone() };
    let Asked { matrix, sources, .. } = ask(&file, None)?;
    let (known, unknown): (Vec<_>, Vec<_>) =
        source.targets.iter().partition(|target| matrix.kernel(&target.name).is_some());
    for Target { name, .. } in unknown {
        anstream::println!("not proven on {name}: {} has no such kernel", matrix.path);
    }
    if known.is_empty() {
        return Ok(Exit::Lost);
    }
    let ids: Vec<String> = known.into_iter().map(|target| target.name.clone()).collect();
    let commands = Commands {
        program: runner::command().to_owned(),
        file: file.options(),
        resume: String::new(),
    };
    let run = prove(matrix, sources, Store::of_user(), placed, &ids, commands)?;
    held(&run, &ids).iter().for_each(tell_held);
    for (path, leftover) in name_places(&run, &ids, placed)? {
        tell_leftover(&path, &leftover);
    }
    Ok(Exit::of_run(&run))
}

fn tell_held(held: &Held) {
    let Held { kernel, good, cells, but, said } = held;
    match but {
        None => anstream::println!("holds on {kernel}: {good} of {cells} cells"),
        Some(but) => {
            anstream::println!("does not hold on {kernel}: {good} of {cells} cells; {but}");
            said.iter().for_each(|line| anstream::println!("    {line}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::id_and_pattern(&["7.2-bpo13", "7.2*"], &["7.2-bpo13"])]
    #[case::another_of_the_series(&["6.12.9-azure", "6.12-deb13"], &["6.12-deb13"])]
    #[case::only_a_version(&["4.20.1", "7.2"], &["4.20.1", "7.2-bpo13"])]
    fn each_kernel_is_a_target_once(#[case] asked: &[&str], #[case] expected: &[&str]) {
        let file = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let matrix = nlmatrix::matrix::load(file, nlmatrix::scenario::shipped()).unwrap();
        let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
        let found = targets_of(&matrix, None, &asked).unwrap();
        let names: Vec<&str> = found.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(names, expected);
    }
}
