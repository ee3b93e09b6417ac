//! Damage to products in the store.

use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::guest::Guest;
use nlmatrix::run::Outcome;
use nlmatrix::runner::cell;
use nlmatrix::store::Care;
use nlmatrix::vm::Template;

use super::lab::{Lab, SMALL};
use super::record::Seen;
use super::right_if;

/// Half of the memory file is gone.
pub fn template_truncated(lab: &Lab, _: u32) -> Seen {
    let template = lab.template(&lab.store);
    let memory = template.folder().join("memory");
    let whole = size(&memory);
    let file = fs_err::File::options().write(true).open(&memory).expect("it was made");
    file.set_len(whole / 2).expect("it can be cut");
    // In another run, as this one has checked it already.
    let again = lab.template(&lab.store.with_care(Care::Glance));
    let answers = answers(&again);
    right_if(
        size(&memory) == whole && answers,
        format!("{} of {whole} bytes; then {} and an answer: {answers}", whole / 2, size(&memory)),
    )
}

/// This QEMU cannot read the state, and everything else is in order.
pub fn template_of_another_qemu(lab: &Lab, _: u32) -> Seen {
    let template = lab.template(&lab.store);
    let state = template.folder().join("state");
    let mut bytes = fs_err::read(&state).expect("it was made");
    // The magic `QEVM` is followed by the version of the format.
    bytes[4..8].copy_from_slice(&[0, 0, 0, 99]);
    fs_err::write(&state, bytes).expect("it is ours");
    fs_err::remove_dir_all(lab.store.root().join("manifests/templates")).expect("it was made");
    let workshop = lab.workshop(&lab.store.with_care(Care::Glance));
    let record = cell::run(&workshop, &lab.cell(SMALL, "kernel", "", "no-op"));
    right_if(
        record.outcome == Outcome::Pass && record.boot == "cold" && !record.fallback.is_empty(),
        format!("{}, {} boot: {}", record.outcome, record.boot, record.fallback),
    )
}

/// One bit of a product is changed by a write.
pub fn flipped_bit(lab: &Lab, round: u32) -> Seen {
    flip(lab, round, false, Care::Glance)
}

/// One bit changes without a trace in the file's times, as on a failing disk.
pub fn silent_flipped_bit(lab: &Lab, round: u32) -> Seen {
    flip(lab, round, true, Care::Digests)
}

fn flip(lab: &Lab, round: u32, keep_time: bool, care: Care) -> Seen {
    let template = lab.template(&lab.store);
    let file = match round % 3 {
        0 => template.folder().join("memory"),
        1 => template.folder().join("state"),
        _ => only(&lab.store.root().join("images")).join("initrd"),
    };
    // Held open, so that its inode is not reused.
    let held = std::fs::File::open(&file).expect("it was made");
    let old = inode(&file);
    let before = fs_err::read(&file).expect("it was made");
    let modified = fs_err::metadata(&file).and_then(|meta| meta.modified()).expect("it has one");
    let at = (before.len() / 2 + round as usize) as u64;
    let handle = std::fs::File::options().write(true).open(&file).expect("it is ours");
    handle.write_all_at(&[before[at as usize] ^ 1], at).expect("it can be written");
    if keep_time {
        handle.set_modified(modified).expect("times can be set");
    }
    drop(handle);
    let again = lab.template(&lab.store.with_care(care));
    // If it was made again, it is another file: the memory's content may differ from boot to boot.
    let (made_anew, answers) = (inode(&file) != old, answers(&again));
    let name = file.file_name().unwrap_or_default();
    drop(held);
    right_if(
        made_anew && answers,
        format!("{name} at {at}: made anew {made_anew}, answers {answers}"),
    )
}

fn inode(path: &Utf8Path) -> u64 {
    fs_err::metadata(path).map_or(0, |meta| std::os::unix::fs::MetadataExt::ino(&meta))
}

fn answers(template: &Template) -> bool {
    let vm = template.fork();
    let guest = vm
        .as_ref()
        .ok()
        .and_then(|vm| Guest::forked(vm.stream().ok()?, vm.served(), Duration::from_secs(30)).ok());
    guest.is_some()
}

fn size(path: &Utf8Path) -> u64 {
    fs_err::metadata(path).map_or(0, |meta| meta.len())
}

fn only(folder: &Utf8Path) -> Utf8PathBuf {
    let entries = folder.read_dir_utf8().expect("it was made").flatten();
    entries.map(|entry| entry.into_path()).next().expect("one product")
}
