//! From a fragment to a `.config` in which all of it takes effect.

use super::fragment::{Fragment, Setting, missed};
use super::job::Make;
use super::{KernelBuildError, diagnose};

/// How often the fragment is applied to the result: each round can open the menus for the next. Kernels that know
/// `KCONFIG_ALLCONFIG` (2.6.15 and later) usually need no further round.
const ROUNDS: usize = 5;

/// Configures the tree of `make`.
pub(super) fn configure(make: &Make, fragment: &Fragment) -> Result<(), KernelBuildError> {
    let wanted = fragment.for_tree(make.work)?;
    let file = make.work.join(".nlmatrix.config");
    let text: String = wanted.iter().map(|setting| setting.line() + "\n").collect();
    fs_err::write(&file, &text).map_err(KernelBuildError::io(&file))?;
    run(make, &[&format!("KCONFIG_ALLCONFIG={file}"), "allnoconfig"], "")?;
    let mut before = wanted.len() + 1;
    for _ in 0..ROUNDS {
        let config = read(make)?;
        let missed = missed(&wanted, &config);
        let is_done = missed.iter().all(|setting| setting.is_wish);
        if is_done || missed.len() == before {
            break;
        }
        before = missed.len();
        write(make, &(without(&wanted, &config) + &text))?;
        // Questions about symbols that became visible are answered with their defaults.
        run(make, &["oldconfig"], &"\n".repeat(20_000))?;
    }
    judge(make, &wanted)
}

fn judge(make: &Make, wanted: &[Setting]) -> Result<(), KernelBuildError> {
    let config = read(make)?;
    let missed = missed(wanted, &config);
    let (wishes, failed): (Vec<&Setting>, Vec<_>) = missed.iter().partition(|it| it.is_wish);
    for wish in wishes {
        make.note(&format!("this version cannot do: {}", wish.line()))?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    let symbols: Vec<String> = failed.iter().map(|setting| setting.line()).collect();
    let kept = make.log.with_extension("config");
    fs_err::write(&kept, &config).map_err(KernelBuildError::io(&kept))?;
    let (id, symbols) = (make.id.to_owned(), symbols.join(", "));
    Err(KernelBuildError::Config { id, symbols, config: kept })
}

fn run(make: &Make, arguments: &[&str], answers: &str) -> Result<(), KernelBuildError> {
    match make.run(arguments, answers)? {
        Some(0) => Ok(()),
        _ => Err(diagnose::diagnose(make)?),
    }
}

fn read(make: &Make) -> Result<String, KernelBuildError> {
    let path = make.work.join(".config");
    fs_err::read_to_string(&path).map_err(KernelBuildError::io(&path))
}

fn write(make: &Make, config: &str) -> Result<(), KernelBuildError> {
    let path = make.work.join(".config");
    fs_err::write(&path, config).map_err(KernelBuildError::io(&path))
}

/// `config` without the lines about wanted symbols, as the first of two lines would win.
fn without(wanted: &[Setting], config: &str) -> String {
    let speaks_of = |line: &str| {
        let name = line.trim_start_matches("# ").strip_prefix("CONFIG_").unwrap_or_default();
        let end = name.find([' ', '=']).unwrap_or(name.len());
        wanted.iter().any(|setting| setting.symbol == name[..end])
    };
    config.lines().filter(|line| !speaks_of(line)).map(|line| line.to_owned() + "\n").collect()
}
