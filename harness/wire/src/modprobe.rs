//! What modprobe reads: the files that depmod writes, and its command line.
//!
//! The agent is `/sbin/modprobe` in guests, so nothing here allocates. Names are compared as by the kernel and kmod:
//! `-` and `_` are the same character, except in the brackets of an alias.

/// What a command line asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call<'a> {
    /// Should the module be unloaded (`-r`)?
    pub remove: bool,
    /// Should nothing be printed if it is not found (`-q`)?
    pub quiet: bool,
    /// Its name, or an alias.
    pub name: &'a str,
    /// The number of words before its parameters.
    pub words: usize,
}

impl<'a> Call<'a> {
    /// Parses the words after the program's name. `None` if none of them names a module.
    pub fn read(words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut call = Self::default();
        let mut options = true;
        for (at, word) in words.enumerate() {
            match word {
                "--" if options => options = false,
                "--remove" if options => call.remove = true,
                "--quiet" if options => call.quiet = true,
                _ if options && word.starts_with("--") => {}
                _ if options && word.len() > 1 && word.starts_with('-') => {
                    call.remove |= word.contains('r');
                    call.quiet |= word.contains('q');
                }
                name => return Some(Self { name, words: at + 1, ..call }),
            }
        }
        None
    }
}

/// Do both names mean the same module?
pub fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).all(|(a, b)| plain(a) == plain(b))
}

fn plain(byte: u8) -> u8 {
    if byte == b'-' { b'_' } else { byte }
}

/// The name of the module in the file at `path`.
pub fn name_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split(".ko").next().unwrap_or(file)
}

/// The file of the module `name`, and those that it needs, each before what it needs itself, so the list is loaded
/// from its end. `text` is a `modules.dep`.
pub fn dependencies<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let mut lines = lines.map(|(path, needs)| (path.trim(), needs.trim()));
    lines.find(|(path, _)| is_same(name_of(path), name))
}

/// The modules with the alias `name` in a `modules.alias`.
pub fn by_alias<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let mut words = line.strip_prefix("alias ")?.split_ascii_whitespace();
        let (pattern, module) = (words.next()?, words.next()?);
        matches(pattern.as_bytes(), name.as_bytes()).then_some(module)
    })
}

/// What is loaded before (or `after`) the module `name` according to a `modules.softdep`.
pub fn soft<'a>(text: &'a str, name: &str, after: bool) -> impl Iterator<Item = &'a str> {
    let mine = move |line: &'a str| {
        let (module, list) = line.strip_prefix("softdep ")?.split_once(' ')?;
        is_same(module, name).then_some(list)
    };
    let words = text.lines().filter_map(mine).flat_map(str::split_ascii_whitespace);
    let words = words.scan(false, |behind, word| {
        match word {
            "pre:" => *behind = false,
            "post:" => *behind = true,
            _ => return Some((*behind, word)),
        }
        Some((*behind, ""))
    });
    words.filter(move |&(behind, word)| behind == after && !word.is_empty()).map(|(_, word)| word)
}

/// The parameters of the module `name` in lines `options NAME …`, as in `/etc/modprobe.d`.
pub fn options<'a>(text: &'a str, name: &str) -> &'a str {
    let mine = |line: &'a str| {
        let (module, options) = line.strip_prefix("options ")?.split_once(' ')?;
        is_same(module, name).then_some(options)
    };
    text.lines().find_map(mine).unwrap_or_default()
}

/// Is the module `name` in a `modules.builtin`?
pub fn is_built_in(text: &str, name: &str) -> bool {
    text.lines().any(|path| is_same(name_of(path), name))
}

/// Does `name` match a pattern of `modules.alias`: `*`, `?` and `[…]`?
pub fn matches(mut pattern: &[u8], mut name: &[u8]) -> bool {
    // For the last `*`: where the pattern continues after it, and the position in the name that was tried.
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, name) {
            ([], []) => return true,
            ([b'*', rest @ ..], _) => {
                star = Some((rest, name));
                pattern = rest;
                continue;
            }
            ([b'?', rest @ ..], [_, others @ ..]) => {
                (pattern, name) = (rest, others);
                continue;
            }
            ([b'[', rest @ ..], [first, others @ ..]) => {
                let fits = bracket(rest).filter(|(set, _)| is_in(set, *first));
                if let Some((_, rest)) = fits {
                    (pattern, name) = (rest, others);
                    continue;
                }
            }
            ([byte, rest @ ..], [first, others @ ..]) if plain(*byte) == plain(*first) => {
                (pattern, name) = (rest, others);
                continue;
            }
            _ => {}
        }
        let Some((rest, [_, tried @ ..])) = star else { return false };
        star = Some((rest, tried));
        (pattern, name) = (rest, tried);
    }
}

