//! Kernel sources that a run downloads because they are nowhere nearer, after saying how much it will download.
//!
//! An unreachable host is detected once and reported once; its kernels are then unavailable, as they are with
//! `--offline`.

use std::fmt;
use std::sync::PoisonError;
use std::time::Duration;

use super::{Workshop, WorkshopError};
use crate::fault::chain;
use crate::kernel::debian::{LockedPackage, has_source};
use crate::kernel::source::{self, Found, Said, SourceError};
use crate::kernel::{KernelError, build};
use crate::matrix::{KernelEntry, Provider, SourceSpec, Tarball};
use crate::words::counted;

/// The option that prevents all downloads.
const OPTION: &str = "--offline";

/// What will be downloaded and built.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The kernels whose source has to be downloaded.
    pub kernels: Vec<String>,
    /// The hosts.
    pub hosts: Vec<String>,
    /// How many bytes, as far as the hosts say.
    pub bytes: u64,
    /// How fast the first host sends, in bytes a second, if that was tried.
    pub speed: Option<f64>,
    /// How long building them takes on this host.
    pub building: Duration,
}

impl Plan {
    /// How long the download will take.
    fn takes(&self) -> Option<Duration> {
        let speed = self.speed.filter(|speed| *speed > 0.0)?;
        Duration::try_from_secs_f64(self.bytes as f64 / speed).ok()
    }
}

impl fmt::Display for Plan {
    /// `9 kernels: 612 MiB from cdn.kernel.org (2 min), then 9 min to build, …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernels = if self.kernels.len() == 1 { "kernel" } else { "kernels" };
        write!(
            f,
            "{} {kernels}: {} from {}",
            self.kernels.len(),
            mib(self.bytes),
            self.hosts.join(", ")
        )?;
        if let Some(takes) = self.takes() {
            write!(f, " ({})", minutes(takes))?;
        }
        write!(f, ", then {} to build", minutes(self.building))
    }
}

impl Workshop {
    /// The source of `spec`: found on this host, or downloaded unless that is not possible.
    pub(super) fn obtain(&self, spec: &SourceSpec) -> Result<Found, WorkshopError> {
        let find = || {
            let search = self.sources().search(&self.matrix);
            source::find(&self.store, spec, &search, &self.locked())
        };
        match find() {
            Err(SourceError::Absent { .. }) => {}
            found => return Ok(found.map_err(KernelError::from)?),
        }
        // One download at a time; after waiting, the source may be there.
        let _one = self.downloading.lock().unwrap_or_else(PoisonError::into_inner);
        match find() {
            Err(absent @ SourceError::Absent { .. }) => self.download(spec, absent),
            found => Ok(found.map_err(KernelError::from)?),
        }
    }

    fn download(&self, spec: &SourceSpec, absent: SourceError) -> Result<Found, WorkshopError> {
        let Some(Tarball::Url(url)) = &spec.tarball else {
            return Err(KernelError::from(absent).into());
        };
        if let Err(why) = self.size_of(url) {
            return Err(KernelError::from(absent.because(&why)).into());
        }
        let tarball = source::fetch(&self.store, spec, url, &self.locked());
        let tarball = tarball.map_err(KernelError::from)?;
        self.pin_tarball(&tarball)?;
        Ok(Found::Stored(tarball))
    }

    /// How large the file at `url` is, if the host says so; or why it is not available.
    fn size_of(&self, url: &str) -> Result<Option<u64>, String> {
        self.may_download()?;
        let host = source::host_of(url);
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(problem) = silent.get(host) {
            return Err(unreachable(host, problem));
        }
        match source::ask(url) {
            Said::Has(size) => Ok(size),
            Said::Refuses(status) => Err(format!("{host} answers {status} for {url}")),
            Said::Silent(problem) => {
                let why = unreachable(host, &problem);
                silent.insert(host.to_owned(), problem);
                Err(why)
            }
        }
    }

