//! The user as which a child runs that deals with untrusted data, if we are root.

use std::fs::Permissions;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::sync::OnceLock;

use camino::Utf8Path;

/// An unused id: neither Debian (Policy 9.2.2: 65000 to 65533 are reserved) nor systemd's dynamic users (61184 to
/// 65519) assign it to anybody.
const ID: u32 = 65520;
/// CAP_CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID and SETUID, as bits of `CapEff`.
const NEEDED: u64 = 1 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7;

/// A user and the groups it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub(super) id: u32,
    pub(super) group: u32,
    pub(super) groups: Vec<u32>,
}

impl User {
    /// The user who runs what is not trusted, and who owns nothing. `None` if we are not root, or only nominally (in
    /// a namespace without another user, or a container without the capabilities).
    pub fn unprivileged() -> Option<&'static Self> {
        static USER: OnceLock<Option<User>> = OnceLock::new();
        let user = || User { id: ID, group: ID, groups: Vec::new() };
        USER.get_or_init(|| can_become().then(user)).as_ref()
    }

    /// The same user, also in the group of the file at `path` (a device that its group may use).
    #[must_use]
    pub fn in_group_of(mut self, path: &Utf8Path) -> Self {
        // If the device does not exist, whoever opens it reports that.
        self.groups.extend(fs_err::metadata(path).map(|meta| meta.gid()));
        self
    }

    /// Gives the user the access to one of our files that the group bits of `mode` describe.
    pub fn admit(&self, file: impl AsFd, mode: u32) -> io::Result<()> {
        let file = std::fs::File::from(file.as_fd().try_clone_to_owned()?);
        let meta = file.metadata()?;
        if meta.gid() == self.group && meta.mode() & 0o7777 == mode {
            return Ok(());
        }
        std::os::unix::fs::fchown(&file, None, Some(self.group))?;
        file.set_permissions(Permissions::from_mode(mode))
    }

    /// [`admit`](Self::admit) for what cannot be opened: a folder of ours, or a socket in one.
    pub fn admit_path(&self, path: &Utf8Path, mode: u32) -> io::Result<()> {
        std::os::unix::fs::lchown(path, None, Some(self.group))?;
        fs_err::set_permissions(path, Permissions::from_mode(mode))
    }
}

fn can_become() -> bool {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}"));
    let mapped = |name: &str| read(name).is_ok_and(|map| is_mapped(&map, ID));
    rustix::process::geteuid().is_root()
        && read("status").is_ok_and(|status| has_capabilities(&status))
        && mapped("uid_map")
        && mapped("gid_map")
        && read("setgroups").is_ok_and(|setgroups| setgroups.trim() == "allow")
}

fn has_capabilities(status: &str) -> bool {
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = line.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    bits.is_some_and(|bits| bits & NEEDED == NEEDED)
}

/// Does a `uid_map` (first id, first id outside, how many; one range on each line) contain `id`?
fn is_mapped(map: &str, id: u32) -> bool {
    map.lines().any(|line| {
        let numbers: Vec<u64> = line.split_whitespace().flat_map(str::parse).collect();
        let [first, _, count] = numbers[..] else { return false };
        (first..first.saturating_add(count)).contains(&u64::from(id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::host("         0          0 4294967295\n", true)]
    #[case::rootless_container("0 1000 1\n1 100000 65536\n", true)]
    #[case::only_root("0 1000 1\n", false)]
    #[case::just_too_few("0 0 65520\n", false)]
    #[case::just_enough("0 0 65521\n", true)]
    #[case::garbage("what\n", false)]
    fn a_user_is_one_where_the_namespace_has_it(#[case] map: &str, #[case] has: bool) {
        assert_eq!(is_mapped(map, ID), has);
    }

    #[rstest]
    #[case::all("Name:\tx\nCapEff:\t000001ffffffffff\n", true)]
    #[case::docker("CapEff:\t00000000a80425fb\n", true)]
    #[case::no_setuid("CapEff:\t000000000000006b\n", false)]
    #[case::none("CapEff:\t0000000000000000\n", false)]
    #[case::absent("", false)]
    fn root_without_capabilities_cannot_become_anybody(#[case] status: &str, #[case] can: bool) {
        assert_eq!(has_capabilities(status), can);
    }
}
