//! Where the matrix is, and where reports go.

use camino::Utf8PathBuf;
use clap::Args;
use nlmatrix::process::quote;

/// Default matrix file.
pub const DEFAULT_MATRIX: &str = "matrix.toml";

/// Default folder of the report.
pub const DEFAULT_OUT: &str = "reports/out/latest";

/// Default folder of earlier runs.
pub const DEFAULT_HISTORY: &str = "reports/history";

/// A folder, or a place for one.
pub fn folder(text: &str) -> Result<Utf8PathBuf, String> {
    let path = Utf8PathBuf::from(text);
    if text.is_empty() {
        return Err("name a folder".to_owned());
    }
    match path.ancestors().find(|it| it.exists() && !it.is_dir()) {
        Some(file) => Err(format!("{file} is no folder: name another")),
        None => Ok(path),
    }
}

/// Where the matrix is.
#[derive(Args, Clone)]
pub struct FileArgs {
    /// The matrix file
    #[arg(long, short, default_value = DEFAULT_MATRIX)]
    pub matrix: Utf8PathBuf,
    /// A kernel source tree of any version, which need not be in the matrix; may be repeated
    #[arg(long = "kernel-tree", value_name = "PATH")]
    pub kernel_tree: Vec<Utf8PathBuf>,
    /// A git repository of the kernel, whose tags and commits stand for kernels; may be repeated
    #[arg(long = "kernel-git", value_name = "PATH")]
    pub kernel_git: Vec<Utf8PathBuf>,
    /// A mirror of kernel.org (its /pub/linux/kernel), for kernels whose source is not here
    #[arg(long = "kernel-mirror", value_name = "ADDRESS", value_parser = address)]
    pub kernel_mirror: Option<String>,
    /// With a debug kernel and its cells, whether or not the matrix names one (docs/debug-kernels.md)
    #[arg(long)]
    pub debug: bool,
    /// Download nothing: kernels that are not here are unavailable
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
