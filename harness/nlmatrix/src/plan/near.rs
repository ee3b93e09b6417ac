//! Cells that the user may have meant.

use super::Cell;
use crate::run::CellId;

/// At most so many are named.
const NAMED: usize = 5;

/// The cells of `plan` whose ids are most similar to `id`.
pub fn nearest<'a>(plan: &'a [Cell], id: &str) -> Vec<&'a CellId> {
    let mut near: Vec<(f64, &CellId)> =
        plan.iter().map(|cell| (distance(&cell.id, id), &cell.id)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.into_iter().take(NAMED).map(|(_, id)| id).collect()
}

/// Is `text` meant as a cell of `plan`: three parts, at least one of which is in the plan or similar to one that is?
pub fn is_meant(plan: &[Cell], text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let is_word = |part: &&str| !part.is_empty() && !part.contains(char::is_whitespace);
    parts.len() == 3
        && parts.iter().all(is_word)
        && plan.iter().any(|cell| {
            let own = parts_of(&cell.id);
            own.iter().zip(&parts).any(|(own, part)| own == part)
        })
}

fn parts_of(id: &CellId) -> [String; 3] {
    let text = id.to_string();
    let mut parts = text.splitn(3, '/').map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The distance between the two, part by part. It is capped for each part: a part that is a different word altogether
/// says no more than that, however long it is.
fn distance(id: &CellId, text: &str) -> f64 {
    let (own, mut given) = (parts_of(id), text.splitn(3, '/'));
    own.iter()
        .map(|own| 1.0 - strsim::normalized_damerau_levenshtein(own, given.next().unwrap_or("")))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::ModuleId;

    fn plan() -> Vec<Cell> {
        let cells = ["6.12-deb13", "7.3-rc"].into_iter().flat_map(|kernel| {
            ["load-unload", "echo-roundtrip", "build"].map(|scenario| {
                Cell::passing(CellId::new(kernel, ModuleId::new("nlecho", "g6-cfg"), scenario))
            })
        });
        cells.collect()
    }

    #[test]
    fn the_cell_with_a_slip_in_each_part_comes_first() {
        let plan = plan();
        let near = |id: &str| nearest(&plan, id)[0].to_string();
        assert_eq!(near("6.12-deb12/nlecho.g6/load-unlod"), "6.12-deb13/nlecho.g6-cfg/load-unload");
        assert_eq!(near("7.3/nlecho.g6-cfg/echo"), "7.3-rc/nlecho.g6-cfg/echo-roundtrip");
    }

    #[test]
    fn a_path_of_the_kernels_is_no_cell() {
        let plan = plan();
        assert!(is_meant(&plan, "6.12-deb13/nlecho.g7/echo-roundtrip"));
        assert!(is_meant(&plan, "6.13/nlecho.g6-cfg/x"));
        for text in
            ["net/netlink/af_netlink.c", "build", "6.12-deb13/nlecho.g6-cfg", "7.3-rc/a b/c"]
        {
            assert!(!is_meant(&plan, text), "{text}");
        }
    }
}
