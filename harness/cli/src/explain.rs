//! `explain`: what a cell expects, or what somebody has pasted comes from.

use std::io::Read as _;

use anyhow::Context as _;
use nlmatrix::explain::{self, Found, Kernel, Question};
use nlmatrix::matrix::Matrix;
use nlmatrix::plan;

use crate::asked::load;
use crate::cli::ExplainArgs;
use crate::exit::Exit;
use crate::told;

/// Answers, by the matrix where there is one.
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
                "--kernel: `{release}` is no release of a kernel: write it as `uname -r` does, like \
                 6.1.0-13-amd64 or 3.10.0-862.el7"
            )
        })?;
    }
    let (kernel, run) = (args.kernel.as_deref(), Some(args.run.as_path()));
    let answers = explain::explain(&Question { text: &text, kernel, matrix, run });
    if args.json {
        anstream::println!("{}", serde_json::to_string_pretty(&answers)?);
    } else {
        anstream::print!("{answers}");
    }
    Ok(if answers.answers.is_empty() { Exit::Unexpected } else { Exit::Ok })
}

/// Tells of the cell that `id` names: what it expects, and how it ended in the last run. Something else is
/// none, and one that is only nearly that of a cell is a mistake.
fn about_a_cell(matrix: &Matrix, args: &ExplainArgs, id: &str) -> anyhow::Result<bool> {
    let plan = plan::plan(matrix);
    let expects = explain::cell(&plan, id);
    let ended = explain::ended(&args.run, id);
    if expects.is_none() && ended.is_none() {
        anyhow::ensure!(!plan::is_meant(&plan, id), told::no_cell(&plan, id));
        return Ok(false);
    }
    anstream::print!("{}", expects.unwrap_or_default());
    let Some(ended) = ended else { return Ok(true) };
    anstream::print!("{ended}");
    if let Some(text) = ended.splat() {
        let (kernel, run) = (Some(ended.release()), None);
        let answers = explain::explain(&Question { text, kernel, matrix: Some(matrix), run });
        if !answers.answers.is_empty() {
            anstream::print!("\n{answers}");
        }
    }
    Ok(true)
}

/// What is asked, from the command line or from standard input.
fn question(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
