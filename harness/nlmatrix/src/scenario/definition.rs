//! What a scenario is, and how the file that contains it lists it.

use super::{Stop, Test};
use crate::console::Kind;
use crate::expected::{ExpectedOutcome, Pattern};
use crate::matrix::{BUILD, Shipped};

/// What a scenario does in a guest.
pub type Check = fn(&mut Test) -> Result<(), Stop>;

/// A named check.
pub struct Scenario {
    /// Its name in matrix files, cell ids and reports.
    pub name: &'static str,
    /// What it asserts, in one line.
    pub about: &'static str,
    /// What it does in a guest; `None` if the build itself is the scenario.
    pub run: Option<Check>,
    /// Are differences between kernels the fault of its client, which is faulty on purpose?
    pub faulty_client: bool,
    client: Option<&'static str>,
    modules: &'static [&'static str],
    packaged: bool,
    since: Option<&'static str>,
    ends: Ends,
    also: Option<&'static str>,
    debug: bool,
    races: bool,
    looking: Option<&'static str>,
    processors: u32,
}

/// How a scenario ends if all is as it should be, with a pattern that distinguishes this end from others. Compilers
/// inline a module's few functions into each other, each version in its own way: if console logs show several names,
/// the pattern has all of them.
#[derive(Clone, Copy)]
enum Ends {
    Well,
    Crash(&'static str),
    Hang(&'static str),
    Leak(&'static str),
}

impl Scenario {
    /// A scenario that ends well.
    pub(super) const fn new(name: &'static str, run: Check, about: &'static str) -> Self {
        Self { run: Some(run), ..Self::build(about).named(name) }
    }

    /// The build of a module.
    pub(super) const fn build(about: &'static str) -> Self {
        Self {
            name: BUILD,
            about,
            run: None,
            faulty_client: false,
            client: None,
            modules: &[],
            packaged: false,
            since: None,
            ends: Ends::Well,
            also: None,
            debug: false,
            races: false,
            looking: None,
            processors: 1,
        }
    }

    const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// It needs more than is configured in kernels that are built here from source, or that users provide; the
    /// packaged kernels of distributions have it.
    pub(super) const fn packaged(self) -> Self {
        Self { packaged: true, ..self }
    }

    /// These modules of the kernel, with what they need, are loaded before it.
    pub(super) const fn with_modules(self, modules: &'static [&'static str]) -> Self {
        Self { modules, ..self }.packaged()
    }

    /// It needs this client: it only has cells where the client runs, and with as many bits as the client has.
    pub(super) const fn with_client(self, client: &'static str) -> Self {
        Self { client: Some(client), ..self }
    }

    /// The same for a client that is faulty on purpose.
    pub(super) const fn with_faulty_client(self, client: &'static str) -> Self {
        Self { faulty_client: true, ..self }.with_client(client)
    }

    /// What it is about came with this version of the kernel: earlier kernels have no cell of it.
    pub(super) const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }

    /// Only debug kernels can see what it is about: others have no cell of it.
    pub(super) const fn on_debug_kernels(self) -> Self {
        Self { debug: true, ..self }
    }

    /// Only kernels that watch for data races can see what it is about: others have no cell of it. Its guest has two
    /// processors.
    pub(super) const fn on_kernels_that_watch_for_races(self) -> Self {
        Self { races: true, ..self }.on_two_processors()
    }

    /// Its guest has two processors; kernels that are built here from source support only one.
    pub(super) const fn on_two_processors(self) -> Self {
        Self { processors: 2, ..self }
    }

    /// It crashes the kernel; the worst splat is this one, as `kind:function`.
    pub(super) const fn crashes(self, splat: &'static str) -> Self {
        Self { ends: Ends::Crash(splat), ..self }
    }

    /// Debug kernels notice it earlier, and report this.
    pub(super) const fn crashes_debug_kernels(self, splat: &'static str) -> Self {
        Self { looking: Some(splat), ..self }
    }

    /// This hangs: a splat, or an operation.
    pub(super) const fn hangs(self, what: &'static str) -> Self {
        Self { ends: Ends::Hang(what), ..self }
    }

    /// This is left behind.
    pub(super) const fn leaves(self, what: &'static str) -> Self {
        Self { ends: Ends::Leak(what), ..self }
    }

    /// Some kernels also print these splats.
    pub(super) const fn also(self, splats: &'static str) -> Self {
        Self { also: Some(splats), ..self }
    }

    /// How it ends if all is as it should be.
    pub fn ends(&self) -> ExpectedOutcome {
        match self.ends {
            Ends::Well => ExpectedOutcome::Well,
            Ends::Crash(splat) => ExpectedOutcome::Crash(pattern(splat)),
            Ends::Hang(what) => ExpectedOutcome::Hang(pattern(what)),
            Ends::Leak(what) => ExpectedOutcome::Leak(vec![pattern(what)]),
        }
    }

    /// The kind of splat that it causes, if any.
    pub fn splat(&self) -> Option<Kind> {
        self.ends().splat()
    }

    /// What the matrix and the plan have to know about it.
    pub(super) fn shipped(&self) -> Shipped {
        let Self { name, client, modules, packaged, since, also, debug, races, processors, .. } =
            *self;
        let since = since.map(|version| version.parse().expect("a test reads all of them"));
        let (expected, further) = (self.ends(), also.map(pattern));
        let looking = self.looking.map(|splat| ExpectedOutcome::Crash(pattern(splat)));
        Shipped {
            name,
            client,
            modules,
            packaged,
            since,
            debug,
            races,
            processors,
            expected,
            looking,
            further,
        }
    }
}

fn pattern(text: &str) -> Pattern {
    Pattern::new(text).expect("a test reads all of them")
}
