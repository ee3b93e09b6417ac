//! Mirrors that fail a whole run: this is detected once and reported once, and nothing that depends on them is tried.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use nlmatrix::run::{NotRun, Run, Status, Tally};
use nlmatrix::store::Store;

use super::lab::{Lab, SMALL, WHOLE};
use super::record::Seen;
use super::right_if;
use super::stages::share;

/// By then, the user has been told.
const TOLD: Duration = Duration::from_secs(60);
const UNANSWERED: &str = "the mirror does not answer";
const REMEDY: &str = "check this host's network";

/// The result of a run.
struct Came {
    status: Option<i32>,
    output: String,
    took: Duration,
    run: Option<Run>,
}

/// Nobody listens, and the store is empty.
pub fn dead_at_start(lab: &Lab, _: u32) -> Seen {
    let store = Store::at(lab.home.join("store/empty"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let came = run(lab, &store, &address.to_string(), &[]);
    let said = came.output.matches(REMEDY).count();
    let all_blocked = came.cells(|tally, blocked| tally.ran() == 0 && blocked > 0);
    let right = came.status == Some(3) && came.took < TOLD && said == 1 && all_blocked;
    right_if(right && came.output.contains(UNANSWERED), came.told(said))
}

/// One kernel is in the store; the mirror stops in the middle of the other's first package, and is gone.
pub fn dead_half_way(lab: &Lab, _: u32) -> Seen {
    share(&lab.store, &["toolchains", "accel"]);
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\nhalf";
    let came = run(lab, &lab.store, &mirror(half, true), &[]);
    let right =
        came.status == Some(3) && came.cells(|tally, blocked| tally.ran() > 0 && blocked > 0);
    let said = came.output.matches(REMEDY).count();
    right_if(right && said == 1 && came.took < 2 * TOLD, came.told(said))
}

/// The mirror no longer has what the lock pins: an error, unless the run can do without it.
pub fn vanished_pin(lab: &Lab, _: u32) -> Seen {
    share(&lab.store, &["toolchains", "accel"]);
    let gone = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let strict = run(lab, &lab.store, &mirror(gone, false), &[]);
    let lenient = run(lab, &lab.store, &mirror(gone, false), &["--allow-missing", WHOLE]);
    let gap = strict.run.iter().flat_map(|run| &run.did_not_run);
    let told = gap.filter(|gap| gap.why == Some(NotRun::Unpublished) && !gap.excused).count() == 1;
    let status = (strict.status, lenient.status);
    let text = format!("exit {status:?}, allowed to be missing the second time; told: {told}");
    right_if(told && status == (Some(3), Some(0)), text)
}

/// A version that the matrix file names and the archive no longer has: the cells of that kernel did not run, and
/// users who select the other kernel are not bothered.
pub fn vanished_version(lab: &Lab, _: u32) -> Seen {
    let (path, lock) = (lab.home.join("pinned.toml"), lab.home.join("pinned.lock"));
    let text = fs_err::read_to_string(&lab.matrix.path).expect("it was written");
    let suite = "suite = \"trixie-security\"";
    let pinned = text.replace(suite, &format!("{suite}\nversion = \"6.12.1-1\""));
    fs_err::write(&path, pinned).expect("the home takes it");
    fs_err::copy(lab.matrix.lock_path(), lock).expect("the home takes it");
    share(&lab.store, &["toolchains", "accel"]);
    let run = |kernels: &str| {
        let out = lab.home.join("out");
        fs_err::remove_dir_all(&out).ok();
        let job = lab.nlmatrix(&lab.store).args(["matrix", "--kernel", kernels]);
        let job = job.args(["--matrix", path.as_str(), "--out", out.as_str(), "--filter", "boot"]);
        let job = job.args(["--history", lab.home.join("history").as_str()]);
        job.finish().map(|done| (done.status, done.output)).unwrap_or_default()
    };
    let ((both, told), (other, silent)) = (run("*"), run(SMALL));
    let now = told.contains("version 6.12.1-1, with its headers: it now has 6.12.");
    let right = now && !silent.contains("6.12.1-1") && (both, other) == (Some(3), Some(0));
    right_if(
        right,
        format!("exit {both:?}, without that kernel {other:?}; told what there is: {now}"),
    )
}

/// A run of the small matrix from the mirror at `address`.
fn run(lab: &Lab, store: &Store, address: &str, more: &[&str]) -> Came {
    let out = lab.home.join("out");
    fs_err::remove_dir_all(&out).ok();
    let job = lab.nlmatrix(store).args(["matrix", "--kernel", &format!("{{{SMALL},{WHOLE}}}")]);
    let job = job.args(["--matrix", lab.matrix.path.as_str(), "--out", out.as_str()]);
    let job = job.args(["--history", lab.home.join("history").as_str()]).args(more.iter().copied());
    let job = job.env("NLMATRIX_DEBIAN_MIRROR", format!("http://{address}/debian"));
    let started = Instant::now();
    let done = job.env("no_proxy", "127.0.0.1").finish();
    let took = started.elapsed();
    let text = fs_err::read(out.join("run.json")).unwrap_or_default();
    let (status, output) =
        done.map_or_else(|error| (None, error.to_string()), |done| (done.status, done.output));
    Came { status, output, took, run: serde_json::from_slice(&text).ok() }
}

/// The address of a mirror that sends `answer` to everybody, or only to the first client.
fn mirror(answer: &'static [u8], once: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let asked = stream.read(&mut [0; 4096]);
            // A client that hangs up has its reasons.
            asked.and_then(|_| stream.write_all(answer)).ok();
            if once {
                return;
            }
        }
    });
    address
}

impl Came {
    /// Are the tally, and the number of cells that were not tried, as expected; and did no cell have a process that
    /// tried the same again?
    fn cells(&self, are: impl Fn(Tally, usize) -> bool) -> bool {
        let Some(run) = &self.run else { return false };
        let blocked = run.cells.iter().filter(|cell| cell.not_run == Some(NotRun::Blocked));
        let untried = blocked.clone().all(|cell| cell.tries == 0);
        let unblamed = run.cells.iter().all(|cell| cell.status() != Status::NotAsExpected);
        untried && unblamed && are(Tally::of(run), blocked.count())
    }

    fn told(&self, said: usize) -> String {
        let tally =
            self.run.as_ref().map_or("no report".to_owned(), |run| Tally::of(run).to_string());
        let (status, took) = (self.status, self.took.as_secs());
        format!("exit {status:?} after {took} s, said {said} times: {tally}")
    }
}
