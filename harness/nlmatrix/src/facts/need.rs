//! What a generation needs from a kernel: symbols in certain forms.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::model::{Facts, Symbol};
use crate::names::unknown;
use crate::version::KernelVersion;

/// One need: a symbol in one of some forms, written `symbol=form` or `symbol=one|other`.
#[derive(Clone, Debug)]
pub struct Need {
    /// The symbol.
    pub symbol: Arc<Symbol>,
    /// The acceptable forms.
    pub forms: Vec<String>,
}

impl Need {
    /// Parses `symbol=form`; an error says what would be valid.
    pub fn parse(text: &str, facts: &Facts) -> Result<Self, String> {
        let Some((symbol, forms)) = text.split_once('=') else {
            return Err(format!(
                "`{text}` is no need: write symbol=form, or symbol=form|other form"
            ));
        };
        let forms: Vec<String> = forms.split('|').map(str::to_owned).collect();
        let found =
            forms.iter().map(|form| find(symbol, form, facts)).collect::<Result<Vec<_>, _>>();
        let symbol = Arc::clone(found?[0]);
        Ok(Self { symbol, forms })
    }

    /// Is this form acceptable?
    pub fn takes(&self, form: &str) -> bool {
        self.forms.iter().any(|it| it == form)
    }

    /// Does this vendor's kernel of `version` meet it?
    pub fn is_met_on(&self, version: &KernelVersion, vendor: Option<&str>) -> bool {
        self.takes(self.symbol.form_in(version, vendor))
    }

    /// The acceptable forms, in words.
    pub fn words(&self) -> String {
        let words = self.forms.iter().map(|form| self.symbol.words(form));
        words.collect::<Vec<_>>().join(" or ")
    }
}

/// The symbol, if it exists and has such forms.
pub(super) fn find<'a>(
    symbol: &str,
    form: &str,
    facts: &'a Facts,
) -> Result<&'a Arc<Symbol>, String> {
    let Some(found) = facts.symbol(symbol) else {
        let known: BTreeSet<&str> = facts.symbols().map(|symbol| symbol.name.as_str()).collect();
        return Err(unknown("symbol", symbol, &known));
    };
    if found.has_form(form) {
        return Ok(found);
    }
    let known: BTreeSet<&str> = found.history.values().map(String::as_str).collect();
    Err(unknown(&format!("form of {symbol}"), form, &known))
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.symbol.name, self.forms.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::model_tests::facts;
    use rstest::rstest;

    #[rstest]
    #[case("f=new", "new", true)]
    #[case("f=new", "old", false)]
    #[case("f=old|new", "old", true)]
    #[case("f=absent", "absent", true)]
    #[case("f=new", "none of the forms", false)]
    fn a_need_names_the_forms_that_will_do(
        #[case] need: &str,
        #[case] form: &str,
        #[case] takes: bool,
    ) {
        assert_eq!(Need::parse(need, &facts()).unwrap().takes(form), takes);
    }

    #[rstest]
    #[case("2.6.9", false)]
    #[case("4.8", false)]
    #[case::backport("4.9", true)]
    #[case("4.10", false)]
    #[case("5.0-rc1", true)]
    fn history_and_backports_say_where_it_is_met(
        #[case] version: KernelVersion,
        #[case] met: bool,
    ) {
        assert_eq!(Need::parse("f=new", &facts()).unwrap().is_met_on(&version, None), met);
    }

    #[rstest]
    #[case("f", "`f` is no need: write symbol=form")]
    #[case("g=new", "unknown symbol `g`")]
    #[case("f=newer", "unknown form of f `newer`")]
    fn mistakes_are_named(#[case] need: &str, #[case] said: &str) {
        let error = Need::parse(need, &facts()).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
