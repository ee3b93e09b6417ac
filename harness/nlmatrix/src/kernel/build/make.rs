//! From a pristine tree to a bootable kernel in the store.

use camino::{Utf8Path, Utf8PathBuf};

use super::compiler::Purpose;
use super::fragment::{Fragment, Looks};
use super::job::Make;
use super::{KernelBuildError, check, configure, diagnose, exports, fixups, keep, tree, whole};
use crate::arch::Arch;
use crate::digest::{Digest, Recipe};
use crate::fault::chain;
use crate::kernel::Kernel;
use crate::matrix::Profile;
use crate::run::KernelProvider;
use crate::store::Store;
use crate::toolchain::Toolchain;
use crate::version::KernelVersion;

const KIND: &str = "source-kernels";
const HEADERS: &str = "source-headers";
const LOG: &str = "build.log";
const CONFIG: &str = "config";
const RELEASE: &str = "release";

/// What the build would otherwise take from the host and the time of day.
const IDENTITY: [&str; 6] = [
    "LC_ALL=C",
    "KBUILD_BUILD_USER=nlmatrix",
    "KBUILD_BUILD_HOST=nlmatrix",
    "KBUILD_BUILD_TIMESTAMP=Thu Jan 1 00:00:00 UTC 1970",
    "LOCALVERSION=",
    // Otherwise, up to 2.6.36, a header that every file includes contains the time.
    "KCONFIG_NOTIMESTAMP=1",
];

/// How much of a kernel is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What is needed to compile modules: a tenth of the work. There is nothing to boot, and what the kernel exports
    /// is what its sources say, configured or not.
    Headers,
}

impl Extent {
    const fn kind(self) -> &'static str {
        match self {
            Self::Whole => KIND,
            Self::Headers => HEADERS,
        }
    }

    /// Raised when the same input gives another kernel: because of flags, fixups, or what is kept.
    const fn revision(self) -> u32 {
        match self {
            Self::Whole => 1,
            Self::Headers => 2,
        }
    }
}

/// A kernel to be built.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Its id in the matrix.
    pub id: &'a str,
    /// The pristine source tree; it is never written to.
    pub tree: &'a Utf8Path,
    /// Digest of that tree, or of the tarball it came from.
    pub tree_digest: &'a Digest,
    /// The version in the tree's Makefile.
    pub version: KernelVersion,
    /// Configuration fragment; `None` for the default one.
    pub fragment: Option<&'a Utf8Path>,
    /// With the default one: everything that makes it a debug kernel.
    pub debug: bool,
    /// With the default one: the sanitizer that watches for data races.
    pub kcsan: bool,
    /// The compiler setup.
    pub profile: Profile,
    /// How much of it to build.
    pub extent: Extent,
}

impl Request<'_> {
    fn fragment(&self) -> Result<Fragment, KernelBuildError> {
        let looks = if self.debug {
            Looks::ForFaults
        } else if self.kcsan {
            Looks::ForRaces
        } else {
            Looks::Not
        };
        Fragment::read(self.fragment, &self.version, looks)
    }
}

/// The kernel of `request`: found in the store, or built.
///
/// `toolchain` is the run's own; the profile [`Profile::Host`] uses the host's instead. The output of a failed build
/// stays in the store's folder `kernel-logs`, and the error names the file.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    request: &Request,
) -> Result<Kernel, KernelBuildError> {
    let toolchain = &request.profile.toolchain(toolchain)?;
    let fragment = &request.fragment()?;
    let digest = key(toolchain, request, fragment);
    let build = Build { store, toolchain, request, fragment, digest: &digest };
    let folder = store.get_or_make(request.extent.kind(), &digest, |scratch| build.run(scratch))?;
    kernel_in(&folder, request, digest)
}

/// The kernel of `request`, if the store has it; its tree is not touched.
pub fn find(
    store: &Store,
    toolchain: &Toolchain,
    request: &Request,
) -> Result<Option<Kernel>, KernelBuildError> {
    let toolchain = &request.profile.toolchain(toolchain)?;
    let digest = key(toolchain, request, &request.fragment()?);
    let found = store.find(request.extent.kind(), &digest);
    found.map(|folder| kernel_in(&folder, request, digest)).transpose()
}

fn kernel_in(
    folder: &Utf8Path,
    request: &Request,
    digest: Digest,
) -> Result<Kernel, KernelBuildError> {
    let path = folder.join(RELEASE);
    let release = fs_err::read_to_string(&path).map_err(KernelBuildError::io(&path))?;
    Ok(Kernel {
        arch: Arch::default(),
        id: request.id.to_owned(),
        version: request.version,
        release,
        provider: KernelProvider::Source,
        image: folder.join(keep::IMAGE),
        build: Some(folder.join(keep::TREE)),
        reason: String::new(),
        profile: request.profile,
        debug: request.debug,
        origin: Vec::new(),
        digest,
    })
}

fn key(toolchain: &Toolchain, request: &Request, fragment: &Fragment) -> Digest {
    let recipe = Recipe::new(request.extent.kind(), request.extent.revision())
        .with("tree", request.tree_digest.as_str())
        .with("version", request.version.to_string())
        .with("fragment", &fragment.text)
        .with("profile", request.profile.revision())
        .with("toolchain", toolchain.digest().as_str());
    let fixups = fixups::key(&request.version);
    let recipe = fixups.fold(recipe, |recipe, fixup| recipe.with("fixup", fixup));
    let kept = keep::kept_besides(&request.version, !fragment.is_default).into_iter();
    kept.fold(recipe, |recipe, file| recipe.with("kept", file)).key()
}

