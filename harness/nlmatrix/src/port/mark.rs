//! Marks what no semantic patch can do, in a list and at the place in the source.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::change::PortedFile;
use super::leftover::{Leftover, MARK, Place};
use super::steps::Target;
use super::{branches, folder, words};
use crate::facts::{ABSENT, Facts, Symbol};

/// A name defined by a macro, tested by the preprocessor, or in a function's head at the beginning of a line.
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    let asked =
        r"(?m)^[ \t]*#[ \t]*(?:define|ifdef|ifndef)[ \t]+(\w+)|\bdefined[ \t]*\(?[ \t]*(\w+)";
    let function = r"^[A-Za-z_][\w \t\*]*?[ \t\*](\w+)[ \t]*\([^;{}()]*\)\s*\{";
    Regex::new(&format!("{asked}|{function}")).expect("fixed")
});

/// Marks what the target no longer has, or does not have yet, with a comment, and lists that and the comments of
/// patches.
pub(super) fn mark(file: &mut PortedFile, own: &BTreeSet<String>, facts: &Facts, target: &Target) {
    let gone = gone(file, own, facts, target);
    let mut text = String::new();
    let mut said = false;
    for (number, line) in file.text.split_inclusive('\n').enumerate() {
        for (_, symbol) in gone.iter().filter(|(at, _)| *at == number && !said) {
            let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            let advice = symbol.advice(ABSENT, &target.version).replace('`', "");
            text.push_str(&format!("{indent}/* {MARK}{advice} */\n"));
        }
        text.push_str(line);
        said = line.contains(MARK);
    }
    file.text = text;
    list_comments(file);
}

/// Lists what the target no longer has, or does not have yet, and leaves the source as it is.
pub(super) fn name_gone(
    file: &mut PortedFile,
    own: &BTreeSet<String>,
    facts: &Facts,
    target: &Target,
) {
    let text = |symbol: &Symbol| symbol.advice(ABSENT, &target.version).replace('`', "");
    let gone: BTreeSet<_> =
        gone(file, own, facts, target).into_iter().map(|(_, symbol)| text(symbol)).collect();
    let leftover = |text| Leftover { place: Place::Whole, text };
    file.leftovers.extend(gone.into_iter().map(leftover));
}

/// Lists the comments that say what is left to do.
pub(super) fn list_comments(file: &mut PortedFile) {
    let marks = file.text.lines().enumerate().filter_map(|(number, line)| {
        let (_, said) = line.split_once(MARK)?;
        let text = said.trim_end().trim_end_matches("*/").trim_end().to_owned();
        Some(Leftover { place: Place::Line(number + 1), text })
    });
    file.leftovers.extend(marks.collect::<Vec<_>>());
}

/// The lines, counted from 0, that name something that other versions have and the target does not.
fn gone<'f>(
    file: &PortedFile,
    own: &BTreeSet<String>,
    facts: &'f Facts,
    target: &Target,
) -> Vec<(usize, &'f Symbol)> {
    let masked = branches::mask(&file.text, &target.version).text;
    let live: BTreeSet<&str> = words::of(&masked).into_iter().map(|(_, word)| word).collect();
    let is_gone = |symbol: &&Symbol| {
        let name = symbol.name.as_str();
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain
            && live.contains(name)
            && !own.contains(name)
            && symbol.form_on(&target.version) == ABSENT
            && symbol.history.values().any(|form| form != ABSENT)
    };
    let symbols: Vec<&Symbol> = facts.symbols().map(AsRef::as_ref).filter(is_gone).collect();
    let mut found = Vec::new();
    for (line, word) in words::of(&file.text) {
        let Some(symbol) = symbols.iter().find(|symbol| symbol.name == word) else { continue };
        // In the continued lines of a macro, a comment of ours would end the macro.
        let first = first_line(&file.text, line);
        if !found.iter().any(|(at, it): &(usize, &Symbol)| *at == first && it.name == symbol.name) {
            found.push((first, *symbol));
        }
    }
    found
}

