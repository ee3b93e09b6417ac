//! Which modules a module needs, and in which order they are loaded, as modprobe would.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::asks::{ALGORITHMS, asks};
use super::wants::{fields, wants, wants_before};
use super::{Module, ModuleError};
use crate::decompress::{bounded, xz, zstd};

/// The limit for an unpacked module, in bytes: all the memory of a guest, unless the matrix asks for more.
const LARGEST: u64 = 256 << 20;

/// Modules by the name under which the kernel knows them: file names with `_` for `-`.
#[derive(Debug, Default)]
pub struct Shelf {
    modules: BTreeMap<String, Utf8PathBuf>,
    /// Names by alias, for those that are requested by an alias without `*`: algorithms.
    aliases: BTreeMap<String, String>,
    /// All collected aliases, one on each line with the module's name.
    list: String,
}

/// A module to load: its file's name in the guest, and its bytes.
pub type Loadable = (String, Vec<u8>);

/// The folder for the kernel's own modules among them.
pub const NEEDED: &str = "needed/";
/// The folder for those that are only requested at run time: whether they load does not matter.
pub const WANTED: &str = "wanted/";

/// What is also requested by alias, but not for a device.
const NETWORK: &str = "/kernel/net/";

impl Shelf {
    /// Every module below `folder`, compressed or not.
    pub fn of(folder: &Utf8Path) -> Result<Self, ModuleError> {
        let mut shelf = Self::default();
        shelf.add(folder)?;
        Ok(shelf)
    }

    /// The aliases of modules that are requested by alias, one on each line with the module's name. This reads all
    /// modules.
    pub fn list_aliases(&self) -> Result<String, ModuleError> {
        let mut list = String::new();
        let folders = [&ALGORITHMS[..], &[NETWORK]].concat();
        for name in self.in_folders(&folders) {
            let bytes = read(&self.modules[name])?;
            let Ok(file) = object::File::parse(&*bytes) else { continue };
            let aliases = fields(&file, "alias").into_iter();
            aliases.for_each(|alias| list.push_str(&format!("{alias} {name}\n")));
        }
        Ok(list)
    }

    /// The names of those whose path contains one of `folders`.
    pub(super) fn in_folders(&self, folders: &[&str]) -> impl Iterator<Item = &str> {
        let is_there = |path: &Utf8Path| folders.iter().any(|it| path.as_str().contains(it));
        self.modules.iter().filter(move |(_, path)| is_there(path)).map(|(name, _)| name.as_str())
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }

    /// Aliases, with the names of the modules that have them.
    pub(super) fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.lines().filter_map(|line| line.split_once(' '))
    }

    /// Is there a module of this name?
    pub fn has(&self, name: &str) -> bool {
        self.modules.contains_key(name)
    }

    /// The file of the module `name`.
    pub(super) fn path(&self, name: &str) -> Option<&Utf8Path> {
        self.modules.get(name).map(Utf8PathBuf::as_path)
    }

    /// The same with the aliases from such a list. If several modules have one, the one that needs no particular
    /// processor is chosen: it is called `_generic`, or comes first.
    #[must_use]
    pub fn with_aliases(mut self, list: &str) -> Self {
        for (alias, name) in list.lines().filter_map(|line| line.split_once(' ')) {
            let known = self.aliases.entry(alias.to_owned()).or_insert_with(|| name.to_owned());
            if name.ends_with("_generic") {
                name.clone_into(known);
            }
        }
        list.clone_into(&mut self.list);
        self
    }

    /// The module that is requested as `name`, which may be its name or an alias.
    fn find(&self, name: &str) -> Option<&str> {
        let (own, _) = self
            .modules
            .get_key_value(name)
            .or_else(|| self.modules.get_key_value(self.aliases.get(name)?))?;
        Some(own)
    }

    fn add(&mut self, folder: &Utf8Path) -> Result<(), ModuleError> {
        for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))?.flatten() {
            let path = entry.into_path();
            if path.is_dir() {
                self.add(&path)?;
            } else if let Some((name, _)) = path.file_name().and_then(|it| it.split_once(".ko")) {
                self.modules.insert(name.replace('-', "_"), path);
            }
        }
        Ok(())
    }
}

