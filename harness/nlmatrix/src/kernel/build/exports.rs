//! What a kernel of which nothing is compiled exports, as its sources have it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8Path;
use regex::bytes::Regex;

use super::KernelBuildError;

/// What modules' builds read.
const FILE: &str = "Module.symvers";

/// An export, at the beginning of a line: it may stand behind the function's end.
const EXPORT: &str = r"(?m)^[\s}]*(EXPORT(?:_UNUSED)?_SYMBOL(?:_GPL)?)\w*\(\s*(\w+)\s*\)";

/// Writes the exports of all sources in `work`, configured or not, for its `modpost`.
pub(super) fn write(work: &Utf8Path) -> Result<(), KernelBuildError> {
    let mut exports = BTreeMap::new();
    let pattern = Regex::new(EXPORT).expect("a fixed expression");
    collect(work, &pattern, &mut exports).map_err(KernelBuildError::io(work))?;
    let mut text = String::new();
    for (symbol, how) in exports {
        writeln!(text, "0x00000000\t{symbol}\tvmlinux\t{how}").expect("a string takes all");
    }
    let path = work.join(FILE);
    fs_err::write(&path, text).map_err(KernelBuildError::io(&path))
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

    #[test]
    fn exports_are_written_as_modpost_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let work = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir(work.join("net")).unwrap();
        let source = "int f(void)\n{\n}\nEXPORT_SYMBOL(f);\n}EXPORT_SYMBOL_GPL( g );\n\
                      \tEXPORT_UNUSED_SYMBOL(h);\n/* see EXPORT_SYMBOL(no) */\n";
        fs_err::write(work.join("net/af.c"), source).unwrap();
        fs_err::write(work.join("net/af.h"), "EXPORT_SYMBOL(header)\n").unwrap();
        write(work).unwrap();
        let text = fs_err::read_to_string(work.join(FILE)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "0x00000000\tf\tvmlinux\tEXPORT_SYMBOL",
                "0x00000000\tg\tvmlinux\tEXPORT_SYMBOL_GPL",
                "0x00000000\th\tvmlinux\tEXPORT_UNUSED_SYMBOL",
            ]
        );
    }
}
