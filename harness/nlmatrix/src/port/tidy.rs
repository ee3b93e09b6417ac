//! Layout that Coccinelle does not take care of, but only in lines that it wrote itself.

use similar::{ChangeTag, TextDiff};

use super::leftover::MARK;

/// `new`, with the lines that `old` does not have put into the kernel's style.
pub(super) fn tidy(old: &str, new: &str) -> String {
    let (mut lines, mut was_new) = (Vec::<String>::new(), false);
    for change in TextDiff::from_lines(old, new).iter_all_changes() {
        let is_new = match change.tag() {
            ChangeTag::Delete => continue,
            tag => tag == ChangeTag::Insert,
        };
        let line = change.value().trim_end_matches('\n');
        // A comment of ours that exists already.
        if line.contains(MARK) && lines.last().is_some_and(|last| last == line) {
            continue;
        }
        let pieces = if is_new { in_style(line, lines.last()) } else { vec![line.to_owned()] };
        if line == "}" {
            leave_at_end(&mut lines, old);
        }
        // Between a new function and its neighbours.
        let behind = lines.last().is_some_and(|last| last == "}") && (is_new || was_new);
        if behind && !line.is_empty() && !line.starts_with('#') {
            lines.push(String::new());
        }
        lines.extend(pieces);
        was_new = is_new;
    }
    let end = if new.ends_with('\n') { "\n" } else { "" };
    lines.join("\n") + end
}

/// A line written by Coccinelle, in the kernel's style, after `before`.
fn in_style(line: &str, before: Option<&String>) -> Vec<String> {
    let line = line.trim_end().replace("}while (", "} while (").replace("* const ", "*const ");
    let line = line.replace(" [ ] = {", "[] = {");
    // Coccinelle writes a storage class after words that it does not know.
    let line = match line.strip_prefix("__init static ").and_then(|it| it.split_once(' ')) {
        Some((kind, rest)) => format!("static {kind} __init {rest}"),
        None => line,
    };
    match line.strip_suffix('{').map(str::trim_end) {
        // A function's brace is on a line of its own.
        Some(head) if head.ends_with(')') && begins_function(head) => {
            vec![head.to_owned(), "{".to_owned()]
        }
        _ => vec![initializer_end(line, before)],
    }
}

/// A function that used to return something does not need a `return` at its end.
fn leave_at_end(lines: &mut Vec<String>, old: &str) {
    let is_new = |line: &String| line == "\treturn;" && !old.lines().any(|it| it == line);
    let is_label = |line: &String| line.trim_end().ends_with(':');
    let [.., before, last] = lines.as_slice() else { return };
    if is_new(last) && !is_label(before) {
        lines.pop();
        lines.pop_if(|line| line.is_empty());
    }
}

fn begins_function(head: &str) -> bool {
    head.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The `};` of an initialiser is indented by one tab less than its members.
fn initializer_end(line: String, before: Option<&String>) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches('\t').len();
    match before {
        Some(member) if line.trim_start() == "};" && member.trim_start().starts_with('.') => {
            "\t".repeat(indent(member).saturating_sub(1)) + "};"
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_to_do_is_said_once() {
        let said = "\t/* nlmatrix port: x */\n\tf();\n";
        assert_eq!(tidy(said, &format!("\t/* nlmatrix port: x */\n{said}")), said);
    }

    #[test]
    fn a_function_without_a_result_ends_without_a_word() {
        let old = "int f(void)\n{\n\tg();\n\n\treturn 0;\n}\n";
        let new = "void f(void)\n{\n\tg();\n\n\treturn;\n}\n";
        assert_eq!(tidy(old, new), "void f(void)\n{\n\tg();\n}\n");
        let labelled = new.replace("\n\n", "\nout:\n");
        assert_eq!(tidy(old, &labelled), labelled);
    }

    #[test]
    fn only_what_is_new_is_put_in_order() {
        let old = "int f(void){\n\treturn 0;\n}\n";
        let new = "int f(void){\n\tdo {\n\t}while (0);\n\treturn 0;\n}\nstatic int g(void) {\n\tstruct a b = {\n\t\t.c = 1,\n\t\t};\n}\n";
        let tidied = "int f(void){\n\tdo {\n\t} while (0);\n\treturn 0;\n}\n\nstatic int g(void)\n{\n\tstruct a b = {\n\t\t.c = 1,\n\t};\n}\n";
        assert_eq!(tidy(old, new), tidied);
    }
}
