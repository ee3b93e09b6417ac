//! Kernel modules that a module requests at run time: by a `softdep`, by `request_module`, by the name of an
//! algorithm. modprobe would load the first kind before it, and the kernel the others when they are requested.

use std::collections::BTreeSet;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

/// Sections that hold the texts of a module.
const TEXTS: [&str; 2] = [".rodata", ".data"];
/// No name of a module or an algorithm is longer: `MODULE_NAME_LEN` is 56 bytes.
const LONGEST: usize = 56;

/// Names and aliases that `ko` requests, whether or not the kernel has such modules.
pub(super) fn wants(ko: &[u8]) -> BTreeSet<String> {
    let Ok(file) = object::File::parse(ko) else { return BTreeSet::new() };
    let mut wants: BTreeSet<String> = softdeps(&file).collect();
    let mut undefined =
        file.symbols().filter(|it| it.is_undefined()).filter_map(|it| it.name().ok());
    let (mut requests, mut encrypts) = (false, false);
    undefined.by_ref().for_each(|name| {
        requests |= name == "__request_module";
        encrypts |= name.starts_with("crypto_");
    });
    for text in texts(&file) {
        if requests && !text.contains('%') {
            wants.insert(text.replace('-', "_"));
            wants.insert(text.clone());
        }
        if encrypts {
            let parts =
                text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
            wants.extend(parts.filter(|it| !it.is_empty()).map(|it| format!("crypto-{it}")));
        }
    }
    wants
}

/// The names of the parameters that the module `ko` takes.
pub fn takes(ko: &[u8]) -> Vec<String> {
    let Ok(file) = object::File::parse(ko) else { return Vec::new() };
    let types = fields(&file, "parmtype").into_iter();
    types.filter_map(|it| it.split_once(':').map(|(name, _)| name.to_owned())).collect()
}

/// The fields `name=…` of `.modinfo`.
pub(super) fn fields(file: &object::File, name: &str) -> Vec<String> {
    let section = file.section_by_name(".modinfo");
    let data = section.and_then(|section| section.data().ok()).unwrap_or_default();
    let fields = data.split(|&byte| byte == 0).map(String::from_utf8_lossy);
    let value = |field: std::borrow::Cow<str>| {
        field.strip_prefix(name)?.strip_prefix('=').map(str::to_owned)
    };
    fields.filter_map(value).collect()
}

/// The names that a `softdep` of `ko` has after `pre:`, as the kernel writes them: modprobe loads these before it.
pub(super) fn wants_before(ko: &[u8]) -> Vec<String> {
    let Ok(file) = object::File::parse(ko) else { return Vec::new() };
    let (mut names, mut is_before) = (Vec::new(), false);
    for field in fields(&file, "softdep") {
        for word in field.split_whitespace() {
            match word.strip_suffix(':') {
                Some(place) => is_before = place == "pre",
                None if is_before => names.push(word.replace('-', "_")),
                None => {}
            }
        }
    }
    names
}

/// `softdep=pre: crc32c post: x`: what comes after `post:` is loaded later, but may just as well be there before.
fn softdeps(file: &object::File) -> impl Iterator<Item = String> {
    let words = fields(file, "softdep").into_iter();
    let words =
        words.flat_map(|field| field.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let words = words.filter(|word| !word.ends_with(':'));
    words.flat_map(|word| [word.replace('-', "_"), word])
}

/// The printable texts in the module's data.
pub(super) fn texts(file: &object::File) -> Vec<String> {
    let has_texts = |name: &str| TEXTS.iter().any(|it| name.starts_with(it));
    let sections = file.sections().filter(|it| it.name().is_ok_and(has_texts));
    let data = sections.filter_map(|section| section.data().ok());
    let pieces = data.flat_map(|data| data.split(|&byte| byte == 0));
    let is_text =
        |it: &&[u8]| (2..=LONGEST).contains(&it.len()) && it.iter().all(u8::is_ascii_graphic);
    pieces.filter(is_text).map(|it| String::from_utf8_lossy(it).into_owned()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use object::write::{Object, StandardSection, Symbol, SymbolSection};
    use object::{
        Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
    };
    use rstest::rstest;

    use super::*;

    /// A module with this `.modinfo` and these texts that uses `symbol`.
    pub fn module(modinfo: &[u8], texts: &[u8], symbol: &str) -> Vec<u8> {
        let mut object = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
        let info = object.add_section(Vec::new(), b".modinfo".to_vec(), SectionKind::ReadOnlyData);
        object.append_section_data(info, modinfo, 1);
        let data = object.section_id(StandardSection::ReadOnlyData);
        object.append_section_data(data, texts, 1);
        object.add_symbol(Symbol {
            name: symbol.as_bytes().to_vec(),
            value: 0,
            size: 0,
            kind: SymbolKind::Unknown,
            scope: SymbolScope::Unknown,
            weak: false,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        });
        object.write().unwrap()
    }

    #[rstest]
    #[case::softdep(b"softdep=pre: crc32c post: a-b\0", b"", "printk", &["a-b", "a_b", "crc32c"])]
    #[case::algorithm(b"", b"hmac(sha256)\0", "crypto_alloc_shash", &["crypto-hmac", "crypto-sha256"])]
    #[case::request(b"", b"nf-nat\0net-pf-%d\0", "__request_module", &["nf-nat", "nf_nat"])]
    #[case::neither(b"depends=x\0", b"hmac(sha256)\0", "printk", &[])]
    fn what_a_module_asks_for_is_read(
        #[case] modinfo: &[u8],
        #[case] texts: &[u8],
        #[case] symbol: &str,
        #[case] wanted: &[&str],
    ) {
        let wants = wants(&module(modinfo, texts, symbol));
        assert_eq!(wants.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn what_comes_before_a_module_is_what_its_softdep_says() {
        let ko = module(b"softdep=pre: a-b c post: d\0softdep=post: e pre: f\0", b"", "printk");
        assert_eq!(wants_before(&ko), ["a_b", "c", "f"]);
    }

    #[test]
    fn parameters_are_those_that_have_a_type() {
        let ko = module(b"parm=path:where\0parmtype=path:charp\0parmtype=dio:int\0", b"", "printk");
        assert_eq!(takes(&ko), ["path", "dio"]);
    }

    #[test]
    fn what_is_no_module_asks_for_nothing() {
        assert!(wants(b"\x7fELF").is_empty());
    }
}
