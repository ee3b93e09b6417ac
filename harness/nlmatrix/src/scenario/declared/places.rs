//! Where steps are carried out: in the initial namespaces, or in those that a step made.

use std::collections::BTreeMap;

use super::names;
use crate::guest::{Creds, Proc};
use crate::matrix::Namespace;
use crate::run::CheckRecord;
use crate::scenario::test::errno_of;
use crate::scenario::{Must, Stop, Test};

/// User and group of programs that run without privileges.
pub(super) const NOBODY: Creds = Creds::User { uid: 65534, gid: 65534 };

/// Where a step is carried out.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// Its name in the matrix file; empty for the initial namespaces.
    pub name: String,
    /// The process that keeps it; `None` for the initial namespaces.
    pub owner: Option<Proc>,
    kinds: Vec<Namespace>,
}

impl Place {
    /// The process that reads files, and does whatever else needs no particular rights.
    pub fn process(&self) -> Proc {
        self.owner.unwrap_or(Proc::AGENT)
    }

    /// What starts a program there: the agent enters the namespaces and executes the program.
    pub fn entrance(&self) -> Vec<String> {
        let Some(owner) = self.owner else { return Vec::new() };
        // A user namespace comes last: inside it, one has no rights over what is outside.
        let last = |kind: &Namespace| *kind == Namespace::User;
        let (users, others): (Vec<_>, Vec<_>) = self.kinds.iter().copied().partition(last);
        let files = others.into_iter().chain(users).map(Namespace::file);
        let files = files.collect::<Vec<_>>().join(",");
        vec!["/init".to_owned(), "within".to_owned(), owner.pid().to_string(), files]
    }

    /// The names of checks that are made here say so.
    pub fn mark(&self, checks: &mut [CheckRecord]) {
        for check in checks {
            check.name = names::inside(&check.name, Some(&self.name).filter(|it| !it.is_empty()));
        }
    }
}

/// The namespaces that steps made, by name.
#[derive(Default)]
pub(super) struct Places(BTreeMap<String, Place>);

impl Places {
    /// The place called `name`; the initial namespaces without a name.
    pub fn find(&self, name: Option<&String>) -> Result<Place, Stop> {
        let Some(name) = name else { return Ok(Place::default()) };
        let missing = || Stop::Broken(format!("the namespaces {name} do not exist"));
        self.0.get(name).cloned().ok_or_else(missing)
    }

    /// Makes namespaces, with a process in them.
    pub fn make(
        &mut self,
        test: &mut Test,
        name: &str,
        kinds: &[Namespace],
        unprivileged: bool,
        errno: &str,
    ) -> Result<(), Stop> {
        let creds = if unprivileged { NOBODY } else { Creds::Root };
        let flags = |wanted: fn(&Namespace) -> bool| {
            kinds
                .iter()
                .filter(|kind| wanted(kind))
                .map(|kind| kind.flag())
                .fold(0, |all, it| all | it)
        };
        // The only way into a new PID namespace is to be born there.
        let born = flags(|kind| *kind == Namespace::Pid);
        let taken = flags(|kind| *kind != Namespace::Pid);
        let made = match test.guest.process_in(name, creds, born)? {
            Ok(owner) if taken == 0 => Ok(owner),
            Ok(owner) => test.guest.on(owner).unshare(taken)?.map(|()| owner),
            Err(refused) => Err(refused),
        };
        test.check(&names::namespaces(name), errno, errno_of(&made));
        if let Ok(owner) = made {
            if kinds.contains(&Namespace::User) {
                become_root(test, owner, creds)?;
            }
            let place = Place { name: name.to_owned(), owner: Some(owner), kinds: kinds.to_vec() };
            self.0.insert(name.to_owned(), place);
        }
        Ok(())
    }

    /// Ends the process, and with it namespaces that nobody else uses.
    pub fn leave(&mut self, test: &Test, name: &str) -> Result<(), Stop> {
        let place = self.0.remove(name).and_then(|place| place.owner);
        place.map_or(Ok(()), |owner| test.guest.end(owner).must("ending a process").map(drop))
    }

    /// Leaves all that are left: another round makes them again.
    pub fn end(mut self, test: &Test) -> Result<(), Stop> {
        let names: Vec<String> = self.0.keys().cloned().collect();
        names.iter().try_for_each(|name| self.leave(test, name))
    }
}

/// Makes `owner`, who has the rights of `creds` outside, root and the only user of its user namespace. A process that
/// has changed its own user may not write to these files, so the initial one does.
fn become_root(test: &Test, owner: Proc, creds: Creds) -> Result<(), Stop> {
    let (uid, gid) = match creds {
        Creds::User { uid, gid } => (uid, gid),
        Creds::Root => (0, 0),
    };
    for (file, id) in [("uid_map", uid), ("gid_map", gid)] {
        let path = format!("/proc/{}/{file}", owner.pid());
        test.guest.agent().write_file(&path, format!("0 {id} 1").as_bytes()).must(&path)?;
    }
    Ok(())
}

impl Namespace {
    /// Its `CLONE_NEW…` flag.
    fn flag(self) -> u64 {
        match self {
            Self::Net => 0x4000_0000,
            Self::User => 0x1000_0000,
            Self::Pid => 0x2000_0000,
            Self::Mount => 0x2_0000,
            Self::Uts => 0x400_0000,
            Self::Ipc => 0x800_0000,
        }
    }

    /// Its file below `/proc/PID/ns`.
    fn file(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::User => "user",
            Self::Pid => "pid",
            Self::Mount => "mnt",
            Self::Uts => "uts",
            Self::Ipc => "ipc",
        }
    }
}
