//! What a `dkms.conf` says is done as dkms does it.

use camino::{Utf8Path, Utf8PathBuf};
use rstest::rstest;
use tempfile::TempDir;

use super::*;
use crate::module::diagnose::diagnose;
use crate::module::named::Built;
use crate::process::Job;

const RELEASE: &str = "6.12.117+deb13-amd64";

/// A package in the folder in which it is built, next to a kernel's tree.
struct Package {
    _scratch: TempDir,
    work: Utf8PathBuf,
}

impl Package {
    fn of(conf: &str) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let work = Utf8Path::from_path(scratch.path()).unwrap().to_owned();
        let package = Self { _scratch: scratch, work };
        fs_err::create_dir_all(package.work.join("kernel")).unwrap();
        let config = "CONFIG_A=m\n# CONFIG_B is not set\n";
        fs_err::write(package.work.join("kernel/.config"), config).unwrap();
        package.with("dkms.conf", &format!("PACKAGE_NAME=p\nPACKAGE_VERSION=1.0+x\n{conf}\n"))
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.folder().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, text).unwrap();
        if text.starts_with("#!") {
            Job::new("chmod").args(["+x", path.as_str()]).run().unwrap();
        }
        self
    }

    fn folder(&self) -> Utf8PathBuf {
        self.work.join("p")
    }

    /// Builds it; returns the status and the output.
    fn build(&self) -> (Option<i32>, String) {
        let (script, log) = (Method::Dkms.script().unwrap(), self.work.join("log"));
        let tree = self.work.join("kernel");
        let argv = ["-c", &script, "build", RELEASE, tree.as_str(), self.work.as_str()];
        let job = Job::new("bash").args(argv).arg("CC=gcc-14").dir(self.folder()).output(&log);
        let done = job.finish().unwrap();
        (done.status, fs_err::read_to_string(&log).unwrap())
    }
}

#[rstest]
#[case::nothing("", "")]
#[case::pattern("BUILD_EXCLUSIVE_KERNEL=^6", "")]
#[case::other_pattern("BUILD_EXCLUSIVE_KERNEL=^5", "BUILD_EXCLUSIVE_KERNEL=\"^5\"")]
#[case::min("BUILD_EXCLUSIVE_KERNEL_MIN=6.9", "")]
#[case::above("BUILD_EXCLUSIVE_KERNEL_MIN=6.13", "BUILD_EXCLUSIVE_KERNEL_MIN=\"6.13\"")]
#[case::max("BUILD_EXCLUSIVE_KERNEL_MAX=6.13", "")]
#[case::below("BUILD_EXCLUSIVE_KERNEL_MAX=6.9", "BUILD_EXCLUSIVE_KERNEL_MAX=\"6.9\"")]
#[case::obsolete("OBSOLETE_BY=6.9", "BUILD_EXCLUSIVE_KERNEL_MAX=\"6.9\"")]
#[case::arch("BUILD_EXCLUSIVE_ARCH=arm", "BUILD_EXCLUSIVE_ARCH=\"arm\"")]
#[case::has("BUILD_EXCLUSIVE_CONFIG='CONFIG_A !CONFIG_B'", "")]
#[case::lacks(
    "BUILD_EXCLUSIVE_CONFIG=CONFIG_B",
    "BUILD_EXCLUSIVE_CONFIG=\"CONFIG_B\" (CONFIG_B is not set)"
)]
#[case::has_not(
    "BUILD_EXCLUSIVE_CONFIG='CONFIG_A !CONFIG_A'",
    "BUILD_EXCLUSIVE_CONFIG=\"CONFIG_A !CONFIG_A\" (CONFIG_A is set)"
)]
#[case::by_itself("[[ $kernelver =~ -amd64 ]] && build_exclude=yes", "build_exclude=\"yes\"")]
#[case::by_itself_not("[[ $kernelver =~ -rt- ]] && build_exclude=yes", "")]
#[case::by_the_configuration(
    ". $kernel_source_dir/.config; [ \"$CONFIG_B\" ] || BUILD_EXCLUSIVE_KERNEL='needs B'",
    "BUILD_EXCLUSIVE_KERNEL=\"needs B\""
)]
fn a_dkms_conf_excludes_kernels(#[case] line: &str, #[case] said: &str) {
    let (status, text) = Package::of(&format!("MAKE='echo built'\n{line}")).build();
    if said.is_empty() {
        assert_eq!((status, text.as_str()), (Some(0), "built\n"));
    } else {
        assert_eq!(text, format!("ERROR: dkms.conf excludes {RELEASE}: {said}\n"));
        assert_eq!(status, Some(1));
        let diagnosis = diagnose(&text, &"6.12.117".parse().unwrap()).unwrap();
        assert_eq!(diagnosis.kind, "excluded-kernel");
        assert!(said.starts_with(&diagnosis.symbol), "{}", diagnosis.symbol);
    }
}

