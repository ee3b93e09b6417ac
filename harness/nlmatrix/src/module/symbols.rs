//! Modules as debuggers read them.

use camino::Utf8PathBuf;

use super::ModuleError;
use super::against::{Against, KIND};
use super::depends::Loadable;
use super::named::Built;
use super::sources::Sources;
use crate::kernel::Kernel;
use crate::store::Store;
use crate::toolchain::Toolchain;

/// The modules that [`build`](super::build) makes of `sources`, with the debugging information that it takes away: their names
/// and bytes. Gives also the folder that this names the sources in, which is gone.
pub fn with_symbols(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
    sources: &Sources,
) -> Result<(Vec<Loadable>, Utf8PathBuf), ModuleError> {
    let against = Against::new(store, toolchain, kernel)?;
    let scratch = store.scratch::<ModuleError>(KIND)?;
    let work = scratch.path().join("work");
    let folder = sources.write(&work)?;
    against.compile(sources, &folder, &work)?;
    let built = Built::of(&folder)?;
    let read = |ko: &Utf8PathBuf| {
        let name = ko.file_name().unwrap_or_default().to_owned();
        fs_err::read(ko).map(|bytes| (name, bytes)).map_err(ModuleError::io(ko))
    };
    let kos = built.named.iter().chain(&built.others).map(read).collect::<Result<_, _>>()?;
    Ok((kos, folder))
}