/// What was asked for of `module`, with everything that it needs, both from the same build and from the kernel's own
/// modules, in the order in which they are loaded. The kernel's come first, in a folder of their own, since none of
/// them needs any of the others.
pub fn load_order(module: &Module, kernel: &Shelf) -> Result<Vec<Loadable>, ModuleError> {
    let all = module.beside.iter().chain(&module.kos);
    let own = all.map(|ko| (name_of(ko), ko.clone())).collect();
    let own = Shelf { modules: own, ..Shelf::default() };
    let mut order = Order::of(own, kernel);
    module.kos.iter().try_for_each(|ko| order.place(&name_of(ko), ""))?;
    order.files.sort_by_key(|(name, _)| !is_of_kernel(name));
    Ok(order.files)
}

/// The kernel's own modules `names`, with everything that they need, in the order in which they are loaded. What is
/// built into the kernel (`built_in` is its `modules.builtin`) is left out.
pub fn load_order_of_kernel(
    names: &[&str],
    kernel: &Shelf,
    built_in: &str,
) -> Result<Vec<Loadable>, ModuleError> {
    let files = built_in.lines().map(|line| name_of(line.trim().into()));
    let built_in: Vec<String> = files.collect();
    let mut order = Order::of(Shelf::default(), kernel);
    let as_modules = names.iter().filter(|name| !built_in.iter().any(|it| it == *name));
    as_modules.into_iter().try_for_each(|name| order.place(name, "a scenario"))?;
    Ok(order.files)
}

fn is_of_kernel(name: &str) -> bool {
    name.starts_with(NEEDED) || name.starts_with(WANTED)
}

