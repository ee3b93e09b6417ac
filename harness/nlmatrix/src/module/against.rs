//! A kernel as modules are built against it: its tree, its compiler, and the arguments of `make`.

use std::sync::LazyLock;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::kept::Kept;
use super::method::BY_HAND;
use super::named::{Built, modules_in};
use super::sources::Sources;
use super::{ModuleError, answers};
use crate::digest::{Digest, Recipe};
use crate::kernel::Kernel;
use crate::kernel::build::Purpose;
use crate::process::{Finished, Job, ProcessError};
use crate::run::{BuildRecord, Diagnosis, KernelProvider};
use crate::store::Store;
use crate::toolchain::Toolchain;

/// The kind of these products in the store.
pub(super) const KIND: &str = "modules";

/// How many bytes of the build's output are kept in a record; `build.log` has all of it.
const KEPT: usize = 16_000;

/// A refused module with more files is not compiled to the end, which would take minutes.
const FEW_FILES: usize = 60;

/// The layout of a package's folder in dkms.
static IN_DKMS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"dkms/[^/\s]+/[^/\s]+/build/").expect("a fixed expression"));

/// The message about a header that a compiler does not find.
static LACKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"fatal error: (\S+): No such file").expect("a fixed expression"));

/// A source line that a compiler shows.
static SHOWN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*\d+ \|").expect("a fixed expression"));

/// What a module is built against.
pub(super) struct Against<'a> {
    pub store: &'a Store,
    pub kernel: &'a Kernel,
    tree: &'a Utf8Path,
    /// The toolchain of the kernel's profile.
    toolchain: Toolchain,
}

impl<'a> Against<'a> {
    pub fn new(
        store: &'a Store,
        toolchain: &Toolchain,
        kernel: &'a Kernel,
    ) -> Result<Self, ModuleError> {
        let boot_only =
            || ModuleError::BootOnly { kernel: kernel.id.clone(), reason: kernel.reason.clone() };
        let tree = kernel.build.as_deref().ok_or_else(boot_only)?;
        Ok(Self { store, kernel, tree, toolchain: kernel.profile.toolchain(toolchain)? })
    }

    /// The key of what `sources` become when built against it.
    pub fn key(&self, sources: &Sources) -> Digest {
        let recipe = Recipe::new(KIND, 1).with("kernel", self.kernel.digest.as_str());
        let recipe = recipe.with("toolchain", self.toolchain.digest().as_str());
        let recipe = match self.kernel.provider {
            KernelProvider::Source => recipe.with("profile", self.kernel.profile.revision()),
            _ => recipe,
        };
        sources.add_to(recipe).key()
    }

    /// Builds what is in `folder`, below `work`, as `sources` are to be built; returns its status and output.
    ///
    /// # Errors
    /// [`ModuleError::Interrupted`] if the machine ended the build, which says nothing about the module.
    pub fn compile(
        &self,
        sources: &Sources,
        folder: &Utf8Path,
        work: &Utf8Path,
    ) -> Result<(Option<i32>, String), ModuleError> {
        let said = match sources.method.script() {
            Some(script) => self.carry_out(sources, folder, work, self.by_script(&script, work))?,
            None => self.with_every_complaint(sources, folder, work)?,
        };
        if said.0 == Some(0) || !sources.has_makefile_of_its_own() {
            return Ok(said);
        }
        // As a person would do first: its makefile may make headers, or pass on what kbuild has to know.
        let argv = self.by_script(BY_HAND, work);
        let by_hand = self.carry_out(sources, folder, work, argv)?;
        let has_built = by_hand.0 == Some(0) && !modules_in(folder)?.is_empty();
        Ok(if has_built || finds_more(&said.1, &by_hand.1) { by_hand } else { said })
    }

