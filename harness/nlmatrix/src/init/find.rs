//! Which module a folder has, or which folders below it have one.

use camino::{Utf8Path, Utf8PathBuf};

use super::asked::{self, Copy, MAKEFILES, makefile};
use super::error::InitError;

/// How many levels down to look for a module to point at, and how many to name.
const DEEPEST: usize = 3;
const SHOWN: usize = 5;

/// What was found in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The module's name: the dkms package, or the first object.
    pub name: String,
    /// The file that says how it is built.
    pub by: &'static str,
    /// The name by which the kernel will know the module.
    pub module: String,
    /// The command that builds it, if kbuild alone does not.
    pub command: Option<String>,
    /// The kernel options that it asks for; `!` precedes those that must not be set.
    pub options: Vec<String>,
}

/// Looks for a module in `folder`.
pub fn find(folder: &Utf8Path) -> Result<Found, InitError> {
    if !folder.is_dir() {
        return Err(InitError::NoFolder(folder.to_owned()));
    }
    find_here(folder)?.ok_or_else(|| {
        let below = below(folder, DEEPEST);
        let relative = below.iter().filter_map(|path| path.strip_prefix(folder).ok());
        let relative: Vec<&str> = relative.take(SHOWN).map(Utf8Path::as_str).collect();
        let unread = unread(folder).ok().flatten();
        let hint = match relative[..] {
            _ if unread.is_some() => {
                format!(
                    "make cannot read it, and neither can kbuild: {}",
                    unread.unwrap_or_default()
                )
            }
            [] => "start in the module's folder, or name it: nlmatrix init FOLDER".to_owned(),
            _ => format!("there is one in {}: nlmatrix init {}", relative.join(", "), below[0]),
        };
        InitError::NoModule { folder: folder.to_owned(), hint }
    })
}

/// What keeps make from reading the makefile in `folder`.
fn unread(folder: &Utf8Path) -> Result<Option<String>, InitError> {
    if makefile(folder).is_none() {
        return Ok(None);
    }
    let copy = Copy::of(folder)?;
    let mut files = MAKEFILES.into_iter().filter(|file| copy.folder.join(file).is_file());
    Ok(files.find_map(|file| asked::complaint(&copy.folder, file).ok()?))
}

fn find_here(folder: &Utf8Path) -> Result<Option<Found>, InitError> {
    if makefile(folder).is_none() && !folder.join("dkms.conf").is_file() {
        return Ok(None);
    }
    let copy = Copy::of(folder)?;
    let folder = &copy.folder;
    if folder.join("dkms.conf").is_file()
        && let Some((name, module, options)) = asked::dkms(folder)?
    {
        let module = module.replace('-', "_");
        return Ok(Some(Found { name, by: "dkms.conf", module, command: None, options }));
    }
    for file in MAKEFILES.into_iter().filter(|file| folder.join(file).is_file()) {
        if let Some(name) = asked::kbuild(folder, file)? {
            let module = name.replace('-', "_");
            let (command, options) = (None, Vec::new());
            return Ok(Some(Found { name, by: file, module, command, options }));
        }
    }
    driven(folder)
}

/// A module whose makefile, in a subfolder, can only be read as the makefile of `folder` starts it, with variables
/// that the latter derives from the kernel.
fn driven(folder: &Utf8Path) -> Result<Option<Found>, InitError> {
    const MAKE: &str = "Makefile";
    let text = |path: Utf8PathBuf| fs_err::read_to_string(path).unwrap_or_default();
    let above = text(folder.join(MAKE));
    if !above.contains("MAKE") {
        return Ok(None);
    }
    let words: Vec<&str> = above.split_whitespace().collect();
    // `$(MAKE) -C src`, or `DIRS := src`: other mentions are parts of these.
    let is_entered = |below: &Utf8PathBuf| {
        let name = below.file_name().unwrap_or_default();
        words.windows(2).any(|pair| (pair[0] == "-C" || pair[0].ends_with('=')) && pair[1] == name)
    };
    let mut all = folders(folder);
    all.sort_by_key(|below| !is_entered(below));
    for below in all {
        let Some(file) = makefile(&below) else { continue };
        let name = match find_here(&below)? {
            Some(Found { name, command: Some(_), .. }) => Some(name),
            Some(_) => None,
            None if text(below.join(file)).contains("obj-m") => asked::assigned(&below, file)?,
            None => None,
        };
        let Some(name) = name else { continue };
        let command = entering(&above, below.file_name().unwrap_or_default());
        let (module, options) = (name.replace('-', "_"), Vec::new());
        return Ok(Some(Found { name, by: MAKE, module, command: Some(command), options }));
    }
    Ok(None)
}

/// The make command that enters the folder `below` from the makefile `above`, preferably through a target that does
/// nothing else, as whatever else the makefile builds may need more than the module does.
fn entering(above: &str, below: &str) -> String {
    let mut targets: Vec<&str> = Vec::new();
    for line in above.lines() {
        let recipe = line.starts_with('\t');
        let target = line.split_once(':').map(|(name, _)| name.trim());
        if !recipe && let Some(target) = target.filter(|it| it.chars().all(is_of_target)) {
            targets.push(target);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let enters = words.windows(2).any(|pair| pair == ["-C", below]);
        if let Some(target) = targets.last().filter(|it| recipe && enters && **it != targets[0]) {
            return format!("make {target}");
        }
    }
    "make".to_owned()
}

fn is_of_target(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The folders in `folder`, by name.
fn folders(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let shown = folders.filter(|entry| !entry.file_name().starts_with('.'));
    let mut folders: Vec<Utf8PathBuf> = shown.map(|entry| entry.into_path()).collect();
    folders.sort();
    folders
}

/// The folders up to `deepest` levels below `folder` that have a module, for users who start at the top of a project.
fn below(folder: &Utf8Path, deepest: usize) -> Vec<Utf8PathBuf> {
    let found = folders(folder).into_iter().flat_map(|folder| match find_here(&folder) {
        Ok(Some(_)) => vec![folder],
        _ if deepest > 0 => below(&folder, deepest - 1),
        _ => Vec::new(),
    });
    found.collect()
}
