//! What a run needs on the host.

use crate::arch::Arch;
use crate::process::{Job, ProcessError, find_program};

/// A required program, the Debian package that contains it, and its purpose.
struct Need {
    program: &'static str,
    package: &'static str,
    purpose: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        program: "qemu-system-x86_64",
        package: "qemu-system-x86",
        purpose: "boots the kernels",
    },
    Need { program: "mmdebstrap", package: "mmdebstrap", purpose: "makes the toolchain root" },
    Need { program: "apt-get", package: "apt", purpose: "fetches kernel packages" },
    Need { program: "unshare", package: "util-linux", purpose: "enters the toolchain root" },
];

/// Programs that only nlmatrix's own tests use.
const TEST_NEEDS: &[Need] = &[
    Need { program: "chromium", package: "chromium", purpose: "opens the report in tests" },
    Need { program: "gdb", package: "gdb", purpose: "looks into a guest in tests" },
    Need { program: "npm", package: "npm", purpose: "fetches axe-core for tests" },
    Need { program: "tshark", package: "tshark", purpose: "reads captures in tests" },
    Need { program: "python3", package: "python3-venv", purpose: "runs validators in tests" },
];

const INSTALL: &str = "apt-get install --yes --no-install-recommends";

/// nextest comes from crates.io, like this workspace's dependencies.
const NEXTEST: &str = "cargo-nextest";

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// The program.
    pub program: String,
    /// Its purpose.
    pub purpose: String,
    /// The command that installs it, as words.
    pub install: Vec<String>,
}

/// Everything that this host lacks.
pub fn missing() -> Vec<Missing> {
    let mut missing = absent(NEEDS);
    let nextest = Job::new("cargo").args(["nextest", "--version"]).run();
    missing.extend(cargo_needs(find_program("cargo").is_some(), nextest.is_ok()));
    missing
}

/// What is missing of cargo and nextest: without cargo, nothing can be said about nextest.
fn cargo_needs(has_cargo: bool, has_nextest: bool) -> Option<Missing> {
    let (program, purpose, install) = match (has_cargo, has_nextest) {
        (false, _) => {
            let install = words(INSTALL, "rustup");
            ("cargo", "starts nextest and builds it", install)
        }
        (true, false) => (NEXTEST, "runs the cells", words("cargo install --locked", NEXTEST)),
        (true, true) => return None,
    };
    Some(Missing { program: program.to_owned(), purpose: purpose.to_owned(), install })
}

/// What this host lacks for nlmatrix's own tests. Runs work without; they leave out kernels of processors for which
/// there is no emulator.
pub fn missing_for_tests() -> Vec<Missing> {
    let mut missing = absent(TEST_NEEDS);
    let foreign = Arch::ALL.into_iter().filter(|arch| !arch.is_of_host());
    missing.extend(foreign.filter_map(emulator_of));
    missing
}

/// The emulator of `arch`, if it is missing.
fn emulator_of(arch: Arch) -> Option<Missing> {
    let (program, package) = arch.emulator();
    find_program(program).is_none().then(|| Missing {
        program: program.to_owned(),
        purpose: format!("boots kernels of {arch}"),
        install: words(INSTALL, package),
    })
}

fn absent(needs: &[Need]) -> Vec<Missing> {
    let absent = needs.iter().filter(|need| find_program(need.program).is_none());
    let missing = |need: &Need| Missing {
        program: need.program.to_owned(),
        purpose: need.purpose.to_owned(),
        install: words(INSTALL, need.package),
    };
    absent.map(missing).collect()
}

/// Installs what `missing` names: packages as root, or with sudo if that needs no password.
pub fn install(missing: &[Missing]) -> Result<(), ProcessError> {
    let sudo: &[&str] = if rustix::process::geteuid().is_root() { &[] } else { &["sudo", "-n"] };
    let is_apt = |missing: &&Missing| missing.install[0] == "apt-get";
    let packages: Vec<&Missing> = missing.iter().filter(is_apt).collect();
    if !packages.is_empty() {
        as_root(sudo, &words("apt-get", "update"))?;
    }
    for package in packages {
        tracing::info!("{}: {}", package.program, package.install.join(" "));
        as_root(sudo, &package.install)?;
    }
    missing.iter().filter(|missing| !is_apt(missing)).try_for_each(compile)
}

/// cargo builds for minutes, and shows its progress.
fn compile(missing: &Missing) -> Result<(), ProcessError> {
    let Missing { program, install, .. } = missing;
    tracing::info!("{program} is compiled, which takes some minutes: {}", install.join(" "));
    let job = Job::new(&install[0]).args(&install[1..]);
    let status = match job.show()? {
        Some(0) => return Ok(()),
        Some(status) => format!("status {status}"),
        None => "a signal".to_owned(),
    };
    let output = "see its output above".to_owned();
    Err(ProcessError::Failed { argv: job.argv(), status, place: String::new(), output })
}

fn as_root(sudo: &[&str], command: &[String]) -> Result<(), ProcessError> {
    let words: Vec<&str> = sudo.iter().copied().chain(command.iter().map(String::as_str)).collect();
    Job::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").run().map(drop)
}

fn words(command: &str, last: &str) -> Vec<String> {
    command.split(' ').chain([last]).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_is_not_blamed_for_a_missing_cargo() {
        let lacking = |cargo, nextest| cargo_needs(cargo, nextest).map(|it| it.program);
        assert_eq!(lacking(false, false).as_deref(), Some("cargo"));
        assert_eq!(lacking(true, false).as_deref(), Some(NEXTEST));
        assert_eq!(lacking(true, true), None);
    }
}
