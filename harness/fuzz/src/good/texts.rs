//! Matrix files, consoles and strings.

use camino::Utf8Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The tables of this repository's matrix file, a few at a time.
pub fn matrices() -> Vec<Vec<u8>> {
    let path = Utf8Path::new(ROOT).join("matrix.toml");
    let text = fs_err::read_to_string(path).expect("it is part of the repository");
    let (_, tables) = text.split_once("\n[[").expect("it has tables");
    let tables: Vec<String> = tables.split("\n[[").map(|table| format!("[[{table}\n")).collect();
    // Each kind of table takes its own part of the file: every n-th table, and its neighbours.
    let some = tables.chunks(3).step_by(4);
    let some = some.map(|tables| format!("schema = 1\n{}", tables.concat()).into_bytes());
    some.filter(|text| text.len() < 6000).collect()
}

/// The end of every console in the fixtures, which has the splats.
pub fn consoles() -> Vec<Vec<u8>> {
    const MOST: usize = 3000;
    let folder = Utf8Path::new(ROOT).join("harness/nlmatrix/src/console/logs");
    let mut paths: Vec<_> = folder
        .read_dir_utf8()
        .expect("it is part of the repository")
        .map(|entry| entry.expect("it can be read").into_path())
        .filter(|path| path.extension() == Some("log"))
        .collect();
    paths.sort();
    let text = |path| fs_err::read(path).expect("it can be read");
    let end = |bytes: Vec<u8>| bytes[bytes.len().saturating_sub(MOST)..].to_vec();
    paths.iter().step_by(3).map(|path| end(text(path))).collect()
}

/// Strings that guests put into reports.
pub fn texts() -> Vec<Vec<u8>> {
    let texts = [
        "plain text",
        "<script>alert(1)</script>",
        "\u{1b}[31mred\u{1b}[0m\r\n\tnext",
        "\u{1b}]8;;file:///etc/passwd\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        "left\u{202e}thgir\u{2066}",
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}
