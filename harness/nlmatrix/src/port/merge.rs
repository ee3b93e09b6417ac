//! Several states of a source in one: what a step changed is put behind a question to the kernel.
//!
//! Each line knows the step that added it and the step that removed it. A kernel that has the first of the steps and
//! not the others sees the source as it was between them.

use similar::{ChangeTag, TextDiff};

use super::branches::logical_lines;

/// A source with all states that it went through.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    /// Including its end, and continuation lines.
    text: String,
    /// The question of the step that added it.
    made: Option<String>,
    /// The question of the step that removed it.
    gone: Option<String>,
}

impl Merged {
    /// The source as it was before any step.
    pub(super) fn of(text: &str) -> Self {
        let line = |text: &str| Line { text: text.to_owned(), made: None, gone: None };
        Self { lines: logical_lines(text).map(line).collect() }
    }

    /// The source after a further step, which makes it `after`; on a kernel for which the macro `question` is not
    /// defined, it stays as it was.
    pub(super) fn step(&mut self, question: &str, after: &str) {
        let changes = self.changes(after);
        let mut old = std::mem::take(&mut self.lines).into_iter();
        for (tag, text) in changes {
            if tag == ChangeTag::Insert {
                let made = Some(question.to_owned());
                self.lines.push(Line { text, made, gone: None });
                continue;
            }
            // There are lines in between that were removed before.
            for mut line in old.by_ref() {
                let is_alive = line.gone.is_none();
                if is_alive && tag == ChangeTag::Delete {
                    line.gone = Some(question.to_owned());
                }
                self.lines.push(line);
                if is_alive {
                    break;
                }
            }
        }
        self.lines.extend(old);
    }

    /// What turns the lines that were not removed into `after`.
    fn changes(&self, after: &str) -> Vec<(ChangeTag, String)> {
        let alive = self.lines.iter().filter(|line| line.gone.is_none());
        let before: Vec<&str> = alive.map(|line| line.text.as_str()).collect();
        let after: Vec<&str> = logical_lines(after).collect();
        let diff = TextDiff::from_slices(&before, &after);
        diff.iter_all_changes().map(|it| (it.tag(), it.value().to_owned())).collect()
    }

    /// The source with the questions as preprocessor conditions.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut groups = self.lines.chunk_by(|a, b| a.state() == b.state()).peekable();
        while let Some(group) = groups.next() {
            let (made, gone) = group[0].state();
            let Some(condition) = condition(made, gone) else {
                group.iter().for_each(|line| out.push_str(&line.text));
                continue;
            };
            push(&mut out, &format!("#if {condition}\n"), group);
            // What one step removed and what it added are the two branches of one question.
            let other = |next: &&[Line]| match next[0].state() {
                (Some(next), None) => made.is_none() && gone == Some(next),
                (None, Some(next)) => gone.is_none() && made == Some(next),
                _ => false,
            };
            if let Some(other) = groups.next_if(other) {
                push(&mut out, "#else\n", other);
            }
            out.push_str("#endif\n");
        }
        out
    }
}

impl Line {
    fn state(&self) -> (Option<&str>, Option<&str>) {
        (self.made.as_deref(), self.gone.as_deref())
    }
}

fn condition(made: Option<&str>, gone: Option<&str>) -> Option<String> {
    match (made, gone) {
        (None, None) => None,
        (Some(made), None) => Some(format!("defined({made})")),
        (None, Some(gone)) => Some(format!("!defined({gone})")),
        (Some(made), Some(gone)) => Some(format!("defined({made}) && !defined({gone})")),
    }
}

fn push(out: &mut String, directive: &str, lines: &[Line]) {
    out.push_str(directive);
    lines.iter().for_each(|line| out.push_str(&line.text));
    // The last line of a file may have no line end.
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kernel_sees_the_state_that_it_has() {
        let mut merged = Merged::of("a\nb\nc\n");
        merged.step("HAVE_B2", "a\nb2\nc\n");
        merged.step("HAVE_B3", "a\nb3\nc\nd\n");
        assert_eq!(
            merged.text(),
            "a\n#if !defined(HAVE_B2)\nb\n#endif\n#if defined(HAVE_B2) && !defined(HAVE_B3)\nb2\n#endif\n#if defined(HAVE_B3)\nb3\n#endif\nc\n#if defined(HAVE_B3)\nd\n#endif\n"
        );
    }

    #[test]
    fn what_comes_for_what_goes_is_the_other_side() {
        let mut merged = Merged::of("#define X \\\n\told\nb");
        merged.step("HAVE_NEW", "#define X \\\n\tnew\nb");
        assert_eq!(
            merged.text(),
            "#if !defined(HAVE_NEW)\n#define X \\\n\told\n#else\n#define X \\\n\tnew\n#endif\nb"
        );
    }
}