/// Does anything that was built need or request a module that was not built?
pub fn needs_kernel_modules(module: &Module) -> Result<bool, ModuleError> {
    let all = || module.kos.iter().chain(&module.beside);
    let own: Vec<String> = all().map(|ko| name_of(ko)).collect();
    for ko in all() {
        let bytes = read(ko)?;
        let is_foreign = |name: &String| !own.contains(name);
        if needs(&bytes).iter().any(is_foreign) || !wants(&bytes).is_empty() || asks(&bytes) {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Order<'a> {
    own: Shelf,
    kernel: &'a Shelf,
    placed: Vec<String>,
    /// Those whose turn has come and whose files are not loaded yet; what they need comes first.
    open: Vec<String>,
    /// What these request, and what cannot be loaded before them.
    later: Vec<String>,
    files: Vec<Loadable>,
}

impl<'a> Order<'a> {
    fn of(own: Shelf, kernel: &'a Shelf) -> Self {
        let (placed, open, later, files) = Default::default();
        Self { own, kernel, placed, open, later, files }
    }

    /// Places what `name` needs and requests, then itself. What is built into the kernel is in no `depends=`.
    fn place(&mut self, name: &str, by: &str) -> Result<(), ModuleError> {
        if self.placed.iter().any(|it| it == name) {
            return Ok(());
        }
        let missing = || ModuleError::Needs { module: by.to_owned(), needed: name.to_owned() };
        let path = self.path(name).ok_or_else(missing)?.to_owned();
        let folder = if self.own.has(name) { "" } else { NEEDED };
        self.put(name, folder, &path)
    }

    fn path(&self, name: &str) -> Option<&Utf8Path> {
        self.own.path(name).or_else(|| self.kernel.path(name))
    }

    fn put(&mut self, name: &str, folder: &str, path: &Utf8Path) -> Result<(), ModuleError> {
        self.placed.push(name.to_owned());
        self.open.push(name.to_owned());
        let bytes = read(path)?;
        for needed in needs(&bytes) {
            self.place(&needed, name)?;
        }
        for wanted in wants_before(&bytes) {
            if self.own.has(&wanted) && !self.stands_on_open(&wanted, &mut BTreeSet::new())? {
                self.place(&wanted, name)?;
            }
        }
        for wanted in wants(&bytes) {
            self.want(&wanted)?;
        }
        self.files.push((format!("{folder}{name}.ko"), bytes));
        self.open.pop();
        std::mem::take(&mut self.later).iter().try_for_each(|wanted| self.want(wanted))
    }

    /// Does `name` need a module that is not placed before it, namely one that requests it?
    fn stands_on_open(&self, name: &str, seen: &mut BTreeSet<String>) -> Result<bool, ModuleError> {
        if self.open.iter().any(|it| it == name) {
            return Ok(true);
        }
        let Some(path) = self.path(name).filter(|_| seen.insert(name.to_owned())) else {
            return Ok(false);
        };
        for needed in needs(&read(path)?) {
            if self.stands_on_open(&needed, seen)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Places a requested module, if the kernel has it as a module.
    fn want(&mut self, name: &str) -> Result<(), ModuleError> {
        let Some(name) = self.kernel.find(name).map(str::to_owned) else { return Ok(()) };
        if self.placed.contains(&name) || self.own.has(&name) {
            return Ok(());
        }
        if self.stands_on_open(&name, &mut BTreeSet::new())? {
            self.later.push(name);
            return Ok(());
        }
        let path = self.kernel.modules[&name].clone();
        self.put(&name, WANTED, &path)
    }
}

fn name_of(path: &Utf8Path) -> String {
    path.file_stem().unwrap_or_default().replace('-', "_")
}

/// The module in the file at `path`, unpacked.
pub(super) fn read(path: &Utf8Path) -> Result<Vec<u8>, ModuleError> {
    let plain = fs_err::File::open(path).and_then(|file| unpack(file, path.extension(), LARGEST));
    plain.map_err(ModuleError::io(path))
}

/// Unpacks `data`, compressed like files with `extension`; an error if it is more than `most`.
fn unpack(data: impl io::Read, extension: Option<&str>, most: u64) -> io::Result<Vec<u8>> {
    let all_of = |data: &mut dyn io::Read| {
        let mut all = Vec::new();
        bounded(data, most).read_to_end(&mut all).map(|_| all)
    };
    match extension {
        Some("xz") => all_of(&mut xz(data)?),
        Some("gz") => all_of(&mut flate2::read::GzDecoder::new(data)),
        Some("zst") => all_of(&mut zstd(data)?),
        _ => all_of(&mut { data }),
    }
}

/// The `depends=` of `.modinfo` (2.6.0+).
pub(crate) fn needs(ko: &[u8]) -> Vec<String> {
    let Ok(file) = object::File::parse(ko) else { return Vec::new() };
    let list = fields(&file, "depends").into_iter().next().unwrap_or_default();
    list.split(',').filter(|name| !name.is_empty()).map(|name| name.replace('-', "_")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::wants::tests::module;
    use rstest::rstest;
    use std::io::Write as _;

    /// `count` equal bytes, compressed.
    fn packed(extension: &str, count: u64) -> Vec<u8> {
        let mut plain = io::repeat(0).take(count);
        let mut packed = Vec::new();
        match extension {
            "xz" => {
                let mut encoder = liblzma::write::XzEncoder::new(&mut packed, 0);
                io::copy(&mut plain, &mut encoder).unwrap();
                encoder.finish().unwrap().flush().unwrap();
            }
            "gz" => {
                let mut encoder = flate2::write::GzEncoder::new(&mut packed, Default::default());
                io::copy(&mut plain, &mut encoder).unwrap();
                encoder.finish().unwrap().flush().unwrap();
            }
            _ => zstd::stream::copy_encode(plain, &mut packed, 1).unwrap(),
        }
        packed
    }

    #[rstest]
    #[case::by_name("sha256_generic", Some("sha256_generic"))]
    #[case::generic_serves("crypto-sha256", Some("sha256_generic"))]
    #[case::only_one("crypto-hmac", Some("hmac"))]
    #[case::built_in("crypto-aes", None)]
    fn a_module_is_found_by_name_or_alias(#[case] asked: &str, #[case] found: Option<&str>) {
        let names = ["hmac", "sha256_ssse3", "sha256_generic"];
        let modules = names.map(|name| (name.to_owned(), Utf8PathBuf::from(name))).into();
        let list = "crypto-hmac hmac\ncrypto-sha256 sha256_generic\ncrypto-sha256 sha256_ssse3\n";
        let shelf = Shelf { modules, ..Shelf::default() }.with_aliases(list);
        assert_eq!(shelf.find(asked), found);
    }

    #[test]
    fn a_soft_dependency_of_ones_own_loads_first() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let infos: [(&str, &[u8]); 3] =
            [("main", b"softdep=pre: soft-er post: last\0"), ("last", b""), ("soft_er", b"")];
        let kos = infos.map(|(name, info)| {
            let path = folder.join(format!("{name}.ko"));
            fs_err::write(&path, module(info, b"", "printk")).unwrap();
            path
        });
        let built = Module { record: Default::default(), kos: kos.into(), beside: Vec::new() };
        let order = load_order(&built, &Shelf::default()).unwrap();
        let order: Vec<&str> = order.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(order, ["soft_er.ko", "main.ko", "last.ko"]);
    }

    /// `snd` requests `snd-timer` by name, which needs `snd`.
    #[test]
    fn what_a_module_asks_for_and_what_needs_it_loads_behind_it() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let modules: [(&str, &[u8], &[u8]); 4] = [
            ("snd", b"", b"snd-pcm\0"),
            ("snd-pcm", b"depends=snd-timer,snd\0", b""),
            ("snd-timer", b"depends=snd\0", b""),
            ("card", b"depends=snd,snd-pcm\0", b""),
        ];
        for (name, info, texts) in modules {
            let ko = module(info, texts, "__request_module");
            fs_err::write(folder.join(format!("{name}.ko")), ko).unwrap();
        }
        let card = folder.join("card.ko");
        let built = Module { record: Default::default(), kos: vec![card], beside: Vec::new() };
        let order = load_order(&built, &Shelf::of(folder).unwrap()).unwrap();
        let order: Vec<&str> = order.iter().map(|(name, _)| name.as_str()).collect();
        let expected = ["needed/snd.ko", "needed/snd_timer.ko", "wanted/snd_pcm.ko", "card.ko"];
        assert_eq!(order, expected);
    }

    #[test]
    fn what_is_built_in_needs_no_file_and_what_is_nowhere_is_an_error() {
        let built_in = "kernel/net/netlink/netlink_diag.ko\nkernel/net/unix/unix-diag.ko\n";
        let order = |names: &[&str]| load_order_of_kernel(names, &Shelf::default(), built_in);
        assert_eq!(order(&["netlink_diag", "unix_diag"]).unwrap(), []);
        let error = order(&["dummy"]).unwrap_err().to_string();
        let said = "a scenario needs the module dummy, which is neither built here nor part of the kernel: list it \
                    in the matrix, or correct the name";
        assert_eq!(error, said);
    }

    #[rstest]
    #[case("xz")]
    #[case("gz")]
    #[case("zst")]
    fn a_module_that_unpacks_to_more_than_the_bound_is_an_error(#[case] extension: &str) {
        let unpacked = |count| unpack(&packed(extension, count)[..], Some(extension), 10_000);
        assert_eq!(unpacked(10_000).unwrap(), [0; 10_000]);
        let error = unpacked(10_001).unwrap_err();
        assert!(error.to_string().contains("more than 10000 bytes"), "{error}");
    }
}
