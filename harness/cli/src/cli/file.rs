//! Where the matrix is, and where reports go.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use clap::Args;
use nlmatrix::process::quote;

/// Default matrix file.
pub const DEFAULT_MATRIX: &str = "matrix.toml";

/// Default folder of the report.
pub const DEFAULT_OUT: &str = "reports/out/latest";

/// Default folder of earlier runs.
pub const DEFAULT_HISTORY: &str = "reports/history";

/// A path as a user would type it, for reports and the commands in them: without `..` if that can be resolved, and
/// relative to the current folder if it is below that.
pub fn path(text: &str) -> Result<Utf8PathBuf, String> {
    let here = std::env::current_dir().ok().and_then(|it| Utf8PathBuf::from_path_buf(it).ok());
    Ok(typed(Utf8Path::new(text), &here.unwrap_or_default()))
}

fn typed(path: &Utf8Path, here: &Utf8Path) -> Utf8PathBuf {
    let is_here = |it: &Utf8Component| *it == Utf8Component::CurDir;
    let parts: Vec<Utf8Component> = path.components().filter(|it| !is_here(it)).collect();
    // A path upwards from the current folder is as short as it gets.
    let is_up = |at: &usize| parts[*at] == Utf8Component::ParentDir;
    let first = (0..parts.len()).find(|at| !is_up(at)).unwrap_or(parts.len());
    let Some(last) = (first..parts.len()).rfind(is_up) else {
        let is_all = parts.is_empty() && !path.as_str().is_empty();
        return if is_all { ".".into() } else { parts.iter().collect() };
    };
    let (up, rest) = parts.split_at(last + 1);
    let up: Utf8PathBuf = up.iter().collect();
    let Ok(whole) = here.join(&up).canonicalize_utf8() else { return path.to_owned() };
    let whole = rest.iter().fold(whole, |path, part| path.join(part));
    let below =
        here.canonicalize_utf8().ok().and_then(|it| Some(whole.strip_prefix(it).ok()?.to_owned()));
    below.filter(|it| !it.as_str().is_empty()).unwrap_or(whole)
}

/// A folder, or a path where one can be made.
pub fn folder(text: &str) -> Result<Utf8PathBuf, String> {
    let path = path(text)?;
    if text.is_empty() {
        return Err("name a folder".to_owned());
    }
    match path.ancestors().find(|it| it.exists() && !it.is_dir()) {
        Some(file) => Err(format!("{file} is not a folder: name another")),
        None => Ok(path),
    }
}

/// Where the matrix is.
#[derive(Args, Clone)]
pub struct FileArgs {
    /// The matrix file
    #[arg(long, short, default_value = DEFAULT_MATRIX, value_parser = path)]
    pub matrix: Utf8PathBuf,
    /// A kernel source tree of any version, which need not be in the matrix; may be repeated
    #[arg(long = "kernel-tree", value_name = "PATH", value_parser = path)]
    pub kernel_tree: Vec<Utf8PathBuf>,
    /// A git repository of the kernel, whose tags and commits can be used as kernels; may be repeated
    #[arg(long = "kernel-git", value_name = "PATH", value_parser = path)]
    pub kernel_git: Vec<Utf8PathBuf>,
    /// A mirror of kernel.org (its /pub/linux/kernel), for kernels whose source is not on this host
    #[arg(long = "kernel-mirror", value_name = "ADDRESS", value_parser = address)]
    pub kernel_mirror: Option<String>,
    /// Include a debug kernel and its cells, whether or not the matrix names one (docs/debug-kernels.md)
    #[arg(long)]
    pub debug: bool,
    /// Download nothing: kernels that are not on this host are unavailable
    #[arg(long)]
    pub offline: bool,
}

impl FileArgs {
    /// The options that name the matrix, repositories and the mirror, with a space before each; empty for the
    /// default matrix alone.
    pub fn matrix_options(&self) -> String {
        let matrix = match self.matrix.as_str() {
            DEFAULT_MATRIX => String::new(),
            path => format!(" --matrix {}", quote(path)),
        };
        let repositories = self.kernel_git.iter().map(|path| quote(path.as_str()));
        let options =
            repositories.fold(matrix, |options, path| format!("{options} --kernel-git {path}"));
        let mirror = self.kernel_mirror.iter().map(|mirror| quote(mirror));
        let debug = if self.debug { " --debug" } else { "" };
        mirror.fold(options, |options, mirror| format!("{options} --kernel-mirror {mirror}"))
            + debug
    }

    /// The same with the options that name kernel trees.
    pub fn options(&self) -> String {
        let trees = self.kernel_tree.iter().map(|tree| quote(tree.as_str()));
        let trees: String = trees.map(|tree| format!(" --kernel-tree {tree}")).collect();
        format!("{}{trees}", self.matrix_options())
    }
}

fn address(text: &str) -> Result<String, String> {
    nlmatrix::environment::address(text).map(|()| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_said_as_somebody_would_type_it() {
        let folder = tempfile::tempdir().unwrap();
        let here = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        fs_err::create_dir_all(here.join("harness/xtask")).unwrap();
        let said = |text: &str| typed(Utf8Path::new(&text.replace("HERE", here.as_str())), &here);
        let whole = |text: &str| Utf8PathBuf::from(text.replace("HERE", here.as_str()));
        for (given, wanted) in [
            ("HERE/harness/xtask/../../matrix.toml", "matrix.toml"),
            ("HERE/harness/xtask/../../reports/out/test", "reports/out/test"),
            ("harness/../matrix.toml", "matrix.toml"),
            ("./matrix.toml", "matrix.toml"),
            (".", "."),
            ("", ""),
            ("../other/matrix.toml", "../other/matrix.toml"),
            ("HERE/matrix.toml", "HERE/matrix.toml"),
            ("gone/../matrix.toml", "gone/../matrix.toml"),
        ] {
            assert_eq!(said(given), whole(wanted), "{given}");
        }
    }
}
