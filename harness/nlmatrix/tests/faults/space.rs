//! No space: on a small file system of its own, which only root can mount.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;
use nlmatrix::run::Outcome;
use nlmatrix::runner::cell;
use nlmatrix::store::Store;

use super::lab::{Lab, SMALL};
use super::record::Seen;
use super::right_if;

/// A file system in memory, which is unmounted when dropped.
struct Small(Utf8PathBuf);

impl Small {
    fn new(lab: &Lab, name: &str, size: &str) -> Result<Self, String> {
        let folder = lab.home.join(name);
        let made = fs_err::create_dir_all(&folder).map_err(|error| error.to_string());
        made?;
        let options = format!("size={size},mode=0755");
        let mount = Job::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]);
        mount.arg(folder.as_str()).run().map_err(|_| "only root can mount".to_owned())?;
        Ok(Self(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        if let Err(error) = Job::new("umount").arg(self.0.as_str()).run() {
            eprintln!("{error}");
        }
    }
}

/// The store has space for the package but not for its content.
pub fn full_store(lab: &Lab, round: u32) -> Seen {
    // The package takes up 13 MiB, its content 14, the unpacked kernel 60; a template may take up 256.
    let sizes = ["12M", "48M", "160M"];
    let small = match Small::new(lab, "small", sizes[round as usize % sizes.len()]) {
        Ok(small) => small,
        Err(why) => return Seen::LeftOut(why),
    };
    let store = Store::at(small.0.join("store"));
    let stocked = lab.stock(&store);
    let record = cell::run(&lab.workshop(&store), &lab.cell(SMALL, "kernel", "", "no-op"));
    let full = record.reason.contains("No space left") || record.reason.contains("os error 28");
    // Without space for its template, a machine still boots from its kernel.
    let cold = record.outcome == Outcome::Pass && record.fallback.contains("bytes free");
    let half = half_made(store.root());
    let text = format!(
        "{}, stocked {}, {half} half made: {} {}",
        record.outcome,
        stocked.is_ok(),
        record.reason,
        record.fallback
    );
    right_if(half == 0 && (cold || (record.outcome == Outcome::Lost && full)), text)
}

/// Scratch folders in the store.
pub fn half_made(root: &Utf8Path) -> usize {
    let list = |folder: &Utf8Path| {
        let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
        entries.map(|entry| entry.into_path()).collect::<Vec<_>>()
    };
    let all = list(root).into_iter().flat_map(|kind| list(&kind));
    all.filter(|path| path.file_name().is_some_and(|name| name.starts_with('.'))).count()
}

/// The folder of sockets and consoles has no space.
pub fn full_run_folder(lab: &Lab, _: u32) -> Seen {
    let small = match Small::new(lab, "run", "1M") {
        Ok(small) => small,
        Err(why) => return Seen::LeftOut(why),
    };
    lab.template(&lab.store);
    let cell = format!("{SMALL}/kernel/boot");
    let job = lab.cell_of_small(&lab.store, &cell).env("TMPDIR", small.0.as_str());
    match job.finish() {
        Ok(done) => {
            let last = done.output.lines().last().unwrap_or_default().to_owned();
            let right =
                done.status == Some(3) && last.contains("lost") && last.contains("bytes free");
            right_if(right, last)
        }
        Err(error) => Seen::Wrong(error.to_string()),
    }
}
