//! What every guest finds in its root file system.

use super::cpio::{Archive, GuestFile};

/// Character devices: path, major and minor number. Kernels without devtmpfs have no others.
const NODES: [(&str, u32, u32); 5] = [
    ("dev/console", 5, 1),
    ("dev/ttyS0", 4, 64),
    ("dev/ttyS1", 4, 65),
    ("dev/null", 1, 3),
    ("dev/kmsg", 1, 11),
];

/// An initramfs with `agent`, device nodes, mount points and `files`. Folders are made as needed. The same input
/// always gives the same bytes.
pub fn initramfs(agent: &[u8], files: &[GuestFile]) -> Vec<u8> {
    let mut archive = Archive::default();
    for folder in ["dev", "proc", "sys", "tmp"] {
        archive.folder(folder);
    }
    for (path, major, minor) in NODES {
        archive.device(path, major, minor);
    }
    archive.file("init", agent, 0o755);
    archive.files(files);
    archive.finish()
}