    /// With kbuild; if it refuses one of several files, with the compiler's messages about every file.
    fn with_every_complaint(
        &self,
        sources: &Sources,
        folder: &Utf8Path,
        work: &Utf8Path,
    ) -> Result<(Option<i32>, String), ModuleError> {
        let said = self.compile_by_kbuild(sources, folder, work)?;
        let files = sources.paths().filter(|path| path.extension() == Some("c")).count();
        if said.0 == Some(0) || !said.1.contains("error: ") || !(2..=FEW_FILES).contains(&files) {
            return Ok(said);
        }
        let mut argv = self.by_kbuild(&format!("M={folder}"))?;
        argv.push("--keep-going".to_owned());
        self.carry_out(sources, folder, work, argv)
    }

    /// The same with kbuild alone.
    pub fn compile_by_kbuild(
        &self,
        sources: &Sources,
        folder: &Utf8Path,
        work: &Utf8Path,
    ) -> Result<(Option<i32>, String), ModuleError> {
        self.carry_out(sources, folder, work, self.by_kbuild(&format!("M={folder}"))?)
    }

    /// The folder in which `sources` were built last, if there can be one.
    pub fn kept(&self, sources: &Sources) -> Result<Option<Kept>, ModuleError> {
        match self.is_settled() {
            true => Kept::open(self.store, self.of(), sources),
            false => Ok(None),
        }
    }

    /// What everything that is built against it depends on.
    fn of(&self) -> (&Digest, &Digest) {
        (&self.kernel.digest, self.toolchain.digest())
    }

    /// Is it certain that nobody changes the kernel's tree or the compiler?
    fn is_settled(&self) -> bool {
        let packaged = matches!(
            self.kernel.provider,
            KernelProvider::Debian | KernelProvider::Apt | KernelProvider::Rpm
        );
        packaged && self.toolchain.sysroot().is_some()
    }

    /// Runs kbuild as usual, with the answers recorded before, if nobody edits the tree.
    fn by_kbuild(&self, module: &str) -> Result<Vec<String>, ModuleError> {
        let tree = self.toolchain.seen(self.tree);
        let make = ["make", "-C", tree.as_str(), module, "modules"].map(str::to_owned);
        // A list of files cannot contain names with white space.
        let listed = !self.store.root().as_str().contains(char::is_whitespace);
        if !listed || !self.is_settled() {
            return Ok(make.to_vec());
        }
        let ask = |work: &Utf8Path, variables: &[String]| self.ask(work, variables);
        let environment = ["env".to_owned(), answers::variables(self.store, self.of(), ask)?];
        Ok(environment.into_iter().chain(make).collect())
    }

    /// Runs kbuild in the folder `work` with these environment variables, whatever the result.
    fn ask(&self, work: &Utf8Path, variables: &[String]) -> Result<(), ModuleError> {
        let (tree, module) = (self.toolchain.seen(self.tree), format!("M={work}"));
        let mut argv = vec!["env".to_owned()];
        argv.extend(variables.iter().cloned());
        argv.extend(["make", "-C", tree.as_str(), &module, "modules"].map(str::to_owned));
        argv.extend(compilers(self.store, &self.toolchain, self.kernel)?);
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        let job = self.toolchain.job_for(work, &self.kernel.release, self.tree, &argv);
        let ended = job.output(work.join("asking.log")).finish();
        let (module, kernel) = ("kbuild's questions".to_owned(), self.kernel.id.clone());
        match ended {
            Ok(ended) if ended.status.is_some() => Ok(()),
            Ok(_) => {
                let line = "a signal ended it".to_owned();
                Err(ModuleError::Interrupted { module, kernel, line })
            }
            Err(source) => Err(ModuleError::Toolchain { module, kernel, source: Box::new(source) }),
        }
    }

    fn by_script(&self, script: &str, work: &Utf8Path) -> Vec<String> {
        let (release, tree) = (self.kernel.release.as_str(), self.toolchain.seen(self.tree));
        ["bash", "-c", script, "build", release, tree.as_str(), work.as_str()]
            .map(str::to_owned)
            .to_vec()
    }

