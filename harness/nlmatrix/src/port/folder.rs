//! The sources of a module's folder.

use camino::{Utf8Path, Utf8PathBuf};

use super::{PortError, PortedFile, encoding};

/// The sources below `folder`, as they are.
pub(super) fn files(folder: &Utf8Path) -> Result<Vec<PortedFile>, PortError> {
    Ok(sources(folder)?.into_iter().map(|(path, text)| PortedFile::new(path, text)).collect())
}

/// Which of `files` tells kbuild what to build: the topmost.
pub(super) fn kbuild_file(files: &[PortedFile]) -> Option<usize> {
    let names = |file: &PortedFile| {
        let is_makefile = is_makefile(&file.path) && file.path.extension() != Some("mk");
        is_makefile && file.text.contains("obj-m")
    };
    let named = files.iter().enumerate().filter(|(_, file)| names(file));
    let depth = |file: &PortedFile| file.path.components().count();
    // kbuild prefers a Kbuild to a Makefile next to it.
    let found = named.min_by_key(|(_, file)| (depth(file), !file.path.ends_with("Kbuild")));
    found.map(|(number, _)| number)
}

/// The C files, headers and makefiles below `folder`, sorted by their relative paths. What a build made is left out.
fn sources(folder: &Utf8Path) -> Result<Vec<(Utf8PathBuf, String)>, PortError> {
    let mut paths = Vec::new();
    walk(folder, &mut paths)?;
    paths.sort();
    if !paths.iter().any(|path| path.extension() == Some("c")) {
        return Err(PortError::NoSource(folder.to_owned()));
    }
    let read = |path: Utf8PathBuf| {
        let bytes = fs_err::read(&path).map_err(PortError::io(&path))?;
        let below = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        Ok(encoding::text(bytes).map(|text| (below, text)))
    };
    paths.into_iter().map(read).filter_map(Result::transpose).collect()
}

fn walk(folder: &Utf8Path, paths: &mut Vec<Utf8PathBuf>) -> Result<(), PortError> {
    for entry in folder.read_dir_utf8().map_err(PortError::io(folder))? {
        let entry = entry.map_err(PortError::io(folder))?;
        let (name, path) = (entry.file_name(), entry.path());
        let kind = entry.file_type().map_err(PortError::io(path))?;
        if kind.is_dir() && !name.starts_with('.') {
            walk(path, paths)?;
        } else if kind.is_file() && is_source(path) {
            paths.push(path.to_owned());
        }
    }
    Ok(())
}

/// modpost writes `.mod.c`.
fn is_source(path: &Utf8Path) -> bool {
    let is_c = matches!(path.extension(), Some("c" | "h")) && !path.as_str().ends_with(".mod.c");
    is_c || is_makefile(path)
}

/// Is it a file that make or kbuild reads?
pub(super) fn is_makefile(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    matches!(name, "Makefile" | "makefile" | "GNUmakefile" | "Kbuild") || name.ends_with(".mk")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_build_made_is_no_source() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(folder.join("sub/.git")).unwrap();
        for name in ["m.c", "m.mod.c", "m.h", "Kbuild", "README", "sub/n.c", "sub/.git/o.c"] {
            fs_err::write(folder.join(name), "").unwrap();
        }
        let names: Vec<_> = sources(folder).unwrap().into_iter().map(|(path, _)| path).collect();
        assert_eq!(names, ["Kbuild", "m.c", "m.h", "sub/n.c"]);
    }

    #[test]
    fn a_source_in_another_encoding_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("m.c"), b"/* J\xf6rg */\n").unwrap();
        let mut files = files(folder).unwrap();
        let after = format!("{}int a;\n", files[0].text);
        files[0].change("a", crate::version::KernelVersion::FIRST, "", after);
        super::super::Ported { files }.write(folder).unwrap();
        assert_eq!(fs_err::read(folder.join("m.c")).unwrap(), b"/* J\xf6rg */\nint a;\n");
    }

    #[test]
    fn a_folder_without_source_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let error = sources(folder).unwrap_err().to_string();
        assert!(error.starts_with(folder.as_str()), "{error}");
    }
}
