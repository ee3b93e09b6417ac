//! The book: its generated pages, and the site that mdbook makes from `docs`.

use nlmatrix_cli::exit::Exit;

use crate::behaviour;
use crate::cargo::{cargo, installed, workspace};
use crate::schema;
use crate::summary::{Came, is_ci};

/// The page with every user command and every option.
const COMMAND_LINE: &str = "docs/reference/command-line.md";

/// The page with every key of the matrix file, and the same as a schema for editors.
pub const MATRIX_PAGE: &str = "docs/matrix.md";
const MATRIX_SCHEMA: &str = "docs/reference/matrix.schema.json";

/// Compiled without optimization and without a server: it runs once.
const INSTALL: &str = "install mdbook --locked --debug --no-default-features";

/// Writes the pages, and the site where mdbook is installed.
pub fn run() -> anyhow::Result<Exit> {
    for (path, text) in generated()? {
        let path = workspace().join(path);
        fs_err::write(&path, text)?;
        anstream::println!("{path}");
    }
    match build()? {
        Came::LeftOut(why) => anstream::println!("no site: {why}"),
        _ => anstream::println!("target/book/index.html"),
    }
    Ok(Exit::Ok)
}

/// The generated files, with their contents.
fn generated() -> anyhow::Result<[(&'static str, String); 3]> {
    let page = fs_err::read_to_string(workspace().join(MATRIX_PAGE))?;
    let schema = serde_json::to_string_pretty(&schema::of(&page))? + "\n";
    Ok([
        (COMMAND_LINE, command_line()),
        (MATRIX_SCHEMA, schema),
        (behaviour::PAGE, behaviour::page()?),
    ])
}

/// mdbook takes it.
pub fn check() -> anyhow::Result<Came> {
    if is_ci() && !has_mdbook() {
        anstream::eprintln!("cargo {INSTALL}");
        cargo().args(INSTALL.split(' ')).show()?;
    }
    build()
}

fn build() -> anyhow::Result<Came> {
    if !has_mdbook() {
        return Ok(Came::LeftOut(format!("mdbook is not installed: cargo {INSTALL}")));
    }
    let built = mdbook().args(["build", "docs"]).show()?;
    Ok(Came::of(built == Some(0)))
}

fn has_mdbook() -> bool {
    mdbook().arg("--version").finish().is_ok_and(|done| done.status == Some(0))
}

fn mdbook() -> nlmatrix::process::Job {
    nlmatrix::process::Job::new(installed("mdbook")).dir(workspace())
}

/// What clap knows about the command line.
fn command_line() -> String {
    let options = clap_markdown::MarkdownOptions::new()
        .title("The command line".to_owned())
        .show_footer(false)
        .show_table_of_contents(true);
    let page = clap_markdown::help_markdown_custom::<nlmatrix_cli::cli::Cli>(&options);
    format!("<!-- Written by `cargo xtask book`; do not edit. -->\n\n{}\n", page.trim_end())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;

    fn docs() -> Vec<(String, String)> {
        let folder = workspace().join("docs");
        let folders = [folder.clone(), folder.join("reference")];
        let files = folders.iter().flat_map(|it| it.read_dir_utf8().unwrap().flatten());
        let pages = files.map(|it| it.into_path()).filter(|it| it.extension() == Some("md"));
        let read = |path: &Utf8Path| fs_err::read_to_string(path).unwrap();
        pages.map(|it| (it.strip_prefix(&folder).unwrap().to_string(), read(&it))).collect()
    }

    /// The text between the parentheses in `[text](target)`.
    fn links(page: &str) -> impl Iterator<Item = &str> {
        page.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
    }

    #[test]
    fn what_is_generated_is_current() {
        for (path, text) in generated().unwrap() {
            let written = fs_err::read_to_string(workspace().join(path)).unwrap_or_default();
            assert!(written == text, "{path} is not current: run `cargo xtask book`");
        }
    }

    #[test]
    fn every_page_is_in_the_book() {
        let pages = docs();
        let summary = &pages.iter().find(|(name, _)| name == "SUMMARY.md").unwrap().1;
        let mut listed: Vec<&str> = links(summary).collect();
        let names = pages.iter().map(|(name, _)| name.as_str());
        let mut there: Vec<&str> = names.filter(|name| *name != "SUMMARY.md").collect();
        listed.sort_unstable();
        there.sort_unstable();
        assert_eq!(listed, there);
    }

    #[test]
    fn no_link_leads_nowhere() {
        let folder = workspace().join("docs");
        for (name, page) in docs() {
            for link in links(&page).filter(|link| !link.contains("://")) {
                let Some(path) = link.split('#').next().filter(|path| !path.is_empty()) else {
                    continue;
                };
                let target = folder.join(&name).with_file_name(path);
                assert!(target.exists(), "docs/{name} links to {link}");
            }
        }
    }
}
