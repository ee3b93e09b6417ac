//! How a module's folder is built.

use crate::digest::Recipe;

/// How a folder becomes modules. All of them see `/lib/modules/RELEASE/build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `make -C` the kernel's tree with `M=` the folder, and these variables.
    Kbuild(Vec<String>),
    /// As its `dkms.conf` says.
    Dkms,
    /// By this command line of a shell, which finds the kernel's release in `$kernelver` and its
    /// tree in `$kernel_source_dir`, as in a `dkms.conf`.
    Command(String),
}

/// Reads `dkms.conf` as dkms does: it is a shell script; a `make` gets the kernel's release. The module is
/// to be seen where dkms has it, and what is named as built is left in a file (`module::named`).
const DKMS: &str = r#"
arch=x86_64 folder=$PWD dkms_tree=$PWD/.nlmatrix/dkms source_tree=$PWD/.nlmatrix/src
module=$(. ./dkms.conf > /dev/null 2>&1 && echo "${PACKAGE_NAME:-}")
module_version=$(. ./dkms.conf > /dev/null 2>&1 && echo "${PACKAGE_VERSION:-}")
mkdir -p "$dkms_tree/$module/$module_version" "$source_tree"
ln -sfn "$folder" "$dkms_tree/$module/$module_version/build"
ln -sfn "$folder" "$source_tree/$module-$module_version"
. ./dkms.conf
exclude() {
    echo "ERROR: dkms.conf excludes $kernelver: $1=\"${!1}\""
    exit 1
}
in_order() { printf '%s\n' "$@" | sort -V -C; }
has() { grep -q "^$1=[ym]" "$kernel_source_dir/.config"; }
if [[ ! $kernelver =~ ${BUILD_EXCLUSIVE_KERNEL:-} ]]; then exclude BUILD_EXCLUSIVE_KERNEL; fi
if ! in_order "${BUILD_EXCLUSIVE_KERNEL_MIN:-0}" "$kernelver"; then
    exclude BUILD_EXCLUSIVE_KERNEL_MIN
fi
if ! in_order "$kernelver" "${BUILD_EXCLUSIVE_KERNEL_MAX:-$kernelver}"; then
    exclude BUILD_EXCLUSIVE_KERNEL_MAX
fi
if [[ ! $arch =~ ${BUILD_EXCLUSIVE_ARCH:-} ]]; then exclude BUILD_EXCLUSIVE_ARCH; fi
for option in ${BUILD_EXCLUSIVE_CONFIG:-}; do
    case $option in
        !*) if has "${option#!}"; then exclude BUILD_EXCLUSIVE_CONFIG; fi ;;
        *) if ! has "$option"; then exclude BUILD_EXCLUSIVE_CONFIG; fi ;;
    esac
done
command=${MAKE[0]:-make -C $kernel_source_dir M=$PWD modules}
(eval "${command/#make/make KERNELRELEASE=$kernelver}")
cd "$folder"
if [ "${#BUILT_MODULE_NAME[@]}" = 0 ]; then BUILT_MODULE_NAME[0]=$PACKAGE_NAME; fi
for i in "${!BUILT_MODULE_NAME[@]}"; do
    location=${BUILT_MODULE_LOCATION[i]:-.}
    echo "${location%/}/${BUILT_MODULE_NAME[i]}.ko"
done > .nlmatrix/modules
"#;

/// What comes before both: the names that a `dkms.conf` uses, and the compiler for every `make`.
const BEFORE: &str = r#"
set -e
kernelver=$1 kernel_source_dir=$2
shift 2
export kernelver kernel_source_dir MAKEFLAGS="$*"
"#;

impl Method {
    /// The script that builds in the folder it is started in; its arguments are the kernel's
    /// release, its tree and variables for `make`. `None` for plain kbuild.
    pub(super) fn script(&self) -> Option<String> {
        match self {
            Self::Kbuild(_) => None,
            Self::Dkms => Some(format!("{BEFORE}{DKMS}")),
            Self::Command(command) => Some(format!("{BEFORE}{command}")),
        }
    }

    /// Variables for kbuild.
    pub(super) fn variables(&self) -> &[String] {
        match self {
            Self::Kbuild(variables) => variables,
            Self::Dkms | Self::Command(_) => &[],
        }
    }

    /// Adds it to what a build is keyed by.
    pub(super) fn add_to(&self, recipe: Recipe) -> Recipe {
        recipe.with("method", format!("{self:?} {:?}", self.script()))
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use rstest::rstest;

    use super::*;
    use crate::process::Job;

    #[rstest]
    #[case::nothing("", "")]
    #[case::pattern("BUILD_EXCLUSIVE_KERNEL=^6", "")]
    #[case::other_pattern("BUILD_EXCLUSIVE_KERNEL=^5", "BUILD_EXCLUSIVE_KERNEL=\"^5\"")]
    #[case::min("BUILD_EXCLUSIVE_KERNEL_MIN=6.9", "")]
    #[case::above("BUILD_EXCLUSIVE_KERNEL_MIN=6.13", "BUILD_EXCLUSIVE_KERNEL_MIN=\"6.13\"")]
    #[case::max("BUILD_EXCLUSIVE_KERNEL_MAX=6.13", "")]
    #[case::below("BUILD_EXCLUSIVE_KERNEL_MAX=6.9", "BUILD_EXCLUSIVE_KERNEL_MAX=\"6.9\"")]
    #[case::arch("BUILD_EXCLUSIVE_ARCH=arm", "BUILD_EXCLUSIVE_ARCH=\"arm\"")]
    #[case::has("BUILD_EXCLUSIVE_CONFIG='CONFIG_A !CONFIG_B'", "")]
    #[case::lacks("BUILD_EXCLUSIVE_CONFIG=CONFIG_B", "BUILD_EXCLUSIVE_CONFIG=\"CONFIG_B\"")]
    #[case::has_not("BUILD_EXCLUSIVE_CONFIG=!CONFIG_A", "BUILD_EXCLUSIVE_CONFIG=\"!CONFIG_A\"")]
    fn a_dkms_conf_excludes_kernels(#[case] line: &str, #[case] said: &str) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("dkms.conf"), format!("MAKE='echo built'\n{line}\n")).unwrap();
        fs_err::write(folder.join(".config"), "CONFIG_A=m\n# CONFIG_B is not set\n").unwrap();
        let (script, log) = (Method::Dkms.script().unwrap(), folder.join("log"));
        let argv = ["-c", &script, "build", "6.12.117+deb13-amd64", folder.as_str()];
        let done = Job::new("bash").args(argv).dir(folder).output(&log).finish().unwrap();
        let text = fs_err::read_to_string(&log).unwrap();
        if said.is_empty() {
            assert_eq!((done.status, text.as_str()), (Some(0), "built\n"));
        } else {
            assert_eq!(text, format!("ERROR: dkms.conf excludes 6.12.117+deb13-amd64: {said}\n"));
            assert_eq!(done.status, Some(1));
            let version = "6.12.117".parse().unwrap();
            let diagnosis = crate::module::diagnose::diagnose(&text, &version).unwrap();
            assert_eq!(diagnosis.symbol, line.split('=').next().unwrap());
        }
    }
}
