//! `cargo xtask test`: everything that CI runs.

use nlmatrix::kernel::KernelError;
use nlmatrix::plan::Selection;
use nlmatrix::process::Job;
use nlmatrix::runner::{Sources, Workshop, WorkshopError};
use nlmatrix::store::Store;

use crate::cli::{FileArgs, MatrixArgs};
use crate::commands::{cargo, run_matrix, workspace};
use crate::exit::Exit;
use crate::host::preflight;
use crate::outside;

/// Two kernels from both ends of the matrix: one refuses a generation, the other builds all.
const KERNELS: &str = "{5.10-deb11,7.2-bpo13}";

/// Faults that take some 20 s together; `cargo xtask faults` injects all of them.
const QUICK_FAULTS: &str = "nextest run --profile faults --test faults --package nlmatrix -E \
     test(/^(agent-killed|serial-garbage|half-a-message|flood)$/)";

const STEPS: &[&str] = &[
    "fmt --all --check",
    "clippy --workspace --exclude nlmatrix-agent --all-targets -- --deny warnings",
    "clippy --package nlmatrix-agent --profile agent -- --deny warnings",
    "nextest run --workspace --exclude nlmatrix-agent",
];

/// Compiled without optimization: it runs once.
const INSTALL_DENY: &str = "install cargo-deny --locked --debug";

/// What runs leave behind, and what they make anew: with kernels, so after the matrix.
const WHOLE_RUNS: &str =
    "nextest run --workspace --exclude nlmatrix-agent --profile real --no-fail-fast";

/// Runs the steps in order and stops at the first that fails; what needs kernels comes last.
pub fn run() -> anyhow::Result<Exit> {
    preflight()?;
    for step in STEPS {
        anstream::eprintln!("==> cargo {step}");
        if cargo().args(step.split(' ')).show()? != Some(0) {
            return Ok(Exit::Unexpected);
        }
    }
    if !deny()? {
        return Ok(Exit::Unexpected);
    }
    anstream::eprintln!("==> the reports in other people's programs");
    if outside::run()? != Exit::Ok {
        return Ok(Exit::Unexpected);
    }
    anstream::eprintln!("==> cargo xtask matrix --kernel '{KERNELS}'");
    if let Some(reason) = out_of_reach()? {
        anstream::eprintln!("left out: the matrix, because its kernels cannot be had: {reason}");
        return Ok(Exit::Ok);
    }
    let exit = run_matrix(&MatrixArgs {
        file: FileArgs {
            matrix: workspace().join("matrix.toml"),
            kernel_tree: Vec::new(),
            kernel_git: Vec::new(),
        },
        filter: None,
        thorough: true,
        shard: None,
        durations: None,
        kernel: Some(KERNELS.to_owned()),
        out: workspace().join("reports/out/test"),
        history: workspace().join("reports/history"),
        resume: false,
        repeat: 1,
        accel: None,
        jobs: None,
        cold: false,
        allow_missing: Vec::new(),
        learn: false,
    })?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    for step in [QUICK_FAULTS, WHOLE_RUNS] {
        anstream::eprintln!("==> cargo {step}");
        let words = step.split_whitespace();
        if cargo().args(words).show()? != Some(0) {
            return Ok(Exit::Unexpected);
        }
    }
    Ok(Exit::Ok)
}

/// Licences, sources and known vulnerabilities of all dependencies; the last where their database can
/// be had. A CI service (all of them set `CI`) gets cargo-deny installed, others use it where it is:
/// compiling it takes minutes.
fn deny() -> anyhow::Result<bool> {
    let is_installed =
        || Ok::<_, anyhow::Error>(cargo().args(["deny", "--version"]).finish()?.status == Some(0));
    if !is_installed()? && std::env::var_os("CI").is_some() {
        anstream::eprintln!("==> cargo {INSTALL_DENY}");
        cargo().args(INSTALL_DENY.split(' ')).show()?;
    }
    if !is_installed()? {
        anstream::eprintln!("left out: cargo deny, because it is not installed");
        return Ok(true);
    }
    anstream::eprintln!("==> cargo deny check");
    // A network that swallows packets is no network.
    let fetch = Job::new("timeout").args(["60", "cargo", "deny", "fetch"]).dir(workspace());
    if fetch.finish()?.status != Some(0) {
        anstream::eprintln!(
            "left out: known vulnerabilities, because the database is out of reach"
        );
        let checks = ["deny", "check", "bans", "licenses", "sources"];
        return Ok(cargo().args(checks).show()? == Some(0));
    }
    Ok(cargo().args(["deny", "check"]).show()? == Some(0))
}

/// Why no kernel can be fetched, on a machine without network and without a filled store.
fn out_of_reach() -> anyhow::Result<Option<String>> {
    let matrix = nlmatrix::matrix::load(&workspace().join("matrix.toml"))?;
    let workshop = Workshop::open(matrix, Store::of_user(), Sources::default())?;
    match workshop.reach(&Selection::new(Some(KERNELS), None)?) {
        Err(WorkshopError::Kernel(error @ KernelError::Child { .. })) => {
            Ok(Some(format!("{:#}", anyhow::Error::from(error))))
        }
        _ => Ok(None),
    }
}
