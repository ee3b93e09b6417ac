//! The exports of a kernel of which nothing is compiled, according to its sources.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8Path;
use regex::bytes::Regex;

use super::KernelBuildError;

/// The file that builds of modules read.
const FILE: &str = "Module.symvers";

/// An export at the beginning of a line, possibly right after the function's end.
const EXPORT: &str = r"(?m)^[\s}]*(EXPORT(?:_UNUSED)?_SYMBOL(?:_GPL)?)\w*\(\s*(\w+)\s*\)";

/// The program that reads the file.
const READER: &str = "scripts/mod/modpost.c";

/// Writes the exports of all sources in `work`, configured or not, for its `modpost`.
pub(super) fn write(work: &Utf8Path) -> Result<(), KernelBuildError> {
    let reader = work.join(READER);
    let code = fs_err::read(&reader).map_err(KernelBuildError::io(&reader))?;
    let code = String::from_utf8_lossy(&code);
    let mut exports = BTreeMap::new();
    let pattern = Regex::new(EXPORT).expect("a fixed expression");
    collect(work, &pattern, &mut exports).map_err(KernelBuildError::io(work))?;
    let mut text = String::new();
    for (symbol, how) in exports {
        writeln!(text, "{}", line(&code, &symbol, &how)).expect("a string takes all");
    }
    let path = work.join(FILE);
    fs_err::write(&path, text).map_err(KernelBuildError::io(&path))
}

/// A line in the format that the `reader` of this version expects: how a symbol is exported was added in 2.6.18, its
/// namespace in 5.4, and moved after that in 5.6.
fn line(reader: &str, symbol: &str, how: &str) -> String {
    let has = |words: &str| reader.contains(words);
    let place = format!("0x00000000\t{symbol}");
    match (has("namespace = strchr(symname"), has("namespace = strchr("), has("export_list")) {
        (true, ..) => format!("{place}\t\tvmlinux\t{how}"),
        (_, true, _) => format!("{place}\tvmlinux\t{how}\t"),
        (.., true) => format!("{place}\tvmlinux\t{how}"),
        _ => format!("{place}\tvmlinux"),
    }
}

fn collect(
    folder: &Utf8Path,
    pattern: &Regex,
    exports: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(entry.path(), pattern, exports)?;
        } else if entry.path().extension().is_some_and(|it| it == "c" || it == "S") {
            let text = fs_err::read(entry.path())?;
            let word = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let found = pattern.captures_iter(&text).map(|it| (word(&it[2]), word(&it[1])));
            exports.extend(found);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::of_2_6_12("*modname++ = '\\0';", "")]
    #[case::of_2_6_18("export_list[] = {", "\tEXPORT_SYMBOL_GPL")]
    fn exports_are_written_as_modpost_reads_them(#[case] reader: &str, #[case] how: &str) {
        let folder = tempfile::tempdir().unwrap();
        let work = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(work.join("scripts/mod")).unwrap();
        fs_err::write(work.join(READER), reader).unwrap();
        let source = "int f(void)\n{\n}\nEXPORT_SYMBOL_GPL(f);\n}EXPORT_SYMBOL_GPL( g );\n\
                      \tEXPORT_SYMBOL_GPL(h);\n/* see EXPORT_SYMBOL(no) */\n";
        fs_err::write(work.join("af.c"), source).unwrap();
        fs_err::write(work.join("af.h"), "EXPORT_SYMBOL(header)\n").unwrap();
        write(work).unwrap();
        let text = fs_err::read_to_string(work.join(FILE)).unwrap();
        let expected = ["f", "g", "h"].map(|it| format!("0x00000000\t{it}\tvmlinux{how}"));
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[rstest]
    #[case::of_5_4("namespace = strchr(symname, '\\t')", "0x00000000\tf\t\tvmlinux\tEXPORT_SYMBOL")]
    #[case::of_5_6("namespace = strchr(export, '\\t')", "0x00000000\tf\tvmlinux\tEXPORT_SYMBOL\t")]
    fn a_namespace_has_its_place(#[case] reader: &str, #[case] expected: &str) {
        assert_eq!(line(reader, "f", "EXPORT_SYMBOL"), expected);
    }
}
