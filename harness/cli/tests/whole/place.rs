//! The folders in which tests of whole runs work.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;
use nlmatrix::run::Run;
use rustix::process::Pid;

/// A test's own folder, which is also the temporary folder of its runs: a machine that works below it belongs to the
/// test.
pub struct Place {
    _folder: tempfile::TempDir,
    /// Its path.
    pub path: Utf8PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("real-").tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        fs_err::create_dir(path.join("tmp")).unwrap();
        Self { _folder: folder, path }
    }

    pub fn tmp(&self) -> Utf8PathBuf {
        self.path.join("tmp")
    }

    /// A run of those cells of `kernel` that `filter` selects.
    pub fn matrix(&self, kernel: &str, file: &Utf8Path, filter: &str) -> Job {
        Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
            .args(["matrix", "--kernel", kernel, "--filter", filter, "--jobs", "2"])
            .args(["--matrix", file.as_str(), "--out", self.path.join("out").as_str()])
            .env("TMPDIR", self.tmp().as_str())
    }

    /// Ports the module in `folder` to `kernels`, and proves it: nothing is left to do by hand.
    pub fn port(&self, folder: &Utf8Path, options: &[&str], kernels: &[&str]) {
        let port = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
            .args(["port", folder.as_str()])
            .args(options.iter().copied())
            .arg("--to")
            .args(kernels.iter().copied())
            .env("TMPDIR", self.tmp().as_str());
        let ran = port.finish().unwrap();
        assert_eq!(ran.status, Some(0), "{}", ran.output);
        assert!(!ran.output.contains("by hand"), "{}", ran.output);
    }

    /// Process ids of the machines that use this folder, and of their parents.
    pub fn machines(&self) -> Vec<(Pid, Pid)> {
        let all = Utf8Path::new("/proc").read_dir_utf8().unwrap().flatten();
        let pids = all.filter_map(|entry| entry.file_name().parse().ok());
        pids.filter_map(|pid: i32| {
            let line = fs_err::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
            let folder = fs_err::read_link(format!("/proc/{pid}/cwd")).ok()?;
            let ours = line.contains("qemu-system") && folder.starts_with(self.tmp());
            let status = fs_err::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim();
            let parent = Pid::from_raw(parent.parse().ok()?)?;
            ours.then_some((Pid::from_raw(pid)?, parent))
        })
        .collect()
    }

    /// Scratch folders of machines.
    pub fn left(&self) -> Vec<String> {
        let entries = self.tmp().read_dir_utf8().unwrap().flatten();
        let names = entries.map(|entry| entry.file_name().to_owned());
        names.filter(|name| name.starts_with("nlmatrix-")).collect()
    }

    pub fn run_json(&self) -> Run {
        serde_json::from_slice(&fs_err::read(self.path.join("out/run.json")).unwrap()).unwrap()
    }
}

/// The repository.
pub fn root() -> Utf8PathBuf {
    Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize_utf8().unwrap()
}
