//! What error paths have lost or left behind. Looking for lost memory takes seconds, and most paths do not need that.
//! So they are tried once more, one after the other in a single guest, and only if something is lost then is each
//! tried alone.

use super::all::{cores, in_a_guest};
use super::walk::{Behind, Walked, walk, walk_all};
use crate::scenario::{Stop, Way};

/// What is said about a path that did not reach the same place again.
const UNSEEN: &str = "it is not known what it loses";

/// Looks at those paths of which it is not known yet what they have lost.
pub(super) fn settle(way: &Way<'_>, walked: Vec<Walked>) -> Result<Vec<Walked>, Stop> {
    let (mut open, mut settled): (Vec<Walked>, Vec<Walked>) =
        walked.into_iter().partition(Walked::is_open);
    let each = open.len().div_ceil(cores()).max(1);
    let mut parts = Vec::new();
    while !open.is_empty() {
        let rest = open.split_off(each.min(open.len()));
        parts.push(std::mem::replace(&mut open, rest));
    }
    let seen: Vec<Result<Vec<Walked>, Stop>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            parts.into_iter().map(|part| scope.spawn(|| of_part(way, part))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a walk does not panic")).collect()
    });
    for part in seen {
        settled.extend(part?);
    }
    settled.sort_by_key(|walked| walked.path);
    Ok(settled)
}

fn of_part(way: &Way<'_>, mut open: Vec<Walked>) -> Result<Vec<Walked>, Stop> {
    let mut settled = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let known: Vec<&Walked> = open.iter().collect();
        // If the try itself stops, nothing is known about any of them.
        let (many, lost) = match in_a_guest(way, |test| walk_all(test, way, &known)) {
            Ok((0, _)) => (1, Some(UNSEEN.to_owned())),
            Ok(seen) => seen,
            Err(Stop::Guest(_) | Stop::Hang(_) | Stop::Broken(_)) => {
                (open.len(), Some(UNSEEN.to_owned()))
            }
            Err(other) => return Err(other),
        };
        let rest = open.split_off(many);
        for one in std::mem::replace(&mut open, rest) {
            settled.push(match &lost {
                Some(lost) => by_itself(way, one, lost)?,
                None => one,
            });
        }
    }
    Ok(settled)
}

/// Tries it in a guest of its own, and looks for everything that it leaves. If it does not reach the same place
/// again, what is known is what was `lost` together with others.
fn by_itself(way: &Way<'_>, one: Walked, lost: &str) -> Result<Walked, Stop> {
    for path in one.path.nearby() {
        let again = in_a_guest(way, |test| walk(test, way, path, Behind::All))?;
        if let Some(again) = again.filter(|it| it.site == one.site) {
            return Ok(again);
        }
    }
    Ok(Walked { wrong: Some(format!("with others, {lost}")), ..one })
}
