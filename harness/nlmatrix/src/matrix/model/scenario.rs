//! A checked `[[scenario]]` table.

use std::collections::BTreeMap;
use std::time::Duration;

use regex::Regex;

use super::guest::Sysctls;
use super::message::{Exchange, Join};
use super::results::Format;

/// `[[scenario]]`.
#[derive(Clone, Debug)]
pub struct DeclaredScenario {
    /// Its name in cell ids.
    pub name: String,
    /// What it asserts, in one line.
    pub about: String,
    /// How often all of it is repeated.
    pub repeat: u32,
    /// Kernel parameters that are set before it, in addition to those of the whole matrix.
    pub sysctls: Sysctls,
    /// The kernel's own modules that are loaded before it.
    pub kernel_modules: Vec<String>,
    /// What it does.
    pub body: Body,
}

impl DeclaredScenario {
    /// Names of the clients that it runs.
    pub fn clients(&self) -> Vec<&str> {
        let programs: Vec<&str> = match &self.body {
            Body::Tap { argv, .. } => vec![argv[0].as_str()],
            Body::Steps(steps) => steps.iter().filter_map(Step::program).collect(),
        };
        programs.into_iter().filter(|program| !program.starts_with('/')).collect()
    }

    /// All arguments of its programs, including their names.
    pub fn words(&self) -> Vec<&str> {
        let argvs: Vec<&[String]> = match &self.body {
            Body::Tap { argv, .. } => vec![argv],
            Body::Steps(steps) => steps.iter().filter_map(Step::argv).collect(),
        };
        argvs.into_iter().flatten().map(String::as_str).collect()
    }

    /// Does it run a program in a root?
    pub fn needs_root(&self) -> bool {
        matches!(&self.body, Body::Steps(steps) if steps.iter().any(|step| step.root().is_some()))
    }
}

impl Step {
    /// The program that it runs.
    fn program(&self) -> Option<&str> {
        self.argv().map(|argv| argv[0].as_str())
    }

    /// That program and its arguments.
    fn argv(&self) -> Option<&[String]> {
        match &self.action {
            Action::Run(run) | Action::Start { run, .. } => Some(&run.argv),
            _ => None,
        }
    }

    /// Is it a program that reports tests? Which tests there are is only known afterwards.
    pub fn tells_of_tests(&self) -> bool {
        matches!(&self.action, Action::Run(run) if run.results.is_some())
    }

    /// The root in which its program runs.
    fn root(&self) -> Option<&str> {
        match &self.action {
            Action::Run(run) | Action::Start { run, .. } => run.root.as_deref(),
            _ => None,
        }
    }
}

/// What a scenario does.
#[derive(Clone, Debug)]
pub enum Body {
    /// Steps, one after the other.
    Steps(Vec<Step>),
    /// A program that prints TAP, or exits as kselftest programs do (0 pass, 4 skip).
    Tap {
        /// The program and its arguments.
        argv: Vec<String>,
        /// How long it may take.
        deadline: Duration,
    },
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What to do.
    pub action: Action,
    /// The namespaces in which it is done; `None` for the initial ones.
    pub place: Option<String>,
    /// How long it may take.
    pub deadline: Duration,
}

