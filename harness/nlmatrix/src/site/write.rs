//! Writes the site to a folder.

use camino::{Utf8Path, Utf8PathBuf};

use super::join::{JoinError, Joined, join};
use super::known::Known;
use super::linked::plain;
use super::page::{Part, leaf, top};
use super::{behaviour, errors, generation, index, kernel, scenario, symbol, versions};
use crate::explain::symptoms;
use crate::report::{ReportError, cell_page_of, visible_run};
use crate::run::{Run, SitePage, cell_page};

/// Marks a folder as a site, so that the next one may replace it.
const MARK: &str = "nlmatrix-site.json";

/// Why a site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Its runs cannot be joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// A page could not be rendered.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The folder contains something else.
    #[error("{0} contains files and is not a site: name a new or an empty folder")]
    NotOurs(Utf8PathBuf),
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<askama::Error> for SiteError {
    fn from(error: askama::Error) -> Self {
        Self::Report(error.into())
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Written {
    /// How many pages.
    pub pages: usize,
    /// Behaviours that differ between kernels.
    pub behaviours: usize,
    /// Kernels that gave a result.
    pub kernels: usize,
    /// Cells that gave a result.
    pub cells: usize,
    /// The starts of the runs, the newest first.
    pub runs: Vec<String>,
}

/// Writes the site of `runs` to `folder`, replacing an existing site.
pub fn write(runs: Vec<Run>, folder: &Utf8Path) -> Result<Written, SiteError> {
    let joined = join(runs)?;
    let joined = Joined { run: visible_run(&joined.run), ..joined };
    make_room(folder)?;
    let known = Known::of(&joined);
    let mut site = Site { folder, pages: 0 };
    site.lists(&known)?;
    site.behaviours(&known)?;
    site.symbols(&known)?;
    site.errors(&known)?;
    site.kernels(&known)?;
    site.generations(&known)?;
    site.cells(&known)?;
    let written = Written {
        pages: site.pages,
        behaviours: known.behaviours.len(),
        kernels: known.kernels_here().len(),
        cells: joined.run.tally.ran(),
        runs: joined.sources.iter().map(|it| it.started.clone()).collect(),
    };
    let text = serde_json::to_string_pretty(&written).map_err(std::io::Error::other)?;
    fs_err::write(folder.join(MARK), text + "\n")?;
    Ok(written)
}

/// Removes the site in `folder`; anything else there belongs to somebody.
fn make_room(folder: &Utf8Path) -> Result<(), SiteError> {
    fs_err::create_dir_all(folder)?;
    let is_site = folder.join(MARK).exists();
    for entry in folder.read_dir_utf8()? {
        let path = entry?.into_path();
        match path.is_dir() {
            _ if !is_site => return Err(SiteError::NotOurs(folder.to_owned())),
            true => fs_err::remove_dir_all(&path)?,
            false if path.file_name() == Some(MARK) => {}
            false => fs_err::remove_file(&path)?,
        }
    }
    Ok(())
}

/// A site that is being written.
struct Site<'f> {
    folder: &'f Utf8Path,
    pages: usize,
}

impl Site<'_> {
    fn keep(&mut self, file: &str, page: &str) -> Result<(), SiteError> {
        let path = self.folder.join(file);
        if let Some(folder) = path.parent() {
            fs_err::create_dir_all(folder)?;
        }
        self.pages += 1;
        Ok(fs_err::write(path, page)?)
    }

    fn lists(&mut self, known: &Known) -> Result<(), SiteError> {
        let all = [
            ("index.html", Part::Search, "What changed in netlink", index::page(known)?),
            ("behaviour.html", Part::Behaviour, "Behaviour by version", scenario::list(known)?),
            ("api.html", Part::Api, "Kernel API", symbol::list(known)?),
            ("errors.html", Part::Errors, "Errors and symptoms", errors::list(known)?),
            ("kernels.html", Part::Kernels, "Kernels", kernel::list(known)?),
            (
                "versions.html",
                Part::Versions,
                "What changed in which version",
                versions::page(known)?,
            ),
        ];
        all.iter().try_for_each(|(file, part, title, content)| {
            self.keep(file, &top(*part, title, content)?)
        })
    }

    fn behaviours(&mut self, known: &Known) -> Result<(), SiteError> {
        for it in &known.behaviours {
            let content = behaviour::page(known, it)?;
            self.keep(&it.page().file(), &leaf(Part::Behaviour, &it.title(), &content)?)?;
        }
        for (system, name, across) in known.scenarios() {
            let content = scenario::page(known, system, name, &across)?;
            let page = leaf(Part::Behaviour, &format!("{name} of {system}"), &content)?;
            self.keep(&SitePage::Scenario(system, name).file(), &page)?;
        }
        Ok(())
    }

    fn symbols(&mut self, known: &Known) -> Result<(), SiteError> {
        for (area, symbol) in symbol::symbols() {
            let content = symbol::page(known, area, symbol)?;
            let page = leaf(Part::Api, &symbol.name, &content)?;
            self.keep(&SitePage::Symbol(&symbol.name).file(), &page)?;
        }
        Ok(())
    }

    fn errors(&mut self, known: &Known) -> Result<(), SiteError> {
        for (name, rows) in errors::errnos() {
            let content = errors::errno(known, name, &rows)?;
            self.keep(&SitePage::Errno(name).file(), &leaf(Part::Errors, name, &content)?)?;
        }
        for row in symptoms() {
            let content = errors::symptom(known, row)?;
            let page = leaf(Part::Errors, &plain(&row.title), &content)?;
            self.keep(&SitePage::Symptom(&row.name).file(), &page)?;
        }
        Ok(())
    }

    fn kernels(&mut self, known: &Known) -> Result<(), SiteError> {
        for (column, id) in known.grid.kernels.iter().enumerate() {
            let content = kernel::page(known, column)?;
            let page = leaf(Part::Kernels, &format!("Kernel {id}"), &content)?;
            self.keep(&SitePage::Kernel(id).file(), &page)?;
        }
        Ok(())
    }

    fn generations(&mut self, known: &Known) -> Result<(), SiteError> {
        for it in generation::all(known) {
            let content = generation::page(known, it)?;
            let page = leaf(Part::Kernels, &it.module.to_string(), &content)?;
            self.keep(&SitePage::Generation(it.module).file(), &page)?;
        }
        Ok(())
    }

    /// The pages of the cells to which others refer.
    fn cells(&mut self, known: &Known) -> Result<(), SiteError> {
        for cell in known.cited() {
            let page = cell_page_of(known.run, cell)?;
            self.keep(&cell_page(&cell.id), &page)?;
        }
        Ok(())
    }
}
