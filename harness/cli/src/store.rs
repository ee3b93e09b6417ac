//! `store`: what the store takes, and how it is kept within its limit.

use std::fmt::Write as _;

use camino::Utf8Path;
use nlmatrix::environment;
use nlmatrix::matrix;
use nlmatrix::scenario;
use nlmatrix::store::{Limit, Store, Trimmed, Usage, free, told};
use serde_json::json;

use crate::cli::{DEFAULT_MATRIX, StoreAction, StoreArgs};
use crate::exit::Exit;

/// Shows the store, or trims it.
pub fn run(args: &StoreArgs) -> anyhow::Result<Exit> {
    let store = Store::of_user();
    let limit = limit(&args.matrix)?;
    match args.action {
        Some(StoreAction::Trim { to }) => trim(&store, to.unwrap_or(limit), args.json)?,
        None => show(&store, limit, args.json)?,
    }
    Ok(Exit::Ok)
}

/// How much the store may take: as the environment says, or the matrix file where there is one.
fn limit(file: &Utf8Path) -> anyhow::Result<Limit> {
    // The default file need not be here.
    if file == DEFAULT_MATRIX && !file.exists() {
        return Ok(environment::store_limit(None)?);
    }
    let matrix = matrix::load(file, scenario::shipped())?;
    Ok(environment::store_limit(matrix.store_limit)?)
}

fn show(store: &Store, limit: Limit, json: bool) -> anyhow::Result<()> {
    let usage = store.usage();
    if !json {
        anstream::print!("{}", table(store, limit, &usage));
        return Ok(());
    }
    let bytes: u64 = usage.iter().map(|usage| usage.bytes).sum();
    let limit = limit.bytes(store.root(), bytes);
    let all = json!({
        "root": store.root(), "bytes": bytes, "limit": limit, "free": free(store.root()), "kinds": usage,
    });
    anstream::println!("{}", serde_json::to_string_pretty(&all)?);
    Ok(())
}

fn table(store: &Store, limit: Limit, usage: &[Usage]) -> String {
    let mut text = format!("{}\n", summary(store, limit, usage));
    for Usage { kind, products, bytes } in usage {
        writeln!(text, "  {kind:18} {:>10} {products:>7}", told(*bytes))
            .expect("a text takes everything");
    }
    text
}

/// What the store takes of what it may.
fn summary(store: &Store, limit: Limit, usage: &[Usage]) -> String {
    let bytes: u64 = usage.iter().map(|usage| usage.bytes).sum();
    let of = match limit {
        Limit::None => "no limit".to_owned(),
        Limit::Bytes(_) => format!("of at most {limit}"),
        Limit::Share(_) => {
            format!("of at most {} ({limit})", told(limit.bytes(store.root(), bytes)))
        }
    };
    format!("store {}: {}, {of}", store.root(), told(bytes))
}

/// The same in one line, with its kinds, for the matrix file that is in this folder, if any.
pub fn line() -> String {
    let store = Store::of_user();
    // A file that is wrong is told of by what reads it.
    let limit = limit(DEFAULT_MATRIX.into()).unwrap_or_default();
    let usage = store.usage();
    let kinds = usage.iter().map(|usage| format!("{} {}", usage.kind, told(usage.bytes)));
    let kinds: Vec<String> = kinds.collect();
    let kinds = if kinds.is_empty() { "nothing yet".to_owned() } else { kinds.join(", ") };
    format!("{}: {kinds}", summary(&store, limit, &usage))
}

fn trim(store: &Store, limit: Limit, json: bool) -> anyhow::Result<()> {
    store.sweep();
    let trimmed = store.trim(limit);
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&trimmed)?);
    } else {
        anstream::println!("{}", of_trimming(store, &trimmed));
    }
    Ok(())
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
