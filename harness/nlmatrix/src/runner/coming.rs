//! Kernels that are being made ready, and those that are: cells run while other kernels are still being built.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::MultiProgress;

use super::prepare::prepare;
use super::sources::Standing;
use super::stage::Stage;
use super::without::{Lack, Without};
use super::workshop::Workshop;
use crate::plan::Cell;
use crate::signals;

/// How long to wait for others that become ready at about the same time, as all kernels from the store do, so that
/// nextest is started once for all of them.
const TOGETHER: Duration = Duration::from_secs(2);
/// How often to look whether a signal has come.
const TICK: Duration = Duration::from_millis(100);

/// A kernel, and its progress.
pub(super) type Ready = (String, Stage);

/// The kernels of a run that are being made.
pub(super) struct Coming {
    ready: Receiver<Ready>,
    /// Ready, but not handed out yet.
    here: Vec<Ready>,
    /// Not known to be ready yet.
    awaited: BTreeSet<Ready>,
    maker: Option<JoinHandle<()>>,
}

impl Coming {
    /// Starts making what `cells` need. Its messages are printed above `bars`.
    pub fn begin(workshop: &Arc<Workshop>, cells: &[Cell], bars: &MultiProgress) -> Self {
        let (say, ready) = mpsc::channel();
        let stage = |cell: &Cell| (cell.id.kernel.clone(), Stage::of(cell, &workshop.matrix));
        let awaited = cells.iter().map(stage).collect();
        let (workshop, cells, bars) = (Arc::clone(workshop), cells.to_vec(), bars.clone());
        let maker = std::thread::spawn(move || {
            prepare(&workshop, &cells, &bars, &|entry, stage| {
                // After a signal, nobody listens any more.
                say.send((entry.id.clone(), stage)).ok();
            })
        });
        Self { ready, here: Vec::new(), awaited, maker: Some(maker) }
    }

    /// Waits for the first cells that can run.
    pub fn wait(&mut self) {
        while self.here.is_empty() && !self.awaited.is_empty() && !signals::came() {
            if !self.take(TICK) {
                break;
            }
        }
    }

    /// What has become ready since the last call; empty if there is no more, or a signal has come.
    pub fn next(&mut self) -> Option<Vec<Ready>> {
        self.wait();
        let until = Instant::now() + TOGETHER;
        while !self.awaited.is_empty() && !signals::came() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.take(left.min(TICK)) {
                break;
            }
        }
        Some(std::mem::take(&mut self.here)).filter(|here| !here.is_empty() && !signals::came())
    }

    /// Are there others to come, none of which is ready yet?
    pub fn is_behind(&mut self) -> bool {
        self.take(Duration::ZERO);
        self.here.is_empty() && !self.awaited.is_empty()
    }

    /// Takes one that becomes ready within `time`; false if none is left.
    fn take(&mut self, time: Duration) -> bool {
        match self.ready.recv_timeout(time) {
            Ok(ready) => {
                self.awaited.remove(&ready);
                self.here.push(ready);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => {
                if !self.awaited.is_empty() {
                    // The maker has panicked, which ends the run: no more cells are begun.
                    self.here.clear();
                }
                self.awaited.clear();
                false
            }
        }
    }

    /// Nothing more will be requested. After a signal, nothing waits for what is not ready: this run will not
    /// make it.
    pub fn end(mut self, workshop: &Workshop) {
        if signals::came() {
            while self.ready.try_recv().map(|it| self.awaited.remove(&it)).is_ok() {}
            for (id, _) in &self.awaited {
                let reason = "the run ended before this kernel was ready".to_owned();
                let without = Without { lack: Lack::Failed, reason };
                workshop.remember(id, Standing::Without(without));
            }
            return;
        }
        let made = self.maker.take().map_or(Ok(()), JoinHandle::join);
        made.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}
