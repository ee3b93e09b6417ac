//! Checks a kernel after its build.

use super::KernelBuildError;
use super::job::Make;
use crate::matrix::Profile;

/// Rejects a kernel that would fault because it contains SSE code (2.6.9 does not forbid that to the compiler).
pub(super) fn check(make: &Make, profile: Profile) -> Result<(), KernelBuildError> {
    if profile != Profile::Legacy {
        return Ok(());
    }
    let count = "objdump -d vmlinux | grep -c '%[xy]mm' || true";
    let (_, output) = make.call(&["sh", "-c", count], "")?;
    match output.trim() {
        "0" => Ok(()),
        found => Err(KernelBuildError::Unsound {
            id: make.id.to_owned(),
            problem: format!("{found} of its instructions use SSE registers"),
            log: make.log.to_owned(),
        }),
    }
}
