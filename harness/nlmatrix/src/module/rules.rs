//! How compiler and modpost complaints are distinguished, as data.

/// The kind of a failure that no rule knows.
pub(super) const UNKNOWN: &str = "unknown";

/// One kind of complaint.
pub(super) struct Rule {
    /// Matches the whole line; `symbol` captures what it is about, `member` one of its members.
    pub pattern: &'static str,
    /// Its kind, as in `run.json`.
    pub kind: &'static str,
    /// What it means; `{}` is the symbol.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

const OTHER_FORM: &str = "write it the way this kernel has it";
const FORWARD: &str = "include the header that defines it, or write it the way this kernel has it";

impl Rule {
    /// What to do, if `how` says what to write on this kernel.
    pub(super) fn remedy_with(&self, how: Option<String>) -> String {
        match (how, self.remedy) {
            (Some(how), FORWARD)
                if ["write it", "write `"].iter().any(|it| how.starts_with(it)) =>
            {
                format!("include the header that defines it, or {how}")
            }
            (Some(how), FORWARD | OTHER_FORM) => how,
            _ => self.remedy.to_owned(),
        }
    }
}

const NOT_EXPORTED: &str = "call what this kernel exports instead. Of another module of your own: name its Module.symvers to make \
     (KBUILD_EXTRA_SYMBOLS), and load it first; a function of this module: list its file in NAME-objs; a driver's: another flavour of the \
     kernel may have it (Debian's `amd64` has most, `cloud-amd64` few)";

/// The module defines it, but the kernel's headers do, too.
pub(super) const DECLARED: &str = "declared-by-kernel";
/// The function is in the source line that follows.
pub(super) const VOID_VALUE: &str = "void-value";

/// The function is in a line before.
pub(super) const NO_VALUE: &str = "missing-value";

/// A build may also try whether a command exists: anything else that went wrong says more.
pub(super) const MISSING_PROGRAM: &str = "missing-program";
const NO_PROGRAM: &str = "the build runs the program `{}`, which is not in the toolchain root";
const PROGRAM: &str =
    "name the Debian package that contains it in `build-packages` in the matrix file";

/// Instead of `missing-header`, if the header belongs to the project.
pub(super) const OWN_HEADER: Rule = Rule {
    pattern: "",
    kind: "missing-own-header",
    meaning: "the project's own header `{}` is not there: it lies outside the folder that was copied, at a \
              path of its author's machine, or is made by a step that was not done",
    remedy: "say which folder has all of the project by `root = \"..\"` beside the module's `path`, or how it \
             is built by `command`",
};

/// Instead of `missing-header`, if the header belongs to the C library, which no kernel has.
pub(super) const C_HEADER: Rule = Rule {
    pattern: "",
    kind: "c-library-header",
    meaning: "`{}` is a header of the C library, which no kernel module can use",
    remedy: "remove it, and use what the kernel has instead: linux/kernel.h and linux/printk.h for printf(), \
             linux/slab.h for \
             malloc(), linux/string.h, linux/types.h, linux/errno.h, linux/socket.h and linux/in.h; a program of user space \
             is not built by kbuild, but by a rule of its own",
};

/// Headers of the C library, and compiler headers for instructions that the kernel does not use.
pub(super) const C_HEADERS: &[&str] = &[
    "arpa/inet.h",
    "assert.h",
    "ctype.h",
    "dirent.h",
    "errno.h",
    "fcntl.h",
    "float.h",
    "getopt.h",
    "ifaddrs.h",
    "inttypes.h",
    "limits.h",
    "locale.h",
    "malloc.h",
    "math.h",
    "memory.h",
    "net/if.h",
    "net/ethernet.h",
    "netdb.h",
    "netinet/in.h",
    "netinet/ip.h",
    "netinet/tcp.h",
    "netinet/udp.h",
    "poll.h",
    "pthread.h",
    "sched.h",
    "setjmp.h",
    "signal.h",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "string.h",
    "strings.h",
    "sys/ioctl.h",
    "sys/mman.h",
    "sys/param.h",
    "sys/select.h",
    "sys/socket.h",
    "sys/stat.h",
    "sys/syscall.h",
    "sys/time.h",
    "sys/types.h",
    "sys/un.h",
    "sys/wait.h",
    "syslog.h",
    "termios.h",
    "time.h",
    "unistd.h",
];

/// Instead of `incomplete-type` for a variable, if the source line shows its type.
pub(super) const OF_TYPE: Rule = Rule {
    pattern: "",
    kind: "incomplete-type",
    meaning: "this kernel does not define `{}`, or does in another header",
    remedy: FORWARD,
};

/// The first one that matches a line counts. Quotes are ‘’ or '' depending on the locale.
pub(super) const RULES: &[Rule] = &[
    Rule {
        pattern: r"ERROR: dkms\.conf excludes \S+: (?P<symbol>BUILD_EXCLUSIVE_\w+|build_exclude)=",
        kind: "excluded-kernel",
        meaning: "the module's own dkms.conf excludes this kernel by `{}`",
        remedy: "if it is an option that the kernel lacks, another flavour may have it (Debian's \
                 `amd64` has most drivers, `cloud-amd64` few); otherwise it is as its author wants it",
    },
    Rule {
        pattern: r"ERROR: dkms\.conf needs (?P<symbol>\S+), which is not installed",
        kind: "missing-package",
        meaning: "the module's own dkms.conf needs the package `{}` of dkms, as its BUILD_DEPENDS says",
        remedy: "only the package itself is built here: build the other one first, with `command`",
    },
    Rule {
        pattern: r"ERROR: dkms\.conf (?:has|calls|names) (?P<symbol>.+)$",
        kind: "dkms-stops",
        meaning: "dkms stops before the build is finished: its dkms.conf has {}",
        remedy: "see the build's output, and try `dkms build` with the same kernel",
    },
    Rule {
        // gcc before 4.5 continues without the header.
        pattern: r"(?:fatal error: (?P<symbol>\S+)|error: (?P<symbol2>[\w./-]+\.h)): No such file or directory",
        kind: "missing-header",
        meaning: "this kernel has no header `{}`",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: too (?:many|few) arguments to function [‘'`](?:[^’']*(?:->|\.))?(?P<symbol>\w+)['’]",
        kind: "argument-count",
        meaning: "`{}` takes a different number of arguments in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: (?:void value not ignored as it ought to be|assigning to .* from incompatible type 'void')",
        kind: VOID_VALUE,
        meaning: "`{}` returns nothing in this kernel",
        remedy: "call it as a statement, and do not use the value that it used to return",
    },
    // A warning that kbuild's own flags turn into an error.
    Rule {
        pattern: r"error: (?:control reaches end of non-void function|non-void function does not return a value)",
        kind: NO_VALUE,
        meaning: "`{}` of the module can reach its end without returning a value, which kbuild makes an error",
        remedy: "return a value there: 0 for success",
    },
    // Seen with the headers of 7.3.
    Rule {
        pattern: r"error: objtool: (?P<symbol>(?:init|cleanup)_module)\(\): Magic ",
        kind: "magic-name",
        meaning: "a module's functions may no longer begin and end it by the names `init_module` and `cleanup_module` \
                  alone: objtool refuses `{}`",
        remedy: "give it a name of its own, and say `module_init(NAME);` or `module_exit(NAME);`",
    },
    // clang names the function in a note that follows.
    Rule {
        pattern: r"error: too (?:many|few) arguments (?:to function call, expected|provided to function-like macro invocation)",
        kind: "argument-count",
        meaning: "`{}` takes a different number of arguments in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r#"error: macro ["‘'](?P<symbol>\w+)["'’] (?:passed|requires) \d+ arguments"#,
        kind: "argument-count",
        meaning: "the macro `{}` takes a different number of arguments in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: [‘'`](?:const )?(?:struct |union )?(?P<symbol>\w+)[^’']*['’] has no member named [‘'`](?P<member>\w+)['’]",
        kind: "missing-member",
        meaning: "this kernel has no `{}`",
        remedy: OTHER_FORM,
    },
    // gcc before 8, about an initialiser: it does not say whose member it is.
    Rule {
        pattern: r"error: unknown field [‘'`](?P<member>\w+)['’] specified in initiali[sz]er",
        kind: "missing-member",
        meaning: "what is initialised here has no member `{}` in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"\b[\w-]+: Unknown symbol (?P<symbol>\w+)(?: \(err (?:-2|0)\))?\s*$",
        kind: "missing-export",
        meaning: "this kernel does not export `{}` to modules",
        remedy: NOT_EXPORTED,
    },
    // clang.
    Rule {
        pattern: r"error: (?:no member named '(?P<member>\w+)' in|field designator '(?P<member2>\w+)' does not refer to any (?:non-static )?(?:data member|field) (?:in|of)) (?:type )?'(?:const )?(?:struct )?(?P<symbol>\w+)'",
        kind: "missing-member",
        meaning: "this kernel has no `{}`",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: (?:call to undeclared function|use of undeclared identifier) '(?P<symbol>\w+)'",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: (?:incomplete definition of type|variable has incomplete type) '(?:struct )?(?P<symbol>\w+)'",
        kind: "incomplete-type",
        meaning: "`{}` is declared here but not defined",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: incompatible function pointer types (?:initializing|assigning to|passing) .*from '(?P<symbol>[^']+)'",
        kind: "incompatible-type",
        meaning: "a callback has another prototype in this kernel; the module's is `{}`",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: incompatible function pointer types initializing '[^']+'(?: \(aka '[^']+'\))? with an expression of type '(?P<symbol>[^']+)'",
        kind: "incompatible-type",
        meaning: "a callback has another prototype in this kernel; the module's is `{}`",
        remedy: OTHER_FORM,
    },
    // The function is in the source line that follows.
    Rule {
        pattern: r"error: incompatible (?:pointer types|(?:integer to pointer|pointer to integer) conversion) passing ",
        kind: "incompatible-type",
        meaning: "`{}` takes an argument of another type in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: implicit declaration of function [‘'`](?P<symbol>\w+)['’]",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: FORWARD,
    },
    // A macro that stood for part of a string.
    Rule {
        pattern: r"error: expected [‘'`]\)['’] before [‘'`](?P<symbol>[A-Z][A-Z0-9]*_[A-Z0-9_]+)['’]",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: [‘'`](?P<symbol>\w+)['’] undeclared",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: FORWARD,
    },
    // A macro that declares something is taken for an old-style C declaration: what it should have declared is then
    // missing further down.
    Rule {
        pattern: r"type defaults to [‘'`]int['’] in declaration of [‘'`](?P<symbol>[A-Z][A-Z0-9_]+)['’]",
        kind: "missing-symbol",
        meaning: "this kernel has no macro `{}`, or defines it in another header",
        remedy: FORWARD,
    },
    Rule {
        pattern: r#"error: static assertion failed: "\((?P<symbol>0?\w+)\) & 2 is true""#,
        kind: "refused-permissions",
        meaning: "a file of sysfs has the permissions {}, and everybody may write to it: no kernel takes that",
        remedy: "take 0664 or 0644 for 0666: others may read it",
    },
    Rule {
        pattern: r"error: #error (?P<symbol>.+)$",
        kind: "error-directive",
        meaning: "the module itself refuses this kernel: {}",
        remedy: "set what it asks for in the kernel's configuration, or leave this kernel out",
    },
    Rule {
        pattern: r"error: (?:static declaration of|conflicting types for) [‘'`](?P<symbol>\w+)['’]",
        kind: "declared-by-kernel",
        meaning: "this kernel declares `{}` itself, in another way than the module does",
        remedy: "use the kernel's own, or rename the module's if it is for something else",
    },
    Rule {
        pattern: r#"error: "(?P<symbol>\w+)" redefined"#,
        kind: DECLARED,
        meaning: "this kernel has a macro `{}` itself, and the module redefines it, which its -Werror makes an error",
        remedy: "use the kernel's own, or rename the module's if it is for something else",
    },
    Rule {
        pattern: r"error: redefinition of [‘'`](?:(?:struct|union|enum) )?(?P<symbol>\w+)['’]",
        kind: DECLARED,
        meaning: "this kernel defines `{}` itself, and so does the module",
        remedy: "use the kernel's own",
    },
    Rule {
        pattern: r"error: unknown type name [‘'`](?P<symbol>\w+)['’]",
        kind: "missing-symbol",
        meaning: "this kernel has no type `{}`, or declares it in another header",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: (?:.*(?:incomplete (?:element )?type|undefined type)|variable [‘']\w+['’] has initializer but incomplete type:?) [‘'](?:const )?(?:struct |union )?(?P<symbol>\w+)",
        kind: "incomplete-type",
        meaning: "`{}` is declared here but not defined",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: (?:storage size of|variable) [‘'`](?P<symbol>\w+)['’] (?:isn['’]t known|has initializer but incomplete type)",
        kind: "incomplete-type",
        meaning: "the type of `{}` is declared here but not defined",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: passing argument \d+ of [‘'`](?:[^’']*(?:->|\.))?(?P<symbol>\w+)['’] (?:from incompatible pointer|makes (?:pointer|integer) from)",
        kind: "incompatible-type",
        meaning: "`{}` takes an argument of another type in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: (?:initialization|assignment|returning) (?:of|to|from)? ?.*incompatible pointer type [‘'`](?P<symbol>[^’']+)['’]",
        kind: "incompatible-type",
        meaning: "a callback has another prototype in this kernel; the module's is `{}`",
        remedy: OTHER_FORM,
    },
    // gcc before 8 names no types; the note that follows names the member.
    Rule {
        pattern: r"\(near initialization for [‘'`][^’']*\.(?P<member>\w+)['’]\)",
        kind: "incompatible-type",
        meaning: "the callback `{}` has another prototype in this kernel",
        remedy: OTHER_FORM,
    },
    // Until 5.x this is a warning, but the module would not load.
    Rule {
        pattern: r#"(?:ERROR|WARNING|Warning): (?:modpost: )?"(?P<symbol>\w+)" \[.*\] undefined!"#,
        kind: "missing-export",
        meaning: "this kernel does not export `{}` to modules",
        remedy: NOT_EXPORTED,
    },
    // The wording of 7.3, with the module first.
    Rule {
        pattern: r"(?:ERROR|WARNING): (?:modpost: )?.*symbol [‘'`](?P<symbol>\w+)['’].* undefined!",
        kind: "missing-export",
        meaning: "this kernel does not export `{}` to modules",
        remedy: NOT_EXPORTED,
    },
    Rule {
        pattern: r"(?:ERROR|FATAL): (?:modpost: )?GPL-incompatible module \S+ uses GPL-only symbol [‘'`](?P<symbol>\w+)['’]",
        kind: "gpl-only-export",
        meaning: "this kernel exports `{}` only to modules under the GPL",
        remedy: "say the module's licence by MODULE_LICENSE, or do without it",
    },
    Rule {
        pattern: r"(?:ERROR|WARNING): (?:modpost: )?module \S+ uses symbol \S+ from namespace (?P<symbol>[\w-]+), but does not import it",
        kind: "missing-namespace",
        meaning: "what the module uses is exported in the namespace `{}` here",
        remedy: "import it: MODULE_IMPORT_NS(NAME), and MODULE_IMPORT_NS(\"NAME\") from 6.13 on",
    },
    Rule {
        // 7.3 names the module first.
        pattern: r"ERROR: (?:modpost: )?(?:(?P<symbol2>\S+): )?missing MODULE_LICENSE\(\)(?: in (?P<symbol>\S+))?",
        kind: "missing-license",
        meaning: "`{}` has no MODULE_LICENSE, which is an error from 5.8 on",
        remedy: "add MODULE_LICENSE and MODULE_DESCRIPTION",
    },
    Rule {
        pattern: r"^ERROR: the build succeeded and made no (?P<symbol>module)$",
        kind: "missing-module",
        meaning: "the build succeeded, and kbuild was asked for no module",
        remedy: "look at what sets obj-m, and under which conditions",
    },
    Rule {
        pattern: r"^ERROR: the build succeeded and left no (?P<symbol>\S+)$",
        kind: "missing-module",
        meaning: "the build succeeded, but `{}`, which dkms.conf names, is not where it says",
        remedy: "look at BUILT_MODULE_NAME and BUILT_MODULE_LOCATION, and at what the build makes",
    },
    Rule {
        pattern: r"\*\*\* No rule to make target [‘'`](?:[^’']*/)?(?P<symbol>[^/’']+\.[ocS])['’], needed by",
        kind: "missing-source",
        meaning: "the makefile names `{}`, and the folder has no source for it",
        remedy: "add the file, or take its name out of obj-m and NAME-objs; where a step of its own makes it, say how \
                 it is built by `command`",
    },
    // Perl's tools.
    Rule {
        pattern: r#"^Can't exec "(?P<symbol>[\w./+-]+)": No such file or directory at "#,
        kind: MISSING_PROGRAM,
        meaning: NO_PROGRAM,
        remedy: PROGRAM,
    },
    // A shell, or a script by its path: dash prints only the line number.
    Rule {
        pattern: r"(?:(?:^|[\s/])(?:ba|da)?sh: (?:(?:line )?\d+: )?|^\S+: (?:line )?\d+: )(?P<symbol>[\w./+-]+): (?:command )?not found\s*$",
        kind: MISSING_PROGRAM,
        meaning: NO_PROGRAM,
        remedy: PROGRAM,
    },
    Rule {
        pattern: r"^(?:make(?:\[\d+\])?: (?P<symbol>[\w.+-]+)|(?:/usr/bin/)?env: [‘'](?P<symbol2>[^’']+)['’]): No such file or directory\s*$",
        kind: MISSING_PROGRAM,
        meaning: NO_PROGRAM,
        remedy: PROGRAM,
    },
];