    /// Runs one command of a build, with the compiler and the variables of the method.
    fn carry_out(
        &self,
        sources: &Sources,
        folder: &Utf8Path,
        work: &Utf8Path,
        mut argv: Vec<String>,
    ) -> Result<(Option<i32>, String), ModuleError> {
        argv.extend(compilers(self.store, &self.toolchain, self.kernel)?);
        argv.extend(sources.method.variables().iter().cloned());
        let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
        let log = work.join("build.log");
        let job = self.toolchain.job_for(folder, &self.kernel.release, self.tree, &argv);
        let ended = job.output(&log).finish_within(sources.deadline);
        let ended = ended.map_err(|source| self.failed(sources, source))?;
        let text = fs_err::read(&log).map_err(ModuleError::io(&log))?;
        // The scratch folder's name means nothing to a reader, and changes each time.
        let text = String::from_utf8_lossy(&text).replace(&format!("{work}/"), "");
        let text = IN_DKMS.replace_all(&text, format!("{}/", sources.id.system));
        let Some(Finished { status, .. }) = ended else {
            return Err(self.endless(sources, &text));
        };
        match interruption(status, &text) {
            None => Ok((status, text.into_owned())),
            Some(line) => {
                let (module, kernel) = (sources.id.to_string(), self.kernel.id.clone());
                Err(ModuleError::Interrupted { module, kernel, line })
            }
        }
    }

    fn endless(&self, sources: &Sources, log: &str) -> ModuleError {
        let last = log.lines().rev().find(|line| !line.trim().is_empty());
        ModuleError::Endless {
            module: sources.id.to_string(),
            kernel: self.kernel.id.clone(),
            deadline: sources.deadline,
            last: last.map_or(String::new(), |line| format!("; its last line: {}", line.trim())),
        }
    }

    /// Strips what was `built`, moves it to `kept`, and records the order there.
    pub fn keep(
        &self,
        sources: &Sources,
        folder: &Utf8Path,
        built: &Built,
        kept: &Utf8Path,
    ) -> Result<(), ModuleError> {
        // A leftover may not be a module at all: then the requested module takes its name.
        self.strip(folder, &built.others).finish().map_err(|it| self.failed(sources, it))?;
        self.strip(folder, &built.named).run().map_err(|it| self.failed(sources, it))?;
        for ko in built.others.iter().chain(&built.named) {
            let kept = kept.join(ko.file_name().unwrap_or_default());
            if is_from_source(self.kernel) {
                rename_relocations(ko).map_err(ModuleError::io(ko))?;
            }
            fs_err::rename(ko, kept).map_err(ModuleError::io(ko))?;
        }
        built.write_order(kept)
    }

    fn strip(&self, folder: &Utf8Path, kos: &[Utf8PathBuf]) -> Job {
        let program = format!("{}strip", self.kernel.arch.cross_prefix());
        let strip =
            [&*program, "--strip-debug"].into_iter().chain(kos.iter().map(|ko| ko.as_str()));
        self.toolchain.job(folder, &[], &strip.collect::<Vec<_>>())
    }

    /// What has to be known about a build.
    pub fn record(
        &self,
        sources: &Sources,
        diagnosis: Option<Diagnosis>,
        log: &str,
        took: Duration,
    ) -> BuildRecord {
        BuildRecord {
            kernel: self.kernel.id.clone(),
            module: sources.id.clone(),
            folder: String::new(),
            built: diagnosis.is_none(),
            diagnosis,
            toolchain: self.compiler_name(),
            log: tail(log).to_owned(),
            duration_ms: took.as_millis() as u64,
        }
    }

    /// For the record: `gcc-14 (trixie root), legacy profile`.
    fn compiler_name(&self) -> String {
        let default = self.toolchain.compiler();
        let name = self.toolchain.name().replace(default, &compiler(&self.toolchain, self.kernel));
        let profile = self.kernel.profile;
        if is_from_source(self.kernel) { format!("{name}, {profile} profile") } else { name }
    }

    fn failed(&self, sources: &Sources, source: ProcessError) -> ModuleError {
        let module = sources.id.to_string();
        ModuleError::Toolchain { module, kernel: self.kernel.id.clone(), source: Box::new(source) }
    }
}

