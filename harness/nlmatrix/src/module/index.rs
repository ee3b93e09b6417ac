//! The files that depmod writes, for the modules of one cell: modprobe in the guest reads them.

use std::collections::{BTreeMap, BTreeSet};

use nlmatrix_wire::modprobe;

use super::depends::{Loadable, needs};
use super::wants::fields;

/// The files by name, in the folder that contains `files`. Each of `parameters` is given with its module.
pub fn index(files: &[Loadable], parameters: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let shelf = Files::of(files);
    let each = |line: &dyn Fn(&str, &[u8]) -> String| -> String {
        shelf.by_name.iter().map(|(name, (_, bytes))| line(name, bytes)).collect()
    };
    let of_field = |bytes: &[u8], field: &str, line: &dyn Fn(&str) -> String| -> String {
        let Ok(file) = object::File::parse(bytes) else { return String::new() };
        fields(&file, field).iter().map(|value| line(value)).collect()
    };
    let options: String =
        parameters.iter().map(|(name, text)| format!("options {name} {text}\n")).collect();
    let aliases =
        each(&|name, bytes| of_field(bytes, "alias", &|alias| format!("alias {alias} {name}\n")));
    let soft =
        each(&|name, bytes| of_field(bytes, "softdep", &|list| format!("softdep {name} {list}\n")));
    [
        ("modules.dep", each(&|name, _| shelf.line(name))),
        ("modules.alias", aliases),
        ("modules.softdep", soft),
        ("modules.options", options),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into()
}

/// Path and content of each module, by name.
struct Files<'f> {
    by_name: BTreeMap<String, (&'f str, &'f [u8])>,
}

impl<'f> Files<'f> {
    fn of(files: &'f [Loadable]) -> Self {
        let named = |(path, bytes): &'f Loadable| {
            (modprobe::name_of(path).replace('-', "_"), (path.as_str(), bytes.as_slice()))
        };
        Self { by_name: files.iter().map(named).collect() }
    }

    /// `path: needed…`, with the last one being loaded first.
    fn line(&self, name: &str) -> String {
        let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
        self.order(name, &mut seen, &mut order);
        let paths = order.iter().rev().skip(1).map(|path| format!(" {path}"));
        format!("{}:{}\n", self.by_name[name].0, paths.collect::<String>())
    }

    /// What `name` needs, in the order in which it is loaded, and itself.
    fn order<'s>(&'s self, name: &str, seen: &mut BTreeSet<&'s str>, order: &mut Vec<&'f str>) {
        let Some((own, (path, bytes))) = self.by_name.get_key_value(name) else { return };
        if seen.insert(own) {
            needs(bytes).iter().for_each(|needed| self.order(needed, seen, order));
            order.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::wants::tests::module;

    #[test]
    fn the_texts_are_those_of_depmod() {
        let ko = |modinfo: &[u8]| module(modinfo, b"", "printk");
        let files = [
            ("needed/b.ko".to_owned(), ko(b"depends=c-c\0alias=crypto-b\0")),
            ("c-c.ko".to_owned(), ko(b"softdep=pre: x post: y\0")),
            ("top.ko".to_owned(), ko(b"depends=b,c-c\0alias=net-pf-16-proto-*\0alias=top-2\0")),
        ];
        let parameters = BTreeMap::from([("top".to_owned(), "a=1 b=2".to_owned())]);
        let texts: BTreeMap<String, String> = index(&files, &parameters).into_iter().collect();
        assert_eq!(
            texts["modules.dep"],
            "needed/b.ko: c-c.ko\nc-c.ko:\ntop.ko: needed/b.ko c-c.ko\n"
        );
        let aliases = "alias crypto-b b\nalias net-pf-16-proto-* top\nalias top-2 top\n";
        assert_eq!(texts["modules.alias"], aliases);
        assert_eq!(texts["modules.softdep"], "softdep c_c pre: x post: y\n");
        assert_eq!(texts["modules.options"], "options top a=1 b=2\n");
    }
}