    /// What has to be downloaded for `entries`, and how many bytes that is; and the kernels that are not available,
    /// with the reason. Nothing is downloaded except what is needed to measure the host's speed.
    pub fn plan_downloads(&self, entries: &[&KernelEntry]) -> (Plan, Vec<(String, String)>) {
        let (mut plan, mut lacking) = (Plan::default(), Vec::new());
        for (entry, url) in self.absent(entries) {
            match self.size_of(&url) {
                Ok(size) => {
                    plan.speed = plan.speed.or_else(|| source::sample(&self.store, &url, size));
                    plan.add(entry, &url, size.unwrap_or_default());
                }
                Err(why) => lacking.push((entry.id.clone(), why)),
            }
        }
        for (entry, pinned) in self.absent_packages(entries) {
            let uri = pinned.at_debian().map_err(|error| error.to_string());
            match uri.and_then(|uri| self.may_download().map(|()| uri)) {
                Ok(uri) => plan.add(entry, &uri, pinned.size),
                Err(why) => lacking.push((entry.id.clone(), why)),
            }
        }
        (plan, lacking)
    }

    /// The kernels of `entries` that are not built yet and come from a Debian source package that is not in the
    /// store.
    fn absent_packages<'a>(
        &self,
        entries: &[&'a KernelEntry],
    ) -> Vec<(&'a KernelEntry, LockedPackage)> {
        let lock = self.locked();
        let absent = |entry: &&'a KernelEntry| {
            let Provider::Source(spec) = &entry.provider else { return None };
            let found =
                source::find(&self.store, spec, &self.sources().search(&self.matrix), &lock);
            let Ok(Found::Package(_, pin)) = found else { return None };
            let pinned = pin.packages.first().filter(|it| !has_source(&self.store, it))?;
            let is_built = self.stored(entry, spec).is_ok_and(|kernel| kernel.is_some());
            (!is_built).then(|| (*entry, pinned.clone()))
        };
        entries.iter().filter_map(absent).collect()
    }

    fn may_download(&self) -> Result<(), String> {
        match self.offline {
            true => Err(format!("{OPTION} keeps it from being downloaded")),
            false => Ok(()),
        }
    }

    /// The kernels of `entries` whose source is not on this host, and the address of each.
    fn absent<'a>(&self, entries: &[&'a KernelEntry]) -> Vec<(&'a KernelEntry, String)> {
        let search = self.sources().search(&self.matrix);
        let lock = self.locked();
        let absent = |entry: &&'a KernelEntry| {
            let Provider::Source(spec) = &entry.provider else { return None };
            let Some(Tarball::Url(url)) = &spec.tarball else { return None };
            let found = source::find(&self.store, spec, &search, &lock);
            matches!(found, Err(SourceError::Absent { .. })).then(|| (*entry, url.clone()))
        };
        entries.iter().filter_map(absent).collect()
    }

    /// Says what will be downloaded for `entries`; returns that, and what is not available.
    pub(super) fn announce(&self, entries: &[&KernelEntry]) -> (Plan, Vec<String>) {
        let (plan, lacking) = self.plan_downloads(entries);
        if !plan.kernels.is_empty() {
            tracing::info!(
                "to download: {plan} ({OPTION} leaves them out): {}",
                plan.kernels.join(", ")
            );
        }
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        for (host, problem) in silent.iter() {
            let (what, count) = (unreachable(host, problem), counted(lacking.len(), "kernel"));
            tracing::warn!("{what}, so {count} from source are not available");
        }
        (plan, lacking.into_iter().map(|(id, _)| id).collect())
    }

    /// Downloads what `plan` names, in order, while others build what has arrived.
    pub(super) fn bring(&self, plan: &Plan) {
        for entry in plan.kernels.iter().filter_map(|id| self.matrix.kernel(id)) {
            let Provider::Source(spec) = &entry.provider else { continue };
            if let Err(error) = self.obtain(spec) {
                let error = self.give_up(entry, error);
                tracing::debug!("{}: {}", entry.id, chain(&error));
            }
        }
    }
}

impl Plan {
    fn add(&mut self, entry: &KernelEntry, url: &str, bytes: u64) {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        self.kernels.push(entry.id.clone());
        self.bytes += bytes;
        self.building += build::duration(&entry.series, processors);
        let host = source::host_of(url).to_owned();
        if !self.hosts.contains(&host) {
            self.hosts.push(host);
        }
    }
}

fn unreachable(host: &str, problem: &str) -> String {
    format!("{host} is not reachable ({problem})")
}

/// A number of bytes for readers.
pub fn mib(bytes: u64) -> String {
    match bytes as f64 / f64::from(1 << 20) {
        small if small < 10.0 => format!("{small:.1} MiB"),
        more => format!("{more:.0} MiB"),
    }
}

/// A time for people who are waiting.
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
