//! Writes a first matrix file for a user's own module.

#[cfg(test)]
mod answer_tests;
mod asked;
mod error;
mod find;
mod flavour;
mod packages;
#[cfg(test)]
mod proposal_tests;
mod source;

use askama::Template;
use camino::{Utf8Path, Utf8PathBuf};

pub use self::error::InitError;
pub use self::find::{Found, find};
use crate::matrix::Method;
use crate::module::Sources;
use crate::spec::SourceNames;
use source::{Code, Proposal, UNNAMED, propose};

/// The matrix file's name.
const FILE: &str = "matrix.toml";

#[derive(Template)]
#[template(path = "init.toml", escape = "none")]
struct Matrix<'a> {
    name: &'a str,
    by: &'a str,
    /// The module's name as the kernel knows it, in `/proc/modules`.
    module: String,
    command: Option<String>,
    /// Debian packages that its build needs.
    packages: &'a [&'a str],
    /// What its sources need that the smaller flavour lacks.
    lacks: Option<String>,
    /// Steps that its sources suggest.
    proposal: Proposal,
}

/// `name` in a form that is valid in ids, where a dot separates parts, and so does `__` in file names.
fn id_of(name: &str) -> String {
    let words = name.split(['.', '_']).filter(|word| !word.is_empty());
    let separator = if name.contains('.') { "-" } else { "_" };
    words.collect::<Vec<_>>().join(separator)
}

/// Writes a matrix file for the module in `folder`; returns its path.
pub fn write(folder: &Utf8Path) -> Result<Utf8PathBuf, InitError> {
    let folder = camino::absolute_utf8(folder)?;
    let path = folder.join(FILE);
    if path.exists() {
        return Err(InitError::Exists(path));
    }
    let Found { name, by, module, command, options } = find(&folder)?;
    let sources = Sources::of_folder(&name, &folder, None, Method::Kbuild(Vec::new()))?;
    let code = code_of(&sources, by)?;
    let proposal = propose(&code, if command.is_some() { UNNAMED } else { &module });
    // The name may depend on what a makefile passes on.
    let rest = if command.is_some() { r"\w*" } else { "" };
    let module = format!("{}{rest}", regex::escape(&module));
    let lacks = flavour::lacks(&sources, &options);
    let (name, packages) = (id_of(&name), packages::needed(&folder));
    let packages = &packages[..];
    let matrix = Matrix { name: &name, by, module, command, packages, lacks, proposal };
    let text = matrix.render()?;
    fs_err::write(&path, text + "\n")?;
    Ok(path)
}

/// The names in a module's sources for the parts of its families' messages.
pub fn family_names(sources: &Sources) -> Result<Vec<SourceNames>, InitError> {
    Ok(source::names(&code_of(sources, "")?))
}