/// What a step does. An `errno` is a name like `EBUSY`, or `none` for success.
#[derive(Clone, Debug)]
pub enum Action {
    /// Loads the cell's modules, with these parameters.
    Load {
        /// As on insmod's command line.
        parameters: String,
        /// How it ends.
        errno: String,
    },
    /// Unloads the cell's modules.
    Unload {
        /// How it ends.
        errno: String,
    },
    /// Runs a program to its end.
    Run(ExpectedRun),
    /// Starts a program in the background, and waits for what it prints.
    Start {
        /// The name that later steps use.
        name: String,
        /// The program, and what it prints once it is ready.
        run: ExpectedRun,
    },
    /// Waits for what a program in the background prints.
    Wait {
        /// Its name.
        name: String,
        /// What is waited for.
        said: Said,
    },
    /// Stops a program in the background, or waits for its end.
    Stop {
        /// Its name.
        name: String,
        /// The signal to send; `None` if it ends by itself.
        signal: Option<i32>,
        /// How it ends.
        exit: Exit,
        /// What it has to have printed.
        said: Said,
    },
    /// Reads a file, which has to match.
    Read {
        /// Its path in the guest.
        path: String,
        /// Patterns that have to match.
        matches: Option<Regex>,
        /// Patterns that must not match.
        without: Vec<Regex>,
        /// How it ends, if nothing is said about the content.
        errno: String,
    },
    /// Checks whether a file exists, without opening it.
    Exists {
        /// Its path in the guest.
        path: String,
        /// How the check ends.
        errno: String,
    },
    /// Writes to a file.
    Write {
        /// Its path in the guest.
        path: String,
        /// What is written.
        text: String,
        /// How it ends.
        errno: String,
    },
    /// Waits for a line in the kernel's log since the cell's start.
    Log {
        /// What is in the line.
        pattern: Regex,
        /// For so long, it has to stay absent.
        absent: Option<Duration>,
    },
    /// Waits for a uevent that has these fields.
    Uevent {
        /// The fields.
        fields: BTreeMap<String, String>,
        /// For so long, it has to stay absent.
        absent: Option<Duration>,
    },
    /// Looks a generic netlink family up.
    Family(String),
    /// Sends a netlink message, or waits for messages.
    Exchange(Exchange),
    /// Joins a multicast group.
    Join(Join),
    /// Waits for a while.
    Sleep(Duration),
    /// Makes namespaces, with a process that stays in them.
    Namespaces {
        /// The name that later steps use.
        name: String,
        /// Their kinds.
        kinds: Vec<Namespace>,
        /// Are they made by an unprivileged process?
        unprivileged: bool,
        /// How it ends.
        errno: String,
    },
    /// Ends the process that keeps these namespaces.
    Leave(String),
}

/// A kind of namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// Devices, addresses, netlink ports.
    Net,
    /// Users, and the rights over what belongs to it.
    User,
    /// Process ids.
    Pid,
    /// Mounts.
    Mount,
    /// Host names.
    Uts,
    /// Message queues and shared memory of System V.
    Ipc,
}

impl Action {
    /// Does it make a check, with or without modules?
    pub(in crate::matrix) fn is_check(&self, with_modules: bool) -> bool {
        match self {
            Self::Load { .. } | Self::Unload { .. } => with_modules,
            Self::Sleep(_) => false,
            _ => true,
        }
    }

    /// Can a module be loaded because of it? Programs may load one, and the kernel requests one if a socket or a
    /// family is asked for.
    pub(in crate::matrix) fn may_load(&self) -> bool {
        matches!(
            self,
            Self::Load { .. }
                | Self::Run(_)
                | Self::Start { .. }
                | Self::Family(_)
                | Self::Exchange(_)
                | Self::Join(_)
        )
    }
}

/// A program, and how it should end.
#[derive(Clone, Debug)]
pub struct ExpectedRun {
    /// The program (a client's name, or an absolute path) and its arguments.
    pub argv: Vec<String>,
    /// Exit status.
    pub exit: i32,
    /// What it prints.
    pub said: Said,
    /// Is it run without privileges?
    pub unprivileged: bool,
    /// The root in which it is run.
    pub root: Option<String>,
    /// How it reports tests, each of which is a check.
    pub results: Option<Results>,
}

/// How a program reports tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// In which format.
    pub format: Format,
    /// The prefix of the names of their checks; may be empty.
    pub name: String,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

/// What a program prints.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Each is found in its standard output.
    pub stdout: Vec<Regex>,
    /// Each is found in its standard error.
    pub stderr: Vec<Regex>,
    /// None is found in either.
    pub without: Vec<Regex>,
}
