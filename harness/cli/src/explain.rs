//! `explain`: what a cell expects, or what somebody has pasted comes from.

use std::io::Read as _;

use anyhow::Context as _;
use nlmatrix::explain::{self, Found, Kernel, Question};

use crate::asked::load;
use crate::cli::ExplainArgs;
use crate::exit::Exit;

/// Answers, by the matrix where there is one.
pub fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let text = question(&args.question)?;
    let matrix = args.file.matrix.exists().then(|| load(&args.file)).transpose()?;
    let matrix = matrix.as_ref().map(|(matrix, _)| matrix);
    if let Some(cell) = matrix.and_then(|matrix| explain::cell(matrix, text.trim())) {
        anstream::print!("{cell}");
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

/// What is asked, from the command line or from standard input.
fn question(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
