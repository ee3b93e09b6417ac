//! The wrappers that let a compiler, assembler and linker of today build Linux 2.6, 3.x and early
//! 4.x without touching the kernel's C, headers or assembly.
//!
//! One program, many names: `k-gcc` compiles the kernel, `module-gcc` its out-of-tree modules,
//! `as` is found by gcc through `-B`, `k-ld` links, `k-hostcc` compiles programs that run during the build,
//! and any other `k-TOOL` is the plain tool. What each adds, and why, are tables in [`flags`];
//! changes of assembly text are in [`asm`], and changes of its objects in [`elf`].

/// The folder of this package: the library that embeds the program builds it from there.
pub const SOURCE: &str = env!("CARGO_MANIFEST_DIR");

pub mod asm;
pub mod call;
pub mod elf;
pub mod flags;
pub mod profile;
