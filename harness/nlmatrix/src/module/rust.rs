//! Modules in Rust: kbuild only compiles them if the kernel itself has Rust.

use super::rules::MISSING_PROGRAM;
use super::sources::Sources;
use crate::run::Diagnosis;

/// What kbuild runs for them.
const PROGRAMS: [&str; 4] = ["rustc", "rustdoc", "bindgen", "clippy-driver"];

/// The diagnosis `found`, replaced if it is about a Rust source.
pub(super) fn explain(sources: &Sources, found: Diagnosis) -> Diagnosis {
    let source = match found.kind.as_str() {
        "missing-source" => {
            found.symbol.strip_suffix(".o").and_then(|it| sources.in_rust(Some(it)))
        }
        MISSING_PROGRAM if PROGRAMS.contains(&found.symbol.as_str()) => sources.in_rust(None),
        _ => None,
    };
    let Some(source) = source else { return found };
    Diagnosis {
        meaning: format!("`{source}` is in Rust, of which this kernel's headers build no modules here"),
        // Debian's headers of 7.2.12 and 7.3 have the option but not the metadata; those of 6.12 do not even have the
        // option.
        remedy: "it takes a kernel with CONFIG_RUST, the rustc that its CONFIG_RUSTC_VERSION_TEXT names, and the metadata \
                 of its own crates (rust/*.rmeta), which packages of headers mostly lack: leave such kernels out by \
                 `kernels`"
            .to_owned(),
        ..found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::diagnose::explain;
    use rstest::rstest;

    #[rstest]
    #[case::before_rust(
        "make[2]: *** No rule to make target 'g/own.o', needed by 'g/own.mod'.  Stop.",
        "own.rs",
        true
    )]
    #[case::without_a_compiler("/bin/sh: 1: rustc: not found", "own.rs", true)]
    #[case::in_c(
        "make[2]: *** No rule to make target 'g/own.o', needed by 'g/own.mod'.  Stop.",
        "a.c",
        false
    )]
    #[case::of_a_tool("/bin/sh: 1: rustc: not found", "a.c", false)]
    fn a_module_in_rust_is_told(#[case] log: &str, #[case] source: &str, #[case] is_rust: bool) {
        let files: [(&str, &[u8]); 2] = [("Kbuild", b"obj-m := own.o\n"), (source, b"")];
        let sources = Sources::embedded("s", "g", &files);
        let found = explain(log, &sources, &"6.12".parse().unwrap());
        assert_eq!(found.meaning.contains("`own.rs` is in Rust"), is_rust, "{}", found.meaning);
    }
}
