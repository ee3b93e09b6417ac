//! Kernels that the command line adds: source trees, and versions and revisions that have no entry in the file.

use camino::{Utf8Path, Utf8PathBuf};

use super::model::{KernelEntry, Matrix, Provider, Revision, SourceSpec};
use crate::arch::Arch;
use crate::vendor;
use crate::version::KernelVersion;

impl Matrix {
    /// Adds the source tree of `version` at `path`, and returns the id of its kernel.
    ///
    /// If a source kernel of that version has no tree yet, it is built from this one; otherwise the tree becomes a
    /// kernel of its own, with its version as its id.
    pub fn use_tree(&mut self, version: KernelVersion, path: &Utf8Path) -> String {
        let fits = |entry: &&mut KernelEntry| match &entry.provider {
            Provider::Source(spec) => {
                spec.tree.is_none() && spec.debian.is_none() && version.is_of(&spec.version)
            }
            _ => false,
        };
        // The most specific one: 4.14.177 rather than 4.14.
        let narrowest = self.kernels.iter_mut().filter(fits).max_by_key(|it| it.series.written());
        let vendor = vendor::of_tree(path);
        if let Some(KernelEntry { id, provider: Provider::Source(spec), vendor: of, .. }) =
            narrowest
        {
            spec.tree = Some(path.to_owned());
            *of = vendor;
            return id.clone();
        }
        let id = self.free_id(&version);
        let spec = SourceSpec { tree: Some(path.to_owned()), ..SourceSpec::of(version) };
        self.add(id.clone(), vendor, spec);
        id
    }

    /// Adds versions that are in the folders of sources, each as a kernel of its own.
    pub fn use_versions(&mut self, versions: &[KernelVersion]) {
        for version in versions {
            self.add(version.to_string(), None, SourceSpec::of(*version));
        }
    }

    /// Says whose kernels those are whose source is looked for: `whose` knows it by their version.
    pub fn use_vendors(&mut self, whose: impl Fn(&KernelVersion) -> Option<&'static str>) {
        for entry in &mut self.kernels {
            let Provider::Source(spec) = &entry.provider else { continue };
            if entry.vendor.is_none() && spec.is_looked_for() {
                entry.vendor = whose(&spec.version);
            }
        }
    }

    /// Adds revisions of git repositories, each as a kernel of its own.
    pub fn use_revisions(&mut self, revisions: &[Revision]) {
        for revision in revisions {
            let spec =
                SourceSpec { revision: Some(revision.clone()), ..SourceSpec::of(revision.version) };
            self.add(revision.id().to_owned(), None, spec);
        }
    }

    /// A kernel from source without an entry.
    fn add(&mut self, id: String, vendor: Option<&'static str>, spec: SourceSpec) {
        let (series, arch) = (spec.version, Arch::default());
        let provider = Provider::Source(spec);
        self.kernels.push(KernelEntry { id, arch, vendor, series, provider, optional: false });
        self.kernels.sort_by_key(|kernel| kernel.series);
    }

    /// [`use_tree`](Self::use_tree) for each of `trees`.
    pub fn use_trees(&mut self, trees: &[(KernelVersion, Utf8PathBuf)]) {
        for (version, path) in trees {
            self.use_tree(*version, path);
        }
    }

    /// The kernels that are built here, each with what the file says about its source.
    pub fn from_source(&self) -> impl Iterator<Item = (&KernelEntry, &SourceSpec)> {
        self.kernels.iter().filter_map(|entry| match &entry.provider {
            Provider::Source(spec) => Some((entry, spec)),
            _ => None,
        })
    }

    /// Applies expectations about the kernel `id` to `version`, a stable release of the entry's own.
    pub fn use_version(&mut self, id: &str, version: &KernelVersion) {
        let entry = self.kernels.iter_mut().find(|entry| entry.id == id);
        if let Some(entry) = entry.filter(|entry| version.is_of(&entry.series)) {
            entry.series = *version;
        }
    }

    /// Downloads kernel.org's tarballs from `mirror`.
    pub fn use_mirror(&mut self, mirror: &str) {
        for kernel in &mut self.kernels {
            if let Provider::Source(spec) = &mut kernel.provider {
                spec.use_mirror(mirror);
            }
        }
    }

    /// The version, followed by a number if another kernel already has that id.
    fn free_id(&self, version: &KernelVersion) -> String {
        let plain = version.to_string();
        let numbered = (2..).map(|number| format!("{plain}-tree{number}"));
        let mut ids = std::iter::once(plain.clone()).chain(numbered);
        ids.find(|id| self.kernel(id).is_none()).unwrap_or(plain)
    }
}

#[cfg(test)]
mod tests {
    use crate::matrix::{self, Provider};
    use camino::Utf8Path;
    use rstest::rstest;

    const MATRIX: &str = r#"
        schema = 1
        [[kernel]]
        id = "deb"
        debian = { suite = "sid", series = "6.1" }
        [[kernel]]
        id = "2.6.32"
        source = { version = "2.6.32", tarball = "x.tar" }
        [[kernel]]
        id = "mine"
        source = { version = "3.10", tree = "here" }
    "#;

    #[rstest]
    #[case::of_an_entry("2.6.32", "2.6.32")]
    #[case::stable_of_an_entry("2.6.32.67", "2.6.32")]
    #[case::no_entry("3.2", "3.2")]
    #[case::entry_has_a_tree("3.10.4", "3.10.4")]
    #[case::other_provider("6.1.5", "6.1.5")]
    fn trees_become_kernels(#[case] version: &str, #[case] id: &str) {
        let mut matrix =
            matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped())
                .unwrap();
        let tree = Utf8Path::new("/tree");
        assert_eq!(matrix.use_tree(version.parse().unwrap(), tree), id);
        let Provider::Source(spec) = &matrix.kernel(id).unwrap().provider else { panic!() };
        assert_eq!(spec.tree.as_deref(), Some(tree));
        assert!(matrix.kernels.is_sorted_by_key(|kernel| kernel.series));
    }

    #[rstest]
    #[case::of_7("Makefile", "VERSION = 3\nRHEL_MAJOR = 7\nRHEL_MINOR = 9\n", Some("el7"))]
    #[case::of_8("Makefile.rhelver", "RHEL_MAJOR = 8\n", Some("el8"))]
    #[case::mainline("Makefile", "VERSION = 3\n", None)]
    fn the_tree_of_a_vendor_says_so(
        #[case] name: &str,
        #[case] text: &str,
        #[case] vendor: Option<&str>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let tree = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(tree.join(name), text).unwrap();
        let mut matrix =
            matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped())
                .unwrap();
        // With an entry, and without one.
        for version in ["2.6.32.67", "3.2"] {
            let id = matrix.use_tree(version.parse().unwrap(), tree);
            assert_eq!(matrix.kernel(&id).unwrap().vendor, vendor, "{version}");
        }
    }

    #[test]
    fn two_trees_of_one_version_are_two_kernels() {
        let mut matrix =
            matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped())
                .unwrap();
        let mut add = |path: &str| matrix.use_tree("3.2".parse().unwrap(), Utf8Path::new(path));
        assert_eq!((add("/a").as_str(), add("/b").as_str()), ("3.2", "3.2-tree2"));
    }
}
