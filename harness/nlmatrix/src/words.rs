//! Words in texts for people.

/// `1 kernel`, `12 kernels`.
pub fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        let texts = [0, 1, 2].map(|count| counted(count, "kernel"));
        assert_eq!(texts, ["0 kernels", "1 kernel", "2 kernels"]);
    }
}
