//! The tables of keys in docs/matrix.md.

use super::kind::Kind;

/// A table of keys.
pub struct Table {
    /// What has these keys, like `kernel` or `reply`; the file itself has the empty name.
    names: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Each key, with the table that it belongs to.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.names().flat_map(|name| self.rows.iter().map(move |row| (name, row)))
    }
}

/// A key.
pub struct Row {
    pub key: String,
    pub kind: Kind,
    /// In plain words.
    pub meaning: String,
}

/// The tables in `page` whose first column has keys.
pub fn tables(page: &str) -> Vec<Table> {
    let (mut tables, mut heading, mut is_open) = (Vec::<Table>::new(), "", false);
    for line in page.lines() {
        if let Some(title) = line.strip_prefix('#') {
            heading = title;
        }
        let cells: Vec<&str> = cells(line);
        match cells.first() {
            Some(first) if first.split(' ').any(|word| word == "key") => {
                tables.push(Table { names: names(first, heading), rows: Vec::new() });
                is_open = true;
            }
            Some(first) if first.starts_with('`') && is_open => {
                let table = tables.last_mut().expect("one is open");
                table.rows.extend(rows(&cells));
            }
            Some(_) => {}
            None => is_open &= line.starts_with("|-"),
        }
    }
    tables
}

/// The cells of a table row; `None` for other lines.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.strip_prefix("| ").and_then(|rest| rest.trim_end().strip_suffix('|'));
    inner.map(|inner| inner.split(" | ").map(str::trim).collect()).unwrap_or_default()
}

/// To which table the keys under a column's `title` belong: the title says it, or else the section.
fn names(title: &str, heading: &str) -> Vec<String> {
    match (title, quoted(title)) {
        ("key of the file", _) => vec![String::new()],
        (_, named) if !named.is_empty() => named,
        _ => quoted(heading).iter().map(|name| name.trim_matches(['[', ']']).to_owned()).collect(),
    }
}

/// The keys of a row: several may share their meaning, each with its own type, or with a common one.
fn rows(cells: &[&str]) -> Vec<Row> {
    let (kinds, meaning) = (cells.get(1).unwrap_or(&""), cells.get(2).unwrap_or(&""));
    let keys = quoted(cells[0]);
    let each: Vec<Kind> = match Kind::named(kinds) {
        Some(kind) => vec![kind; keys.len()],
        None => kinds.split(", ").map(|words| named(words, cells[0])).collect(),
    };
    assert_eq!(each.len(), keys.len(), "as many kinds as keys: {}", cells[0]);
    let row = |(key, kind)| Row { key, kind, meaning: plain(meaning) };
    keys.into_iter().zip(each).map(row).collect()
}

fn named(words: &str, keys: &str) -> Kind {
    Kind::named(words).unwrap_or_else(|| panic!("docs/matrix.md: {keys}: no kind `{words}`"))
}

/// The texts between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Without the targets of links.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let Some((name, after)) = link.split_once("](") else { break };
        let Some((_, after)) = after.split_once(')') else { break };
        plain += before;
        plain += name;
        rest = after;
    }
    (plain + rest).replace("\\|", "|")
}
