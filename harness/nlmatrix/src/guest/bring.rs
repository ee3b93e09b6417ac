//! Files that are transferred to a guest after its boot or fork, and only when they are needed.
//!
//! They come through the machine's window, a device that is nothing but memory: the agent maps it and unpacks what it
//! contains, 1 MB in about 20 ms under emulation. If there is no window, or the kernel does not allow mapping it,
//! they come over the line, which is fast enough with virtio and slow with a serial port.

use std::time::{Duration, Instant};

use nlmatrix_wire::proto::Op;

use super::connection::Guest;
use super::error::GuestError;
use super::pending::{Pending, Way};
use crate::errno::Errno;
use crate::image::{Bundle, Placed, When};

/// How long unpacking a part may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much is sent over the line at once.
const PIECE: usize = 32 << 10;
/// Where files from the line are stored until they are unpacked.
const PARCEL: &str = "/parcel";
/// Physical memory. Before 2.6.11, sysfs says where a device's memory is, but does not allow mapping it.
const MEMORY: &str = "/dev/mem";
/// Which of a device's regions is the memory, in the files of sysfs.
const REGION: usize = 2;

impl Guest {
    /// Transfers the files of `bundle` when they are needed, through the machine's `window` (given by its folder in
    /// sysfs), if it has one. Those that are needed at once are transferred now.
    ///
    /// # Errors
    /// Those of any operation; [`GuestError::Protocol`] if the guest does not accept them.
    pub fn with_bundle(
        self,
        bundle: Bundle,
        window: Option<&'static str>,
    ) -> Result<Self, GuestError> {
        *self.pending.borrow_mut() = Pending { bundle: Some(bundle), window, way: None };
        self.bring(|part| part.when == When::AtOnce)?;
        Ok(self)
    }

    /// Transfers the parts that contain one of the files `paths`.
    ///
    /// # Errors
    /// As [`with_bundle`](Self::with_bundle).
    pub fn bring_files(&self, paths: &[String]) -> Result<(), GuestError> {
        self.bring(|part| part.paths.iter().any(|path| paths.contains(path)))
    }

    /// Transfers everything.
    ///
    /// # Errors
    /// As [`with_bundle`](Self::with_bundle).
    pub fn bring_all(&self) -> Result<(), GuestError> {
        self.bring(|_| true)
    }

    /// Transfers what `op` is about.
    pub(super) fn bring_for(&self, op: &Op) -> Result<(), GuestError> {
        match *op {
            Op::Spawn { argv, .. } => {
                let named = |part: &Placed| {
                    part.paths
                        .iter()
                        .any(|path| argv.split(|it| *it == 0).any(|it| it == path.as_bytes()))
                };
                self.bring(|part| part.when == When::ForPrograms || named(part))
            }
            Op::InsertModule { path, .. }
            | Op::ReadFile { path, .. }
            | Op::WriteFile { path, .. }
            | Op::Open { path, .. }
            | Op::ListDir { path } => self.bring(|part| part.is_at_or_below(path)),
            _ => Ok(()),
        }
    }

    /// Writes a file in pieces, without recording that in the transcript.
    ///
    /// # Errors
    /// Those of any operation; [`GuestError::Protocol`] if it cannot be written.
    pub(crate) fn write_whole(&self, path: &str, bytes: &[u8]) -> Result<(), GuestError> {
        let empty = [&[][..]].into_iter();
        for (number, data) in empty.chain(bytes.chunks(PIECE)).enumerate() {
            let op = Op::WriteFile { path, data, append: number > 0 };
            self.carry_unseen(op, PATIENCE)?.map_err(|errno| refused(path, errno))?;
        }
        Ok(())
    }

