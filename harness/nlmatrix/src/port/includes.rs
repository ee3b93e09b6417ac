//! Headers that a new form needs, and those that other headers used to include.

use super::{PortedFile, SemanticPatch, Target, branches, folder, words};

/// Adds the headers of `patch` to those of `files` that use one of its words and include the headers neither directly
/// nor through a header of the module.
pub(super) fn add_where_used(patch: &SemanticPatch, target: &Target, files: &mut [PortedFile]) {
    let is_user = |file: &PortedFile| {
        !folder::is_makefile(&file.path)
            && patch.may_change(&branches::mask(&file.text, &target.version).text)
    };
    for number in 0..files.len() {
        let lacks = |header: &&String| !has(header, &files[number], files);
        if !is_user(&files[number]) {
            continue;
        }
        let lacking: Vec<&String> = patch.includes.iter().filter(lacks).collect();
        if lacking.is_empty() {
            continue;
        }
        let text = &files[number].text;
        let text = lacking.iter().fold(text.clone(), |text, header| add(&text, header));
        files[number].change(&patch.symbol, patch.since, &patch.reason, text);
    }
}

/// Does `file` include `header`, or the processor's header of that name, directly or through a header of the module?
fn has(header: &str, file: &PortedFile, files: &[PortedFile]) -> bool {
    let of_processor = header.replacen("linux/", "asm/", 1);
    let includes = |text: &str| {
        let named = [header, &of_processor].map(|header| format!("<{header}>"));
        text.lines()
            .any(|line| line.contains("include") && named.iter().any(|it| line.contains(it)))
    };
    let own = |line: &str| {
        let name = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?;
        let name = name.trim_start().strip_prefix('"')?.split('"').next()?.rsplit('/').next()?;
        files.iter().find(|it| it.path.file_name() == Some(name) && it.path != file.path)
    };
    includes(&file.text) || file.text.lines().filter_map(own).any(|it| includes(&it.text))
}

/// `text` with `#include <header>` after its other includes, unless it has that already.
pub(super) fn add(text: &str, header: &str) -> String {
    let line = format!("#include <{header}>");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.iter().any(|it| it.trim_end() == line) {
        return text.to_owned();
    }
    let place = place(&lines);
    let (before, after) = lines.split_at(place);
    let newline = if before.last().is_some_and(|it| !it.ends_with('\n')) { "\n" } else { "" };
    format!("{}{newline}{line}\n{}", before.concat(), after.concat())
}

/// After the last unconditional include of a kernel header; else after the last include of any kind, or before the
/// first code.
fn place(lines: &[&str]) -> usize {
    let (mut depth, mut place, mut own) = (0_i32, None, None);
    for (at, line) in lines.iter().enumerate() {
        let directive = line.trim_start().strip_prefix('#').map(str::trim_start);
        match directive.and_then(|it| it.split(|c: char| !c.is_ascii_alphanumeric()).next()) {
            Some("if" | "ifdef" | "ifndef") => depth += 1,
            Some("endif") => depth -= 1,
            Some("include") if depth == 0 && line.contains('<') => place = Some(at + 1),
            Some("include") if depth == 0 => own = Some(at + 1),
            _ => {}
        }
    }
    // A header's own include guard is a condition.
    let any = || lines.iter().position(|line| line.trim_start().starts_with("#include <"));
    let code = words::blank(&lines.concat());
    let code = || code.lines().position(|line| !line.trim().is_empty());
    place.or(own).or_else(|| any().map(|at| at + 1)).or_else(code).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_comes_behind_the_others_once() {
        let text = "#include <a.h>\n#ifdef X\n#include <c.h>\n#endif\n#include \"own.h\"\nint x;\n";
        let added = add(text, "b.h");
        assert_eq!(
            added,
            "#include <a.h>\n#include <b.h>\n#ifdef X\n#include <c.h>\n#endif\n#include \"own.h\"\nint x;\n"
        );
        assert_eq!(add(&added, "b.h"), added);
    }

    #[test]
    fn what_others_included_once_is_asked_of_a_module_s_own_headers() {
        let file = |name: &str, text: &str| PortedFile::new(name.into(), text.to_owned());
        let files = [
            file("a.c", "#include <asm/io.h>\n"),
            file("b.c", "# include \"inc/own.h\"\n"),
            file("inc/own.h", "#include <linux/slab.h>\n"),
        ];
        let has = |header: &str, number: usize| has(header, &files[number], &files);
        assert!(has("linux/io.h", 0) && !has("linux/slab.h", 0));
        assert!(has("linux/slab.h", 1) && !has("linux/io.h", 1));
    }

    #[test]
    fn a_file_without_any_has_it_behind_its_heading() {
        assert_eq!(
            add("/* a */\n#include \"o.h\"\nint x;\n", "b.h"),
            "/* a */\n#include \"o.h\"\n#include <b.h>\nint x;\n"
        );
        assert_eq!(add("// a\n\nint x;\n", "b.h"), "// a\n\n#include <b.h>\nint x;\n");
    }
}
