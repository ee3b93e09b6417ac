//! Failures into which every later step would run as well: a mirror that does not answer, a full disk, a compiler
//! that does not compile. They are detected once and reported once, and whatever depends on them is not tried.

use super::WorkshopError;
use crate::debian::{DebianError, line_of, unreachable};
use crate::environment::{MIRROR_VARIABLE, command};
use crate::fault::chain;
use crate::kernel::KernelError;
use crate::store::{CACHE_VARIABLE, Store};

/// How the system, and programs that report its errors, say that a disk is full.
const FULL: &[&str] = &["No space left on device", "os error 28", "Disk quota exceeded"];

/// What is wrong and what to do, if `error` is about something that others depend on as well.
pub(super) fn of(error: &WorkshopError, store: &Store) -> Option<String> {
    let said = chain(error);
    let root = store.root();
    match error {
        WorkshopError::Outage(_) | WorkshopError::Without(_) => return None,
        WorkshopError::Kernel(KernelError::Debian(DebianError::Offline { .. })) => {
            return Some(said);
        }
        // The host of kernel sources is not the mirror; it was reported when it was asked.
        WorkshopError::Kernel(KernelError::Source(_)) => return full(&said, root.as_str()),
        // And one archive of a matrix file that does not answer says nothing about the others.
        WorkshopError::Kernel(KernelError::Debian(DebianError::Unreachable { .. })) => return None,
        WorkshopError::Toolchain(_) if unreachable(&said).is_none() => {
            return Some(full(&said, root.as_str()).unwrap_or(said));
        }
        _ => {}
    }
    full(&said, root.as_str()).or_else(|| {
        let line = unreachable(&said)?;
        Some(format!(
            "the mirror does not answer ({line}): check this host's network, or name another mirror in \
             {MIRROR_VARIABLE}"
        ))
    })
}

fn full(said: &str, root: &str) -> Option<String> {
    let line = line_of(said, FULL)?;
    Some(format!(
        "the disk of the store {root} is full ({line}): make room (`{} store trim --to 0M` keeps only what is in use), \
         or set {CACHE_VARIABLE} to a folder on another disk",
        command()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::ProcessError;
    use crate::toolchain::ToolchainError;
    use rstest::rstest;

    fn failed(output: &str) -> ProcessError {
        ProcessError::Failed {
            argv: "apt-helper download-file".to_owned(),
            status: "status 100".to_owned(),
            place: String::new(),
            output: output.to_owned(),
        }
    }

    fn fetching(output: &str) -> WorkshopError {
        let what = "download http://a/b.deb".to_owned();
        KernelError::from(DebianError::Child { what, source: failed(output) }).into()
    }

    #[rstest]
    #[case::refused(
        "Err:1 http://127.0.0.1:9/b.deb\nE: Failed to fetch http://127.0.0.1:9/b.deb  Could not \
         connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)\n",
        "the mirror does not answer (Failed to fetch http://127.0.0.1:9/b.deb  Could not connect"
    )]
    #[case::swallowed(
        "E: Failed to fetch http://10.0.0.1/b.deb  Connection timed out [IP: 10.0.0.1 80]\n",
        "the mirror does not answer (Failed to fetch http://10.0.0.1/b.deb  Connection timed out"
    )]
    #[case::full(
        "E: Failed to fetch http://a/b.deb  Write error - write (28: No space left on device)\n",
        "the disk of the store /s is full (Failed to fetch"
    )]
    fn what_others_run_into_is_told_with_its_remedy(#[case] output: &str, #[case] told: &str) {
        let outage = of(&fetching(output), &Store::at("/s")).unwrap();
        assert!(outage.starts_with(told), "{outage}");
        assert!(outage.contains("NLMATRIX_"), "{outage}");
    }

    #[test]
    fn a_compiler_that_fails_is_an_outage_and_one_package_is_not() {
        let broken = ToolchainError::Broken {
            compiler: "gcc-14".to_owned(),
            remedy: "remove /s/toolchains/x".to_owned(),
            source: failed("gcc-14: cannot execute cc1"),
        };
        let outage = of(&broken.into(), &Store::at("/s")).unwrap();
        assert!(outage.contains("cannot execute cc1") && outage.contains("remove /s/"), "{outage}");
        assert_eq!(
            of(&fetching("E: Failed to fetch http://a/b.deb  403  Forbidden"), &Store::at("/s")),
            None
        );
    }
}
