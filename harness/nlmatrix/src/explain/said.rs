//! What a compiler's log itself says about a name without a recorded history: how this kernel declares it, or which
//! similar name it has.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, Certainty};
use crate::module::Noted;

/// How many lines after a complaint are read.
const BEHIND: usize = 14;
/// The maximum number of lines of a declaration that are shown: compilers show one.
const SHOWN: usize = 4;

/// gcc's and clang's note about where something is declared.
static HERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?<file>[^\s:]+):\d+(?::\d+)?: note: (?:[‘'`]\w+[’'] )?declared here")
        .expect("a fixed expression")
});
/// The source line below it.
static SOURCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^ *\d* *\| ?(?<code>.*\w.*)$").expect("a fixed expression"));
/// gcc's and clang's guess at what was meant.
static GUESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"did you mean [‘'`](?<name>\w+)[’']").expect("a fixed expression")
});

/// `answer`, with what the log itself says.
pub(super) fn told(noted: &Noted, answer: Answer, log: &str) -> Answer {
    match noted.kind.as_str() {
        "argument-count" | "void-value" | "incompatible-type" => declared(noted, answer, log),
        "missing-symbol" | "missing-member" => guessed(noted, answer),
        _ => answer,
    }
}

fn declared(noted: &Noted, answer: Answer, log: &str) -> Answer {
    let Some((header, code)) = declaration(noted, log) else { return answer };
    let name = &noted.symbol;
    Answer {
        certainty: Certainty::Likely,
        cause: format!("this kernel has it as `{code}` ({header})"),
        remedy: format!(
            "call `{name}` as its declaration says, below a condition on the version at which it came"
        ),
        source: format!("the log: what the compiler quotes from {header}"),
        ..answer
    }
}

/// The header that declares the subject of `noted`, and how, if the log shows it.
fn declaration(noted: &Noted, log: &str) -> Option<(String, String)> {
    let behind: Vec<&str> = log.lines().skip(noted.index + 1).take(BEHIND).collect();
    let is_next = |line: &&str| line.contains(" error: ");
    let end = behind.iter().position(is_next).unwrap_or(behind.len());
    let (at, header) = behind[..end]
        .iter()
        .enumerate()
        .find_map(|(at, line)| Some((at, HERE.captures(line)?["file"].to_owned())))?;
    let shown = behind[at + 1..end].iter().take(SHOWN);
    let code: Vec<String> =
        shown.map_while(|line| Some(SOURCE.captures(line)?["code"].trim().to_owned())).collect();
    let code = code.into_iter().find(|line| line.contains(&noted.symbol))?;
    Some((header.rsplit_once("/include/").map_or(header.clone(), |(_, it)| it.to_owned()), code))
}

/// The compiler suggests anything with a similar spelling. A name with all words of the other is usually its successor.
fn guessed(noted: &Noted, answer: Answer) -> Answer {
    let bare = noted.symbol.rsplit('.').next().unwrap_or_default();
    let Some(guess) = GUESS.captures(&noted.line).map(|it| it["name"].to_owned()) else {
        return answer;
    };
    if !has_words_of(bare, &guess) {
        return answer;
    }
    Answer {
        cause: format!(
            "{}; this kernel has `{guess}`, whose name has the same words: most likely what it is called now",
            answer.cause
        ),
        remedy: format!(
            "compare `{guess}` in this kernel's headers with what the source calls, and write that instead"
        ),
        ..answer
    }
}

/// Does one of the names contain all words, at least two, of the other?
fn has_words_of(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        name.split('_').filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<String>>()
    };
    let (one, other) = (words(one), words(other));
    let (few, many) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    few.len() >= 2 && few.iter().all(|it| many.contains(it))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("own_mode_connector_attach", "own_connector_attach", true)]
    #[case("__own_add", "own_add", true)]
    #[case("alloc_own_area", "find_own_area", false)]
    #[case("state", "__state", false)]
    fn a_successor_has_the_words_of_what_it_follows(
        #[case] old: &str,
        #[case] new: &str,
        #[case] is: bool,
    ) {
        assert_eq!(has_words_of(old, new), is);
    }
}
