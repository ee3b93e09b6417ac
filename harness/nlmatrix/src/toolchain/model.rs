//! The two kinds of toolchain with a common interface.

use camino::{Utf8Path, Utf8PathBuf};

use super::{CompilerCache, ToolchainError, enter, links, root};
use crate::arch::Arch;
use crate::digest::{Digest, Recipe};
use crate::process::{Job, find_program};
use crate::store::Store;

/// A compiler with everything that builds of modules and clients run.
#[derive(Clone, Debug)]
pub enum Toolchain {
    /// Debian 13's gcc-14 in a root folder: builds for every kernel from 5.10 to 7.3.
    Root {
        /// The root folder.
        root: Utf8PathBuf,
        /// The folder that is visible inside: the store.
        store: Utf8PathBuf,
        /// Its recipe.
        digest: Digest,
    },
    /// The host's plain gcc. Debian 12's gcc-12 builds for 5.10, 6.1 and 6.12+deb12, and fails for newer kernels (it
    /// does not know `-fmin-function-alignment`, and the prebuilt objtool needs GLIBC_2.38).
    Host {
        /// For records, like `gcc-12 (host)`.
        name: String,
        /// Digest of the compiler's own version line.
        digest: Digest,
    },
}

impl Toolchain {
    /// The trixie root, unpacked if the store does not have it yet.
    pub fn root(store: &Store) -> Result<Self, ToolchainError> {
        Self::root_with(store, &[])
    }

    /// The trixie root with the Debian packages `more`: a separate folder.
    pub fn root_with(store: &Store, more: &[&str]) -> Result<Self, ToolchainError> {
        let root = root::provide(store, more)?;
        Ok(Self::Root { root, store: store.root().to_owned(), digest: root::key(more) })
    }

    /// The root that compiles 32-bit programs for 64-bit kernels.
    pub fn of_32_bits(store: &Store) -> Result<Self, ToolchainError> {
        let (root, digest) = root::of_32_bits(store)?;
        Ok(Self::Root { root, store: store.root().to_owned(), digest })
    }

    /// A root with programs for guests of `arch` that a user looks into; it compiles nothing.
    pub fn tools(store: &Store, arch: Arch) -> Result<Self, ToolchainError> {
        let (root, digest) = root::tools(store, arch)?;
        Ok(Self::Root { root, store: store.root().to_owned(), digest })
    }

    /// A root with what makes file system images; it compiles nothing.
    pub fn packer(store: &Store) -> Result<Self, ToolchainError> {
        let (root, digest) = root::packer(store)?;
        Ok(Self::Root { root, store: store.root().to_owned(), digest })
    }

    /// A root with the programs of `packages` and what these need; it compiles nothing.
    pub fn programs(store: &Store, packages: &[&str]) -> Result<Self, ToolchainError> {
        let (root, digest) = root::programs(store, packages)?;
        Ok(Self::Root { root, store: store.root().to_owned(), digest })
    }

    /// The trixie root, if the store has it: nothing is fetched.
    pub fn stored_root(store: &Store) -> Option<Self> {
        let root = store.find(root::KIND, &root::key(&[]))?.join("root");
        Some(Self::Root { root, store: store.root().to_owned(), digest: root::key(&[]) })
    }

    /// The host's gcc and make.
    pub fn host() -> Result<Self, ToolchainError> {
        for (program, package) in [("gcc", "gcc"), ("make", "make")] {
            if find_program(program).is_none() {
                return Err(ToolchainError::HostLacks { program, package });
            }
        }
        let ask = |argument: &str| {
            let answer = Job::new("gcc").arg(argument).run();
            answer.map_err(|source| ToolchainError::Ask { compiler: "gcc".to_owned(), source })
        };
        let major = ask("-dumpversion")?.output;
        let digest =
            Recipe::new("host-toolchain", 1).with("version", ask("--version")?.output).key();
        Ok(Self::Host { name: format!("gcc-{} (host)", major.trim()), digest })
    }

    /// Fails if it does not compile; `folder` is an empty one in the store.
    pub fn check(&self, folder: &Utf8Path) -> Result<(), ToolchainError> {
        let object = folder.join("line.o");
        let compiler = self.compiler();
        let argv = [compiler, "-x", "c", "-c", "-o", object.as_str(), "-"];
        let compiled = self.job(folder, &[folder], &argv).stdin("int line;\n").run();
        let remedy = match self {
            Self::Root { root, .. } => {
                format!("remove {}, and the next run makes it again", root.parent().unwrap_or(root))
            }
            Self::Host { .. } => {
                "repair the host's gcc, or build with the toolchain root".to_owned()
            }
        };
        let broken =
            |source| ToolchainError::Broken { compiler: compiler.to_owned(), remedy, source };
        compiled.map(drop).map_err(broken)
    }

