//! A first matrix file for a module of somebody's own.

mod flavour;

use askama::Template;
use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use crate::module::{Method, ModuleError, Sources};

/// The matrix file's name.
const FILE: &str = "matrix.toml";

/// Why no matrix file was written.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is one.
    #[error("{0} is there already: nothing was changed")]
    Exists(Utf8PathBuf),
    /// No module there.
    #[error(
        "{0} has no dkms.conf, Kbuild or Makefile with obj-m: start in the module's folder, or \
             name it: nlmatrix init FOLDER"
    )]
    NoModule(Utf8PathBuf),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The sources.
    #[error(transparent)]
    Sources(#[from] ModuleError),
    /// The template.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

/// What was found in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The module's name: dkms's package, or the first object.
    pub name: String,
    /// The file that says how it is built.
    pub by: &'static str,
    /// The module as the kernel will name it.
    pub module: String,
}

#[derive(Template)]
#[template(path = "init.toml", escape = "none")]
struct Matrix<'a> {
    name: &'a str,
    by: &'a str,
    module: String,
    /// What of its sources the smaller flavour has nothing for.
    lacks: Option<&'a str>,
}

/// Looks for a module in `folder`.
pub fn find(folder: &Utf8Path) -> Result<Found, InitError> {
    /// A file, and what names the module in it.
    const PLACES: [(&str, &str); 3] = [
        ("dkms.conf", r#"(?m)^\s*PACKAGE_NAME\s*=\s*"?([\w.+-]+)"#),
        ("Kbuild", r"(?m)^\s*obj-(?:m|\$\(\w+\))\s*[:+]?=\s*([\w.+-]+)\.o"),
        ("Makefile", r"(?m)^\s*obj-(?:m|\$\(\w+\))\s*[:+]?=\s*([\w.+-]+)\.o"),
    ];
    for (file, pattern) in PLACES {
        let Ok(text) = fs_err::read_to_string(folder.join(file)) else { continue };
        let pattern = Regex::new(pattern).expect("the table's patterns are tested");
        if let Some(found) = pattern.captures(&text) {
            let module = module_name(&text).unwrap_or(&found[1]).replace('-', "_");
            return Ok(Found { name: found[1].to_owned(), by: file, module });
        }
    }
    Err(InitError::NoModule(folder.to_owned()))
}

/// What a `dkms.conf` calls its first module, unless that is a variable.
fn module_name(text: &str) -> Option<&str> {
    let pattern = Regex::new(r#"(?m)^\s*BUILT_MODULE_NAME(?:\[0\])?\s*=\s*"?([\w.+-]+)"#);
    let found = pattern.expect("a fixed expression").captures(text)?;
    Some(found.get(1)?.as_str())
}

/// Writes a matrix file for the module in `folder`; gives its path.
pub fn write(folder: &Utf8Path) -> Result<Utf8PathBuf, InitError> {
    let folder = camino::absolute_utf8(folder)?;
    let path = folder.join(FILE);
    if path.exists() {
        return Err(InitError::Exists(path));
    }
    let Found { name, by, module } = find(&folder)?;
    let sources = Sources::of_folder(&name, &folder, Method::Kbuild(Vec::new()))?;
    let (module, lacks) = (regex::escape(&module), flavour::lacks(&sources));
    let text = Matrix { name: &name, by, module, lacks }.render()?;
    fs_err::write(&path, text + "\n")?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::dkms("dkms.conf", "PACKAGE_NAME=\"my-mod\"\nPACKAGE_VERSION=1\n", "my-mod", "my_mod")]
    #[case::named("dkms.conf", "PACKAGE_NAME=a\nBUILT_MODULE_NAME[0]=\"a-v2\"\n", "a", "a_v2")]
    #[case::variable("dkms.conf", "PACKAGE_NAME=a\nBUILT_MODULE_NAME=$PACKAGE_NAME\n", "a", "a")]
    #[case::kbuild("Kbuild", "ccflags-y := -g\nobj-m += hello.o\n", "hello", "hello")]
    #[case::wrapper("Makefile", "ifneq ($(KERNELRELEASE),)\nobj-m := a.o b.o\nendif\n", "a", "a")]
    #[case::config("Makefile", "obj-$(CONFIG_X) += x-y.o\n", "x-y", "x_y")]
    fn a_module_is_found(
        #[case] file: &'static str,
        #[case] text: &str,
        #[case] name: &str,
        #[case] module: &str,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join(file), text).unwrap();
        let found = Found { name: name.to_owned(), by: file, module: module.to_owned() };
        assert_eq!(find(folder).unwrap(), found);
        let path = write(folder).unwrap();
        let matrix = crate::matrix::load(&path).unwrap();
        assert_eq!(matrix.systems[0].name, name);
        assert!(matches!(write(folder), Err(InitError::Exists(_))));
    }

    #[rstest]
    #[case::cloud("#include <linux/module.h>\n#include <net/genetlink.h>", "cloud-amd64")]
    #[case::media("#include <linux/module.h>\n # include <media/v4l2-device.h>", "amd64")]
    fn the_flavour_has_what_the_sources_need(#[case] source: &str, #[case] flavour: &str) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Kbuild"), "obj-m := a.o\n").unwrap();
        fs_err::write(folder.join("a.c"), source).unwrap();
        let matrix = crate::matrix::load(&write(folder).unwrap()).unwrap();
        for kernel in matrix.kernels {
            let crate::matrix::Provider::Debian(debian) = kernel.provider else { panic!() };
            assert_eq!(debian.flavour, flavour);
        }
    }

    #[test]
    fn a_folder_without_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Makefile"), "all:\n\tcc x.c\n").unwrap();
        let error = find(folder).unwrap_err().to_string();
        assert!(error.starts_with(folder.as_str()), "{error}");
    }
}
