//! A process in the guest.

/// A process in the guest that carries out operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proc {
    pub(super) id: u32,
    pub(super) pid: i32,
}

impl Proc {
    /// PID 1 itself.
    pub const AGENT: Self = Self { id: 0, pid: 1 };

    /// Its process id in the guest.
    pub fn pid(self) -> i32 {
        self.pid
    }
}