    /// Earlier results of its compiler; `None` for the host's, whose owner may have set up a cache.
    pub fn cache(&self, store: &Store) -> Result<Option<CompilerCache>, ToolchainError> {
        match self {
            Self::Root { digest, .. } => CompilerCache::open(store, digest).map(Some),
            Self::Host { .. } => Ok(None),
        }
    }

    /// For records, like `gcc-14 (trixie root)`.
    pub fn name(&self) -> String {
        match self {
            Self::Root { .. } => format!("{} ({} root)", links::COMPILER, root::SUITE),
            Self::Host { name, .. } => name.clone(),
        }
    }

    /// The compiler's name on a command line.
    pub fn compiler(&self) -> &'static str {
        match self {
            Self::Root { .. } => links::COMPILER,
            Self::Host { .. } => "gcc",
        }
    }

    /// The compiler for a kernel that was built with gcc `major`.
    pub fn compiler_like(&self, major: u32) -> String {
        match self {
            Self::Root { root, .. } => root::compiler(root, major),
            Self::Host { .. } => self.compiler().to_owned(),
        }
    }

    /// The compiler for kernels of `arch`, for each of which the root has one.
    pub fn cross_compiler(&self, arch: Arch) -> String {
        format!("{}{}", arch.cross_prefix(), self.compiler())
    }

    /// What links static programs for guests: musl's wrapper in the root, otherwise the libc's own.
    ///
    /// Debian has no musl for other processors: glibc's static library will do there, as no kernel is older than 3.2.
    pub fn client_compiler(&self, arch: Arch) -> String {
        match self {
            Self::Root { .. } if arch.is_foreign() => self.cross_compiler(arch),
            Self::Root { .. } => "musl-gcc".to_owned(),
            Self::Host { .. } => "gcc".to_owned(),
        }
    }

    /// The folder whose programs and libraries can be copied into a guest; `None` for the host's.
    pub fn sysroot(&self) -> Option<&Utf8Path> {
        match self {
            Self::Root { root, .. } => Some(root),
            Self::Host { .. } => None,
        }
    }

    /// Part of the key of everything that is built with it.
    pub fn digest(&self) -> &Digest {
        match self {
            Self::Root { digest, .. } | Self::Host { digest, .. } => digest,
        }
    }

    /// The job that runs `argv` with this toolchain, in the folder `dir`.
    ///
    /// Only the store and the folders `binds` are visible to it, at their own absolute paths.
    pub fn job(&self, dir: &Utf8Path, binds: &[&Utf8Path], argv: &[&str]) -> Job {
        self.enter(dir, binds, None, argv)
    }

    /// The same with the kernel `tree` visible, in the root also as `/lib/modules/RELEASE/build`.
    pub fn job_for(&self, dir: &Utf8Path, release: &str, tree: &Utf8Path, argv: &[&str]) -> Job {
        self.enter(dir, &[tree], Some(enter::Installed { release, tree }), argv)
    }

    /// Where a job sees the folder `tree`: in another place if makefiles cannot handle its path. The host's own
    /// compiler sees it where it is.
    pub fn seen(&self, tree: &Utf8Path) -> Utf8PathBuf {
        match self {
            Self::Root { .. } => enter::seen(tree),
            Self::Host { .. } => tree.to_owned(),
        }
    }

    fn enter(
        &self,
        dir: &Utf8Path,
        binds: &[&Utf8Path],
        kernel: Option<enter::Installed>,
        argv: &[&str],
    ) -> Job {
        match self {
            Self::Root { root, store, .. } => {
                let outside = binds.iter().copied().filter(|path| !path.starts_with(store));
                let binds: Vec<&Utf8Path> =
                    std::iter::once(store.as_path()).chain(outside).collect();
                enter::job(root, dir, &binds, kernel, argv)
            }
            Self::Host { .. } => {
                Job::new(argv[0]).args(&argv[1..]).dir(dir).env("LC_ALL", "C.UTF-8")
            }
        }
    }
}
