//! Kernel modules that a module may request when it runs, beyond those that its texts name: they are in the guest for
//! modprobe, and are loaded when the kernel starts that.

use std::collections::BTreeSet;

use nlmatrix_wire::modprobe;

use super::asks::{ASKING, patterns, uses};
use super::build::Module;
use super::depends::{Loadable, Shelf, needs, read};
use super::error::ModuleError;

/// The folder of these modules in the guest.
pub const OFFERED: &str = "offered/";
/// So many bytes of them fit into a guest, next to everything else.
const MOST: usize = 48 << 20;

/// What `module` may request from the kernel, without what is `placed` already, each with what it needs.
pub fn offered(
    module: &Module,
    kernel: &Shelf,
    placed: &[Loadable],
) -> Result<Vec<Loadable>, ModuleError> {
    let mut known: BTreeSet<String> =
        placed.iter().map(|(path, _)| modprobe::name_of(path).replace('-', "_")).collect();
    let mut queue: Vec<String> = Vec::new();
    for ko in module.kos.iter().chain(&module.beside) {
        let ko = read(ko)?;
        queue.extend(names(&ko, kernel).into_iter().map(str::to_owned));
    }
    queue.sort_by(|a, b| b.cmp(a));
    let (mut files, mut size) = (Vec::new(), 0);
    while let Some(name) = queue.pop() {
        let Some(path) = kernel.path(&name).filter(|_| known.insert(name.clone())) else {
            continue;
        };
        let bytes = read(path)?;
        size += bytes.len();
        if size > MOST {
            tracing::warn!(
                "{} may request more of {}'s modules than a guest has room for: some are left out",
                module.record.module,
                module.record.kernel
            );
            break;
        }
        queue.extend(needs(&bytes));
        files.push((format!("{OFFERED}{name}.ko"), bytes));
    }
    Ok(files)
}

/// The kernel modules that the module in `ko` may request.
fn names<'s>(ko: &[u8], kernel: &'s Shelf) -> BTreeSet<&'s str> {
    let patterns = patterns(ko);
    let is_wanted =
        |name: &str| patterns.iter().any(|it| modprobe::matches(it.as_bytes(), name.as_bytes()));
    let folders: Vec<&str> = ASKING
        .iter()
        .filter(|(symbol, _)| uses(ko, symbol))
        .flat_map(|(_, folders)| folders.iter().copied())
        .collect();
    let by_place = kernel.in_folders(&folders);
    let by_name = kernel.names().filter(|name| is_wanted(name));
    let by_alias = kernel.aliases().filter(|(alias, _)| is_wanted(alias)).map(|(_, name)| name);
    by_place.chain(by_name).chain(by_alias).collect()
}
