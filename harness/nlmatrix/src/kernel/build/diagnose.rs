//! From the log of a failed build to its cause and remedy.

use regex::Regex;

use super::KernelBuildError;
use super::job::Make;

/// Programs, headers and libraries that builds need, and their Debian packages.
const TOOLS: &[(&str, &str)] = &[
    ("bc", "bc"),
    ("bison", "bison"),
    ("flex", "flex"),
    ("gcc", "gcc"),
    ("gelf.h", "libelf-dev"),
    ("gzip", "gzip"),
    ("libelf.h", "libelf-dev"),
    ("openssl/bio.h", "libssl-dev"),
    ("openssl/opensslv.h", "libssl-dev"),
    ("perl", "perl"),
    ("python3", "python3"),
    ("xz", "xz-utils"),
    ("as", "binutils"),
    ("ld", "binutils"),
];

/// Pattern of the line that shows it, and its cause.
const CAUSES: &[(&str, &str)] = &[
    (
        "code model kernel does not support PIC mode",
        "the compiler makes position-independent code by default: build with the profile `legacy`",
    ),
    (
        r"compiler-gcc\d+\.h: No such file",
        "the tree knows no compiler so new: build with the profile `legacy`",
    ),
    (
        "mixed implicit and normal rules",
        "GNU make 4 refuses this rule, and it is not among the fixups: report the version",
    ),
    ("missing separator", "GNU make 4 refuses this line, and it is not among the fixups"),
    (r"Can't use 'defined\(@array\)'", "perl 5.22 refuses this, and it is not among the fixups"),
    (r"multiple definition of .yylloc'", "a host tool counts on -fcommon: profile `legacy` has it"),
    (
        r"incorrect register|suffix or operands invalid|operand (type|size) mismatch",
        "the assembler of today refuses this instruction: it is not among the wrapper's rules",
    ),
    (
        "junk at end of line",
        "no release has such a line: somebody wrote notes into this tree; get the release itself",
    ),
    (
        r"(undefined|incomplete) type ['‘]struct (gendisk|request_queue|bio|block_device)['’]",
        "every release since 2.6.19 builds without block devices: somebody changed this tree; get the \
         release itself, or give its entry a `config` with what the tree needs",
    ),
    (r"Permission denied", "a script of the tree has lost its run bit"),
    (
        r"undefined reference to",
        "a static symbol that only assembly refers to was dropped, or a file of the tree is missing",
    ),
    (
        r"Unsupported relocation type",
        "binutils of today writes relocations that this tree does not know: profile `legacy`",
    ),
    (r"Not enough memory|No space left|Killed", "the host ran out of memory or disk"),
];

/// Messages of compilers and linkers if code needs an option that is off.
const WITHOUT_OPTION: &str = r"(undefined|incomplete) type|undeclared|has no member named|implicit declaration|undefined reference to";

/// Is it a message about code that needs an option which the configuration leaves out?
pub(super) fn may_want_an_option(error: &KernelBuildError) -> bool {
    let KernelBuildError::Compile { line, .. } = error else { return false };
    regex(WITHOUT_OPTION).is_match(line)
}

/// Why the last call of `make` failed, given the log of all calls.
pub(super) fn diagnose(make: &Make) -> Result<KernelBuildError, KernelBuildError> {
    let log = fs_err::read(make.log).map_err(KernelBuildError::io(make.log))?;
    let log = String::from_utf8_lossy(&log);
    let log = &log[log.rfind("\n$ make").unwrap_or(0)..];
    let (id, path) = (make.id.to_owned(), make.log.to_owned());
    if let Some((tool, package)) = missing_tool(log) {
        let remedy = format!("install the package `{package}`");
        return Ok(KernelBuildError::MissingTool { id, tool, remedy, log: path });
    }
    if let Some(missing) = missing_file(log) {
        let tree = make.work.file_name().unwrap_or_default();
        return Ok(KernelBuildError::Incomplete { tree: tree.into(), missing });
    }
    let line = first_error(log).unwrap_or("it ended without a word").trim().to_owned();
    let known = CAUSES.iter().find(|(pattern, _)| found(pattern, &line).is_some());
    let cause = known.map(|(_, cause)| format!(" ({cause})")).unwrap_or_default();
    Ok(KernelBuildError::Compile { id, line, cause, log: path })
}

