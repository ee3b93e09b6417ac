//! Tar archives and Debian packages, some that try to get out of their folder.

use tar::EntryType;

/// Path, kind, and content or target of each entry.
type Entries<'a> = &'a [(&'a str, EntryType, &'a str)];

const KINDS: &[Entries<'static>] = &[
    &[
        ("./usr/src/h/", EntryType::Directory, ""),
        ("./usr/src/h/Makefile", EntryType::Regular, "all:\n"),
        ("./usr/src/h/scripts", EntryType::Symlink, "../../lib/kbuild"),
        ("./usr/src/h/tools", EntryType::Symlink, "/usr/lib/kbuild"),
        ("./usr/src/h/same", EntryType::Link, "./usr/src/h/Makefile"),
    ],
    &[("../secret", EntryType::Regular, "x")],
    &[("/tmp/nlmatrix-fuzz-absolute", EntryType::Regular, "x")],
    &[("a/link", EntryType::Symlink, "../.."), ("a/link/out", EntryType::Regular, "x")],
    &[("up", EntryType::Symlink, "."), ("b/l", EntryType::Symlink, "../up/../secret")],
    &[("a/up", EntryType::Symlink, ".."), ("l", EntryType::Symlink, "a/up/..")],
    &[("hard", EntryType::Link, "../secret"), ("a", EntryType::Regular, "x")],
    &[("s", EntryType::Symlink, "../secret"), ("h", EntryType::Link, "s")],
    &[("s", EntryType::Symlink, "t"), ("s", EntryType::Regular, "x")],
    &[("f", EntryType::Regular, "x"), ("f/g", EntryType::Regular, "y")],
    &[("a", EntryType::Directory, ""), ("a", EntryType::Symlink, "b")],
    &[("pipe", EntryType::Fifo, ""), ("dev", EntryType::Char, "")],
    &[("x", EntryType::XGlobalHeader, ""), ("y", EntryType::Regular, "z")],
];

/// Archives as tar writes them, also with names that are too long for a header.
pub fn archives() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = KINDS.iter().map(|entries| archive(entries)).collect();
    let mut long = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(1);
    header.set_mode(0o644);
    let path = format!("{}/f", "long-name".repeat(20));
    long.append_data(&mut header, path, &b"x"[..]).expect("memory takes all");
    all.push(long.into_inner().expect("memory takes all"));
    all
}

fn archive(entries: Entries) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, kind, content) in entries {
        let mut header = tar::Header::new_gnu();
        // Made by hand, as the builder's own checks would refuse what is needed here.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        let is_file = *kind == EntryType::Regular;
        if !is_file {
            header.as_mut_bytes()[157..157 + content.len()].copy_from_slice(content.as_bytes());
        }
        let body = if is_file { content.as_bytes() } else { b"" };
        header.set_size(body.len() as u64);
        header.set_cksum();
        builder.append(&header, body).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}

/// The archives in packages, compressed and uncompressed.
pub fn packages() -> Vec<Vec<u8>> {
    let plain = archives().into_iter().map(|data| package("data.tar", &data));
    let ends = ["data.tar.gz", "data.tar.xz", "data.tar.zst", "data.tar.bz2"];
    let packed = ends.into_iter().zip(PACKED).map(|(name, data)| package(name, data));
    plain.chain(packed).collect()
}

/// An empty stream in each compression, and one that is not compressed.
const PACKED: [&[u8]; 4] = [
    &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    &[
        0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46, 0, 0, 0, 0, 0x1c, 0xdf,
        0x44, 0x21, 0x1f, 0xb6, 0xf3, 0x7d, 1, 0, 0, 0, 0, 4, b'Y', b'Z',
    ],
    &[0x28, 0xb5, 0x2f, 0xfd, 0x24, 0, 1, 0, 0, 0x99, 0xe9, 0xd8, 0x51],
    b"BZh9",
];

fn package(name: &str, data: &[u8]) -> Vec<u8> {
    let mut builder = ar::Builder::new(Vec::new());
    for (name, data) in [("debian-binary", &b"2.0\n"[..]), ("control.tar", b""), (name, data)] {
        let header = ar::Header::new(name.as_bytes().to_vec(), data.len() as u64);
        builder.append(&header, data).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}