/// The content of a bracket, and what follows it.
fn bracket(pattern: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = pattern.iter().position(|&byte| byte == b']')?;
    Some((&pattern[..end], &pattern[end + 1..]))
}

fn is_in(set: &[u8], byte: u8) -> bool {
    let mut left = set;
    while let [first, rest @ ..] = left {
        left = match rest {
            [b'-', last, ..] if (*first..=*last).contains(&byte) => return true,
            [b'-', _, rest @ ..] => rest,
            _ if *first == byte => return true,
            _ => rest,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::kernels_own(&["-q", "--", "crypto-hmac(sha256)"], Some((false, true, "crypto-hmac(sha256)", 3)))]
    #[case::by_hand(&["m", "a=1"], Some((false, false, "m", 1)))]
    #[case::remove(&["-rq", "m"], Some((true, true, "m", 2)))]
    #[case::long(&["--verbose", "--remove", "m"], Some((true, false, "m", 3)))]
    #[case::nothing(&["-q"], None)]
    fn a_command_line_is_read(
        #[case] words: &[&str],
        #[case] read: Option<(bool, bool, &str, usize)>,
    ) {
        let call = Call::read(words.iter().copied());
        assert_eq!(call.map(|it| (it.remove, it.quiet, it.name, it.words)), read);
    }

    #[rstest]
    #[case("nf-nat", "nf_nat", true)]
    #[case("net-pf-16-proto-*", "net-pf-16-proto-31", true)]
    #[case("net_pf_16_proto_*", "net-pf-16-proto-31", true)]
    #[case("pci:v0001*d*sv*", "pci:v00001af4d00001000sv1", false)]
    #[case("pci:v*d*sv*", "pci:v00001af4d00001000sv1", true)]
    #[case("*a*b", "xaxbxb", true)]
    #[case("ipt_[DX]?", "ipt_D1", true)]
    #[case("ipt_[A-C]", "ipt_D", false)]
    #[case("ipt_[A-C]", "ipt_B", true)]
    #[case("ipt_[", "ipt_[", false)]
    #[case("a", "ab", false)]
    #[case("", "", true)]
    fn an_alias_matches(#[case] pattern: &str, #[case] name: &str, #[case] does: bool) {
        assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), does);
    }

    #[test]
    fn the_texts_of_depmod_are_read() {
        let dep =
            "needed/crc32c.ko:\nmy-top.ko: base.ko needed/crc32c.ko\nbase.ko: needed/crc32c.ko\n";
        let of = |name| dependencies(dep, name);
        assert_eq!(of("my_top"), Some(("my-top.ko", "base.ko needed/crc32c.ko")));
        assert_eq!(of("crc32c"), Some(("needed/crc32c.ko", "")));
        assert_eq!(of("absent"), None);
        let alias = "# by depmod\nalias ipt_DELUDE xt_DELUDE\nalias ipt-* xt_all\n";
        assert!(by_alias(alias, "ipt_DELUDE").eq(["xt_DELUDE", "xt_all"]));
        let softdep = "softdep m pre: a b post: c\nsoftdep m pre: d\nsoftdep n post: e\n";
        assert!(soft(softdep, "m", false).eq(["a", "b", "d"]));
        assert!(soft(softdep, "m", true).eq(["c"]));
        assert_eq!(options("options my-top a=1 b=\"x y\"\n", "my_top"), "a=1 b=\"x y\"");
        assert!(is_built_in("kernel/crypto/crypto.ko\n", "crypto"));
        assert_eq!(name_of("kernel/a/b-c.ko.xz"), "b-c");
    }

    proptest! {
        #[test]
        fn no_pattern_panics_or_takes_long(
            pattern in proptest::collection::vec(any::<u8>(), 0..60),
            name in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let _ = matches(&pattern, &name);
        }
    }
}
