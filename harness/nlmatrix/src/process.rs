//! The one way to run a child process.
//!
//! Every child goes through [`Job`], a thin layer over duct: it logs argv, folder, duration and output path, and if a
//! child fails, the error names all of them and shows the end of what the child printed. Children die with the thread
//! that started them (PR_SET_PDEATHSIG), so a killed harness leaves none behind.

mod user;

use std::ffi::OsString;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

pub use user::User;

/// How many bytes of a failed child's output an error shows.
const SHOWN: usize = 4000;

/// A child process to run.
#[derive(Clone, Debug)]
pub struct Job {
    argv: Vec<OsString>,
    dir: Option<Utf8PathBuf>,
    env: Vec<(OsString, OsString)>,
    without: Vec<OsString>,
    output: Option<Utf8PathBuf>,
    stdin: Option<Vec<u8>>,
    user: Option<User>,
    apart: bool,
    files: Vec<Arc<OwnedFd>>,
}

/// What a child printed, and how long it ran.
#[derive(Debug)]
pub struct Finished {
    /// Exit status; `None` if a signal ended it.
    pub status: Option<i32>,
    /// Standard output and standard error as one text, invalid UTF-8 replaced.
    pub output: String,
    /// Wall time.
    pub took: Duration,
}

/// A child could not be started, or failed.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The program does not exist or may not be run.
    #[error("failed to start `{argv}`")]
    Start {
        /// The whole command line.
        argv: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It ran, but failed.
    #[error("`{argv}` ended with {status}{place}:\n{output}")]
    Failed {
        /// The whole command line.
        argv: String,
        /// Exit status in words.
        status: String,
        /// Where the whole output is, if it was kept.
        place: String,
        /// The end of what it printed.
        output: String,
    },
}

impl Job {
    /// A child that runs `program`.
    pub fn new(program: impl Into<OsString>) -> Self {
        let argv = vec![program.into()];
        let (env, without, files) = (Vec::new(), Vec::new(), Vec::new());
        let (dir, output, stdin, user, apart) = (None, None, None, None, false);
        Self { argv, dir, env, without, output, stdin, user, apart, files }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.argv.push(arg.into());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.argv.extend(args.into_iter().map(Into::into));
        self
    }

