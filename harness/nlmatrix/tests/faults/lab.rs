//! The surroundings of one injection: its own temporary folder and store, and a count of what it leaves behind.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::guest::{Creds, Guest, Proc};
use nlmatrix::kernel::debian::MatrixLock;
use nlmatrix::matrix::{self, KernelEntry, Matrix};
use nlmatrix::plan::Cell;
use nlmatrix::process::Job;
use nlmatrix::run::{CellId, ModuleId, Outcome};
use nlmatrix::runner::Workshop;
use nlmatrix::store::{Lock, Store};
use nlmatrix::vm::{Template, Vm};

use super::small;

/// Names the home, and marks every process that was started in it.
pub const HOME_VARIABLE: &str = "NLMATRIX_FAULT_HOME";
/// A kernel that consists of a single package, which is quick to unpack into an empty store.
pub const SMALL: &str = "7.1-bpo13";
/// A kernel for which modules are built.
pub const WHOLE: &str = "6.12-deb13";

/// One injection's surroundings.
pub struct Lab {
    pub home: Utf8PathBuf,
    /// The small matrix, in the home.
    pub matrix: Matrix,
    /// Empty except for the packages of [`SMALL`].
    pub store: Store,
}

/// Runs this program once more, in a home of its own.
pub fn at_home() -> ExitCode {
    let home = tempfile::Builder::new().prefix("nlf-").tempdir_in("/tmp").expect("/tmp is there");
    let program = std::env::current_exe().expect("it runs");
    let job = Job::new(program).args(std::env::args_os().skip(1));
    let status = job
        .env(HOME_VARIABLE, home.path())
        .env("TMPDIR", home.path())
        .env("NLMATRIX_ACCEL", "tcg")
        .show();
    match status {
        Ok(Some(code)) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        _ => ExitCode::FAILURE,
    }
}

impl Lab {
    pub fn new() -> std::io::Result<Self> {
        let home = Utf8PathBuf::from(std::env::var(HOME_VARIABLE).unwrap_or_default());
        let matrix = matrix::load(&small::write(&home)?, nlmatrix::scenario::shipped())
            .map_err(std::io::Error::other)?;
        let root = home.join("store");
        if root.exists() {
            fs_err::remove_dir_all(&root)?;
        }
        let lab = Self { home, matrix, store: Store::at(root) };
        lab.stock(&lab.store)?;
        Ok(lab)
    }

    /// Copies the packages of [`SMALL`] from the user's store, fetching them first if necessary.
    pub fn stock(&self, store: &Store) -> std::io::Result<()> {
        let theirs = Store::of_user();
        let workshop = self.workshop(&theirs);
        workshop.kernel(self.kernel(SMALL)).map_err(std::io::Error::other)?;
        let lock = MatrixLock::read(&self.matrix.lock_path()).map_err(std::io::Error::other)?;
        for package in &lock.get(SMALL).expect("it is pinned").packages {
            let Some(folder) = theirs.find("debs", &package.sha256) else { continue };
            let copy = |scratch: &Utf8Path| {
                fs_err::copy(folder.join("package.deb"), scratch.join("package.deb")).map(drop)
            };
            let made = store.get_or_make("debs", &package.sha256, copy);
            made.map_err(std::io::Error::other)?;
        }
        Ok(())
    }

    pub fn kernel(&self, id: &str) -> &KernelEntry {
        self.matrix.kernel(id).expect("the matrix has it")
    }

    pub fn workshop(&self, store: &Store) -> Workshop {
        Workshop::open(self.matrix.clone(), store.clone(), nlmatrix::runner::Sources::default())
            .expect("the lock file is readable")
    }

    /// The same for the default matrix, which has the modules that fail.
    pub fn whole_workshop(&self, store: &Store) -> Workshop {
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let matrix = matrix::load(path, nlmatrix::scenario::shipped()).expect("it is a good one");
        Workshop::open(matrix, store.clone(), nlmatrix::runner::Sources::default())
            .expect("the lock file is readable")
    }

