//! C's integer arithmetic in constant expressions, as the compiler and the preprocessor do it.

/// Operators by precedence, the weakest first.
pub(crate) const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<", ">", "<=", ">="],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// The value of `left operator right`; `None` if it is unknown or not defined by C.
pub(crate) fn apply(operator: &str, left: Option<i64>, right: Option<i64>) -> Option<i64> {
    match (operator, left, right) {
        // One side decides, whatever the other is.
        ("&&", Some(0), _) | ("&&", _, Some(0)) => return Some(0),
        ("||", Some(value), _) | ("||", _, Some(value)) if value != 0 => return Some(1),
        _ => {}
    }
    let (left, right) = (left?, right?);
    let shift = || u32::try_from(right).ok();
    match operator {
        "||" => Some(i64::from(left != 0 || right != 0)),
        "&&" => Some(i64::from(left != 0 && right != 0)),
        "|" => Some(left | right),
        "^" => Some(left ^ right),
        "&" => Some(left & right),
        "==" => Some(i64::from(left == right)),
        "!=" => Some(i64::from(left != right)),
        "<" => Some(i64::from(left < right)),
        ">" => Some(i64::from(left > right)),
        "<=" => Some(i64::from(left <= right)),
        ">=" => Some(i64::from(left >= right)),
        "<<" => left.checked_shl(shift()?),
        ">>" => left.checked_shr(shift()?),
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "/" => left.checked_div(right),
        "%" => left.checked_rem(right),
        _ => None,
    }
}

/// A number or a character as C writes it.
pub(crate) fn literal(text: &str) -> Option<i64> {
    if let Some(inner) = text.strip_prefix('\'') {
        let mut characters = inner.strip_suffix('\'')?.chars();
        let first = characters.next()?;
        return characters.next().is_none().then(|| i64::from(u32::from(first)));
    }
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    match digits.strip_prefix('0').filter(|it| !it.is_empty()) {
        Some(octal) => i64::from_str_radix(octal, 8).ok(),
        None => digits.parse().ok(),
    }
}

/// `KERNEL_VERSION(a, b, c)`: the third number is one byte, and releases beyond 255 count as 255 ("kbuild: clamp
/// SUBLEVEL to 255", 5.11).
pub(crate) fn kernel_version([a, b, c]: [i64; 3]) -> i64 {
    (a << 16) + (b << 8) + c.min(255)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0x020600", Some(132_608))]
    #[case("0755", Some(493))]
    #[case("10UL", Some(10))]
    #[case("0", Some(0))]
    #[case("'a'", Some(97))]
    #[case("'ab'", None)]
    #[case("''", None)]
    #[case("08", None)]
    fn literals_are_read_as_c_does(#[case] text: &str, #[case] value: Option<i64>) {
        assert_eq!(literal(text), value);
    }

    #[rstest]
    #[case(None, "&&", Some(0), Some(0))]
    #[case(None, "&&", Some(1), None)]
    #[case(Some(2), "||", None, Some(1))]
    #[case(Some(0), "||", None, None)]
    #[case(Some(1), "/", Some(0), None)]
    #[case(Some(1), "<<", Some(64), None)]
    #[case(Some(1), "<<", Some(-1), None)]
    #[case(Some(i64::MAX), "+", Some(1), None)]
    #[case(Some(7), "%", Some(4), Some(3))]
    fn what_is_unknown_stays_unknown(
        #[case] left: Option<i64>,
        #[case] operator: &str,
        #[case] right: Option<i64>,
        #[case] value: Option<i64>,
    ) {
        assert_eq!(apply(operator, left, right), value);
    }
}