    /// Runs in `dir` instead of the harness's own folder.
    #[must_use]
    pub fn dir(mut self, dir: impl Into<Utf8PathBuf>) -> Self {
        self.dir = Some(dir.into());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Removes an environment variable.
    #[must_use]
    pub fn without(mut self, name: impl Into<OsString>) -> Self {
        self.without.push(name.into());
        self
    }

    /// Also writes the output to a file.
    #[must_use]
    pub fn output(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.output = Some(path.into());
        self
    }

    /// Writes `bytes` to standard input (which is empty otherwise).
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Runs as `user`, in no group but its own; this needs root.
    #[must_use]
    pub fn user(mut self, user: Option<User>) -> Self {
        self.user = user;
        self
    }

    /// Runs in a process group of its own: a Ctrl-C at the terminal only reaches us, and we may pass it on.
    #[must_use]
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// Leaves `file` open in the child, and returns the path through which the child can open it, even if it cannot
    /// enter the folders on the way. The file's own mode still counts.
    pub fn inherit(&mut self, file: impl Into<OwnedFd>) -> String {
        let file = Arc::new(file.into());
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        self.files.push(file);
        path
    }

    /// The command line, for messages.
    pub fn argv(&self) -> String {
        let words = self.argv.iter().map(|word| word.to_string_lossy());
        words.map(|word| quote(&word)).collect::<Vec<_>>().join(" ")
    }

    /// Runs to the end; a failure is an error.
    pub fn run(&self) -> Result<Finished, ProcessError> {
        let finished = self.finish()?;
        if finished.status == Some(0) {
            return Ok(finished);
        }
        let status = finished.status.map_or("a signal".to_owned(), |code| format!("status {code}"));
        let place = self.output.as_ref().map(|path| format!(" (full output: {path})"));
        let output = tail(&finished.output).to_owned();
        Err(ProcessError::Failed {
            argv: self.argv(),
            status,
            place: place.unwrap_or_default(),
            output,
        })
    }

    /// Runs to the end, and leaves it to the caller to judge the exit status.
    pub fn finish(&self) -> Result<Finished, ProcessError> {
        let started = Instant::now();
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        let child = self.expression().stderr_to_stdout().stdout_capture().unchecked();
        let output = child.run().map_err(error)?;
        let took = started.elapsed();
        if let Some(path) = &self.output {
            fs_err::write(path, &output.stdout).map_err(error)?;
        }
        self.log(took, output.status.code());
        Ok(Finished {
            status: output.status.code(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            took,
        })
    }

    /// Runs to the end, or ends the child after `most`, together with everything that it has started if it is
    /// [apart](Self::apart) or in a process namespace; the result is then `None`. Its output is in the file that was
    /// given.
    pub fn finish_within(&self, most: Duration) -> Result<Option<Finished>, ProcessError> {
        let started = Instant::now();
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        let handle = self.start()?;
        let status = handle.wait_timeout(most).map_err(error)?.map(|output| output.status.code());
        if status.is_none() {
            handle.kill().map_err(error)?;
        }
        let took = started.elapsed();
        self.log(took, status.flatten());
        let read = self.output.as_ref().map(fs_err::read).transpose().map_err(error)?;
        let output = String::from_utf8_lossy(&read.unwrap_or_default()).into_owned();
        Ok(status.map(|status| Finished { status, output, took }))
    }

    /// Runs to the end and returns standard output alone; a failure is an error with its error output.
    pub fn read(&self) -> Result<String, ProcessError> {
        let started = Instant::now();
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        let child = self.expression().stdout_capture().stderr_capture().unchecked();
        let output = child.run().map_err(error)?;
        self.log(started.elapsed(), output.status.code());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let status = output.status.to_string();
        let (argv, complaint) = (self.argv(), text(&output.stderr));
        let output = tail(complaint.trim_end()).to_owned();
        Err(ProcessError::Failed { argv, status, place: String::new(), output })
    }

    /// Starts it with the harness's own standard streams and waits: for children that talk to the user at the
    /// terminal (nextest, the rerun of a cell).
    pub fn show(&self) -> Result<Option<i32>, ProcessError> {
        let started = Instant::now();
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        let output = self.expression().unchecked().run().map_err(error)?;
        self.log(started.elapsed(), output.status.code());
        Ok(output.status.code())
    }

    /// The same for a child that is asked to end, as by Ctrl-C, as soon as `end` says so.
    pub fn show_until(&self, end: impl Fn() -> bool) -> Result<Option<i32>, ProcessError> {
        const PERIOD: Duration = Duration::from_millis(50);
        let started = Instant::now();
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        let handle = self.expression().unchecked().start().map_err(error)?;
        let mut asked = false;
        loop {
            if let Some(output) = handle.try_wait().map_err(error)? {
                self.log(started.elapsed(), output.status.code());
                return Ok(output.status.code());
            }
            if !asked && end() {
                asked = true;
                let pids = handle.pids().into_iter().filter_map(|id| i32::try_from(id).ok());
                for pid in pids.filter_map(rustix::process::Pid::from_raw) {
                    // If it has just ended, it needs no signal.
                    rustix::process::kill_process(pid, rustix::process::Signal::INT).ok();
                }
            }
            std::thread::sleep(PERIOD);
        }
    }

    /// Starts it in the background, with both output streams going to the file given to [`output`](Self::output), or
    /// nowhere.
    pub fn start(&self) -> Result<duct::Handle, ProcessError> {
        let expression = match &self.output {
            Some(path) => self.expression().stderr_to_stdout().stdout_path(path),
            None => self.expression().stderr_null().stdout_null(),
        };
        tracing::debug!(argv = self.argv(), output = ?self.output, "started");
        let error = |source| ProcessError::Start { argv: self.argv(), source };
        expression.unchecked().start().map_err(error)
    }

    fn expression(&self) -> duct::Expression {
        let (user, files, apart) = (self.user.clone(), self.files.clone(), self.apart);
        let expression = duct::cmd(&self.argv[0], &self.argv[1..]);
        let mut expression = expression.before_spawn(move |command| {
            prepare(command, user.clone(), files.clone());
            if apart {
                std::os::unix::process::CommandExt::process_group(command, 0);
            }
            Ok(())
        });
        for (name, value) in &self.env {
            expression = expression.env(name, value);
        }
        for name in &self.without {
            expression = expression.env_remove(name);
        }
        if let Some(dir) = &self.dir {
            expression = expression.dir(dir);
        }
        match &self.stdin {
            Some(bytes) => expression.stdin_bytes(bytes.clone()),
            None => expression.stdin_null(),
        }
    }

    fn log(&self, took: Duration, status: Option<i32>) {
        let (argv, dir, output) = (self.argv(), &self.dir, &self.output);
        tracing::debug!(argv, ?dir, ?output, ?took, ?status, "ran");
    }
}

/// What is done in the child before its program starts: files stay open, it becomes `user`, and the kernel is asked
/// to kill it when the thread that started it ends.
#[expect(unsafe_code, reason = "pre_exec is the only place where PR_SET_PDEATHSIG can be set")]
fn prepare(command: &mut std::process::Command, user: Option<User>, files: Vec<Arc<OwnedFd>>) {
    use std::os::unix::process::CommandExt as _;
    let parent = rustix::process::getpid().as_raw_nonzero().get();
    // SAFETY: these are system calls, async-signal-safe, that touch nothing but the child; nothing
    // is allocated.
    unsafe {
        command.pre_exec(move || {
            for file in &files {
                succeed(libc::fcntl(file.as_raw_fd(), libc::F_SETFD, 0))?;
            }
            if let Some(User { id, group, groups }) = &user {
                succeed(libc::setgroups(groups.len(), groups.as_ptr()))?;
                succeed(libc::setresgid(*group, *group, *group))?;
                succeed(libc::setresuid(*id, *id, *id))?;
            }
            // Last, as a change of user clears it (see `commit_creds` in any kernel).
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            // A parent that died before that will not send a signal.
            if libc::getppid() != parent {
                libc::_exit(1);
            }
            Ok(())
        });
    }
}

fn succeed(status: libc::c_int) -> std::io::Result<()> {
    if status == -1 { Err(std::io::Error::last_os_error()) } else { Ok(()) }
}

/// `word` in a form that a shell reads back unchanged.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn tail(text: &str) -> &str {
    let mut start = text.len().saturating_sub(SHOWN);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// Is there no process with the id `pid` any more? Something that is not a number is nobody's id.
pub fn is_gone(pid: &str) -> bool {
    pid.parse::<u32>().is_ok_and(|pid| !Utf8PathBuf::from(format!("/proc/{pid}")).exists())
}

/// The full path of `program`, if it is found in `PATH`.
pub fn find_program(program: &str) -> Option<Utf8PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    // Debian has some of what we need outside an ordinary user's PATH.
    let folders = path.split(':').chain(["/usr/sbin", "/sbin"]);
    folders.map(|folder| Utf8Path::new(folder).join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_child_is_an_error_that_shows_its_output() {
        let error = Job::new("sh").args(["-c", "echo why; exit 3"]).run().unwrap_err();
        let text = error.to_string();
        assert!(text.contains("status 3") && text.contains("why"), "{text}");
    }

    #[test]
    fn a_child_that_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("log");
        let script = |text: &str| Job::new("sh").args(["-c", text]).output(&path);
        let ended = script("echo a; exit 3").finish_within(Duration::from_secs(60)).unwrap();
        let ended = ended.map(|it| (it.status, it.output));
        assert_eq!(ended, Some((Some(3), "a\n".to_owned())));
        let began = Instant::now();
        let ended = script("echo b; exec sleep 60").finish_within(Duration::from_secs(1));
        assert!(ended.unwrap().is_none() && began.elapsed() < Duration::from_secs(30));
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "b\n");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Job::new("no-such-program-here").run().unwrap_err();
        assert!(error.to_string().contains("no-such-program-here"));
    }

    #[test]
    fn another_user_opens_what_it_was_given_and_nothing_else_of_ours() {
        let Some(user) = User::unprivileged() else { return };
        let folder = tempfile::tempdir().unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs_err::set_permissions(folder.path(), private).unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("file");
        fs_err::write(&path, "given").unwrap();
        user.admit(fs_err::File::open(&path).unwrap().file(), 0o640).unwrap();
        let mut job = Job::new("sh").user(Some(user.clone()));
        let given = job.inherit(std::fs::File::open(&path).unwrap());
        let script = format!("id -u; id -G; cat {given}; echo; cat {path} 2>&1 | tail -c 18");
        let output = job.args(["-c", &script]).run().unwrap().output;
        assert_eq!(output, "65520\n65520\ngiven\nPermission denied\n");
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(
            Job::new("echo").args(["a b", "it's", "x=1"]).argv(),
            r"echo 'a b' 'it'\''s' x=1"
        );
    }
}
