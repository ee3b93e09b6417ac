//! Tries all error paths of a way, several at a time, and groups what is the same in several tries.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::walk::{self, Behind, Walked};
use crate::guest::GuestError;
use crate::scenario::error_path::ErrorPath;
use crate::scenario::{Stop, Test, Way};

/// More allocations than any module's way has, including those of the kernel itself, which are counted if the kernel
/// cannot look at callers; anything beyond this counts something else.
const MOST: u32 = 1000;
/// A try sometimes waits, so this many are made at once on each core.
const AT_ONCE: usize = 2;
/// A guest that the host did not serve proves nothing: another one is asked, so often in all.
const TRIES: u32 = 4;

/// Failures at the same place with the same end, however often the way passes there.
#[derive(Debug)]
pub(super) struct Path {
    /// The tries, by the number of the operation that failed.
    pub numbers: Vec<ErrorPath>,
    /// The first of them.
    pub walked: Walked,
}

impl Path {
    /// Its name: the numbers are those of tries that can be repeated.
    pub fn name(&self, way: &str) -> String {
        let numbers: Vec<String> = self.numbers.iter().map(ErrorPath::to_string).collect();
        format!("error path {} of {way}", numbers.join(", "))
    }

    /// Its result.
    pub fn end(&self) -> String {
        let Walked { wrong, said, .. } = &self.walked;
        wrong.clone().unwrap_or_else(|| format!("survived: {said}"))
    }

    /// Where it begins, and its result. Without the number, which differs between kernels.
    pub fn line(&self, way: &str) -> String {
        let end = self.walked.wrong.as_deref().unwrap_or("survived");
        format!("{way} in {}: {end}", self.walked.site.function)
    }
}

/// The tries with a failure in the module, by place and end.
pub(super) fn paths(walked: Vec<Walked>) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    let mut known = BTreeMap::new();
    for walked in walked.into_iter().filter(Walked::is_of_module) {
        let (site, end) = (&walked.site, walked.wrong.clone());
        let key = (site.chain.clone(), site.site.clone(), end, walked.said.clone());
        let at = *known.entry(key).or_insert(paths.len());
        match paths.get_mut(at) {
            Some(path) => path.numbers.push(walked.path),
            None => paths.push(Path { numbers: vec![walked.path], walked }),
        }
    }
    paths
}

/// Tries the way with each of the operations failing whose numbers `fails` yields, in this order; also says whether
/// these were all.
pub(super) fn walk(way: &Way<'_>, fails: Fails) -> Result<(Vec<Walked>, bool), Stop> {
    let made = Mutex::new(Ok(Vec::new()));
    let all = Tries { fails, next: AtomicU32::new(1), end: AtomicU32::new(MOST + 1), made };
    std::thread::scope(|scope| {
        for _ in 0..cores() * AT_ONCE {
            scope.spawn(|| all.make(way));
        }
    });
    let mut made = all.made.into_inner().expect("no thread panics with it")?;
    made.sort_by_key(|walked| walked.path);
    Ok((made, all.end.into_inner() <= MOST))
}

type Fails = fn(u32) -> ErrorPath;

/// The tries, and who makes which.
struct Tries {
    fails: Fails,
    next: AtomicU32,
    /// From this number on, nothing failed any more.
    end: AtomicU32,
    made: Mutex<Result<Vec<Walked>, Stop>>,
}

impl Tries {
    fn make(&self, way: &Way<'_>) {
        loop {
            let nth = self.next.fetch_add(1, Relaxed);
            if nth >= self.end.load(Relaxed) {
                return;
            }
            let walked = apart(way, (self.fails)(nth));
            let mut made = self.made.lock().expect("no thread panics with it");
            match walked {
                Ok(Some(walked)) => {
                    if let Ok(made) = made.as_mut() {
                        made.push(walked);
                    }
                }
                Ok(None) => drop(self.end.fetch_min(nth, Relaxed)),
                Err(stop) => {
                    self.end.store(0, Relaxed);
                    *made = Err(stop);
                }
            }
        }
    }
}

/// How many guests run at a time.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// Tries the way with that operation failing, in a guest of its own.
fn apart(way: &Way<'_>, path: ErrorPath) -> Result<Option<Walked>, Stop> {
    in_a_guest(way, |test| walk::walk(test, way, path, Behind::LoadsAgain))
}

/// Does so in a guest of its own.
pub(super) fn in_a_guest<T>(
    way: &Way<'_>,
    what: impl Fn(&mut Test<'_>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let mut last = GuestError::Protocol("no guest for an error path".to_owned());
    for _ in 0..TRIES {
        let mut done = None;
        match (way.apart)(&mut |test| done = Some(what(test))) {
            Ok(()) => return done.expect("what is done in a guest is done"),
            Err(error) => last = error,
        }
    }
    Err(last.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Injected;

    fn walked(nth: u32, site: &str, wrong: Option<&str>) -> Walked {
        let site = Injected {
            chain: vec!["kmalloc".to_owned(), "mine_take".to_owned()],
            function: "mine_take".to_owned(),
            site: vec![site.to_owned()],
        };
        let wrong = wrong.map(str::to_owned);
        let path = ErrorPath::Allocation(nth);
        Walked { path, site, said: "ENOMEM".to_owned(), may_lose: true, wrong }
    }

    #[test]
    fn a_place_that_is_come_by_several_times_is_one_path() {
        let own = Walked { site: Injected::default(), ..walked(3, "", None) };
        let all = paths(vec![
            walked(1, "mine_take+0x1", None),
            walked(2, "mine_take+0x9", Some("loses 8 bytes")),
            own,
            walked(4, "mine_take+0x1", None),
        ]);
        let names: Vec<String> = all.iter().map(|path| path.name("load")).collect();
        assert_eq!(names, ["error path 1, 4 of load", "error path 2 of load"]);
        assert_eq!(all[0].end(), "survived: ENOMEM");
        assert_eq!(all[1].line("load"), "load in mine_take: loses 8 bytes");
    }
}
