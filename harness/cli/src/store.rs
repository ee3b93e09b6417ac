//! The command `store`: what the store takes up, and how it is kept within its limit.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::environment;
use nlmatrix::matrix;
use nlmatrix::scenario;
use nlmatrix::store::{Limit, Store, Trimmed, Usage, free, told};
use serde::Serialize;

use crate::cli::{DEFAULT_MATRIX, StoreAction, StoreArgs};
use crate::exit::Exit;
use crate::format::FormatArgs;

/// Shows the store, or trims it.
pub fn run(args: &StoreArgs) -> anyhow::Result<Exit> {
    let store = Store::of_user();
    let limit = limit(&args.matrix)?;
    match args.action {
        Some(StoreAction::Trim { to, format }) => trim(&store, to.unwrap_or(limit), format)?,
        None => {
            let state = State::of(&store, limit);
            args.format.print(&state, &state)?;
        }
    }
    Ok(Exit::Ok)
}

/// How much the store may take up: according to the environment, or to the matrix file if there is one.
fn limit(file: &Utf8Path) -> anyhow::Result<Limit> {
    // The default file need not exist.
    if file == DEFAULT_MATRIX && !file.exists() {
        return Ok(environment::store_limit(None)?);
    }
    let matrix = matrix::load(file, scenario::shipped())?;
    Ok(environment::store_limit(matrix.store_limit)?)
}

/// What the store takes up.
#[derive(Serialize)]
pub struct State {
    /// Its folder.
    root: Utf8PathBuf,
    /// What it takes up, in bytes.
    bytes: u64,
    /// What it may take up, in bytes.
    limit: u64,
    /// What is free on its disk, in bytes.
    free: u64,
    kinds: Vec<Usage>,
    /// The limit as it was written.
    #[serde(skip)]
    said: Limit,
}

impl State {
    fn of(store: &Store, said: Limit) -> Self {
        let (root, kinds) = (store.root(), store.usage());
        let bytes = kinds.iter().map(|usage| usage.bytes).sum();
        let (limit, free) = (said.bytes(root, bytes), free(root));
        Self { root: root.to_owned(), bytes, limit, free, kinds, said }
    }

    /// What it takes up of what it may.
    fn summary(&self) -> String {
        let of = match self.said {
            Limit::None => "no limit".to_owned(),
            Limit::Bytes(_) => format!("of at most {}", self.said),
            Limit::Share(_) => format!("of at most {} ({})", told(self.limit), self.said),
        };
        format!("store {}: {}, {of}", self.root, told(self.bytes))
    }

    /// The same in one line, with kinds.
    pub fn line(&self) -> String {
        let kinds = self.kinds.iter().map(|usage| format!("{} {}", usage.kind, told(usage.bytes)));
        let kinds: Vec<String> = kinds.collect();
        let kinds = if kinds.is_empty() { "nothing yet".to_owned() } else { kinds.join(", ") };
        format!("{}: {kinds}", self.summary())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        self.kinds.iter().try_for_each(|Usage { kind, products, bytes }| {
            writeln!(f, "  {kind:18} {:>10} {products:>7}", told(*bytes))
        })
    }
}

/// The user's store, with the limit of the matrix file in this folder, if there is one.
pub fn here() -> State {
    // Commands that read the file report its mistakes.
    State::of(&Store::of_user(), limit(DEFAULT_MATRIX.into()).unwrap_or_default())
}

fn trim(store: &Store, limit: Limit, format: FormatArgs) -> anyhow::Result<()> {
    store.sweep();
    let trimmed = store.trim(limit);
    format.print(&trimmed, of_trimming(store, &trimmed) + "\n")
}

fn of_trimming(store: &Store, trimmed: &Trimmed) -> String {
    let Trimmed { products, bytes, left, limit } = *trimmed;
    let rest = if left > limit { "; the rest is in use" } else { "" };
    format!(
        "{}: removed {products} products ({}), {} left{rest}",
        store.root(),
        told(bytes),
        told(left)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trimming_says_what_went_and_why_not_more() {
        let store = Store::at("/s");
        let trimmed = Trimmed { products: 2, bytes: 3 << 20, left: 5 << 30, limit: 6 << 30 };
        assert_eq!(of_trimming(&store, &trimmed), "/s: removed 2 products (3 MiB), 5.0 GiB left");
        let over = Trimmed { limit: 4 << 30, ..trimmed };
        assert!(of_trimming(&store, &over).ends_with("5.0 GiB left; the rest is in use"));
    }
}
