//! Calls of `make`, and their common log.

use std::io::Write as _;

use camino::Utf8Path;

use super::KernelBuildError;
use crate::toolchain::Toolchain;

/// Calls `make` in a scratch copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Make<'a> {
    /// The kernel's id, for errors.
    pub id: &'a str,
    /// The toolchain to run in.
    pub toolchain: &'a Toolchain,
    /// The scratch copy of the tree.
    pub work: &'a Utf8Path,
    /// The arguments of every call.
    pub arguments: &'a [String],
    /// What precedes every call: the way to the compiler cache.
    pub before: &'a [String],
    /// Where all output goes.
    pub log: &'a Utf8Path,
}

impl Make<'_> {
    /// Runs `make` with `more` after the common arguments; returns its exit status.
    pub(super) fn run(&self, more: &[&str], input: &str) -> Result<Option<i32>, KernelBuildError> {
        let jobs = jobs();
        let argv = ["make", "-j", &jobs].into_iter();
        let argv =
            argv.chain(self.arguments.iter().map(String::as_str)).chain(more.iter().copied());
        let argv: Vec<&str> = argv.collect();
        self.call(&argv, input).map(|(status, _)| status)
    }

    /// Runs another tool of the toolchain; returns its exit status and output.
    pub(super) fn call(
        &self,
        argv: &[&str],
        input: &str,
    ) -> Result<(Option<i32>, String), KernelBuildError> {
        let whole: Vec<&str> =
            self.before.iter().map(String::as_str).chain(argv.iter().copied()).collect();
        let job = self.toolchain.job(self.work, &[], &whole).stdin(input.as_bytes());
        let finished = job.finish().map_err(|source| KernelBuildError::Child {
            what: format!("build {}", self.id),
            source,
        })?;
        self.note(&format!("$ {}\n{}", argv.join(" "), finished.output))?;
        Ok((finished.status, finished.output))
    }

    /// Appends to the log.
    pub(super) fn note(&self, text: &str) -> Result<(), KernelBuildError> {
        let file = fs_err::File::options().create(true).append(true).open(self.log);
        let written = file.and_then(|mut file| writeln!(file, "{text}"));
        written.map_err(KernelBuildError::io(self.log))
    }
}

/// As many jobs as the host has processors.
fn jobs() -> String {
    std::thread::available_parallelism().map_or(1, usize::from).to_string()
}
