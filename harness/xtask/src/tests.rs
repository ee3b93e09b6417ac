//! `cargo xtask test`: everything that CI runs, with the totals in its last line.

use std::time::Instant;

use nlmatrix::plan::Selection;
use nlmatrix::process::Job;
use nlmatrix::runner::{Sources, Workshop, WorkshopError};
use nlmatrix::store::Store;

use crate::book;
use crate::cargo::{cargo, workspace};
use crate::outside;
use crate::summary::{Came, Check, Summary, permitted};
use clap::Parser as _;
use nlmatrix_cli::cli::Cli;
use nlmatrix_cli::commands;
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::host::preflight;

/// Kernels from both ends of the matrix, each in a run of its own: the first refuses a generation; the other builds
/// all, and also runs the thorough cells.
const KERNELS: [(&str, Option<&str>); 2] =
    [("5.10-deb11", None), ("7.2-bpo13", Some("--thorough"))];

/// Faults that take about 20 s together; `cargo xtask faults` injects all of them.
const QUICK_FAULTS: &str = "nextest run --profile faults --test faults --workspace --exclude nlmatrix-agent -E \
     test(/^(agent-killed|serial-garbage|half-a-message|flood)$/)";

const FAST: &str = "nextest run --workspace --exclude nlmatrix-agent";

/// What runs leave behind, and what they make again: this needs kernels, so it comes after the matrix.
const WHOLE_RUNS: &str =
    "nextest run --workspace --exclude nlmatrix-agent --profile real --no-fail-fast";

const DOCUMENTATION: &str = "doc --workspace --exclude nlmatrix-agent --no-deps --quiet";

/// Compiled without optimization: it runs once.
const INSTALL_DENY: &str = "install cargo-deny --locked --debug";

/// All of it, in order; what needs kernels comes last.
const CHECKS: &[Check] = &[
    Check::new("format", || plain("fmt --all --check")),
    Check::new("lints", || {
        plain("clippy --workspace --exclude nlmatrix-agent --all-targets -- --deny warnings")
    }),
    Check::new("lints-of-agent", || {
        plain(
            "clippy --package nlmatrix-agent --release --config profile.release.panic='abort' -- --deny warnings",
        )
    }),
    Check::new("tests", || tests("default", FAST)),
    Check::new("documentation", || plain_with(("RUSTDOCFLAGS", "--deny warnings"), DOCUMENTATION)),
    Check::new("oldest-compiler", oldest_compiler),
    Check::new("book", book::check),
    Check::new("licences", || deny(&["bans", "licenses", "sources"])),
    Check::new("advisories", advisories),
    Check::new("browser", outside::browser),
    Check::new("accessibility", outside::accessibility),
    Check::new("validators", outside::validators),
    Check::new("kernels", kernels),
    Check::new("matrix", || with_kernels(matrix)),
    Check::new("faults", || with_kernels(|| tests("faults", QUICK_FAULTS))),
    Check::new("whole-runs", || with_kernels(|| tests("real", WHOLE_RUNS))),
];

/// Makes the checks in order and stops at the first that fails. One that cannot be made here is left out and named at
/// the end; with `CI` set it fails, unless [`permitted`] names it.
pub fn run() -> anyhow::Result<Exit> {
    let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    let mut summary = Summary::new(permitted(&names)?);
    preflight()?;
    for check in CHECKS {
        anstream::eprintln!("==> {}", check.name);
        let started = Instant::now();
        summary.add(check.name, (check.make)()?);
        anstream::eprintln!("<== {}: {} s", check.name, started.elapsed().as_secs());
        if summary.has_failed() {
            break;
        }
    }
    anstream::println!("{summary}");
    Ok(summary.exit())
}

/// A cargo command that passes or fails as a whole.
fn plain(step: &str) -> anyhow::Result<Came> {
    anstream::eprintln!("cargo {step}");
    Ok(Came::of(cargo().args(step.split_whitespace()).show()? == Some(0)))
}

fn plain_with((name, value): (&str, &str), step: &str) -> anyhow::Result<Came> {
    anstream::eprintln!("{name}='{value}' cargo {step}");
    Ok(Came::of(cargo().env(name, value).args(step.split_whitespace()).show()? == Some(0)))
}

