//! Semantic patches: one for each step of a symbol's history.
//!
//! Each begins with comments that say what it is: `step` (the symbol and the form that it leads to), `since`
//! (the first version that has it), `reason` (for people), and as often as needed `include` (a header that
//! the new form needs; one that has nothing else adds it where a word is used), `when` (`older`: where an unchanged
//! source may be meant so, only one that is known to be older is changed: `--from` says so, or an earlier step
//! changed it), `drop` (words that mean nothing any more), `alone` (each file is seen by itself), `words` (what a
//! source has to have for it; the symbol's name, where there is none), `has` (what its text has besides one of the
//! words), `counted` (what tables without an empty end are of), `text` (a macro and the string that it stood for:
//! Coccinelle sees none between the parts of a string).

use std::sync::LazyLock;

use crate::version::KernelVersion;

include!(concat!(env!("OUT_DIR"), "/semantic-patches.rs"));

/// One step of a symbol's history, as carried out by Coccinelle.
#[derive(Clone, Debug)]
pub struct SemanticPatch {
    /// Its file, relative to `kmods/probes`.
    pub path: &'static str,
    /// The symbol of the probe.
    pub symbol: String,
    /// The form to which it leads.
    pub form: String,
    /// The first version with that form.
    pub since: KernelVersion,
    /// Why the source has to change, in words.
    pub reason: String,
    /// Headers that the new form needs.
    pub includes: Vec<String>,
    /// Is each file seen by itself?
    pub alone: bool,
    /// Is it only for sources that are known to be older?
    pub only_older: bool,
    /// Is there a probe for its symbol?
    pub probed: bool,
    /// A source to which it can apply contains one of these.
    pub words: Vec<String>,
    /// What the text also has to contain, if anything.
    pub has: Option<String>,
    /// Words that no longer mean anything.
    pub dropped: Vec<String>,
    /// What tables are of that have no end of their own any more.
    pub counted: Vec<String>,
    /// Macros that stand for part of a string, with that text.
    pub strings: Vec<(String, String)>,
    /// The whole file.
    pub text: &'static str,
}

static SHIPPED: LazyLock<Vec<SemanticPatch>> = LazyLock::new(|| {
    let read = |&(path, text): &(&'static str, &'static str)| {
        SemanticPatch::read(path, text).unwrap_or_else(|wrong| panic!("{path}: {wrong}"))
    };
    FILES.iter().map(read).collect()
});

/// The semantic patches of `kmods/probes`.
pub fn shipped() -> &'static [SemanticPatch] {
    &SHIPPED
}

impl SemanticPatch {
    /// Does it only add headers, for sources that use one of its words?
    pub(super) fn is_of_headers(&self) -> bool {
        !self.text.contains("@@")
    }

