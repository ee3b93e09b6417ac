//! One process in the guest carrying out operations on files, folders and modules.

use std::time::Duration;

use nlmatrix_wire::proto::{MAX_DATA, Op};

use super::answer::Answer;
use super::connection::Guest;
use super::error::Outcome;
use super::process::Proc;

/// A process in the guest, with a deadline for each operation.
///
/// Methods are named after system calls and return what these return.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'g> {
    guest: &'g Guest,
    process: Proc,
    patience: Duration,
}

impl<'g> Actor<'g> {
    /// The deadline of an operation, unless [`within`](Self::within) sets another.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    pub(super) fn new(guest: &'g Guest, process: Proc) -> Self {
        Self { guest, process, patience: Self::PATIENCE }
    }

    /// The same with another deadline. `sleep` and `poll` add their own time to it.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Do its operations have the default deadline?
    pub fn has_usual_patience(self) -> bool {
        self.patience == Self::PATIENCE
    }

    /// Which process it is.
    pub fn process(self) -> Proc {
        self.process
    }

    pub(super) fn ask(self, op: Op) -> Outcome<Answer> {
        self.guest.ask(self.process, op, self.patience)
    }

    /// For operations that return a number or nothing.
    pub(super) fn number(self, op: Op) -> Outcome<i64> {
        Ok(self.ask(op)?.map(|answer| answer.value))
    }

    /// For operations that return nothing but success.
    pub(super) fn done(self, op: Op) -> Outcome<()> {
        Ok(self.ask(op)?.map(drop))
    }

    /// For operations that return bytes.
    pub(super) fn data(self, op: Op) -> Outcome<Vec<u8>> {
        Ok(self.ask(op)?.map(|answer| answer.data))
    }

    /// Waits for the operation that timed out before, and returns its result.
    pub fn collect(self) -> Outcome<Answer> {
        self.ask(Op::Collect)
    }

    /// `getpid(2)`.
    pub fn getpid(self) -> Outcome<i32> {
        Ok(self.number(Op::GetPid)?.map(|pid| pid as i32))
    }

    /// `init_module(2)` with a file of the guest.
    pub fn insert_module(self, path: &str, params: &str) -> Outcome<()> {
        self.done(Op::InsertModule { path, params })
    }

    /// `delete_module(2)`.
    pub fn remove_module(self, name: &str, flags: u32) -> Outcome<()> {
        self.done(Op::RemoveModule { name, flags })
    }

    /// Reads up to `max` bytes (at most 60 KiB), starting at `offset`.
    pub fn read_file(self, path: &str, offset: u64, max: u32) -> Outcome<Vec<u8>> {
        self.data(Op::ReadFile { path, offset, max })
    }

    /// Reads a text of up to 60 KiB; invalid UTF-8 is replaced.
    pub fn read_text(self, path: &str) -> Outcome<String> {
        let bytes = self.read_file(path, 0, MAX_DATA as u32)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Overwrites a file with one `write(2)` of up to 60 KiB; returns how many bytes were written.
    pub fn write_file(self, path: &str, data: &[u8]) -> Outcome<usize> {
        Ok(self.number(Op::WriteFile { path, data, append: false })?.map(|count| count as usize))
    }

    /// Appends to a file with one `write(2)` of up to 60 KiB; returns how many bytes were written.
    pub fn append_file(self, path: &str, data: &[u8]) -> Outcome<usize> {
        Ok(self.number(Op::WriteFile { path, data, append: true })?.map(|count| count as usize))
    }

    /// Names in a folder, sorted.
    pub fn list_dir(self, path: &str) -> Outcome<Vec<String>> {
        let names = self.data(Op::ListDir { path })?;
        Ok(names.map(|bytes| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let mut names: Vec<_> = text.split_terminator('\0').map(str::to_owned).collect();
            names.sort();
            names
        }))
    }

    /// `open(2)`; returns the descriptor.
    pub fn open(self, path: &str, flags: u32) -> Outcome<i32> {
        Ok(self.number(Op::Open { path, flags })?.map(|fd| fd as i32))
    }

    /// `mkdir(2)`.
    pub fn mkdir(self, path: &str) -> Outcome<()> {
        self.done(Op::Mkdir { path })
    }

    /// Sleeps in the guest.
    pub fn sleep(self, time: Duration) -> Outcome<()> {
        self.done(Op::Sleep { ms: u32::try_from(time.as_millis()).unwrap_or(u32::MAX) })
    }

    /// `unshare(2)`.
    pub fn unshare(self, flags: u64) -> Outcome<()> {
        self.done(Op::Unshare { flags })
    }

    /// `setns(2)`: enters the namespace in the file `path`, like `/proc/7/ns/net`. Kernels have it from 3.0 on.
    pub fn setns(self, path: &str) -> Outcome<()> {
        let fd = match self.open(path, 0)? {
            Ok(fd) => fd,
            Err(errno) => return Ok(Err(errno)),
        };
        let entered = self.done(Op::SetNs { fd })?;
        self.close(fd)?.ok();
        Ok(entered)
    }

    /// Any system call with plain numbers, which are those of the guest's processor.
    pub fn syscall(self, number: u64, args: [u64; 6]) -> Outcome<i64> {
        self.number(Op::Syscall { number, args })
    }

    /// `setresuid(-1, uid, -1)`.
    pub fn set_effective_user(self, uid: u32) -> Outcome<()> {
        self.done(Op::SetEffectiveUser { uid })
    }

    /// `mount(2)`.
    pub fn mount(self, kind: &str, source: &str, target: &str, options: &str) -> Outcome<()> {
        self.done(Op::Mount { source, target, kind, flags: 0, options })
    }

    /// The same with `flags` (`MS_…`), and without options.
    pub fn mount_as(self, kind: &str, source: &str, target: &str, flags: u64) -> Outcome<()> {
        self.done(Op::Mount { source, target, kind, flags, options: "" })
    }
}