    /// The template of [`SMALL`] in `store`.
    pub fn template(&self, store: &Store) -> Template {
        let (workshop, entry) = (self.workshop(store), self.kernel(SMALL));
        let kernel = workshop.kernel(entry).expect("its package is there");
        workshop.template(entry, &kernel).expect("it boots")
    }

    /// A fork of [`SMALL`] from the user's store, with its agent, and a process in it.
    pub fn guest(&self) -> (Vm, Guest, Proc) {
        let vm = self.template(&Store::of_user()).fork().expect("it forks");
        let stream = vm.stream().expect("it is connected");
        let guest = Guest::forked(stream, vm.served(), Duration::from_secs(30));
        let guest = guest.expect("it answers").with_console(vm.console_file());
        let worker = guest.process("worker", Creds::Root).expect("there is room for one");
        (vm, guest, worker)
    }

    /// The cell `kernel/system.generation/scenario`.
    pub fn cell(&self, kernel: &str, system: &str, generation: &str, scenario: &str) -> Cell {
        let id = CellId::new(kernel, ModuleId::new(system, generation), scenario);
        let shipped = nlmatrix::scenario::shipped().iter().find(|it| it.name == scenario);
        let expected = &shipped.expect("it is registered").expected;
        let expected = expected.outcome().unwrap_or(Outcome::Pass);
        Cell { expected, shipped, ..Cell::passing(id) }
    }

    /// The command line with `store`.
    pub fn nlmatrix(&self, store: &Store) -> Job {
        let tests = std::env::current_exe().expect("it runs");
        let program = tests.ancestors().nth(2).expect("target/debug/deps").join("nlmatrix");
        Job::new(program)
            .dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .env("NLMATRIX_CACHE", store.root().as_str())
    }

    /// The command line with `store`, for a cell of the small matrix.
    pub fn cell_of_small(&self, store: &Store, id: &str) -> Job {
        self.nlmatrix(store).args(["cell", id, "--matrix", self.matrix.path.as_str()])
    }

    /// Every process that was started here and is still running: its id and command line.
    pub fn processes(&self) -> Vec<(u32, String)> {
        let mark = format!("{HOME_VARIABLE}={}", self.home);
        let entries = Utf8Path::new("/proc").read_dir_utf8().into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().parse::<u32>().ok());
        let ours = ids.filter(|id| *id != std::process::id()).filter_map(|id| {
            let environment = fs_err::read(format!("/proc/{id}/environ")).ok()?;
            let marked = environment.split(|byte| *byte == 0).any(|it| it == mark.as_bytes());
            let line = fs_err::read(format!("/proc/{id}/cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            (marked && !line.is_empty()).then_some((id, line))
        });
        ours.collect()
    }

    /// Leftovers after everyone who cleans up has done so: what a killed run left may only be removed when it is some
    /// seconds old.
    pub fn left_behind(&self) -> Vec<String> {
        let deadline = Instant::now() + Duration::from_secs(5);
        loop {
            nlmatrix::vm::sweep();
            self.store.sweep();
            let left = self.leftovers();
            if left.is_empty() || Instant::now() > deadline {
                return left;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn leftovers(&self) -> Vec<String> {
        let processes = self.processes().into_iter().map(|(id, line)| format!("{id} {line}"));
        let names = |folder: &Utf8Path| {
            let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
            entries.map(|entry| entry.path().to_owned()).collect::<Vec<_>>()
        };
        let is = |start: &'static str| {
            move |path: &Utf8PathBuf| path.file_name().is_some_and(|name| name.starts_with(start))
        };
        let runs = names(&self.home).into_iter().filter(is("nlmatrix-"));
        let kinds = names(self.store.root());
        // Links are the user's folders, in which others work at the same time.
        let kinds: Vec<_> = kinds.into_iter().filter(|kind| !kind.is_symlink()).collect();
        let scratch = kinds.iter().flat_map(|kind| names(kind)).filter(is(".making-"));
        let locks = names(&self.store.root().join("locks"));
        let held = locks.into_iter().filter(|path| !matches!(Lock::try_take(path), Ok(Some(_))));
        let paths = runs.chain(scratch).chain(held).map(Utf8PathBuf::into_string);
        processes.chain(paths).collect()
    }
}
