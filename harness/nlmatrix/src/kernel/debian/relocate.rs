//! Makes header packages work where they are, instead of in `/usr/src`.

use camino::Utf8Path;

use crate::kernel::KernelError;

/// Rewrites the headers below `scratch` for their final place `home`.
///
/// Also deletes the `vmlinux` in headers since 6.12, which is there for BTF only: with it, building a module would
/// require pahole.
pub(super) fn relocate(scratch: &Utf8Path, home: &Utf8Path) -> Result<(), KernelError> {
    let sources = scratch.join("usr/src");
    for tree in sources.read_dir_utf8().map_err(KernelError::io(&sources))? {
        let tree = tree.map_err(KernelError::io(&sources))?.into_path();
        if tree.is_symlink() {
            continue;
        }
        relocate_tree(&tree, home)?;
    }
    Ok(())
}

/// The same for one folder of headers.
pub(in crate::kernel) fn relocate_tree(
    tree: &Utf8Path,
    home: &Utf8Path,
) -> Result<(), KernelError> {
    for name in ["Makefile", ".kernelvariables"] {
        rewrite(&tree.join(name), home)?;
    }
    let vmlinux = tree.join("vmlinux");
    if vmlinux.exists() {
        fs_err::remove_file(&vmlinux).map_err(KernelError::io(&vmlinux))?;
    }
    Ok(())
}

fn rewrite(path: &Utf8Path, home: &Utf8Path) -> Result<(), KernelError> {
    if !path.is_file() {
        return Ok(());
    }
    let old = fs_err::read_to_string(path).map_err(KernelError::io(path))?;
    let new = ["/usr/src/linux-", "/usr/lib/linux-kbuild"]
        .into_iter()
        .fold(old.clone(), |text, place| text.replace(place, &format!("{home}{place}")));
    if new == old { Ok(()) } else { fs_err::write(path, new).map_err(KernelError::io(path)) }
}
