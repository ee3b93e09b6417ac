//! Memory that a scenario has lost, as kmemleak of a debug kernel finds it: it was allocated, and no list, variable
//! or stack refers to it any more.

use std::time::Duration;

use crate::guest::Proc;
use crate::scenario::lost::{Lost, parse};
use crate::scenario::{Must, Stop, Test};

const FILE: &str = "/sys/kernel/debug/kmemleak";
const TIMERS: &str = "/proc/timer_list";
/// Younger objects are not reported (MSECS_MIN_AGE in mm/kmemleak.c), nor those that changed between two scans: the
/// second scan reports them.
const GRACE: Duration = Duration::from_millis(5200);
/// A scan reads all of the kernel's memory.
const PATIENCE: Duration = Duration::from_secs(60);
const PIECE: u32 = 32 << 10;
const MOST: usize = 1 << 20;

impl Test<'_> {
    /// From now on, lost memory counts, if the kernel looks for it.
    pub fn watch_memory(&mut self) -> Result<(), Stop> {
        let there = self.guest.agent().read_file(FILE, 0, 1)?.is_ok();
        self.watches_memory_since = there.then(|| self.jiffies()).transpose()?;
        Ok(())
    }

    fn jiffies(&self) -> Result<u64, Stop> {
        let text = self.text(TIMERS)?;
        let value = text.lines().find_map(|line| line.trim().strip_prefix("jiffies:"));
        let now = value.and_then(|value| value.trim().parse().ok());
        now.ok_or_else(|| Stop::Broken(format!("{TIMERS} shows no jiffies")))
    }

    /// The same, including what was lost later.
    pub(super) fn lost_since(&self, process: Proc, mut lost: Vec<Lost>) -> Result<Vec<Lost>, Stop> {
        let Some(since) = self.watches_memory_since else { return Ok(lost) };
        self.scan(process)?;
        self.scan(process)?;
        let later = parse(&self.reports(process)?, since);
        let later: Vec<Lost> = later.into_iter().filter(|it| !lost.contains(it)).collect();
        lost.extend(later);
        Ok(lost)
    }

    /// What has been lost since. It is looked for once, which takes some seconds.
    pub fn lost_memory(&self, process: Proc) -> Result<Vec<Lost>, Stop> {
        let Some(since) = self.watches_memory_since else { return Ok(Vec::new()) };
        if let Some(lost) = &*self.lost.borrow() {
            return Ok(lost.clone());
        }
        self.scan(process)?;
        self.guest.on(process).sleep(GRACE).must("waiting for kmemleak")?;
        self.scan(process)?;
        let lost = parse(&self.reports(process)?, since);
        *self.lost.borrow_mut() = Some(lost.clone());
        Ok(lost)
    }

    fn scan(&self, process: Proc) -> Result<(), Stop> {
        let on = self.guest.on(process).within(PATIENCE);
        on.write_file(FILE, b"scan").must("a scan for lost memory").map(drop)
    }

    fn reports(&self, process: Proc) -> Result<String, Stop> {
        let mut bytes = Vec::new();
        loop {
            let on = self.guest.on(process).within(PATIENCE);
            let piece = on.read_file(FILE, bytes.len() as u64, PIECE).must(FILE)?;
            bytes.extend_from_slice(&piece);
            if piece.is_empty() || bytes.len() >= MOST {
                return Ok(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
}
