//! Modules in the form that debuggers need.

use camino::Utf8PathBuf;

use super::ModuleError;
use super::against::{Against, KIND};
use super::depends::Loadable;
use super::named::Built;
use super::sources::Sources;
use crate::kernel::Kernel;
use crate::store::Store;
use crate::toolchain::Toolchain;

/// The modules that [`build`](super::build) makes from `sources`, with the debugging information that it strips:
/// their names and content. Also returns the folder that this names for the sources, which no longer exists.
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