    /// Parses its head; an error says what is missing.
    fn read(path: &'static str, text: &'static str) -> Result<Self, String> {
        let head = text.lines().map_while(|line| line.strip_prefix("// "));
        let fields: Vec<(&str, &str)> = head.filter_map(|line| line.split_once(": ")).collect();
        let all = |name: &str| {
            let of = fields.iter().filter(|(field, _)| *field == name);
            of.map(|(_, value)| (*value).to_owned()).collect::<Vec<_>>()
        };
        let one =
            |name: &str| all(name).pop().ok_or_else(|| format!("its head has no `{name}: …`"));
        let step = one("step")?;
        let (symbol, form) = step.split_once('=').ok_or("`step` is written symbol=form")?;
        let since = one("since")?;
        let since = since.split(',').next().unwrap_or_default();
        let mut words: Vec<String> =
            all("words").iter().flat_map(|it| it.split_whitespace()).map(str::to_owned).collect();
        if words.is_empty() {
            let name = symbol.trim_start_matches("struct ").trim_start_matches("typedef ");
            words.push(name.rsplit('.').next().unwrap_or(name).to_owned());
            if name.ends_with(".h") {
                words = vec![name.to_owned()];
            }
        }
        let strings = all("text").into_iter().map(|it| {
            let (name, string) = it.split_once(' ').ok_or("`text` is written MACRO \"string\"")?;
            Ok((name.to_owned(), string.to_owned()))
        });
        Ok(Self {
            path,
            symbol: symbol.to_owned(),
            form: form.to_owned(),
            since: since.parse().map_err(|error| format!("`since`: {error}"))?,
            reason: one("reason")?,
            includes: all("include"),
            alone: one("alone").is_ok(),
            only_older: one("when").is_ok_and(|when| when == "older"),
            probed: one("probe").is_err(),
            has: one("has").ok(),
            dropped: all("drop")
                .iter()
                .flat_map(|it| it.split_whitespace())
                .map(str::to_owned)
                .collect(),
            counted: all("counted"),
            words,
            strings: strings.collect::<Result<_, &str>>()?,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts;

    #[test]
    fn each_is_a_step_of_its_symbols_history() {
        for patch in shipped().iter().filter(|patch| patch.probed) {
            let symbol = facts::shipped().symbol(&patch.symbol);
            let symbol = symbol.unwrap_or_else(|| panic!("{}: no such symbol", patch.path));
            let form = symbol.history.get(&patch.since);
            assert_eq!(form, Some(&patch.form), "{}", patch.path);
        }
    }

    /// The test that applies them runs Coccinelle: `harness/cli/tests/whole/port.rs`.
    #[test]
    fn each_has_a_source_before_and_behind_it() {
        let folder = camino::Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("embedded/probes");
        for patch in shipped() {
            let text = |end| fs_err::read_to_string(folder.join(patch.path).with_extension(end));
            let (before, behind) = (text("c").unwrap(), text("res").unwrap());
            assert_ne!(before, behind, "{}", patch.path);
        }
    }

    #[test]
    fn each_is_called_for_its_step() {
        for patch in shipped() {
            let name = patch.symbol.replace(['/', ' '], "-");
            let file = format!("{name}.{}.cocci", patch.form);
            assert_eq!(patch.path.rsplit('/').next(), Some(file.as_str()));
        }
    }

    /// Coccinelle takes `file` in `struct file *file` for the metavariable in both places, so that only a parameter
    /// with exactly that name matches.
    #[test]
    fn no_metavariable_is_called_like_a_tag() {
        for patch in shipped() {
            let pieces: Vec<&str> = patch.text.split("\n@@\n").collect();
            for (head, body) in pieces.iter().zip(&pieces[1..]) {
                let body = body.split("\n@").next().unwrap_or(body);
                for name in declared(head) {
                    let word = regex::Regex::new(&format!(r"\b{name}\b")).unwrap();
                    let tag = regex::Regex::new(&format!(r"\bstruct {name}\b")).unwrap();
                    let is_plain = word.is_match(&tag.replace_all(body, ""));
                    assert!(!tag.is_match(body) || !is_plain, "{}: {name}", patch.path);
                }
            }
        }
    }

    /// The metavariables that a rule's head declares.
    fn declared(head: &str) -> Vec<String> {
        let list = r"(?m)^(?:fresh )?(?:identifier|expression) ([^;]*);";
        let lists = regex::Regex::new(list).unwrap();
        let names = lists.captures_iter(head).flat_map(|list| {
            let names = list[1].split(',').filter_map(|it| it.split_whitespace().next());
            let bare = names.filter_map(|it| it.rsplit('.').next());
            bare.map(str::to_owned).collect::<Vec<_>>()
        });
        names.collect()
    }

    #[test]
    fn a_head_that_lacks_something_says_what() {
        let error = SemanticPatch::read("x", "// step: f=new\n// since: 3.0\n\n@@\n").unwrap_err();
        assert_eq!(error, "its head has no `reason: …`");
    }
}
