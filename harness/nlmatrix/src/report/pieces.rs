//! Excerpts of what is too long to show: the end decides, and what differs has to be visible.

/// An item of a list, or the number of items that are left out in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<T> {
    /// An item.
    Shown(T),
    /// So many are not shown.
    Left(usize),
}

impl<T> Piece<T> {
    /// The same for what `of` makes of an item.
    pub(crate) fn map<U>(self, of: impl FnOnce(T) -> U) -> Piece<U> {
        match self {
            Self::Shown(it) => Piece::Shown(of(it)),
            Self::Left(count) => Piece::Left(count),
        }
    }
}

/// The positions of the items to show, if items cost so much each and there is `room` in all: always the last one,
/// then the ones before it in half of the room, then those for which `tells` holds, then the first ones.
pub(crate) fn places(costs: &[usize], room: usize, tells: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut left = room;
    let mut shown = vec![false; costs.len()];
    let mut take = |at: usize, least: usize| {
        let fits = shown[at] || costs[at] <= left.saturating_sub(least);
        if fits && !shown[at] {
            left -= costs[at];
            shown[at] = true;
        }
        fits
    };
    let last = costs.len().checked_sub(1);
    let _whole = (0..costs.len()).rev().all(|at| take(at, room / 2));
    let _telling = (0..costs.len()).rev().filter(|at| tells(*at)).all(|at| take(at, 0));
    let _beginning = (0..costs.len()).all(|at| take(at, 0));
    (0..costs.len()).filter(|at| shown[*at] || Some(*at) == last).collect()
}

/// `items`, with those at none of `places` counted instead.
pub(crate) fn pieces<T>(items: impl IntoIterator<Item = T>, places: &[usize]) -> Vec<Piece<T>> {
    let mut pieces: Vec<Piece<T>> = Vec::new();
    let mut places = places.iter().copied().peekable();
    for (at, item) in items.into_iter().enumerate() {
        match pieces.last_mut() {
            _ if places.next_if_eq(&at).is_some() => pieces.push(Piece::Shown(item)),
            Some(Piece::Left(count)) => *count += 1,
            _ => pieces.push(Piece::Left(1)),
        }
    }
    pieces
}

/// At most `most` of `items`, and how many are left out in between.
pub(crate) fn shortened<T>(
    items: Vec<T>,
    most: usize,
    tells: impl Fn(&T) -> bool,
) -> Vec<Piece<T>> {
    let places = places(&vec![1; items.len()], most, |at| tells(&items[at]));
    pieces(items, &places)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::all_of_it(3, &[], "0 1 2")]
    #[case::the_end_and_some_of_the_beginning(20, &[], "0 1 2 3 -12 16 17 18 19")]
    #[case::what_tells_something(20, &[9, 10], "0 1 -7 9 10 -5 16 17 18 19")]
    #[case::no_more_than_there_is_room_for(20, &[2, 3, 4, 5, 6, 7], "-4 4 5 6 7 -8 16 17 18 19")]
    fn the_end_is_shown(#[case] count: usize, #[case] telling: &[usize], #[case] wanted: &str) {
        let pieces = shortened((0..count).collect(), 8, |it| telling.contains(it));
        let told = pieces.iter().map(|piece| match piece {
            Piece::Shown(it) => it.to_string(),
            Piece::Left(count) => format!("-{count}"),
        });
        assert_eq!(told.collect::<Vec<_>>().join(" "), wanted);
    }

    #[test]
    fn the_last_one_is_shown_whatever_it_costs() {
        assert_eq!(places(&[5, 5, 900], 20, |_| false), [0, 1, 2]);
        assert_eq!(places(&[5, 900, 5], 20, |_| false), [0, 2]);
        assert_eq!(places(&[], 20, |_| false), [0; 0]);
    }
}
