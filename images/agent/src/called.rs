//! What this program was started with.
#![expect(unsafe_code, reason = "the kernel leaves pointers on the stack")]

use core::ffi::{CStr, c_char};

use crate::text::Path;

/// Arguments and environment of this program.
#[derive(Clone, Copy)]
pub struct Called {
    /// The stack as the kernel leaves it: the count, the arguments, null, the environment, null.
    stack: *const usize,
}

impl Called {
    /// The contents at the `stack` pointer of the entry point.
    pub fn with(stack: *const usize) -> Self {
        Self { stack }
    }

    /// Its arguments, its own name first; those that are not text are left out.
    pub fn arguments(self) -> impl Iterator<Item = &'static str> {
        self.texts(1)
    }

    /// The argument `at` and those after it, as `execve(2)` takes them: null at the end.
    ///
    /// # Safety
    /// There are at least that many arguments.
    pub unsafe fn list_from(self, at: usize) -> &'static [*const c_char] {
        // SAFETY: the kernel's count is there, and its list after it, with null at the end.
        unsafe {
            let (count, list) = (*self.stack, self.stack.add(1).cast::<*const c_char>());
            core::slice::from_raw_parts(list.add(at), count + 1 - at)
        }
    }

    /// A variable of its environment.
    pub fn variable(self, name: &str) -> Option<&'static str> {
        // SAFETY: the kernel's count is there.
        let count = unsafe { *self.stack };
        self.texts(count + 2).find_map(|text| text.strip_prefix(name)?.strip_prefix('='))
    }

    /// Room for a path, for a single caller.
    pub fn room(self) -> &'static mut Path {
        static mut ROOM: Path = Path::empty();
        let room = &raw mut ROOM;
        // SAFETY: one thread, and one caller: a helper opens one index.
        unsafe { &mut *room }
    }

    fn texts(self, mut at: usize) -> impl Iterator<Item = &'static str> {
        core::iter::from_fn(move || {
            // SAFETY: null ends each list before the stack does, and nothing reads beyond it.
            let text = unsafe { *self.stack.add(at) as *const c_char };
            at += 1;
            // SAFETY: the kernel put NUL-terminated texts there for as long as the program lives.
            (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
        })
        .filter_map(|text| text.to_str().ok())
    }
}
