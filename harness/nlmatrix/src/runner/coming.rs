//! Kernels that are being made ready, and those that are: cells run while others are still being built.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::MultiProgress;

use super::prepare::prepare;
use super::sources::Standing;
use super::without::{Lack, Without};
use super::workshop::Workshop;
use crate::plan::Cell;
use crate::signals;

/// So long those are waited for that become ready together, as all do which the store has: nextest starts once
/// for them.
const TOGETHER: Duration = Duration::from_secs(2);
/// How often it is looked whether a signal has come.
const TICK: Duration = Duration::from_millis(100);

/// The kernels of a run, on their way.
pub(super) struct Coming {
    ready: Receiver<String>,
    /// Ready, and not given yet.
    here: Vec<String>,
    /// Not ready yet, as far as this knows.
    awaited: BTreeSet<String>,
    maker: Option<JoinHandle<()>>,
}

impl Coming {
    /// Begins to make what `cells` ask for. What it tells of that goes above `bars`.
    pub fn begin(workshop: &Arc<Workshop>, cells: &[Cell], bars: &MultiProgress) -> Self {
        let (say, ready) = mpsc::channel();
        let awaited = cells.iter().map(|cell| cell.id.kernel.clone()).collect();
        let (workshop, cells, bars) = (Arc::clone(workshop), cells.to_vec(), bars.clone());
        let maker = std::thread::spawn(move || {
            prepare(&workshop, &cells, &bars, &|entry| {
                // Nobody listens any more when a signal has come.
                say.send(entry.id.clone()).ok();
            });
        });
        Self { ready, here: Vec::new(), awaited, maker: Some(maker) }
    }

    /// Waits for the first kernel that is ready.
    pub fn wait(&mut self) {
        while self.here.is_empty() && !self.awaited.is_empty() && !signals::came() {
            if !self.take(TICK) {
                break;
            }
        }
    }

    /// The kernels that have become ready since they were last asked for; none when there are no more, or a
    /// signal has come.
    pub fn next(&mut self) -> Option<Vec<String>> {
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

    /// Are others to come, and none of them is ready?
    pub fn is_behind(&mut self) -> bool {
        self.take(Duration::ZERO);
        self.here.is_empty() && !self.awaited.is_empty()
    }

    /// Takes one that is ready within `time`; false when all have been told of.
    fn take(&mut self, time: Duration) -> bool {
        match self.ready.recv_timeout(time) {
            Ok(id) => {
                self.awaited.remove(&id);
                self.here.push(id);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => {
                self.awaited.clear();
                false
            }
        }
    }

    /// Nothing more will be asked for. Where a signal has come, what is not ready is not waited for: it cannot be
    /// had in this run any more.
    pub fn end(mut self, workshop: &Workshop) {
        if signals::came() {
            while self.ready.try_recv().map(|id| self.awaited.remove(&id)).is_ok() {}
            for id in &self.awaited {
                let reason = "the run ended before it was ready".to_owned();
                let without = Without { lack: Lack::Failed, reason };
                workshop.remember(id, Standing::Without(without));
            }
        } else if let Some(Err(panic)) = self.maker.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}
