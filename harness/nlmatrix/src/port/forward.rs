//! Declares what patches have added if it is used before its definition: a callback is where the function is that it
//! calls, which may be below the table or the call that names it.

use std::sync::LazyLock;

use regex::Regex;

use super::words;

/// A static table or function, at the beginning of a line.
static DEFINED: LazyLock<Regex> = LazyLock::new(|| {
    let table = r"static (?:const )?struct \w+ (?<table>\w+) = \{";
    let function = r"static [\w \t\*]*?\b(?<function>\w+)\((?<list>[^;{}()]*)\)\s*\{";
    Regex::new(&format!(r"(?m)^(?:{table}|{function})")).expect("a fixed expression")
});

/// `text` with a declaration of each table and function that `original` does not have and that is used before its
/// definition.
pub(super) fn declare(original: &str, text: &str) -> String {
    let code = words::blank(text);
    let mut declarations: Vec<(usize, String)> = Vec::new();
    for found in DEFINED.captures_iter(&code) {
        let Some(name) = found.name("table").or(found.name("function")) else { continue };
        let is_known = words::of(original).iter().any(|(_, word)| *word == name.as_str());
        let first = first_use(&code, name.as_str());
        if is_known || first >= name.start() {
            continue;
        }
        let whole = found.get(0).expect("the whole match");
        let head = &text[whole.start()..whole.end()];
        let head = head.trim_end_matches('{').trim_end().trim_end_matches('=').trim_end();
        declarations.push((item_with(text, &code, first), format!("{head};\n")));
    }
    declarations.sort_by_key(|(at, _)| *at);
    let (mut declared, mut rest) = (String::new(), 0);
    for (number, (at, declaration)) in declarations.iter().enumerate() {
        declared.push_str(&text[rest..*at]);
        declared.push_str(declaration);
        if declarations.get(number + 1).is_none_or(|(next, _)| next != at) {
            declared.push('\n');
        }
        rest = *at;
    }
    declared + &text[rest..]
}

/// Where `name` first occurs as a word.
fn first_use(code: &str, name: &str) -> usize {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut found = code.match_indices(name).filter(|(at, _)| {
        let (before, behind) = (&code[..*at], &code[at + name.len()..]);
        !is_word(before.chars().next_back()) && !is_word(behind.chars().next())
    });
    found.next().map_or(code.len(), |(at, _)| at)
}

/// The beginning of the line with which the function, table or variable around `place` begins, including the comment
/// above it.
fn item_with(text: &str, code: &str, place: usize) -> usize {
    let (mut depth, mut item, mut at, mut is_directive) = (0_usize, 0, 0, false);
    for line in code[..place].split_inclusive('\n') {
        let starts = !is_directive && line.trim_start().starts_with('#');
        let goes_on = line.trim_end().ends_with('\\');
        let opened = depth;
        if !starts && !is_directive {
            depth += line.matches('{').count();
            depth = depth.saturating_sub(line.matches('}').count());
        }
        let is_over = line.trim_end().ends_with([';', '}']) || starts || is_directive;
        is_directive = (starts || is_directive) && goes_on;
        at += line.len();
        if depth == 0 && (is_over || (opened == 0 && line.trim().is_empty())) {
            item = at;
        }
    }
    with_comment(text, code, item)
}

/// The beginning of the comment that ends right above `item`, or `item`.
fn with_comment(text: &str, code: &str, item: usize) -> usize {
    let mut item = item;
    while let Some(above) = text[..item].strip_suffix('\n') {
        let start = above.rfind('\n').map_or(0, |at| at + 1);
        let is_comment =
            !text[start..item].trim().is_empty() && code[start..item].trim().is_empty();
        if !is_comment {
            break;
        }
        item = start;
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "#include <linux/proc_fs.h>\n\nstatic int own_state;\n\n/*\n * begins it\n */\nstatic int begin(void)\n{\n\tcreate(own_read);\n\treturn 0;\n}\n\nint own_read(char *page)\n{\n\treturn 0;\n}\n";

    #[test]
    fn what_is_used_before_is_declared() {
        let new = "\nstatic ssize_t own_read_file(struct file *file,\n\t\t\t     size_t count)\n{\n\treturn own_read(0);\n}\n\nstatic const struct proc_ops own_fops = {\n\t.proc_read = own_read_file,\n};\n";
        let text = BEFORE.replace("create(own_read)", "create(&own_fops, own_read_file)") + new;
        let declared = declare(BEFORE, &text);
        let wanted = "static int own_state;\n\nstatic ssize_t own_read_file(struct file *file,\n\t\t\t     size_t count);\nstatic const struct proc_ops own_fops;\n\n/*\n * begins it\n */\nstatic int begin";
        assert!(declared.contains(wanted), "{declared}");
    }

    #[test]
    fn what_is_defined_before_its_use_is_not() {
        let new = "static int helper(void)\n{\n\treturn 1;\n}\n\n/*\n * begins it";
        let text = BEFORE.replace("/*\n * begins it", new).replace("return 0", "return helper()");
        assert_eq!(declare(BEFORE, &text), text);
        let own = BEFORE.replace("int own_read", "static int own_read");
        assert_eq!(declare(&own, &own), own, "the author's own");
    }
}
