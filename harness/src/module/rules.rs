//! How compiler and modpost complaints are told apart, as data.

/// One kind of complaint.
pub(super) struct Rule {
    /// Matches the whole line; `symbol` names what it is about, `member` a member of it.
    pub pattern: &'static str,
    /// Kind, as in `run.json`.
    pub kind: &'static str,
    /// What it means; `{}` is the symbol.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

const OTHER_FORM: &str = "write it the way this kernel has it";
const FORWARD: &str = "include the header that defines it, or write it the way this kernel has it";

/// The first one that matches a line counts. Quotes are ‘’ or '' by locale.
pub(super) const RULES: &[Rule] = &[
    Rule {
        pattern: r"ERROR: dkms\.conf excludes \S+: (?P<symbol>BUILD_EXCLUSIVE_\w+)=",
        kind: "excluded-kernel",
        meaning: "the module's own dkms.conf excludes this kernel by `{}`",
        remedy: "if it is an option that the kernel lacks, another flavour may have it (Debian's \
                 `amd64` has most drivers, `cloud-amd64` few); otherwise it is as its author wants it",
    },
    Rule {
        pattern: r"fatal error: (?P<symbol>\S+): No such file or directory",
        kind: "missing-header",
        meaning: "this kernel has no header `{}`",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: too (?:many|few) arguments to function [‘'](?P<symbol>\w+)['’]",
        kind: "argument-count",
        meaning: "`{}` takes another number of arguments in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r#"error: macro ["‘'](?P<symbol>\w+)["'’] (?:passed|requires) \d+ arguments"#,
        kind: "argument-count",
        meaning: "the macro `{}` takes another number of arguments in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: [‘'](?:const )?(?:struct |union )?(?P<symbol>\w+)[^’']*['’] has no member named [‘'](?P<member>\w+)['’]",
        kind: "missing-member",
        meaning: "this kernel has no `{}`",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: implicit declaration of function [‘'](?P<symbol>\w+)['’]",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: [‘'](?P<symbol>\w+)['’] undeclared",
        kind: "missing-symbol",
        meaning: "this kernel has no `{}`, or declares it in another header",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: #error (?P<symbol>.+)$",
        kind: "error-directive",
        meaning: "the module itself refuses this kernel: {}",
        remedy: "set what it asks for in the kernel's configuration, or leave this kernel out",
    },
    Rule {
        pattern: r"error: (?:static declaration of|conflicting types for) [‘'](?P<symbol>\w+)['’]",
        kind: "declared-by-kernel",
        meaning: "this kernel declares `{}` itself, in another way than the module does",
        remedy: "take the kernel's own",
    },
    Rule {
        pattern: r"error: unknown type name [‘'](?P<symbol>\w+)['’]",
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
        pattern: r"error: (?:storage size of|variable) [‘'](?P<symbol>\w+)['’] (?:isn['’]t known|has initializer but incomplete type)",
        kind: "incomplete-type",
        meaning: "the type of `{}` is declared here but not defined",
        remedy: FORWARD,
    },
    Rule {
        pattern: r"error: passing argument \d+ of [‘'](?P<symbol>\w+)['’] (?:from incompatible pointer|makes (?:pointer|integer) from)",
        kind: "incompatible-type",
        meaning: "`{}` takes an argument of another type in this kernel",
        remedy: OTHER_FORM,
    },
    Rule {
        pattern: r"error: (?:initialization|assignment|returning) (?:of|to|from)? ?.*incompatible pointer type [‘'](?P<symbol>[^’']+)['’]",
        kind: "incompatible-type",
        meaning: "a callback has another prototype in this kernel; the module's is `{}`",
        remedy: OTHER_FORM,
    },
    // A warning until 5.x, but the module would not load.
    Rule {
        pattern: r#"(?:ERROR|WARNING): (?:modpost: )?"(?P<symbol>\w+)" \[.*\] undefined!"#,
        kind: "missing-export",
        meaning: "this kernel does not export `{}` to modules",
        remedy: OTHER_FORM,
    },
];
