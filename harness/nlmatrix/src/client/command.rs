//! A client that is built by a command: in the toolchain root, in a copy of its folder.

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use super::error::built;
use crate::digest::Recipe;
use crate::matrix::Method;
use crate::module::Sources;
use crate::store::Store;
use crate::toolchain::Toolchain;

const KIND: &str = "clients";

/// Runs the shell command `command` in a copy of `folder`, and returns the `program` that it left there. The whole
/// copy is kept, as a library next to the program may belong to it.
pub(super) fn build(
    store: &Store,
    toolchain: &Toolchain,
    folder: &Utf8Path,
    command: &str,
    program: &Utf8Path,
) -> Result<Utf8PathBuf, ClientError> {
    let sources = Sources::of_folder("client", folder, None, Method::Command(command.to_owned()));
    let sources = sources.map_err(Box::new)?;
    let recipe = sources.add_to(Recipe::new(KIND, 1)).with("program", program.as_str());
    let key = recipe.with("toolchain", toolchain.digest().as_str()).key();
    let make = |scratch: &Utf8Path| {
        let work = sources.write(scratch).map_err(Box::new)?;
        built(folder, command, &toolchain.job(&work, &[], &["bash", "-ec", command]))?;
        if work.join(program).is_file() {
            return Ok(());
        }
        let (command, program) = (command.to_owned(), program.to_owned());
        Err(ClientError::NotLeft { path: folder.to_owned(), command, program })
    };
    Ok(store.get_or_make(KIND, &key, make)?.join("client").join(program))
}
