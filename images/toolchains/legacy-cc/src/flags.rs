//! The options that each tool gets in addition to those of the kernel's Makefile, and why.

use crate::profile::Version;

/// Increased with every change that affects what the wrappers build; earlier results are then rebuilt.
pub const REVISION: u32 = 1;

/// One thing that is added to a command line.
#[derive(Debug)]
pub struct Flag {
    /// The words, in order.
    pub words: &'static [&'static str],
    /// The first kernel that no longer needs it; `None` if all of them do.
    pub before: Option<Version>,
    /// What goes wrong without it.
    pub why: &'static str,
}

const fn always(words: &'static [&'static str], why: &'static str) -> Flag {
    Flag { words, before: None, why }
}

/// For everything compiled for the kernel or a module of it.
pub const COMPILER: &[Flag] = &[
    always(
        &[
            "-U__GNUC__",
            "-D__GNUC__=4",
            "-U__GNUC_MINOR__",
            "-D__GNUC_MINOR__=6",
            "-U__GNUC_PATCHLEVEL__",
            "-D__GNUC_PATCHLEVEL__=0",
        ],
        "linux/compiler.h includes compiler-gcc<major>.h, and no old tree has one for gcc 5 or newer",
    ),
    always(&["-std=gnu89"], "`inline` and `extern inline` mean what they meant before C99"),
    Flag {
        words: &["-fno-toplevel-reorder"],
        before: Some([3, 16, 0]),
        why: "a static function that only asm refers to vanishes (__mutex_lock_slowpath of 2.6.20); \
              from 3.16 on the order that it keeps breaks ia32_sysenter_target and modpost's \
              section check, and such functions are marked __visible",
    },
    always(
        &["-fno-tree-dse", "-fno-dse", "-fno-store-merging"],
        "old bitops say `=m` although `+m` is meant, and gcc drops the preceding store: 2.6.11 stops at \
         page_alloc:249",
    ),
    always(
        &["-mno-mmx", "-mno-sse", "-mno-sse2", "-mno-3dnow"],
        "2.6.9 does not set it, and SSE code in the kernel causes a triple fault",
    ),
    always(
        &["-fwrapv", "-fno-strict-overflow", "-fno-strict-aliasing"],
        "old code relies on overflow of signed integers and on aliasing of types",
    ),
    always(
        &["-fno-delete-null-pointer-checks"],
        "old code accesses members before it checks the pointer",
    ),
    always(
        &["-fno-stack-protector", "-fno-stack-clash-protection", "-fcf-protection=none"],
        "distributions enable these by default, and old kernels lack what they need",
    ),
    always(
        &["-fno-asynchronous-unwind-tables", "-fno-unwind-tables"],
        "old linker scripts have no place for .eh_frame",
    ),
    always(
        &["-fno-tree-vectorize", "-fno-tree-loop-distribute-patterns", "-fno-reorder-functions"],
        "gcc 12 vectorizes at -O2, turns memset's own loop into a call of memset, and moves \
         functions into sections that old linker scripts do not list",
    ),
];

/// For code at fixed addresses, that is without `-fPIC` or `-fpic`.
pub const FIXED: Flag = always(
    &["-fno-pie", "-fno-pic"],
    "distributions compile position-independent by default: `code model kernel does not support \
     PIC mode`",
);

/// For the kernel itself.
pub const KERNEL: Flag = always(
    &["-w", "-fpermissive"],
    "today's gcc warns about much in old code, and gcc 14 refuses incompatible pointers and implicit \
     integers that compilers of its time accepted",
);

/// For out-of-tree modules: uses that do not fit the kernel's API must not go unnoticed.
pub const MODULE: Flag = always(
    &[
        "-Werror=incompatible-pointer-types",
        "-Werror=int-conversion",
        "-Werror=implicit-function-declaration",
    ],
    "a module written against another API generation must be refused, as gcc 14 does by itself",
);

/// For the assembler.
pub const ASSEMBLER: &[Flag] = &[
    always(&["--size-check=warning"], "a wrong .size in copy_user.S of 2.6.20"),
    always(
        &["-mrelax-relocations=no", "-mx86-used-note=no"],
        "module loaders do not know GOTPCRELX, and linker scripts do not know .note.gnu.property",
    ),
];

/// For the linker.
pub const LINKER: &[Flag] = &[
    always(
        &["-z", "noexecstack", "--no-warn-rwx-segments"],
        "old assembly has no .note.GNU-stack, and old kernels are one rwx segment",
    ),
    always(&["--build-id=none"], "old linker scripts have no place for the note"),
];

/// For programs that run on the host during the build.
pub const HOST: &[Flag] = &[
    always(&["-std=gnu89", "-fcommon", "-w"], "host tools rely on common symbols and old C"),
    always(&["-fpermissive"], "gcc 14 refuses what compilers of their time accepted"),
    always(&["-include", "limits.h"], "sumversion.c uses PATH_MAX and does not include it"),
    Flag {
        words: &["-DDEF_SYSSIZE=0x7F00"],
        before: Some([2, 6, 12]),
        why: "boot/tools/build.c takes it from the installed <asm/boot.h>, which no longer has it",
    },
];

/// Is it an argument of the wrapper that the real compiler must not see?
pub fn is_dropped(argument: &str) -> bool {
    // Warnings are not errors here: the code was never compiled with this compiler before.
    argument == "-Werror"
        || argument.starts_with("-Werror=") || argument.starts_with("-Werror-")
        // The assembler's wrapper reads files.
        || argument == "-pipe"
}

/// The first version whose kernels are built like `kernel`, so that results can be shared.
pub fn era(kernel: Version) -> Version {
    let all = [COMPILER, ASSEMBLER, LINKER, HOST].into_iter().flatten();
    let begins = all.filter_map(|flag| flag.before).filter(|begin| *begin <= kernel);
    begins.max().unwrap_or_default()
}

/// The words of the `flags` that `kernel` needs.
pub fn words(flags: &[Flag], kernel: Version) -> impl Iterator<Item = &'static str> {
    let needed = flags.iter().filter(move |flag| flag.before.is_none_or(|end| kernel < end));
    needed.flat_map(|flag| flag.words.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case([2, 6, 9], true)]
    #[case([3, 15, 0], true)]
    #[case([3, 16, 0], false)]
    #[case([4, 4, 0], false)]
    fn the_order_of_functions_is_kept_where_it_must_be(
        #[case] kernel: Version,
        #[case] kept: bool,
    ) {
        assert_eq!(words(COMPILER, kernel).any(|word| word == "-fno-toplevel-reorder"), kept);
    }

    #[rstest]
    #[case([2, 6, 9], [0, 0, 0])]
    #[case([2, 6, 12], [2, 6, 12])]
    #[case([3, 15, 10], [2, 6, 12])]
    #[case([4, 4, 0], [3, 16, 0])]
    fn an_era_is_built_by_the_same_words(#[case] kernel: Version, #[case] first: Version) {
        assert_eq!(era(kernel), first);
        for table in [COMPILER, ASSEMBLER, LINKER, HOST] {
            assert!(words(table, kernel).eq(words(table, first)));
        }
    }

    #[rstest]
    #[case("-Werror", true)]
    #[case("-Werror-implicit-function-declaration", true)]
    #[case("-Wall", false)]
    #[case("-Wa,-mtune=generic64", false)]
    fn drops(#[case] argument: &str, #[case] dropped: bool) {
        assert_eq!(is_dropped(argument), dropped);
    }
}