/// Reads those of `sources` that are compiled. Which ones, `by`, a makefile's name, says in a copy.
fn code_of(sources: &Sources, by: &str) -> Result<Code, InitError> {
    let scratch = tempfile::tempdir()?;
    let out = Utf8Path::from_path(scratch.path()).expect("temporary folders are named in ASCII");
    let compiled = asked::compiled(&sources.write(out)?, by)?;
    let files = sources.c_files(&compiled);
    Ok(Code::of(files.iter().map(|(name, text)| (*name, &**text))))
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
    #[case::dotted("Kbuild", "obj-m += my.own__mod.o\n", "my.own__mod", "my.own__mod")]
    #[case::config("Makefile", "obj-$(CONFIG_X) += x-y.o\n", "x-y", "x_y")]
    #[case::variable_object("Makefile", "N := foo\nobj-m := $(N).o\n", "foo", "foo")]
    #[case::braces("Kbuild", "N := foo\nobj-m += ${N}.o\n", "foo", "foo")]
    #[case::continued("Kbuild", "obj-m := \\\n  a.o \\\n  b.o\n", "a", "a")]
    #[case::function("Kbuild", "L := a b\nobj-m := $(addsuffix .o,$(L))\n", "a", "a")]
    #[case::otherwise(
        "Makefile",
        "ifeq ($(KERNELRELEASE),)\nall:\n\tmake -C /x\nelse\nobj-m := a.o\nendif\n",
        "a",
        "a"
    )]
    #[case::below_another(
        "Makefile",
        "ifeq ($(MAKELEVEL),0)\n$(error start above)\nendif\nobj-m := a.o\n",
        "a",
        "a"
    )]
    #[case::of_modules(
        "Makefile",
        "ifneq ($(KBUILD_MODULES),)\nobj-m := a.o\nelse\nall:\n\tcc m.c\nendif\n",
        "a",
        "a"
    )]
    #[case::list(
        "dkms.conf",
        "PACKAGE_NAME=a\nPACKAGE_VERSION=1\nfor i in 0 1; do\nBUILT_MODULE_NAME[$i]=\"foo$i\"\ndone\n",
        "a",
        "foo0"
    )]
    fn a_module_is_found(
        #[case] file: &'static str,
        #[case] text: &str,
        #[case] name: &str,
        #[case] module: &str,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join(file), text).unwrap();
        let (own_name, module) = (name.to_owned(), module.to_owned());
        let (command, options) = (None, Vec::new());
        let found = Found { name: own_name, by: file, module, command, options };
        assert_eq!(find(folder).unwrap(), found);
        let path = write(folder).unwrap();
        let matrix = crate::matrix::load(&path, crate::scenario::shipped()).unwrap();
        assert_eq!(matrix.systems[0].name, id_of(name));
        assert!(matches!(write(folder), Err(InitError::Exists(_))));
    }

    /// A user who uncomments them gets valid steps.
    #[test]
    fn the_messages_that_it_shows_in_comments_are_steps() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Kbuild"), "obj-m := a.o\n").unwrap();
        let path = write(folder).unwrap();
        let text = fs_err::read_to_string(&path).unwrap();
        let (before, shown) = text.split_once("# A message to a family").unwrap();
        let (shown, after) = shown.split_once("\n\n").unwrap();
        let step = regex::Regex::new(r"(?m)^# (\[\[scenario|[a-z]+ = )").unwrap();
        let shown = step.replace_all(shown, "$1");
        let (shown, after) = (shown.split_once('\n').unwrap().1, after);
        fs_err::write(&path, format!("{before}\n{shown}\n\n{after}")).unwrap();
        let matrix = crate::matrix::load(&path, crate::scenario::shipped()).unwrap();
        let steps = format!("{:?}", matrix.declared("first").unwrap());
        for kind in ["request: Some", "Join", "request: None"] {
            assert!(steps.contains(kind), "{kind} in {steps}");
        }
    }

    #[rstest]
    #[case::cloud("#include <linux/module.h>\n#include <net/genetlink.h>", "cloud-amd64")]
    #[case::media("#include <linux/module.h>\n # include <media/v4l2-device.h>", "amd64")]
    #[case::leds("#include <linux/leds.h>", "amd64")]
    #[case::netfilter(
        "#include <linux/netfilter/x_tables.h>\n#include <linux/pci.h>",
        "cloud-amd64"
    )]
    fn the_flavour_has_what_the_sources_need(#[case] source: &str, #[case] flavour: &str) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Kbuild"), "obj-m := a.o\n").unwrap();
        fs_err::write(folder.join("a.c"), source).unwrap();
        let matrix =
            crate::matrix::load(&write(folder).unwrap(), crate::scenario::shipped()).unwrap();
        for kernel in matrix.kernels {
            let crate::matrix::Provider::Debian(debian) = kernel.provider else { panic!() };
            assert_eq!(debian.flavour, flavour);
        }
    }

    #[rstest]
    #[case::a_driver("CONFIG_PCI CONFIG_CRC16", Some("Its dkms.conf asks for CONFIG_CRC16, and"))]
    #[case::of_both("CONFIG_PCI CONFIG_ACPI", None)]
    #[case::may_not_be_set("!CONFIG_PREEMPT_RT", None)]
    fn the_flavour_has_what_a_dkms_conf_asks_for(
        #[case] options: &str,
        #[case] said: Option<&str>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let conf = format!("PACKAGE_NAME=a\nBUILD_EXCLUSIVE_CONFIG=\"{options}\"\n");
        fs_err::write(folder.join("dkms.conf"), conf).unwrap();
        let text = fs_err::read_to_string(write(folder).unwrap()).unwrap();
        assert_eq!(text.contains("flavour = \"amd64\" }"), said.is_some());
        assert!(said.is_none_or(|said| text.contains(said)), "{text}");
    }

    #[rstest]
    #[case::made_by_make(
        "configure:\n\t./autogen.sh\n",
        "AC_INIT\nLT_INIT\n",
        "\"autoconf\", \"automake\", \"libtool\""
    )]
    #[case::plain("configure:\n\tautoreconf -i\n", "AC_INIT\n", "\"autoconf\", \"automake\"")]
    #[case::not_called("obj-m := a.o\n", "AC_INIT\n", "")]
    #[case::of_nothing("configure:\n\t./autogen.sh\n", "", "")]
    fn what_makes_a_configure_script_comes_as_packages(
        #[case] makefile: &str,
        #[case] script: &str,
        #[case] packages: &str,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Kbuild"), "obj-m := a.o\n").unwrap();
        fs_err::write(folder.join("Makefile"), makefile).unwrap();
        if !script.is_empty() {
            fs_err::write(folder.join("configure.ac"), script).unwrap();
        }
        let path = write(folder).unwrap();
        let text = fs_err::read_to_string(&path).unwrap();
        let line = format!("build-packages = [{packages}]");
        assert_eq!(text.lines().any(|it| it == line), !packages.is_empty(), "{text}");
        crate::matrix::load(&path, crate::scenario::shipped()).unwrap();
        // If the script exists, none of them is needed.
        fs_err::remove_file(&path).unwrap();
        fs_err::write(folder.join("configure"), "").unwrap();
        assert!(
            !fs_err::read_to_string(write(folder).unwrap()).unwrap().contains("build-packages = [")
        );
    }

    #[rstest]
    #[case::of_modules("obj-m := sub/\n")]
    // Kbuild enters them only for the modules that they contain.
    #[case::of_anything("obj-y += sub/\n")]
    #[case::without_objects("subdir-m += sub\n")]
    #[case::beside_objects("obj-y := b.o sub/\n")]
    fn folders_that_kbuild_goes_into_are_followed(#[case] kbuild: &str) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(folder.join("sub")).unwrap();
        fs_err::write(folder.join("Kbuild"), kbuild).unwrap();
        fs_err::write(folder.join("sub/Makefile"), "obj-m := deep.o\n").unwrap();
        assert_eq!(find(folder).unwrap().name, "deep");
    }

    /// As in drivers that build two modules from one source.
    #[test]
    fn a_module_that_only_its_makefile_above_can_build_is_built_by_make() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(folder.join("driver/src")).unwrap();
        let above =
            "export top := $(shell pwd)\nall:\n\t$(MAKE) -C src VF=0\n\t$(MAKE) -C src VF=1\n";
        fs_err::write(folder.join("driver/Makefile"), above).unwrap();
        let own = "include $(top)/flags.mk\nNAME := own$(if $(VF),-vf)\nobj-m += $(NAME).o\nall:\n\tmake A=1\n";
        fs_err::write(folder.join("driver/src/Makefile"), own).unwrap();
        fs_err::create_dir(folder.join("driver/lib")).unwrap();
        fs_err::write(
            folder.join("driver/lib/Makefile"),
            "obj-m += lib.o\ninclude $(top)/flags.mk\n",
        )
        .unwrap();
        let source = "static int n; module_param(n, int, 0444);\nMODULE_LICENSE(\"GPL\");\n";
        fs_err::write(folder.join("driver/src/own.c"), source).unwrap();
        let error = find(folder).unwrap_err().to_string();
        assert!(error.contains("there is one in driver: "), "{error}");
        let path = write(&folder.join("driver")).unwrap();
        let text = fs_err::read_to_string(&path).unwrap();
        let has = |line: &str| text.lines().any(|it| it == line);
        assert!(
            has("name = \"own\"") && has("command = \"make\"") && has(r"matches = '(?m)^own\w* '"),
            "{text}"
        );
        assert!(has("# read = \"/sys/module/NAME/parameters/n\""), "{text}");
        crate::matrix::load(&path, crate::scenario::shipped()).unwrap();
        let top = "default: tools drivers\ntools:\n\tcc x.c\ndrivers:\n\t$(MAKE) -C driver V=1\n";
        fs_err::write(folder.join("Makefile"), top).unwrap();
        assert_eq!(find(folder).unwrap().command.unwrap(), "make drivers", "tools are no module");
        let left = folder.join("driver/src").read_dir_utf8().unwrap().count();
        assert_eq!(left, 2, "nothing but the makefile and the source is there");
    }

    /// As in a module that tests what the kernel has: a file made for the question would affect each build.
    #[test]
    fn what_make_makes_to_read_a_makefile_is_not_left_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let makefile =
            "include $(M)/made.mk\n$(M)/made.mk:\n\techo 'N := made' > $@\nobj-m := $(N).o\n";
        fs_err::write(folder.join("Makefile"), makefile).unwrap();
        assert_eq!(find(folder).unwrap().name, "made");
        write(folder).unwrap();
        let left = folder.read_dir_utf8().unwrap().map(|it| it.unwrap().file_name().to_owned());
        let mut left: Vec<String> = left.collect();
        left.sort();
        assert_eq!(left, ["Makefile", FILE]);
    }

    #[test]
    fn the_top_of_a_project_is_told_where_its_module_is() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(folder.join("src/kmod")).unwrap();
        fs_err::write(folder.join("src/kmod/Makefile"), "obj-m := m.o\n").unwrap();
        let error = find(folder).unwrap_err().to_string();
        assert!(error.contains("there is one in src/kmod: nlmatrix init /"), "{error}");
        let error = find(&folder.join("gone")).unwrap_err().to_string();
        assert!(error.ends_with("gone is not a folder"), "{error}");
    }

    /// Copied from a web page: its commands begin with spaces.
    #[test]
    fn a_makefile_that_make_cannot_read_is_told_in_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Makefile"), "obj-m := m.o\nall:\n    $(MAKE) x\n").unwrap();
        let error = find(folder).unwrap_err().to_string();
        assert!(error.contains("Makefile:3: *** missing separator"), "{error}");
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
