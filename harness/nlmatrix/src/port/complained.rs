//! What a compiler complains about in a ported source: each place is marked as something that no patch can do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::leftover::{Leftover, MARK, Place};
use super::mark::first_line;
use super::{PortError, encoding, folder, words};
use crate::facts::shipped;
use crate::module::{Noted, complaints};
use crate::version::KernelVersion;

/// A complaint with its place, and the place in a macro or function from which it results.
static PLACED: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"(?<path>[^:\s]+):(?<line>\d+):(?:\d+:?)?";
    Regex::new(&format!(
        r"(?:inlined from \S+ at |^\s*){place}(?: (?:fatal )?error: (?<error>.+)| note: (?:in expansion of macro|expanded from macro) (?<macro>.+)|[,:])$"
    ))
    .expect("a fixed expression")
});
/// What a compiler says about itself.
static FLAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r" \[-W[^\]]*\]$| \(first use in this function\)").expect("a fixed expression")
});

/// A place in a file, by its line from 1, and what is said about it.
type Places = BTreeMap<Utf8PathBuf, BTreeMap<usize, String>>;

/// A build that a compiler refused.
#[derive(Clone, Debug)]
pub struct RefusedBuild<'b> {
    /// The kernel's id.
    pub kernel: &'b str,
    /// Its version.
    pub version: KernelVersion,
    /// What the build said.
    pub log: &'b str,
}