/// Did the second of two failed builds find a header or source that the first one lacked, and get further?
fn finds_more(first: &str, second: &str) -> bool {
    let lacks_source = |log: &str| log.contains("*** No rule to make target ");
    if lacks_source(first) && !lacks_source(second) && second.contains("error:") {
        return true;
    }
    let lacks = |log: &str| LACKS.captures(log).map(|it| it[1].to_owned());
    let header = lacks(first);
    header.is_some() && lacks(second) != header && second.contains("error:")
}

/// Gives branches the relocation that module loaders before 4.17 know, whichever profile wrote them: for those,
/// R_X86_64_PLT32 is "Unknown rela relocation: 4".
fn rename_relocations(ko: &Utf8Path) -> std::io::Result<()> {
    let mut object = fs_err::read(ko)?;
    if legacy_cc::elf::rewrite(&mut object) > 0 { fs_err::write(ko, object) } else { Ok(()) }
}

/// The job that builds the modules in `folder` against a kernel's tree, with `extra` arguments for make. `toolchain`
/// is that of the kernel's profile.
pub(crate) fn kbuild(
    store: &Store,
    toolchain: &Toolchain,
    (kernel, tree): (&Kernel, &Utf8Path),
    folder: &Utf8Path,
    extra: &[&str],
) -> Result<Job, ModuleError> {
    let (module, compilers) = (format!("M={folder}"), compilers(store, toolchain, kernel)?);
    let seen = toolchain.seen(tree);
    let mut argv = vec!["make", "-C", seen.as_str(), &module];
    argv.extend(compilers.iter().map(String::as_str));
    argv.extend(extra);
    argv.push("modules");
    Ok(toolchain.job(folder, &[tree], &argv))
}

/// Arguments that choose the compilers: for a kernel built from source, the same as for that kernel.
fn compilers(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
) -> Result<Vec<String>, ModuleError> {
    if is_from_source(kernel) {
        let Kernel { profile, version, .. } = kernel;
        return Ok(profile.make_arguments(store, toolchain, version, Purpose::Module)?);
    }
    // Debian's trees require the compiler of their own suite.
    let compiler = compiler(toolchain, kernel);
    let mut arguments = vec![format!("CC={compiler}"), format!("HOSTCC={compiler}")];
    if kernel.arch.is_foreign() {
        let (arch, prefix) = (kernel.arch.of_kbuild(), kernel.arch.cross_prefix());
        arguments = vec![format!("CC={compiler}"), format!("HOSTCC={}", toolchain.compiler())];
        arguments.extend([format!("ARCH={arch}"), format!("CROSS_COMPILE={prefix}")]);
    }
    let has = compiler.rsplit('-').next().and_then(|major| major.parse::<u32>().ok());
    if kernel.build.as_deref().and_then(built_by) > has {
        // The headers of 7.3 have attributes that are new in gcc-16, which is an error with a module's -Werror.
        arguments.push("KCFLAGS=-Wno-attributes".to_owned());
    }
    Ok(arguments)
}

/// The compiler that is closest to the one with which `kernel` was built.
fn compiler(toolchain: &Toolchain, kernel: &Kernel) -> String {
    if kernel.arch.is_foreign() {
        return toolchain.cross_compiler(kernel.arch);
    }
    let major = kernel.build.as_deref().and_then(built_by);
    major.map_or_else(|| toolchain.compiler().to_owned(), |major| toolchain.compiler_like(major))
}

/// The major version of the gcc with which the kernel of `tree` was built: from 4.20 on, kernels have
/// `CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0"`.
fn built_by(tree: &Utf8Path) -> Option<u32> {
    let config = fs_err::read_to_string(tree.join(".config")).ok()?;
    let line = config.lines().find_map(|line| line.strip_prefix("CONFIG_CC_VERSION_TEXT=\""))?;
    let version = line.trim_end_matches('"').rsplit(") ").next()?;
    version.split('.').next()?.parse().ok()
}

fn is_from_source(kernel: &Kernel) -> bool {
    kernel.provider == KernelProvider::Source
}

