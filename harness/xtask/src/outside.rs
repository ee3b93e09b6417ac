//! What other people's programs say of the reports: a browser that opens them, an accessibility
//! check, validators. What cannot be had is left out, and said so.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::doctor;
use nlmatrix::process::{Job, ProcessError};

use crate::commands::{cargo, workspace};
use crate::exit::Exit;

/// The accessibility check, from npm.
const AXE: &str = "axe-core@4.14.1";
/// The validators, from PyPI.
const VALIDATORS: &[&str] = &["kcidb-io==141", "xmlschema==4.3.2", "check-jsonschema==0.39.0"];

/// Fetches what these tests need, and runs those for which all is there.
pub fn run() -> anyhow::Result<Exit> {
    let missing = doctor::missing_for_tests();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|need| need.program.as_str()).collect();
        anstream::eprintln!("installing {} for the tests", names.join(", "));
        doctor::install(&missing).ok();
    }
    let folder = workspace().join("target/outside");
    fs_err::create_dir_all(&folder)?;
    let mut filter = Vec::new();
    for need in doctor::missing_for_tests().iter().filter(|need| need.program == "chromium") {
        anstream::eprintln!("left out: the browser tests: {}", need.install.join(" "));
        filter.push("not binary(browser)");
    }
    if left_out("the accessibility check", axe(&folder)) {
        filter.push("not test(axe)");
    }
    if left_out("the validators of KCIDB, JUnit and workflows", validators(&folder)) {
        filter.push("not binary(validators)");
    }
    let mut job = cargo().args(["nextest", "run"]);
    job = job.args(["--workspace", "--exclude", "nlmatrix-agent", "--profile", "outside"]);
    job = job.args(["--no-tests", "pass"]);
    let filter: Vec<&str> = ["package(nlmatrix)"].into_iter().chain(filter).collect();
    let passed = job.arg("-E").arg(filter.join(" & ")).show()? == Some(0);
    Ok(if passed { Exit::Ok } else { Exit::Unexpected })
}

fn left_out(what: &str, result: anyhow::Result<()>) -> bool {
    if let Err(error) = &result {
        anstream::eprintln!("left out: {what}: {error:#}");
    }
    result.is_err()
}

/// `axe.min.js` in `folder`.
fn axe(folder: &Utf8Path) -> anyhow::Result<()> {
    if folder.join("axe.min.js").exists() {
        return Ok(());
    }
    let packed = Job::new("npm").args(["pack", "--silent", AXE]).dir(folder).run()?;
    let archive = packed.output.lines().last().unwrap_or_default().trim().to_owned();
    let unpack = Job::new("tar").args(["--strip-components=1", "-xzf", archive.as_str()]);
    unpack.arg("package/axe.min.js").dir(folder).run()?;
    Ok(fs_err::remove_file(folder.join(archive))?)
}

/// A Python environment in `folder`.
fn validators(folder: &Utf8Path) -> anyhow::Result<()> {
    let venv = folder.join("venv");
    if imports(&venv).is_ok() {
        return Ok(());
    }
    Job::new("python3").args(["-m", "venv", "--clear", venv.as_str()]).run()?;
    let pip = venv.join("bin/pip");
    Job::new(pip.as_str()).args(["install", "--quiet"]).args(VALIDATORS).run()?;
    Ok(imports(&venv).map(drop)?)
}

fn imports(venv: &Utf8Path) -> Result<(), ProcessError> {
    let python: Utf8PathBuf = venv.join("bin/python");
    Job::new(python.as_str())
        .args(["-c", "import kcidb_io, xmlschema, check_jsonschema"])
        .run()
        .map(drop)
}
