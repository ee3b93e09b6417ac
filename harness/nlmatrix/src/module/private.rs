//! Headers of the kernel's own source, beside its `include`: packaged headers have no such folders, and no kernel means
//! them for modules.

use super::sources::Sources;
use crate::run::Diagnosis;

/// The kind of such a failure.
const KIND: &str = "private-kernel-header";

/// The folders at the top of the kernel's source that have headers which are theirs alone.
const FOLDERS: [&str; 14] = [
    "arch", "block", "crypto", "drivers", "fs", "io_uring", "ipc", "kernel", "lib", "mm", "net",
    "security", "sound", "virt",
];

/// What `found` comes down to where a makefile of `sources` has its header looked for in such a folder.
pub(super) fn explain(sources: &Sources, found: Diagnosis) -> Diagnosis {
    let is_header = matches!(&*found.kind, "missing-header" | "missing-own-header");
    if !is_header || sources.paths().any(|path| path.ends_with(&found.symbol)) {
        return found;
    }
    let texts: Vec<String> = sources.makefiles().map(|(_, text)| text.into_owned()).collect();
    let words = texts.iter().flat_map(|text| text.lines().filter(|it| !it.starts_with('#')));
    let mut folders = words.flat_map(str::split_whitespace).filter_map(of_kernel);
    let is_own = |folder: &&str| sources.paths().any(|path| path.starts_with(folder));
    let Some(folder) = folders.find(|folder| !is_own(folder)) else { return found };
    Diagnosis {
        kind: KIND.to_owned(),
        meaning: format!(
            "`{}` is looked for in {folder} of the kernel's source (`-I`): it is the kernel's own there, and headers for \
             modules do not have it",
            found.symbol
        ),
        remedy: "do without it, or carry a copy of what is needed of it: it may be another one in each kernel"
            .to_owned(),
        ..found
    }
}

/// The folder of the kernel's source that an option of the compiler names: `drivers/base` of `-Idrivers/base` and of
/// `-I$(srctree)/drivers/base`.
fn of_kernel(word: &str) -> Option<&str> {
    let path = word.trim_matches(['"', '\'']).strip_prefix("-I")?;
    let path = match path.strip_prefix(['$']) {
        Some(variable) => variable.split_once([')', '}'])?.1.strip_prefix('/')?,
        None => path,
    };
    let first = path.split('/').next()?;
    let is_private = path.contains('/') && FOLDERS.contains(&first) && !path.contains("include");
    is_private.then(|| path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Method;
    use camino::Utf8Path;
    use rstest::rstest;

    #[rstest]
    #[case::relative("CFLAGS_m.o += -Idrivers/base", "regmap/internal.h", Some("drivers/base"))]
    #[case::of_the_tree("ccflags-y += -I$(srctree)/drivers/md", "dm.h", Some("drivers/md"))]
    #[case::for_modules("ccflags-y += -I$(srctree)/arch/x86/include", "asm/x.h", None)]
    #[case::its_own_folder("ccflags-y += -I$(src)/inc", "gone.h", None)]
    #[case::its_own_net("ccflags-y += -Inet/own", "gone.h", None)]
    #[case::there("ccflags-y += -Idrivers/base", "net/own/own.h", None)]
    #[case::remark("# -Idrivers/base", "regmap/internal.h", None)]
    fn a_header_of_the_kernel_s_source_is_told(
        #[case] line: &str,
        #[case] header: &str,
        #[case] folder: Option<&str>,
    ) {
        let scratch = tempfile::tempdir().unwrap();
        let own = Utf8Path::from_path(scratch.path()).unwrap();
        fs_err::create_dir_all(own.join("net/own")).unwrap();
        fs_err::write(own.join("net/own/own.h"), "").unwrap();
        fs_err::write(own.join("Makefile"), format!("obj-m := m.o\n{line}\n")).unwrap();
        let sources = Sources::of_folder("m", own, None, Method::Dkms).unwrap();
        let (kind, symbol) = ("missing-own-header".to_owned(), header.to_owned());
        let found = explain(&sources, Diagnosis { kind, symbol, ..Diagnosis::default() });
        assert_eq!(found.kind == KIND, folder.is_some());
        let told =
            folder.is_none_or(|it| found.meaning.contains(&format!("in {it} of the kernel")));
        assert!(told, "{}", found.meaning);
    }
}
