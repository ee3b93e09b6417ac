//! Faults in whole cells and runs: killed processes, failing mirrors, concurrent runs.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::sleep;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use nlmatrix::process::Job;
use nlmatrix::run::{CellRecord, Outcome};
use nlmatrix::runner::cell;
use nlmatrix::store::Store;

use super::lab::{Lab, SMALL, WHOLE};
use super::record::Seen;
use super::right_if;

/// QEMU dies during a cell, and again during its second try.
pub fn qemu_killed(lab: &Lab, _: u32) -> Seen {
    let record = killing(lab, 2);
    let right = record.outcome == Outcome::Lost && record.tries == 2;
    right_if(right && record.reason.contains("lost the guest"), told(&record))
}

/// QEMU dies during a cell, once.
pub fn qemu_killed_once(lab: &Lab, _: u32) -> Seen {
    let record = killing(lab, 1);
    let right = record.outcome == Outcome::Hang && record.tries == 2;
    right_if(right && record.reason.contains("lost at first"), told(&record))
}

/// The guest's console file is removed during a cell in which nothing else goes wrong.
pub fn console_unreadable(lab: &Lab, _: u32) -> Seen {
    let store = Store::of_user();
    let workshop = lab.whole_workshop(&store);
    let entry = lab.kernel(WHOLE);
    workshop.template(entry, &workshop.kernel(entry).expect("it is there")).expect("it boots");
    let cell = lab.cell(WHOLE, "faulty", "d-state", "hang-kernel");
    let record = std::thread::scope(|scope| {
        let running = scope.spawn(|| cell::run(&workshop, &cell));
        while !running.is_finished() {
            remove_consoles(&lab.home);
            sleep(Duration::from_millis(50));
        }
        running.join().expect("a cell never panics")
    });
    let right = record.outcome == Outcome::Lost && record.tries == 2;
    right_if(right && record.reason.contains("the guest's console"), told(&record))
}

/// Each machine's folder is in that for temporary files.
fn remove_consoles(temporary: &Utf8Path) {
    let folders = temporary.read_dir_utf8().into_iter().flatten().flatten();
    for console in folders.map(|folder| folder.path().join("console")) {
        // Most are not machines' folders.
        fs_err::remove_file(console).ok();
    }
}

fn told(record: &CellRecord) -> String {
    let line = record.reason.lines().next().unwrap_or_default();
    format!("{} after {} tries: {line}", record.outcome, record.tries)
}

/// A cell that takes some seconds, during which QEMU is killed so many times.
fn killing(lab: &Lab, times: usize) -> CellRecord {
    let store = Store::of_user();
    let workshop = lab.whole_workshop(&store);
    let entry = lab.kernel(WHOLE);
    workshop.template(entry, &workshop.kernel(entry).expect("it is there")).expect("it boots");
    let cell = lab.cell(WHOLE, "faulty", "d-state", "hang-kernel");
    std::thread::scope(|scope| {
        let running = scope.spawn(|| cell::run(&workshop, &cell));
        let mut killed = Vec::new();
        while killed.len() < times && !running.is_finished() {
            let found = lab
                .processes()
                .into_iter()
                .find(|(id, line)| line.contains("qemu-system") && !killed.contains(id));
            if let Some((id, _)) = found {
                // Far enough to be in the scenario: the fork takes about 100 ms, the scenario 5 s.
                sleep(Duration::from_millis(2000));
                signal("KILL", id);
                killed.push(id);
            }
            sleep(Duration::from_millis(50));
        }
        running.join().expect("a cell never panics")
    })
}

pub fn signal(name: &str, id: u32) {
    // It may have ended by itself in the meantime.
    Job::new("kill").args([format!("-{name}"), id.to_string()]).finish().ok();
}

/// The mirror stops in the middle of a package, and is then gone.
pub fn mirror_dies(lab: &Lab, _: u32) -> Seen {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\nhalf".to_vec();
    let (line, debs) = from_mirror(lab, answer, true);
    right_if(debs == 0 && line.contains("Failed to fetch"), line)
}