/// A missing tool, and its package.
fn missing_tool(log: &str) -> Option<(String, &'static str)> {
    let patterns = [
        r"(?m)^.*?([\w./+-]+): (?:[Cc]ommand )?not found$",
        r"make\S*: ([\w./+-]+): No such file or directory",
        r"fatal error: ([\w./-]+): No such file or directory",
    ];
    patterns.iter().find_map(|pattern| {
        let names =
            regex(pattern).captures_iter(log).map(|it| it[1].to_owned()).collect::<Vec<_>>();
        names.into_iter().find_map(|name| {
            let (tool, package) = TOOLS.iter().find(|(tool, _)| *tool == name)?;
            Some(((*tool).to_owned(), *package))
        })
    })
}

/// A file of the tree that make did not find.
fn missing_file(log: &str) -> Option<String> {
    let pattern = r"No rule to make target [`']([^']+\.(?:c|S|h|o|lds|lib|sh|pl))'";
    found(pattern, log)
}

/// The first line that says what went wrong.
fn first_error(log: &str) -> Option<&str> {
    let error = regex(
        r"(?m)^.*(?:\b[Ee]rror: |/sh: .*not found$|undefined reference to|: \*\*\* |^ERROR: |Permission denied|Assembler messages|Can't use|does not support).*$",
    );
    let pick = |line: &&str| !line.ends_with("Assembler messages:") && !line.contains("(ignored)");
    error.find_iter(log).map(|found| found.as_str()).find(pick)
}

fn found(pattern: &str, text: &str) -> Option<String> {
    let captures = regex(pattern).captures(text)?;
    Some(captures.get(1).or_else(|| captures.get(0))?.as_str().to_owned())
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the tables' patterns are tested")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn every_pattern_is_one() {
        for (pattern, _) in CAUSES {
            regex(pattern);
        }
    }

    #[rstest]
    #[case("/bin/sh: 1: bc: not found\nmake[1]: *** Error 127", "bc")]
    #[case("make[2]: flex: No such file or directory", "flex")]
    #[case("a.c:3:10: fatal error: libelf.h: No such file or directory", "libelf.h")]
    #[case("/x/mkcompile_h: line 68: perl: command not found", "perl")]
    fn a_missing_tool_is_named(#[case] log: &str, #[case] tool: &str) {
        assert_eq!(missing_tool(log).unwrap().0, tool);
    }

    #[test]
    fn a_tree_that_its_publisher_changed_is_told() {
        let line =
            "mm/page-writeback.c:2336:45: error: invalid use of undefined type 'struct gendisk'";
        let known = CAUSES.iter().find(|(pattern, _)| found(pattern, line).is_some());
        assert!(known.unwrap().1.contains("somebody changed this tree"));
    }

    #[rstest]
    #[case("a.c:1:2: error: invalid use of undefined type 'struct gendisk'", true)]
    #[case("a.c:1:2: error: 'struct mm_struct' has no member named 'mmu_notifier_mm'", true)]
    #[case("a.c:(.text+0x1): undefined reference to `blk_start_plug'", true)]
    #[case("a.S:3: Error: operand size mismatch", false)]
    fn code_that_needs_an_option_is_told(#[case] line: &str, #[case] may: bool) {
        let (id, cause) = ("4.2".to_owned(), String::new());
        let error = KernelBuildError::Compile { id, line: line.to_owned(), cause, log: "l".into() };
        assert_eq!(may_want_an_option(&error), may);
    }

    #[test]
    fn what_is_no_tool_of_ours_is_not_blamed() {
        assert_eq!(missing_tool("mkcompile_h: line 68: hostname: command not found"), None);
    }

    #[test]
    fn a_hole_in_the_tree_is_told_from_a_compiler() {
        let log = "make[1]: *** No rule to make target 'arch/x86/lib/memcpy_64.S', needed by x";
        assert_eq!(missing_file(log).unwrap(), "arch/x86/lib/memcpy_64.S");
    }

    #[test]
    fn a_tool_of_another_architecture_is_the_error() {
        let log = "  LD a.o\n/bin/sh: 1: arm-linux-ld: not found\nmake[1]: *** [a.o] Error 127";
        assert_eq!(first_error(log), Some("/bin/sh: 1: arm-linux-ld: not found"));
    }

    #[test]
    fn the_first_error_is_shown() {
        let log =
            "  CC a.o\na.S: Assembler messages:\na.S:3: Error: operand size mismatch\nx: error: y";
        assert_eq!(first_error(log), Some("a.S:3: Error: operand size mismatch"));
    }
}
