//! What error paths have lost or left. To look for lost memory takes seconds, which most of them do not need
//! alone: they are walked once more, one after the other in one guest, and only where something is lost then
//! each is asked by itself.

use super::all::{cores, in_a_guest};
use super::walk::{Behind, Walked, walk, walk_all};
use crate::scenario::{Stop, Way};

/// What is said of one that did not come to the same place again.
const UNSEEN: &str = "it is not known what it loses";

/// Sees what those have lost of which that is not known yet.
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
        // Where the walk itself stops, nothing is known of any.
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

/// Walks it in a guest of its own, and looks for all that it leaves. Where it does not come to the same place
/// again, what is known is what it has `lost` with others.
fn by_itself(way: &Way<'_>, one: Walked, lost: &str) -> Result<Walked, Stop> {
    for path in one.path.nearby() {
        let again = in_a_guest(way, |test| walk(test, way, path, Behind::All))?;
        if let Some(again) = again.filter(|it| it.site == one.site) {
            return Ok(again);
        }
    }
    Ok(Walked { wrong: Some(format!("with others, {lost}")), ..one })
}