    /// Transfers the parts that are `wanted`, and remembers that they are there.
    fn bring(&self, wanted: impl Fn(&Placed) -> bool) -> Result<(), GuestError> {
        let mut pending = self.pending.take();
        let Some(bundle) = &mut pending.bundle else { return Ok(()) };
        let (now, later) = std::mem::take(&mut bundle.parts).into_iter().partition(wanted);
        bundle.parts = later;
        let now: Vec<Placed> = now;
        let (began, bytes) = (Instant::now(), now.iter().map(|part| part.length).sum::<u64>());
        let brought = now.iter().try_for_each(|part| self.bring_part(&mut pending, part));
        if bytes > 0 {
            let way = pending.way.as_ref().map_or("the line", |way| &way.path);
            tracing::debug!("{bytes} bytes came by {way} in {:?}", began.elapsed());
        }
        *self.pending.borrow_mut() = pending;
        brought
    }

    fn bring_part(&self, pending: &mut Pending, part: &Placed) -> Result<(), GuestError> {
        let mapped = |window| Way { path: format!("{window}/resource{REGION}"), offset: 0 };
        let first = pending.way.clone().or_else(|| pending.window.map(mapped));
        if let Some(way) = first
            && self.bring_by(way, pending, part)?
        {
            return Ok(());
        }
        if let (None, Some(window)) = (&pending.way, pending.window)
            && let Some(way) = self.by_address(window)?
            && self.bring_by(way, pending, part)?
        {
            return Ok(());
        }
        self.bring_over_line(pending.bundle.as_ref().expect("it has parts"), part)
    }

    /// Does the part arrive that way? Then the others will.
    fn bring_by(&self, way: Way, pending: &mut Pending, part: &Placed) -> Result<bool, GuestError> {
        match self.unpack(&way, part)? {
            Ok(()) => pending.way = Some(way),
            Err(errno) => {
                tracing::debug!("{} cannot be unpacked: {errno:#}", way.path);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The address of the window's memory, if sysfs says it.
    fn by_address(&self, window: &str) -> Result<Option<Way>, GuestError> {
        let op = Op::ReadFile { path: &format!("{window}/resource"), offset: 0, max: 4096 };
        let regions = self.carry_unseen(op, PATIENCE)?.map_or(Vec::new(), |answer| answer.data);
        let start = start_of(&String::from_utf8_lossy(&regions), REGION);
        Ok(start.map(|offset| Way { path: MEMORY.to_owned(), offset }))
    }

    fn unpack(&self, way: &Way, part: &Placed) -> Result<Result<(), Errno>, GuestError> {
        let op =
            Op::Unpack { path: &way.path, offset: way.offset + part.offset, length: part.length };
        Ok(self.carry_unseen(op, PATIENCE)?.map(drop))
    }

    fn bring_over_line(&self, bundle: &Bundle, part: &Placed) -> Result<(), GuestError> {
        let unreadable = |error| GuestError::Lost(format!("{}: {error}", bundle.file));
        let bytes = bundle.read(part).map_err(unreadable)?;
        self.write_whole(PARCEL, &bytes)?;
        let parcel = Way { path: PARCEL.to_owned(), offset: 0 };
        let unpacked = self.unpack(&parcel, &Placed { offset: 0, ..part.clone() })?;
        unpacked.map_err(|errno| refused(&part.paths.join(", "), errno))?;
        self.write_whole(PARCEL, &[])
    }
}

fn refused(path: &str, errno: Errno) -> GuestError {
    GuestError::Protocol(format!("writing {path}: {errno:#}"))
}

/// The start of a device's memory `region`, according to its `resource` in sysfs, which has a line with the first and
/// the last address and flags for each region.
fn start_of(resource: &str, region: usize) -> Option<u64> {
    let first = resource.lines().nth(region)?.split_whitespace().next()?;
    u64::from_str_radix(first.strip_prefix("0x")?, 16).ok().filter(|start| *start != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sysfs_tells_where_a_region_is() {
        let resource = "0x00000000febf1000 0x00000000febf10ff 0x0000000000040200\n\
                        0x0000000000000000 0x0000000000000000 0x0000000000000000\n\
                        0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n";
        assert_eq!(start_of(resource, REGION), Some(0xe000_0000));
        assert_eq!(start_of(resource, 1), None);
        assert_eq!(start_of("", REGION), None);
    }
}