/// The line that `line` continues.
pub(super) fn first_line(text: &str, line: usize) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let continues =
        |at: usize| at > 0 && lines.get(at - 1).is_some_and(|it| it.trim_end().ends_with('\\'));
    let mut first = line;
    while continues(first) {
        first -= 1;
    }
    first
}

/// The macros that a module's sources define, or test before they use them, and the functions that they define.
pub(super) fn own(files: &[PortedFile], target: &Target) -> BTreeSet<String> {
    let names = |file: &PortedFile| {
        let code = words::blank(&branches::mask(&file.text, &target.version).text);
        let names = DEFINED.captures_iter(&code).flat_map(|found| {
            found.iter().skip(1).flatten().map(|it| it.as_str().to_owned()).collect::<Vec<_>>()
        });
        names.collect::<Vec<_>>()
    };
    files.iter().filter(|file| !folder::is_makefile(&file.path)).flat_map(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::shipped;

    fn marked(text: &str, to: &str) -> PortedFile {
        let mut file = PortedFile::new("m.c".into(), text.to_owned());
        let target = Target { name: to.to_owned(), version: to.parse().unwrap(), from: None };
        let own = own(std::slice::from_ref(&file), &target);
        mark(&mut file, &own, shipped(), &target);
        file
    }

    /// Both sides of its end, 3.15.
    #[test]
    fn what_is_gone_is_said_where_it_is() {
        let source = "void f(void)\n{\n\tinterruptible_sleep_on(&queue);\n}\n";
        assert_eq!(marked(source, "3.14").text, source);
        let file = marked(source, "3.15");
        assert!(file.text.contains("{\n\t/* nlmatrix port: instead of interruptible_sleep_on: "));
        assert_eq!(file.leftovers.len(), 1);
        assert_eq!(file.leftovers[0].place, Place::Line(3));
        assert_eq!(marked(&file.text, "3.15").text, file.text, "once");
    }

    /// Both sides of its beginning, 5.11.
    #[test]
    fn what_is_not_there_yet_is_said_too() {
        let source = "void f(void)\n{\n\tnla_strscpy(text, attr, sizeof(text));\n}\n";
        assert_eq!(marked(source, "5.11").text, source);
        let file = marked(source, "5.10");
        assert_eq!(file.leftovers.len(), 1);
        assert!(file.leftovers[0].text.contains("nla_strscpy was added in 5.11"), "{file:?}");
    }

    #[test]
    fn what_a_source_defines_itself_is_not_gone() {
        let source =
            "#define sleep_on(queue) own_sleep(queue)\nvoid f(void)\n{\n\tsleep_on(&queue);\n}\n";
        assert_eq!(marked(source, "6.1").text, source);
    }

    #[test]
    fn what_another_file_defines_or_the_preprocessor_asks_for_is_not_gone() {
        let file = |text: &str| PortedFile::new("m.c".into(), text.to_owned());
        let files = [
            file("static inline void\nsleep_on(int *queue) {\n}\nint do_gettimeofday (x)\n{\n"),
            file("#ifdef NF_IP_FORWARD\n#if !defined(NLA_PUT)\n\tkill_proc(1, 2, 3);\n"),
        ];
        let version = "6.1".parse().unwrap();
        let names = own(&files, &Target { name: String::new(), version, from: None });
        for name in ["do_gettimeofday", "NF_IP_FORWARD", "NLA_PUT"] {
            assert!(names.contains(name), "{name}: {names:?}");
        }
        assert!(!names.contains("kill_proc"), "{names:?}");
    }

    #[test]
    fn a_macro_stays_whole() {
        let source = "#define SLEEP(queue) \\\n\tsleep_on(queue)\n";
        let text = marked(source, "6.1").text;
        assert!(text.starts_with("/* nlmatrix port: ") && text.ends_with(source), "{text}");
    }
}