#[rstest]
#[case::release("MAKE='echo $kernelver'", &[RELEASE])]
#[case::subshell("MAKE='(echo $kernelver; echo two)'", &[RELEASE, "two"])]
#[case::matched("MAKE[0]='echo zero'\nMAKE[1]='echo one'\nMAKE_MATCH[1]='^6\\.12'", &["one"])]
#[case::not_matched("MAKE[0]='echo zero'\nMAKE[1]='echo one'\nMAKE_MATCH[1]='^5'", &["zero"])]
#[case::last_match(
    "MAKE[0]='echo zero'\nMAKE_MATCH[0]='^6'\nMAKE[1]='echo one'\nMAKE_MATCH[1]='^6'",
    &["one"]
)]
#[case::carriage_returns("MAKE='echo built'\r\nX=1\r", &["built"])]
#[case::a_test_that_fails("[ -e /gone ] && X=1\nfalse\nMAKE='echo built'", &["built"])]
#[case::their_compiler("MAKE='echo $CC $KERNEL_CC'", &["gcc-14 gcc-14"])]
#[case::folder("MAKE='echo ${PWD##*/dkms/} ${dkms_tree##*/} $module $module_version'",
    &["p/1.0+x/build dkms p 1.0+x"])]
#[case::several_lines("MAKE=\"echo\n  one\n  two\n\"", &["one two"])]
#[case::quotes_within("MAKE=\"echo \\\"one\\\"  two\"", &["one two"])]
#[case::substituted("MAKE=\"echo $(\n  [[ -n \\\"$GONE\\\" ]] && echo one\n)\n two\"", &["one two"])]
#[case::jobs("MAKE=\"echo ${parallel_jobs+jobs} $kernelver\"", &["jobs 6.12.117+deb13-amd64"])]
#[case::own_variables("i=7 words=x command=x work=/x folder=/x\nMAKE='echo built'", &["built"])]
fn make_is_called_as_dkms_does(#[case] conf: &str, #[case] said: &[&str]) {
    let (status, text) = Package::of(conf).build();
    assert_eq!((status, text.lines().collect::<Vec<_>>()), (Some(0), said.to_vec()));
}

#[test]
fn make_gets_the_release_and_all_processors() {
    let makefile = "all:\n\t@echo $(KERNELRELEASE) $(filter -j%,$(MAKEFLAGS))\n";
    let (_, text) = Package::of("MAKE=\"make V=0\"").with("Makefile", makefile).build();
    assert!(text.starts_with(&format!("{RELEASE} -j")), "{text}");
}

#[rstest]
#[case::all("PATCH[0]=a.patch", "patched")]
#[case::matching("PATCH[0]=a.patch\nPATCH_MATCH[0]='^6'", "patched")]
#[case::of_another("PATCH[3]=a.patch\nPATCH_MATCH[3]='^5'", "plain")]
fn patches_are_applied(#[case] conf: &str, #[case] content: &str) {
    let patch = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-plain\n+patched\n";
    let package = Package::of(&format!("{conf}\nMAKE='cat f'")).with("f", "plain\n");
    let (status, text) = package.with("patches/a.patch", patch).build();
    assert_eq!((status, text.lines().last()), (Some(0), Some(content)));
}

