//! Where a report has the page of a cell.

use super::CellId;

/// The page with the whole cell `id`, relative to `index.html`.
pub fn cell_page(id: &CellId) -> String {
    format!("cells/{}", page_name(id))
}

/// The file name of that page.
pub fn page_name(id: &CellId) -> String {
    format!("{}.html", id.to_string().split('/').map(plain).collect::<Vec<_>>().join("__"))
}

/// `part` with only characters that need no quoting in a link or a file name. Whatever may be in a name in a matrix
/// stays as it is, so that two names never share a page.
pub fn plain(part: impl AsRef<str>) -> String {
    let fit = |c: char| {
        if c.is_ascii_alphanumeric() || "._-+".contains(c) { c } else { '_' }
    };
    let fitted: String = part.as_ref().chars().map(fit).collect();
    if fitted.starts_with('.') { format!("_{fitted}") } else { fitted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_its_folder() {
        assert_eq!(plain("../x"), "_.._x");
        assert_eq!(plain("<b>\"&"), "_b___");
        assert_ne!(plain("6.12-rc1+"), plain("6.12-rc1_"));
    }
}
