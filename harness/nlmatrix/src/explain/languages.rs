//! Texts in other languages: messages of compilers and `strerror()` are translated into English, so that everything
//! else only handles English. The table is `kmods/symptoms/languages.toml`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

const TABLE: &str = include_str!("../../embedded/symptoms/languages.toml");

/// Quotes around a name: ‘’ in English locales, and those of others.
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[»«„“]\s?(?<name>[\w ,*().]+?)\s?[«»“”]").expect("fixed"));
/// What a compiler puts before a complaint, after its place.
static GRAVITY: LazyLock<Regex> = LazyLock::new(|| {
    let fatal = "(?<fatal>schwerwiegender Fehler|erreur fatale|error fatal|erro fatal|errore fatale|фатальная ошибка|\
                 критична помилка|致命错误|嚴重錯誤|致命的エラー|ölümcül hata|fatale fout|ödesdigert fel)";
    let error = "(?<error>Fehler|erreur|erro|errore|ошибка|помилка|错误|錯誤|エラー|hata|fout|fel)";
    let warning = "(?<warning>Warnung|attention|aviso|avvertimento|предупреждение|попередження|警告|UYARI|varning)";
    let any = format!(r"(?<place>:\d+: ?)(?:{fatal}|{error}|{warning})\s?[:：]\s?");
    Regex::new(&any).expect("a fixed expression")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    compiler: Vec<Phrase>,
    error: Vec<Phrase>,
}

/// An English phrase, and what it is in other languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    means: String,
    words: Vec<String>,
}

static PHRASES: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(TABLE).unwrap_or_else(|error| panic!("languages.toml is wrong: {error}"))
});
static COMPILERS: LazyLock<Vec<(Regex, String)>> =
    LazyLock::new(|| PHRASES.compiler.iter().map(compiled).collect());
/// Texts of errors, the longest first, since some begin like others.
static ERRORS: LazyLock<(Regex, HashMap<&'static str, &'static str>)> = LazyLock::new(|| {
    let pairs = PHRASES.error.iter().flat_map(|it| it.words.iter().map(|word| (word, &it.means)));
    let known: HashMap<&str, &str> =
        pairs.map(|(word, means)| (word.as_str(), means.as_str())).collect();
    let mut all: Vec<&str> = known.keys().copied().collect();
    all.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    let all: Vec<String> = all.into_iter().map(regex::escape).collect();
    (Regex::new(&all.join("|")).expect("escaped words"), known)
});

/// `phrase` as an expression, and its replacement.
fn compiled(phrase: &Phrase) -> (Regex, String) {
    let expression = |words: &String| {
        let words = regex::escape(words).replace('\'', "['’]");
        let words = words.replace(r"\{a\}", r"{a}").replace(r"\{b\}", r"{b}");
        let words = words.replace(r"\{n\}", r"\d+");
        let named =
            |words: String, name: &str| words.replace(&format!("{{{name}}}"), r"[‘']([^’']+)['’]");
        named(named(words, "a"), "b")
    };
    let all: Vec<String> = phrase.words.iter().map(expression).collect();
    let pattern = format!("(?i){}", all.join("|"));
    (Regex::new(&pattern).expect("escaped words"), phrase.means.clone())
}

/// `text` with phrases of other languages translated into English.
pub(super) fn in_english(text: &str) -> Cow<'_, str> {
    let mut out = QUOTED.replace_all(text, "‘$name’");
    out = replaced(out, |text| GRAVITY.replace_all(text, gravity));
    for (words, means) in COMPILERS.iter() {
        out = replaced(out, |text| {
            words.replace_all(text, |found: &Captures<'_>| in_words(means, found))
        });
    }
    let (words, known) = &*ERRORS;
    replaced(out, |text| {
        words.replace_all(text, |found: &Captures<'_>| known[&found[0]].to_owned())
    })
}

fn replaced<'t>(text: Cow<'t, str>, by: impl Fn(&str) -> Cow<'_, str>) -> Cow<'t, str> {
    match by(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(new) => Cow::Owned(new),
    }
}

fn gravity(found: &Captures<'_>) -> String {
    let word = ["fatal", "error", "warning"].into_iter().find(|it| found.name(it).is_some());
    let word = if word == Some("fatal") { "fatal error" } else { word.unwrap_or("error") };
    format!("{}{word}: ", &found["place"])
}

/// The English phrase with the names that were found, in order.
fn in_words(means: &str, found: &Captures<'_>) -> String {
    let names: Vec<&str> = found.iter().skip(1).flatten().map(|it| it.as_str()).collect();
    let name = |at: usize| names.get(at).map_or(String::new(), |it| format!("‘{it}’"));
    means.replace("{a}", &name(0)).replace("{b}", &name(1)).replace("{n}", "1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::german(
        "m.c:9:7: Fehler: »struct file« hat kein Element namens »f_dentry«",
        "m.c:9:7: error: ‘struct file’ has no member named ‘f_dentry’"
    )]
    #[case::french(
        "m.c:9:7: erreur: « struct file » n'a pas de membre nommé « f_dentry »",
        "m.c:9:7: error: ‘struct file’ has no member named ‘f_dentry’"
    )]
    #[case::russian(
        "m.c:4:5: ошибка: неявная декларация функции «strlcpy»",
        "m.c:4:5: error: implicit declaration of function ‘strlcpy’"
    )]
    #[case::chinese(
        "m.c:4:5: 错误：传递‘proc_create’的第 4 个参数时在不兼容的指针类型间转换",
        "m.c:4:5: error: passing argument 1 of ‘proc_create’ from incompatible pointer type"
    )]
    #[case::a_file(
        "m.c:1:10: schwerwiegender Fehler: linux/x.h: Datei oder Verzeichnis nicht gefunden",
        "m.c:1:10: fatal error: linux/x.h: No such file or directory"
    )]
    #[case::an_answer(
        "RTNETLINK answers: Die Operation ist nicht erlaubt",
        "RTNETLINK answers: Operation not permitted"
    )]
    #[case::the_longer_one("No existe el dispositivo o la dirección", "No such device or address")]
    #[case::english(
        "m.c:1:1: error: unknown type name ‘x’",
        "m.c:1:1: error: unknown type name ‘x’"
    )]
    fn texts_are_put_into_english(#[case] text: &str, #[case] english: &str) {
        assert_eq!(in_english(text), english);
    }

    #[test]
    fn errors_are_those_that_are_read() {
        for phrase in &PHRASES.error {
            let found = super::super::errno::read(&phrase.means, false);
            assert_eq!(found.len(), 1, "{}", phrase.means);
        }
    }
}