/// What ended a build from outside: a signal to it or to one of its compilers, or a full disk.
fn interruption(status: Option<i32>, log: &str) -> Option<String> {
    const WORDS: [&str; 7] = [
        "Killed signal terminated program",
        "] Killed",
        "] Terminated",
        "] Interrupt",
        "No space left on device",
        "Cannot allocate memory",
        "virtual memory exhausted",
    ];
    let line = log.lines().find(|line| WORDS.iter().any(|word| line.contains(word)));
    match status {
        Some(0) => None,
        None => Some("a signal ended it".to_owned()),
        Some(_) => line.map(|line| line.trim().to_owned()),
    }
}

/// The end of `log`; if it is long, without warnings, so that errors stay.
fn tail(log: &str) -> String {
    if log.len() <= KEPT {
        return log.to_owned();
    }
    let log = without_warnings(log);
    let start = log.len().saturating_sub(KEPT);
    let boundary = (start..=log.len()).find(|index| log.is_char_boundary(*index));
    log[boundary.unwrap_or(log.len())..].to_owned()
}

/// `log` without compiler warnings and the source lines shown with them.
fn without_warnings(log: &str) -> String {
    let mut is_warned = false;
    let keeps = |line: &&str| {
        let is_shown = line.trim_start().starts_with('|') || SHOWN.is_match(line);
        is_warned = match line.contains(": warning: ") {
            true => true,
            false => is_warned && (is_shown || line.contains(": note: ")),
        };
        !is_warned
    };
    log.split_inclusive('\n').filter(keeps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_a_makefile_of_its_own_finds_is_told() {
        let kbuild = "m.c:3:10: fatal error: own.h: No such file or directory\n";
        assert!(finds_more(kbuild, "m.c:9: error: too few arguments\n"));
        assert!(!finds_more(kbuild, kbuild));
        assert!(!finds_more(kbuild, "make: *** No rule to make target 'all'\n"));
        assert!(!finds_more("m.c:9: error: x\n", "m.c:9: error: y\n"));
        let elsewhere =
            "make[2]: *** No rule to make target 'm/m.o', needed by 'm/m.mod'.  Stop.\n";
        assert!(finds_more(elsewhere, "m/src/m.c:9: error: too few arguments\n"));
        assert!(!finds_more(elsewhere, elsewhere));
    }

    #[rstest]
    #[case::debian("gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0", Some(12))]
    #[case::cross("x86_64-linux-gnu-gcc-16 (Debian 16.2.0-3) 16.2.0", Some(16))]
    #[case::prerelease("gcc-10 (Debian 10.2.1-6) 10.2.1 20210110", Some(10))]
    #[case::clang("clang version 19.1.7", None)]
    fn the_compiler_of_a_kernel_is_read(#[case] text: &str, #[case] major: Option<u32>) {
        let folder = tempfile::tempdir().unwrap();
        let tree = Utf8Path::from_path(folder.path()).unwrap();
        let config = format!("CONFIG_X=y\nCONFIG_CC_VERSION_TEXT=\"{text}\"\n");
        fs_err::write(tree.join(".config"), config).unwrap();
        assert_eq!(built_by(tree), major);
    }

    #[rstest]
    #[case::signal(None, "  CC [M]  m.o", Some("a signal ended it"))]
    #[case::compiler(
        Some(2),
        "gcc: fatal error: Killed signal terminated program cc1",
        Some("gcc: ")
    )]
    #[case::make(Some(2), "make[2]: *** [Makefile:9: m.o] Terminated", Some("make[2]: "))]
    #[case::disk(Some(2), "ld: final link failed: No space left on device", Some("ld: "))]
    #[case::the_modules_own(Some(2), "m.c:1:1: error: unknown type name 'x'", None)]
    #[case::built(Some(0), "conftest: Cannot allocate memory", None)]
    fn what_the_machine_ended_says_nothing_of_the_module(
        #[case] status: Option<i32>,
        #[case] log: &str,
        #[case] line: Option<&str>,
    ) {
        let found = interruption(status, log);
        assert_eq!(found.is_some(), line.is_some());
        assert!(line.is_none_or(|line| found.unwrap().starts_with(line)));
    }
}
