//! What is looked at after a build, before it is called good.

use super::KernelBuildError;
use super::job::Make;
use crate::matrix::Profile;

/// Refuses a kernel that would fault: SSE code in it (2.6.9 does not forbid it to the compiler).
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
