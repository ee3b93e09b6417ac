//! What every guest finds in its root.

use super::cpio::Archive;

/// Character devices: path, major and minor number. Kernels without devtmpfs have no others.
const NODES: [(&str, u32, u32); 5] = [
    ("dev/console", 5, 1),
    ("dev/ttyS0", 4, 64),
    ("dev/ttyS1", 4, 65),
    ("dev/null", 1, 3),
    ("dev/kmsg", 1, 11),
];

/// The mode of a symbolic link; its content is where it leads.
pub const LINK: u32 = 0o120_000;

/// An initramfs that holds `agent`, device nodes, mount points and `files`: guest path, content
/// and mode of each. Folders are made as needed. The same input gives the same bytes.
pub fn initramfs(agent: &[u8], files: &[(String, Vec<u8>, u32)]) -> Vec<u8> {
    let mut archive = Archive::default();
    for folder in ["dev", "proc", "sys", "tmp"] {
        archive.folder(folder);
    }
    for (path, major, minor) in NODES {
        archive.device(path, major, minor);
    }
    archive.file("init", agent, 0o755);
    for (path, content, mode) in files {
        match (mode & 0o170_000 == LINK, std::str::from_utf8(content)) {
            (true, Ok(target)) => archive.link(path, target),
            _ => archive.file(path, content, *mode),
        }
    }
    archive.finish()
}