#[rstest]
#[case::patch("PATCH[0]=gone.patch", "has a patch that does not apply: gone.patch")]
#[case::before("PRE_BUILD='fail.sh 3'", "calls a script that failed with 3: fail.sh 3")]
#[case::after("POST_BUILD='fail.sh 4'", "calls a script that failed with 4: fail.sh 4")]
#[case::needs("BUILD_DEPENDS[0]=spl", "needs spl, which is not installed: BUILD_DEPENDS=\"spl\"")]
fn what_dkms_would_stop_at_is_said(#[case] conf: &str, #[case] said: &str) {
    let package =
        Package::of(&format!("MAKE=true\n{conf}")).with("fail.sh", "#!/bin/sh\nexit $1\n");
    let (status, text) = package.build();
    assert_eq!(status, Some(1));
    assert_eq!(text.lines().last().unwrap(), format!("ERROR: dkms.conf {said}"));
    assert!(diagnose(&text, &"6.12".parse().unwrap()).is_some(), "{text}");
}

#[test]
fn scripts_run_around_the_build_and_modules_get_their_names() {
    let conf = "PRE_BUILD='before.sh x.h'\nMAKE='cp x.h src/x.ko; cp x.h y.ko'\nPOST_BUILD=after.sh\n\
        BUILT_MODULE_NAME[0]=x\nBUILT_MODULE_LOCATION[0]=src/\nDEST_MODULE_NAME[0]=renamed\n\
        BUILT_MODULE_NAME[2]=y\nBUILT_MODULE_NAME[1]=gone\nSTRIP[0]=no";
    let after = "#!/bin/sh\necho more >> ../$kernelver/x86_64/module/y.ko\n";
    let package = Package::of(conf).with("src/x.c", "").with("after.sh", after);
    let package = package.with("before.sh", "#!/bin/sh\necho made > $1\n").with("idle.sh", "");
    let (status, text) = package.build();
    assert_eq!((status, &*text), (Some(0), "dkms: PRE_BUILD is done\n"));
    let built = Built::of(&package.folder()).unwrap();
    let names: Vec<_> = built.named.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!((names, built.missing.as_deref()), (vec!["renamed.ko", "y.ko"], Some("gone.ko")));
    assert_eq!(fs_err::read_to_string(&built.named[0]).unwrap(), "made\n");
    assert_eq!(fs_err::read_to_string(&built.named[1]).unwrap(), "made\nmore\n");
}

/// Like the call of configure in zfs' dkms.conf.
#[test]
fn a_script_may_have_its_arguments_on_lines_of_their_own() {
    let conf =
        "PRE_BUILD=\"before.sh\n  --one\n  --two=$(echo x)\n\"\nMAKE=true\nBUILT_MODULE_NAME[0]=x";
    let script = "#!/bin/sh\necho \"$# $*\"\n";
    let (status, text) = Package::of(conf).with("before.sh", script).build();
    assert_eq!((status, text.lines().next()), (Some(0), Some("2 --one --two=x")));
}

/// Like jool's dkms.conf, which finds its sources to read the version from them.
#[test]
fn a_dkms_conf_finds_what_lies_beside_it() {
    let conf = "HERE=\"${BASH_SOURCE%/dkms.conf}\"\n. \"$HERE/named.sh\"\nMAKE=\"echo $WORD\"";
    let (status, text) = Package::of(conf).with("named.sh", "WORD=found\n").build();
    assert_eq!((status, &*text), (Some(0), "found\n"));
}

#[test]
fn a_script_that_is_not_executable_is_left_out() {
    let (status, text) =
        Package::of("PRE_BUILD=idle.sh\nMAKE=true").with("idle.sh", "exit 1").build();
    assert_eq!(status, Some(0));
    assert!(text.contains("not executable") && text.contains("idle.sh"), "{text}");
}
