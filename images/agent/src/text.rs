//! Short texts without an allocator, NUL-terminated for the kernel.

use core::ffi::CStr;
use core::fmt;

/// Up to `N - 1` bytes of text; what does not fit is cut off.
pub struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

/// A path: the kernel takes no more than this either.
pub type Path = Text<1024>;

impl<const N: usize> Text<N> {
    /// A copy of `text`.
    pub fn new(text: &str) -> Self {
        let mut copy = Self::default();
        let _ = fmt::Write::write_str(&mut copy, text);
        copy
    }

    /// A formatted text.
    pub fn format(arguments: fmt::Arguments) -> Self {
        let mut text = Self::default();
        let _ = fmt::Write::write_fmt(&mut text, arguments);
        text
    }

    /// No text yet.
    pub const fn empty() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    /// It, unless a character was cut apart.
    pub fn text(&self) -> &str {
        core::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    /// Its bytes without the NUL.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The text up to its first NUL.
    pub fn c(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<const N: usize> fmt::Write for Text<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = N - 1 - self.length;
        let taken = text.len().min(room);
        self.bytes[self.length..self.length + taken].copy_from_slice(&text.as_bytes()[..taken]);
        self.length += taken;
        Ok(())
    }
}
