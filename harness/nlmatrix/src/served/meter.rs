//! Looks at QEMU's threads while their guest runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::history::History;
use super::thread::Look;

/// How often to look.
const PERIOD: Duration = Duration::from_millis(100);
/// At most so much of the time since the last look counts as served, as a meter that is late does not know.
const UNSEEN: Duration = Duration::from_millis(200);

/// Accounts for a guest's time until it is dropped.
#[derive(Debug)]
pub struct Meter {
    served: Served,
    thread: Option<JoinHandle<()>>,
}

/// The account: for how long the guest was served so far. Without a meter, for all of the wall time.
#[derive(Clone, Debug, Default)]
pub struct Served(Option<Arc<Account>>);

#[derive(Debug)]
struct Account {
    started: Instant,
    history: Mutex<History>,
    /// The guest is paused on purpose.
    held: AtomicBool,
    /// There is nothing left to look at.
    over: AtomicBool,
}

impl Meter {
    /// From now on, looks at these threads of the process `pid`: the one that is the guest's processor, and the one
    /// that is the rest of its machine. The guest waits for whichever of them waits longest.
    pub fn start(pid: u32, threads: Vec<u32>) -> Self {
        let (history, over, held) =
            (Mutex::default(), AtomicBool::new(false), AtomicBool::new(false));
        let account = Arc::new(Account { started: Instant::now(), history, held, over });
        let served = Served(Some(Arc::clone(&account)));
        let thread = thread::Builder::new().name("meter".to_owned()).spawn(move || {
            account.keep(pid, &threads);
            account.over.store(true, Ordering::Relaxed);
        });
        // Without a thread, everything counts as served.
        thread.map_or_else(
            |_| Self { served: Served::default(), thread: None },
            |thread| Self { served, thread: Some(thread) },
        )
    }

    /// A paused guest is not served.
    pub fn hold(&self, held: bool) {
        if let Some(account) = &self.served.0 {
            account.held.store(held, Ordering::Relaxed);
        }
    }

    /// The account.
    pub fn served(&self) -> Served {
        self.served.clone()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(account) = &self.served.0 {
            account.over.store(true, Ordering::Relaxed);
        }
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            thread.join().ok();
        }
    }
}

impl Account {
    fn keep(&self, pid: u32, threads: &[u32]) {
        let look = || threads.iter().map(|id| Look::at(pid, *id)).collect::<Option<Vec<_>>>();
        let (mut at, mut before) = (self.started, look());
        while let Some(last) = before.filter(|_| !self.over.load(Ordering::Relaxed)) {
            thread::park_timeout(PERIOD);
            let (now, seen) = (Instant::now(), look());
            let wall = now - at;
            if let Some(seen) = &seen {
                let each = seen.iter().zip(&last).map(|(now, was)| now.starved_since(was, wall));
                let starved = each.max().unwrap_or_default();
                let held = self.held.load(Ordering::Relaxed);
                self.history().add(wall, if held { wall } else { starved });
            }
            (at, before) = (now, seen);
        }
    }

    fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Served {
    /// For how long the guest has been served since.
    pub fn since(&self, instant: Instant) -> Duration {
        let wall = instant.elapsed();
        let Some(account) = &self.0 else { return wall };
        let (history, over) = (account.history(), account.over.load(Ordering::Relaxed));
        let known = history.life();
        let unseen = account.started.elapsed().saturating_sub(known).min(wall);
        let unseen = if over { unseen } else { unseen.min(UNSEEN) };
        let from = instant.saturating_duration_since(account.started);
        (history.served_from(from) + unseen).min(wall)
    }

    /// For how long so far.
    pub fn history(&self) -> History {
        self.0.as_ref().map(|account| account.history().clone()).unwrap_or_default()
    }

    /// A limit to the time for which the guest is served from now on.
    pub fn patience(&self, limit: Duration) -> Patience<'_> {
        Patience { served: self, since: Instant::now(), limit }
    }
}

/// A deadline in served time.
#[derive(Clone, Copy, Debug)]
pub struct Patience<'a> {
    served: &'a Served,
    since: Instant,
    limit: Duration,
}

impl Patience<'_> {
    /// How much time is left.
    pub fn left(&self) -> Duration {
        self.limit.saturating_sub(self.served.since(self.since))
    }

    /// Is no time left?
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// When to look again: after `pause` at the latest.
    pub fn next(&self, pause: Duration) -> Instant {
        Instant::now() + self.left().min(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Job;

    /// A child that has been stopped for some time.
    fn stopped(signal: &str) -> (duct::Handle, u32) {
        let handle = Job::new("sleep").arg("60").start().unwrap();
        let pid = handle.pids()[0];
        Job::new("kill").args([format!("-{signal}"), pid.to_string()]).run().unwrap();
        (handle, pid)
    }

    #[test]
    fn a_process_that_is_stopped_is_not_served_and_one_that_sleeps_is() {
        for (signal, served) in [("STOP", false), ("CONT", true)] {
            let (handle, pid) = stopped(signal);
            let meter = Meter::start(pid, vec![pid]);
            let began = Instant::now();
            thread::sleep(Duration::from_millis(900));
            let since = meter.served().since(began);
            handle.kill().unwrap();
            let most = since > Duration::from_millis(400);
            assert_eq!(most, served, "SIG{signal}: served {since:?} of 900 ms");
        }
    }

    #[test]
    fn a_guest_that_is_held_is_not_served() {
        let handle = Job::new("sleep").arg("60").start().unwrap();
        let pid = handle.pids()[0];
        let meter = Meter::start(pid, vec![pid]);
        meter.hold(true);
        let began = Instant::now();
        thread::sleep(Duration::from_millis(900));
        let since = meter.served().since(began);
        handle.kill().unwrap();
        assert!(since < Duration::from_millis(450), "served {since:?} of 900 ms");
    }

    #[test]
    fn without_a_meter_all_time_is_served() {
        let served = Served::default();
        let patience = served.patience(Duration::from_millis(20));
        assert!(!patience.is_over());
        thread::sleep(Duration::from_millis(25));
        assert!(patience.is_over());
        assert_eq!(served.history(), History::default());
    }
}
