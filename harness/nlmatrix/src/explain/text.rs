//! Formats answers as text.

use std::fmt;

use super::answer::{Answer, Answers, Certainty};
use super::kernel::{Found, Kernel};

/// The length of lines.
const WIDTH: usize = 100;
/// The indentation of what belongs to an answer.
const MARGIN: usize = 12;

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kernel) = self.kernel.as_ref().filter(|_| !self.answers.is_empty()) {
            writeln!(f, "{}", wrapped("", &of_kernel(kernel), 0))?;
        }
        let several = self.answers.len() > 1;
        for (index, answer) in self.answers.iter().enumerate() {
            let number = if several { format!("{}. ", index + 1) } else { String::new() };
            writeln!(f, "\n{number}{} ({})", answer.title, words(answer.certainty))?;
            write!(f, "{answer}")?;
        }
        if self.help.is_empty() { Ok(()) } else { writeln!(f, "{}", wrapped("", &self.help, 0)) }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, text: &str| match text {
            "" => Ok(()),
            text => writeln!(f, "{}", wrapped(name, text, MARGIN)),
        };
        for (index, seen) in self.seen.iter().enumerate() {
            row(if index == 0 { "seen" } else { "" }, seen)?;
        }
        row("cause", &self.cause)?;
        for (index, step) in self.history.iter().enumerate() {
            let here = if step.here { "> " } else { "" };
            let text = format!("{here}{} and later: {}", step.since, step.says);
            row(if index == 0 { "versions" } else { "" }, &text)?;
        }
        row("remedy", &self.remedy)?;
        row("apart", &self.apart)?;
        let mut asserted = self.asserted.iter().map(ToString::to_string);
        row("asserted", &asserted.next().unwrap_or_default())?;
        asserted.try_for_each(|it| row("", &it))?;
        for (index, known) in self.known.iter().enumerate() {
            row(if index == 0 { "known" } else { "" }, known)?;
        }
        row("source", &self.source)?;
        row("page", &self.page)
    }
}

fn of_kernel(kernel: &Kernel) -> String {
    let Kernel { release, found, vendor, .. } = kernel;
    let whose = vendor.map_or(String::new(), |it| format!(", {}: {}", it.name, it.caveat));
    match found {
        Found::Text => format!("kernel {release} (named in the text){whose}"),
        Found::Option => format!("kernel {release} (--kernel){whose}"),
        Found::Host => format!(
            "no kernel is named: lines marked with > apply to the running one, {release}; --kernel names \
             another"
        ),
    }
}

fn words(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Possible => "possible",
    }
}

/// `text` with `name` before it, in lines that are indented by `margin`.
fn wrapped(name: &str, text: &str, margin: usize) -> String {
    let mut lines = Vec::new();
    for part in text.lines() {
        let mut line = String::new();
        for word in part.split(' ') {
            if !line.is_empty() && margin + line.len() + 1 + word.len() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            let space = if line.is_empty() { "" } else { " " };
            line = format!("{line}{space}{word}");
        }
        lines.push(line);
    }
    let label = if name.is_empty() { String::new() } else { format!("  {name}:") };
    let mut out = format!("{label:margin$}{}", lines.first().map_or("", String::as_str));
    for line in lines.iter().skip(1) {
        out = format!("{out}\n{:margin$}{line}", "");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_behind_their_margin() {
        let text = wrapped("cause", &"word ".repeat(40), MARGIN);
        assert!(text.starts_with("  cause:    word"), "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("            word")), "{text}");
    }
}
