//! The command `bisect`.

use anyhow::Context as _;
use nlmatrix::bisect::{self, Question, Steps};
use nlmatrix::matrix::{BUILD, Revision};
use nlmatrix::runner;
use nlmatrix::signals;
use nlmatrix::store::Store;

use crate::asked::load;
use crate::cli::BisectArgs;
use crate::exit::Exit;
use crate::host::preflight;

/// Searches, and prints what was found.
pub fn run(args: &BisectArgs) -> anyhow::Result<Exit> {
    let (matrix, sources) = load(&args.file)?;
    let repository = sources.search(&matrix).repositories()?.into_iter().next();
    let repository = repository.with_context(|| {
        "no git repository of the kernel is known: name one with --kernel-git PATH, NLMATRIX_KERNEL_GIT, \
         or [sources] git in the matrix file"
    })?;
    preflight()?;
    let store = Store::of_user();
    runner::matrix::sweep(&store);
    signals::when_interrupted(
        "run the same command again to continue: kernels that were built are kept",
    );
    let steps = Steps::new(matrix, sources, store.clone(), &cell(args))?;
    let question = Question {
        repository: repository.path,
        good: args.good.clone(),
        bad: args.bad.clone(),
        check: args.check.clone(),
    };
    let quick = |revision: &Revision| steps.look_quickly(revision);
    let quick = steps.can_be_quick().then_some(&quick as bisect::Look);
    let finding = bisect::bisect(&|revision| steps.look(revision), quick, &store, &question)?;
    anstream::print!("{finding}");
    Ok(Exit::Ok)
}

fn cell(args: &BisectArgs) -> String {
    match (&args.build, &args.cell) {
        (Some(module), _) => format!("{module}/{BUILD}"),
        (None, cell) => cell.clone().unwrap_or_default(),
    }
}