/// Everything that one build is about.
struct Build<'a> {
    store: &'a Store,
    toolchain: &'a Toolchain,
    request: &'a Request<'a>,
    fragment: &'a Fragment,
    digest: &'a Digest,
}

impl Build<'_> {
    fn run(&self, scratch: &Utf8Path) -> Result<(), KernelBuildError> {
        let Request { id, tree, version, profile, .. } = *self.request;
        tree::check(tree)?;
        let (work, log) = (&scratch.join("work"), &self.log()?);
        let mut arguments =
            profile.make_arguments(self.store, self.toolchain, &version, Purpose::Kernel)?;
        arguments.extend(IDENTITY.iter().map(|&word| word.to_owned()));
        let before = &self.before(work);
        let make = Make { id, toolchain: self.toolchain, work, arguments: &arguments, before, log };
        tracing::info!(kernel = id, %profile, "building from source");
        let is_ours = tree.starts_with(self.store.root());
        tree::copy(tree, work, !self.fragment.is_default, is_ours)?;
        for fixup in fixups::apply(work)? {
            make.note(&format!("fixup of {fixup}"))?;
        }
        configure::configure(&make, self.fragment)?;
        let goals: &[&str] = match self.request.extent {
            Extent::Whole => {
                self.is_whole(work)?;
                &["bzImage", "modules"]
            }
            Extent::Headers => &["modules_prepare"],
        };
        self.compile(&make, goals)?;
        match self.request.extent {
            Extent::Whole => check::check(&make, profile)?,
            Extent::Headers => exports::write(work)?,
        }
        self.keep(&make, scratch)
    }

    /// Makes `goals`. A tree that was changed for a larger kernel than guests need gets a fuller configuration if it
    /// requires things that are otherwise missing; if that does not help, the first error is reported.
    fn compile(&self, make: &Make, goals: &[&str]) -> Result<(), KernelBuildError> {
        if make.run(goals, "")? == Some(0) {
            return Ok(());
        }
        let failed = self.blame_tree(diagnose::diagnose(make)?);
        let fuller = self.fragment.fuller().filter(|_| diagnose::may_want_an_option(&failed));
        let Some(fuller) = fuller else { return Err(failed) };
        tracing::info!(kernel = make.id, "again with a fuller configuration: {failed}");
        make.note("again, with a fuller configuration")?;
        configure::configure(make, &fuller)?;
        (make.run(goals, "")? == Some(0)).then_some(()).ok_or(failed)
    }

    /// The way to the compiler cache. Builds also work without it, but more slowly.
    fn before(&self, work: &Utf8Path) -> Vec<String> {
        let cache = self.toolchain.cache(self.store).unwrap_or_else(|error| {
            tracing::info!(
                "every file is compiled each time, as there is no ccache: {}",
                chain(&error)
            );
            None
        });
        cache.map(|cache| cache.before(work).to_vec()).unwrap_or_default()
    }

    /// Rejects a tree that lacks what its configuration would be built from.
    fn is_whole(&self, work: &Utf8Path) -> Result<(), KernelBuildError> {
        let path = work.join(".config");
        let config = fs_err::read_to_string(&path).map_err(KernelBuildError::io(&path))?;
        match &*whole::missing(work, &config) {
            [] => Ok(()),
            missing => Err(KernelBuildError::Incomplete {
                tree: self.request.tree.to_owned(),
                missing: whole::named(missing),
            }),
        }
    }

    fn keep(&self, make: &Make, scratch: &Utf8Path) -> Result<(), KernelBuildError> {
        let release = keep::release(make.work).unwrap_or_else(|| self.request.version.to_string());
        let copies = [
            (make.work.join(".config"), scratch.join(CONFIG)),
            (make.log.to_owned(), scratch.join(LOG)),
        ];
        for (from, to) in copies {
            fs_err::copy(&from, to).map_err(KernelBuildError::io(&from))?;
        }
        let path = scratch.join(RELEASE);
        fs_err::write(&path, release).map_err(KernelBuildError::io(&path))?;
        if self.request.extent == Extent::Whole {
            keep::image(make.work, scratch)?;
        }
        keep::tree(make.work, scratch)?;
        for done in [make.work, make.log] {
            let gone = if done.is_dir() {
                fs_err::remove_dir_all(done)
            } else {
                fs_err::remove_file(done)
            };
            gone.map_err(KernelBuildError::io(done))?;
        }
        Ok(())
    }

    /// Where the log is until the build is done, and stays if it fails: the scratch folder is removed.
    fn log(&self) -> Result<Utf8PathBuf, KernelBuildError> {
        let folder = self.store.root().join("kernel-logs");
        fs_err::create_dir_all(&folder).map_err(KernelBuildError::io(&folder))?;
        let log = folder.join(format!("{}-{}.log", self.request.id, self.digest.short()));
        fs_err::write(&log, "").map_err(KernelBuildError::io(&log))?;
        Ok(log)
    }

    /// A file that make missed is missing from the user's tree, not just from the copy.
    fn blame_tree(&self, error: KernelBuildError) -> KernelBuildError {
        match error {
            KernelBuildError::Incomplete { missing, .. } => {
                KernelBuildError::Incomplete { tree: self.request.tree.to_owned(), missing }
            }
            other => other,
        }
    }
}