/// The compiler that `rust-version` promises, if rustup has it or can install it.
fn oldest_compiler() -> anyhow::Result<Came> {
    let toolchain = env!("CARGO_PKG_RUST_VERSION");
    let install = ["toolchain", "install", toolchain, "--profile", "minimal", "--no-self-update"];
    let got = Job::new("timeout").args(["120", "rustup"]).args(install).finish();
    if !got.is_ok_and(|done| done.status == Some(0)) {
        return Ok(Came::LeftOut(format!(
            "there is no Rust {toolchain}: rustup {}",
            install.join(" ")
        )));
    }
    // That version of cargo, in a folder of its own, as the two would otherwise recompile everything in turn.
    let step = "check --workspace --exclude nlmatrix-agent --target-dir target/oldest-compiler";
    plain(&format!("+{toolchain} {step}"))
}

/// Tests run by nextest with its profile `profile`.
fn tests(profile: &str, step: &str) -> anyhow::Result<Came> {
    anstream::eprintln!("cargo {step}");
    outside::nextest(profile, cargo().args(step.split_whitespace()))
}

/// Is cargo-deny installed? A CI service installs it; others use it if it is there, as compiling it takes minutes.
fn has_deny() -> anyhow::Result<bool> {
    let is_installed =
        || Ok::<_, anyhow::Error>(cargo().args(["deny", "--version"]).finish()?.status == Some(0));
    if !is_installed()? && crate::summary::is_ci() {
        anstream::eprintln!("cargo {INSTALL_DENY}");
        cargo().args(INSTALL_DENY.split(' ')).show()?;
    }
    is_installed()
}

/// Those checks of cargo-deny.
fn deny(checks: &[&str]) -> anyhow::Result<Came> {
    if !has_deny()? {
        return Ok(Came::LeftOut(format!("cargo-deny is not installed: cargo {INSTALL_DENY}")));
    }
    let checked = cargo().args(["deny", "check"]).args(checks.iter().copied()).show()?;
    Ok(Came::of(checked == Some(0)))
}

/// Known vulnerabilities of all dependencies, if their database is available.
fn advisories() -> anyhow::Result<Came> {
    if !has_deny()? {
        return deny(&["advisories"]);
    }
    // A network that silently drops packets is as good as none.
    let fetch = Job::new("timeout").args(["60", "cargo", "deny", "fetch"]).dir(workspace());
    if fetch.finish()?.status != Some(0) {
        return Ok(Came::LeftOut("the database of vulnerabilities is out of reach".to_owned()));
    }
    deny(&["advisories"])
}

/// Are the kernels available, from the store or over the network?
fn kernels() -> anyhow::Result<Came> {
    Ok(out_of_reach()?.map_or(Came::Passed(1), Came::LeftOut))
}

/// The result of `make`, if the kernels are available.
fn with_kernels(make: impl Fn() -> anyhow::Result<Came>) -> anyhow::Result<Came> {
    match out_of_reach()? {
        Some(_) => Ok(Came::LeftOut("it needs the kernels".to_owned())),
        None => make(),
    }
}

/// Why the kernels are not available, on a machine without network and without a filled store.
fn out_of_reach() -> anyhow::Result<Option<String>> {
    let matrix =
        nlmatrix::matrix::load(&workspace().join("matrix.toml"), nlmatrix::scenario::shipped())?;
    let workshop = Workshop::open(matrix, Store::of_user(), Sources::default())?;
    let both = format!("{{{}}}", KERNELS.map(|(kernel, _)| kernel).join(","));
    match workshop.reach(&Selection::new(Some(&both), None)?) {
        Err(WorkshopError::Outage(reason)) => Ok(Some(reason)),
        _ => Ok(None),
    }
}

/// The real matrix on two kernels.
fn matrix() -> anyhow::Result<Came> {
    let file = workspace().join("matrix.toml");
    for (kernel, all) in KERNELS {
        let out = workspace().join("reports/out/test").join(kernel);
        let options = ["--matrix", file.as_str(), "--out", out.as_str(), "--kernel", kernel];
        let words = ["nlmatrix", "matrix"].into_iter().chain(options).chain(all);
        let exit = commands::run(&Cli::try_parse_from(words)?.command)?;
        if exit != Exit::Ok {
            return Ok(Came::Failed { passed: 0, failed: 1, exit });
        }
    }
    Ok(Came::Passed(1))
}