/// The mirror sends a file other than the pinned one.
pub fn wrong_digest(lab: &Lab, _: u32) -> Seen {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil".to_vec();
    let (line, debs) = from_mirror(lab, answer, false);
    right_if(debs == 0 && line.contains("not the file that matrix.lock pins"), line)
}

/// The last line of a cell whose kernel comes from a mirror that answers like this, and how many packages are in the
/// store afterwards.
fn from_mirror(lab: &Lab, answer: Vec<u8>, once: bool) -> (String, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let asked = stream.read(&mut request);
            // A client that hangs up has its reasons.
            asked.and_then(|_| stream.write_all(&answer)).ok();
            if once {
                return;
            }
        }
    });
    let store = Store::at(lab.home.join("store/empty"));
    let job = lab.cell_of_small(&store, &format!("{SMALL}/kernel/boot"));
    let done = job
        .env("NLMATRIX_DEBIAN_MIRROR", format!("http://{address}/debian"))
        .env("no_proxy", "127.0.0.1")
        .finish();
    let debs = store.root().join("debs").read_dir_utf8().map_or(0, Iterator::count);
    let output = done.map_or_else(|error| error.to_string(), |done| done.output);
    let ending = format!("{SMALL}/kernel/boot: lost (expected pass)");
    let told = output.split_once(&ending).map_or("no cell was lost", |(_, why)| why);
    (told.split_whitespace().collect::<Vec<_>>().join(" "), debs)
}

/// Two runs want the same products from an empty store at the same time.
pub fn two_at_once(lab: &Lab, _: u32) -> Seen {
    let cell = format!("{SMALL}/kernel/boot");
    let run = || lab.cell_of_small(&lab.store, &cell).finish();
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(run);
        let two = run();
        (one.join().expect("it does not panic"), two)
    });
    let status = [one, two].map(|done| done.ok().and_then(|done| done.status));
    let count = |kind: &str| {
        let folder = lab.store.root().join(kind);
        folder.read_dir_utf8().map_or(0, |entries| entries.count())
    };
    let made = [count("debian-kernels"), count("boot-files"), count("images")];
    let text = format!("exit codes {status:?}; kernels, boot files, images made: {made:?}");
    right_if(status == [Some(0); 2] && made == [1; 3], text)
}

/// The runner is killed in the middle of a matrix, and `--resume` continues.
pub fn killed_and_resumed(lab: &Lab, _: u32) -> Seen {
    let out = lab.home.join("out");
    if out.exists() && fs_err::remove_dir_all(&out).is_err() {
        return Seen::Wrong("the last round's report is in the way".to_owned());
    }
    let arguments = ["matrix", "--kernel", WHOLE, "--filter", "nlecho.g6", "--out", out.as_str()];
    let run = || lab.nlmatrix(&Store::of_user()).args(arguments);
    let Ok(handle) = run().start() else { return Seen::Wrong("it did not start".to_owned()) };
    let cells = out.join("cells");
    let deadline = Instant::now() + Duration::from_secs(300);
    while results(&cells).len() < 2 && Instant::now() < deadline {
        sleep(Duration::from_millis(5));
    }
    handle.pids().into_iter().for_each(|id| signal("KILL", id));
    handle.wait().ok();
    let before = results(&cells);
    let resumed = run().arg("--resume").finish();
    let after = results(&cells);
    let kept = before.iter().all(|result| after.contains(result));
    let report = fs_err::read_to_string(out.join("run.json")).unwrap_or_default();
    let complete = !report.contains("\"missing\"") && report.contains("enobufs-overrun");
    let status = resumed.ok().and_then(|done| done.status);
    let text = format!(
        "{} of {} results kept: {kept}; report complete: {complete}; exit {status:?}",
        before.len(),
        after.len()
    );
    let right = kept && complete && before.len() >= 2 && before.len() < after.len();
    right_if(right && status == Some(0), text)
}

/// Records of cells and when they were written.
fn results(folder: &Utf8Path) -> Vec<(String, std::time::SystemTime)> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let records = entries.filter(|entry| entry.file_name().ends_with(".json"));
    let dated = records.filter_map(|entry| {
        let modified = entry.metadata().ok()?.modified().ok()?;
        Some((entry.file_name().to_owned(), modified))
    });
    dated.collect()
}
