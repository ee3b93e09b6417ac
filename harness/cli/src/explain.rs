//! The command `explain`: what a cell expects, or what causes a text that the user pastes.

use std::fmt;
use std::io::Read as _;

use anyhow::Context as _;
use camino::Utf8Path;
use nlmatrix::environment;
use nlmatrix::explain::{self, Answers, Ended, Expected, Found, Kernel, Question};
use nlmatrix::matrix::Matrix;
use nlmatrix::plan;
use serde::Serialize;

use crate::asked::load;
use crate::cli::ExplainArgs;
use crate::exit::Exit;
use crate::told;

/// Answers, using the matrix if there is one.
pub fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let text = question(&args.question)?;
    let matrix = args.file.matrix.exists().then(|| load(&args.file)).transpose()?;
    let matrix = matrix.as_ref().map(|(matrix, _)| matrix);
    if let Some(matrix) = matrix
        && about_a_cell(matrix, args, text.trim())?
    {
        return Ok(Exit::Ok);
    }
    if let Some(release) = &args.kernel {
        Kernel::new(release, Found::Option).with_context(|| {
            format!(
                "--kernel: `{release}` is not a release of a kernel: write it as `uname -r` does, like \
                 6.1.0-13-amd64 or 3.10.0-862.el7"
            )
        })?;
    }
    let (kernel, run) = (args.kernel.as_deref(), Some(args.run.as_path()));
    let site = environment::site()?;
    let site = site.as_deref();
    let answers = explain::explain(&Question { text: &text, kernel, matrix, run, site });
    args.format.print(&answers, &answers)?;
    Ok(if answers.answers.is_empty() { Exit::Unexpected } else { Exit::Ok })
}

/// Answers about the cell with this `id`: what it expects, and how it ended in the last run. `None` if it is
/// something else; an id that is only similar to a cell's is a mistake.
fn about_a_cell(matrix: &Matrix, args: &ExplainArgs, id: &str) -> anyhow::Result<bool> {
    let plan = plan::plan(matrix);
    let expects = explain::cell(&plan, id);
    let ended = explain::ended(&args.run, id);
    if expects.is_none() && ended.is_none() {
        anyhow::ensure!(!plan::is_meant(&plan, id), told::no_cell(&plan, id));
        return Ok(false);
    }
    let site = environment::site()?;
    let answers = ended.as_ref().and_then(|ended| {
        let (kernel, matrix, site) = (Some(ended.release()), Some(matrix), site.as_deref());
        let question = Question { text: ended.splat()?, kernel, matrix, run: None, site };
        Some(explain::explain(&question)).filter(|it| !it.answers.is_empty())
    });
    let about = About { expects, ended, answers };
    args.format.print(&about, &about)?;
    Ok(true)
}

/// What is known about a cell.
#[derive(Serialize)]
struct About {
    /// What it expects, if the matrix has it.
    expects: Option<Expected>,
    /// How it ended in the last run, if that has it.
    ended: Option<Ended>,
    /// What is known about what the kernel printed there.
    answers: Option<Answers>,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expects.iter().try_for_each(|it| it.fmt(f))?;
        self.ended.iter().try_for_each(|it| it.fmt(f))?;
        self.answers.iter().try_for_each(|it| write!(f, "\n{it}"))
    }
}

/// The question: the words on the command line, the content of a file that they name, or standard input.
fn question(words: &[String]) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    match words {
        [dash] if dash == "-" => {
            std::io::stdin().read_to_end(&mut bytes).context("failed to read standard input")?;
        }
        [path] if Utf8Path::new(path).is_file() => {
            bytes = fs_err::read(path).context("failed to read the text to explain")?;
        }
        words => return Ok(words.join(" ")),
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_words_are_taken_as_they_are() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned();
        assert!(question(&[file]).unwrap().contains("[package]"));
        let words = ["recvmsg:", "ENOBUFS"].map(str::to_owned);
        assert_eq!(question(&words).unwrap(), "recvmsg: ENOBUFS");
    }
}
