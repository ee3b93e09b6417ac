//! What a module may request when it runs, beyond the names that occur in it literally: through a format, through
//! functions that request names of their own, and firmware.

use object::{Object as _, ObjectSymbol as _};

use super::wants::{fields, texts};

/// Where the kernel's algorithms are, which are requested by alias.
pub(super) const ALGORITHMS: [&str; 3] = ["/kernel/crypto/", "/kernel/lib/", "/x86/crypto/"];

/// Where the modules are that functions with such names request, by names that do not occur literally in the module:
/// the crypto API adds prefixes (`crypto-cryptomgr`), xtables makes `ipt_NAME`.
pub(super) const ASKING: [(&str, &[&str]); 2] =
    [("crypto_", &ALGORITHMS), ("xt_request_find_", &["/netfilter/"])];

/// Does the module in `ko` request firmware?
pub fn asks_for_firmware(ko: &[u8]) -> bool {
    uses(ko, "request_firmware")
}

/// The files of firmware that it names.
pub fn firmware(ko: &[u8]) -> Vec<String> {
    object::File::parse(ko).map_or_else(|_| Vec::new(), |file| fields(&file, "firmware"))
}

pub(super) fn uses(ko: &[u8], symbol: &str) -> bool {
    let Ok(file) = object::File::parse(ko) else { return false };
    file.symbols().any(|it| it.is_undefined() && it.name().is_ok_and(|it| it.starts_with(symbol)))
}

/// May `module` request more than the names that occur in it?
pub(super) fn asks(ko: &[u8]) -> bool {
    !patterns(ko).is_empty() || ASKING.iter().any(|(symbol, _)| uses(ko, symbol))
}

/// The formats that it passes to `request_module`, as patterns: `xt_%s` is `xt_*`.
pub(super) fn patterns(ko: &[u8]) -> Vec<String> {
    if !uses(ko, "__request_module") {
        return Vec::new();
    }
    let Ok(file) = object::File::parse(ko) else { return Vec::new() };
    texts(&file).iter().filter_map(|text| pattern(text)).collect()
}

/// A format as a pattern; `None` if it says nothing.
fn pattern(format: &str) -> Option<String> {
    /// A pattern needs so many letters to be meaningful.
    const LEAST: usize = 2;
    let mut pieces = format.split('%');
    let mut pattern = pieces.next()?.to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| c.is_ascii_alphabetic() && !"lhzjt".contains(c))?;
        pattern = format!("{pattern}*{}", &piece[end + 1..]);
    }
    let letters = pattern.chars().filter(char::is_ascii_alphanumeric).count();
    (pattern.contains('*') && letters >= LEAST).then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("xt_%s", Some("xt_*"))]
    #[case("ipt_%s", Some("ipt_*"))]
    #[case("net-pf-%d-proto-%lu", Some("net-pf-*-proto-*"))]
    #[case("%s-helper", Some("*-helper"))]
    #[case("%s", None)]
    #[case("%s:%d", None)]
    #[case("100%", None)]
    #[case("nf_nat", None)]
    fn a_format_is_a_pattern(#[case] format: &str, #[case] expected: Option<&str>) {
        assert_eq!(pattern(format).as_deref(), expected);
    }
}