/// Marks what `builds` complain about in the sources in `folder`: with a comment before each line, and in the list
/// that is returned.
pub fn name_complaints(
    folder: &Utf8Path,
    builds: &[RefusedBuild<'_>],
) -> Result<Vec<(Utf8PathBuf, Leftover)>, PortError> {
    let mut all = Places::new();
    for (path, places) in builds.iter().flat_map(|build| places(folder, build)) {
        let of_file = all.entry(path).or_default();
        for (line, said) in places {
            of_file.entry(line).or_insert(said);
        }
    }
    let mut named = Vec::new();
    for (path, places) in all {
        let file = folder.join(&path);
        let bytes = fs_err::read(&file).map_err(PortError::io(&file))?;
        let Some(text) = encoding::text(bytes) else { continue };
        let (text, leftovers) = with_comments(&text, &places);
        fs_err::write(&file, encoding::bytes(&text)).map_err(PortError::io(&file))?;
        named.extend(leftovers.into_iter().map(|leftover| (path.clone(), leftover)));
    }
    Ok(named)
}

/// The places in `folder`, with what is known about each, or what the compiler says.
fn places(folder: &Utf8Path, build: &RefusedBuild<'_>) -> Places {
    let RefusedBuild { kernel, version, log } = build;
    let known = |noted: &Noted| {
        let said = shipped().meaning(&noted.symbol, noted.member.as_deref(), version)?;
        Some((noted.index, said))
    };
    let all = complaints(log);
    let known: BTreeMap<usize, String> = all.iter().filter_map(known).collect();
    let mut places = Places::new();
    let mut name = |path: &str, line: usize, said: &str| {
        let said = format!("{kernel} does not take this: {said}");
        places.entry(path.into()).or_default().entry(line).or_insert(said);
    };
    // A function or a macro of the kernel: the module's line is before it, or in a note after it.
    let (mut caller, mut of_header): (Option<(String, usize)>, Option<String>) = (None, None);
    for (index, line) in log.lines().enumerate() {
        let Some(found) = PLACED.captures(line) else { continue };
        let at = found["line"].parse().unwrap_or(1);
        let place = (found["path"].to_owned(), at);
        let own = !place.0.starts_with('/') && folder.join(&place.0).is_file();
        let error = found.name("error").map(|it| FLAG.replace_all(it.as_str(), "").into_owned());
        let error = error.map(|error| known.get(&index).cloned().unwrap_or(error));
        match (error, own) {
            (Some(error), true) => name(&place.0, place.1, &error),
            (Some(error), false) => match caller.take() {
                Some((path, line)) => name(&path, line, &error),
                None => of_header = Some(error),
            },
            (None, true) if found.name("macro").is_some() => {
                let said = of_header.take();
                said.into_iter().for_each(|said| name(&place.0, place.1, &said));
            }
            (None, true) => caller = Some(place),
            (None, false) => {}
        }
    }
    for noted in all.iter().filter(|it| it.kind == "missing-export") {
        let said = known.get(&noted.index).unwrap_or(&noted.meaning);
        uses(folder, &noted.symbol).for_each(|(path, line)| name(path.as_str(), line, said));
    }
    places
}

/// The lines of the sources in `folder` that contain the word `symbol`.
fn uses(folder: &Utf8Path, symbol: &str) -> impl Iterator<Item = (Utf8PathBuf, usize)> {
    let files = folder::files(folder).unwrap_or_default().into_iter();
    let sources = files.filter(|file| !folder::is_makefile(&file.path));
    let lines = sources.flat_map(move |file| {
        let found = words::of(&file.text).into_iter().filter(|(_, word)| *word == symbol);
        found.map(|(line, _)| (file.path.clone(), line + 1)).collect::<Vec<_>>()
    });
    lines.collect::<Vec<_>>().into_iter()
}

/// `text` with a comment before each of these lines, except those that have one already, and the text of the
/// comments.
fn with_comments(text: &str, places: &BTreeMap<usize, String>) -> (String, Vec<Leftover>) {
    let mut comments: BTreeMap<usize, String> = BTreeMap::new();
    for (line, said) in places {
        // In the continued lines of a macro, a comment of ours would end the macro.
        let first = first_line(text, line.saturating_sub(1));
        let said = said.replace("*/", "* /").replace("/*", "/ *").replace('`', "");
        comments.entry(first).or_insert(said);
    }
    let (mut written, mut leftovers) = (String::new(), Vec::new());
    let (mut number, mut is_named) = (0, false);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        number += 1;
        if let (Some(said), false) = (comments.get(&at), is_named) {
            let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            written.push_str(&format!("{indent}/* {MARK}{said} */\n"));
            leftovers.push(Leftover { place: Place::Line(number), text: said.clone() });
            number += 1;
        }
        written.push_str(line);
        is_named = line.contains(MARK);
    }
    (written, leftovers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "#define F(x) \\\n\tgone(x)\nvoid f(void)\n{\n\tdev->quota = 1;\n\t/* nlmatrix port: known */\n\tnopage();\n\tcheck(x);\n}\n";
    const LOG: &str = "m.c:5:12: error: 'struct net_device' has no member named 'quota'\n\
        m.c:7:2: error: implicit declaration of function 'nopage' [-Wimplicit-function-declaration]\n\
        /k/include/linux/compiler.h:165:17: error: '__x' undeclared (first use in this function)\n\
        m.c:8:2: note: in expansion of macro 'check'\n\
        m.c:2:9: error: invalid operands to binary == (have 'kuid_t' and 'int')\n\
        other.c:1:1: error: not in this folder\n\
        \x20   inlined from 'f' at m.c:9:1:\n\
        /k/include/linux/ucopysize.h:52:25: error: call to '__bad_copy_from' declared with attribute error: too small\n\
        ERROR: modpost: \"gone\" [m.ko] undefined!\n\
        /k/include/x.h:1:1: error: of the kernel's own\n";

    #[test]
    fn each_place_is_named_once_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("m.c"), SOURCE).unwrap();
        let refused =
            |log| RefusedBuild { kernel: "7.2-deb14", version: "7.2".parse().unwrap(), log };
        let named = name_complaints(folder, &[refused(LOG), refused("m.c:3:1: error: another\n")]);
        let named = named.unwrap();
        let text = fs_err::read_to_string(folder.join("m.c")).unwrap();
        let marks: Vec<&str> = text.lines().filter(|line| line.contains(MARK)).collect();
        assert!(
            text.starts_with("/* nlmatrix port: 7.2-deb14 does not take this: invalid operands")
        );
        assert_eq!(marks.len(), 6, "{text}");
        assert!(marks[4].ends_with("this: '__x' undeclared */"), "{text}");
        assert!(marks[5].contains("__bad_copy_from"), "{text}");
        let places: Vec<String> =
            named.iter().map(|(path, it)| format!("{path}{}", it.place)).collect();
        assert_eq!(places, ["m.c:1", "m.c:4", "m.c:7", "m.c:11", "m.c:13"]);
        assert_eq!(name_complaints(folder, &[refused("")]).unwrap(), []);
    }
}
