//! The cells' details within the page: compressed row by row, since the cells of a row are similar.

use std::io::Write as _;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::super::ReportError;
use super::super::grid::{Grid, Row};
use super::budget::Budget;
use super::cell::CellView;
use super::links::{has_page, row_key};
use crate::run::Run;

/// The limit for all chunks of a page together, in bytes.
const MOST: usize = 3_200_000;

/// The details of more cells than this do not fit, however short they are: they are only on the cells' own pages.
const CELLS: usize = 5000;

/// The details of one row's cells.
pub(super) struct Chunk {
    /// The row: cell ids without the kernel.
    pub(super) row: String,
    /// The cells' HTML, concatenated, compressed (zlib) and encoded in base64.
    pub(super) data: String,
}

/// The details of all cells, shortened until they fit together; none if too little would be left.
pub(super) fn chunks(run: &Run, grid: &Grid) -> Result<Vec<Chunk>, ReportError> {
    let mut budget = Some(Budget::of(run)).filter(|_| run.cells.len() <= CELLS);
    while let Some(room) = budget {
        let chunks = pack(run, grid, room)?;
        let size: usize = chunks.iter().map(|chunk| chunk.data.len()).sum();
        if size <= MOST {
            return Ok(chunks);
        }
        budget = room.half();
    }
    Ok(Vec::new())
}

fn pack(run: &Run, grid: &Grid, budget: Budget) -> Result<Vec<Chunk>, ReportError> {
    let rows = grid.generations().flat_map(|generation| generation.rows.iter());
    rows.filter_map(|row| chunk(run, row, budget).transpose()).collect()
}

fn chunk(run: &Run, row: &Row, budget: Budget) -> Result<Option<Chunk>, ReportError> {
    let mut html = String::new();
    let mut key = None;
    for cell in row.cells.iter().flatten().filter(|cell| has_page(cell)) {
        CellView::of(run, cell, budget).render_into(&mut html)?;
        key.get_or_insert_with(|| row_key(cell));
    }
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(html.as_bytes()).expect("writing to a vector");
    let data = STANDARD.encode(zlib.finish().expect("writing to a vector"));
    Ok(key.map(|row| Chunk { row, data }))
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges;
    use super::*;

    #[test]
    fn a_page_of_very_many_cells_leaves_their_details_to_their_own_pages() {
        let mut run = ranges();
        assert!(!chunks(&run, &Grid::of(&run)).unwrap().is_empty());
        let cell = run.cells[0].clone();
        run.cells.resize(CELLS + 1, cell);
        assert!(chunks(&run, &Grid::of(&run)).unwrap().is_empty());
    }
}
