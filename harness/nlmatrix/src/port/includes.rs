//! Headers that a new form needs.

use super::words;

/// `text` with `#include <header>` behind its other includes, where it has none yet.
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

/// Behind the last include of a header of the kernel's that no condition has; else behind the last of any, or
/// before the first code.
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
    // A header's own guard is a condition.
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
    fn a_file_without_any_has_it_behind_its_heading() {
        assert_eq!(
            add("/* a */\n#include \"o.h\"\nint x;\n", "b.h"),
            "/* a */\n#include \"o.h\"\n#include <b.h>\nint x;\n"
        );
        assert_eq!(add("// a\n\nint x;\n", "b.h"), "// a\n\n#include <b.h>\nint x;\n");
    }
}
