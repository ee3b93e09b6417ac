//! Chooses a kernel from a repository: the newest whose packages are all there.

use std::cmp::Ordering;

use super::metadata::Entry;
use super::{RpmSpec, index, order};
use crate::arch::Arch;
use crate::kernel::KernelError;
use crate::kernel::debian::{Locked, LockedPackage};
use crate::store::Store;
use crate::version::KernelVersion;

/// What a kernel's image provides, with its release as the version, in most distributions.
const RELEASE: &str = "kernel-uname-r";

/// Finds the kernel that `spec` asks for in what the repositories have now, and pins it under `id`.
pub fn resolve(store: &Store, id: &str, spec: &RpmSpec) -> Result<Locked, KernelError> {
    let packages = index::available(store, spec)?;
    choose(&packages, id, spec).ok_or_else(|| KernelError::NotInSuite {
        wanted: spec.to_string(),
        suite: spec.place(),
        now: describe(&packages, spec),
    })
}

/// What the repositories have now, for the message about a pin that is gone; empty if they cannot be asked.
pub(super) fn there_now(store: &Store, spec: &RpmSpec) -> String {
    let packages = index::available(store, spec);
    packages.map(|packages| describe(&packages, spec)).unwrap_or_default()
}

fn choose(packages: &[Entry], id: &str, spec: &RpmSpec) -> Option<Locked> {
    let fits = |image: &&&Entry| {
        version_of(image).is_some_and(|version| spec.is_of_series(&version))
            && spec.entry.pin.as_ref().is_none_or(|pin| image.full_version() == *pin)
    };
    images(packages, spec).iter().rev().filter(fits).find_map(|image| {
        let build = match spec.entry.boot_only {
            true => Vec::new(),
            false => build_set(packages, image).ok()?,
        };
        let modules = modules(packages, image);
        let locked = |all: Vec<&Entry>| all.into_iter().map(lock).collect::<Option<Vec<_>>>();
        Some(Locked {
            id: id.to_owned(),
            version: version_of(image)?,
            release: release_of(image),
            suite: String::new(),
            packages: locked(std::iter::once(*image).chain(build).collect())?,
            modules: locked(modules)?,
        })
    })
}

/// Every image of that name, the newest last.
fn images<'a>(packages: &'a [Entry], spec: &RpmSpec) -> Vec<&'a Entry> {
    let is_one =
        |entry: &&Entry| entry.name == spec.entry.package && entry.arch == Arch::default().of_rpm();
    let mut found: Vec<&Entry> = packages.iter().filter(is_one).collect();
    found.sort_by(|a, b| by_version(a, b));
    found
}

fn by_version(a: &Entry, b: &Entry) -> Ordering {
    let versions = order::compare(&a.version, &b.version);
    versions.then_with(|| order::compare(&a.release, &b.release))
}

fn version_of(image: &Entry) -> Option<KernelVersion> {
    image.version.parse().ok()
}

/// The common prefix of the names of one kernel's packages: `kernel-uek` for `kernel-uek-core`.
fn family(image: &Entry) -> &str {
    image.name.strip_suffix("-core").unwrap_or(&image.name)
}

/// The package with this name and the same version as `image`.
fn beside<'a>(packages: &'a [Entry], image: &Entry, name: &str) -> Option<&'a Entry> {
    packages
        .iter()
        .find(|it| it.name == name && it.version == image.version && it.release == image.release)
}

/// What is needed to build modules: `kernel-devel`; SUSE's `kernel-default-devel` also needs its `kernel-devel`.
/// Otherwise, the name of the package that is missing.
fn build_set<'a>(packages: &'a [Entry], image: &Entry) -> Result<Vec<&'a Entry>, String> {
    let find = |name: &str| beside(packages, image, name).ok_or_else(|| name.to_owned());
    let devel = find(&format!("{}-devel", family(image)))?;
    let is_headers = |name: &&str| name.starts_with("kernel") && name.ends_with("-devel");
    let names = devel.requires.iter().map(|(name, _)| name.as_str()).filter(is_headers);
    std::iter::once(Ok(devel)).chain(names.map(find)).collect()
}

/// The packages with its own modules: the image's, and those that exist only for that.
fn modules<'a>(packages: &'a [Entry], image: &'a Entry) -> Vec<&'a Entry> {
    let family = family(image);
    let more = ["modules-core", "modules"].map(|what| format!("{family}-{what}"));
    let more = more.iter().filter_map(|name| beside(packages, image, name));
    std::iter::once(image).chain(more).collect()
}

/// What `uname -r` says: what the package says, or what distributions derive from a version.
fn release_of(image: &Entry) -> String {
    let provided = |(name, version): &(String, String)| {
        let whole = (name == RELEASE).then(|| version.clone());
        // The form of `make binrpm-pkg`: kernel-6.12.1-mine.
        let named = || {
            name.strip_prefix("kernel-").filter(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        };
        whole.or_else(|| named().map(str::to_owned))
    };
    image.provides.iter().find_map(provided).unwrap_or_else(|| match flavour(image) {
        // SUSE's build service appends a count of rebuilds after the last dot.
        Some(flavour) => {
            let release = image.release.rsplit_once('.').map_or(&*image.release, |(it, _)| it);
            format!("{}-{release}-{flavour}", image.version)
        }
        None => format!("{}.{}", image.full_version(), image.arch),
    })
}

/// `default`, for SUSE's `kernel-default`.
fn flavour(image: &Entry) -> Option<&str> {
    image.name.strip_prefix("kernel-").filter(|flavour| !flavour.ends_with("core"))
}

fn lock(package: &Entry) -> Option<LockedPackage> {
    Some(LockedPackage {
        name: package.name.clone(),
        version: package.full_version(),
        archive: None,
        path: package.path.clone(),
        size: package.size,
        sha256: package.sha256.clone()?,
    })
}

/// What the repositories have: of the series if they have any, else of any series.
fn describe(packages: &[Entry], spec: &RpmSpec) -> String {
    let all = images(packages, spec);
    let of_series: Vec<&Entry> = all
        .iter()
        .filter(|it| version_of(it).is_some_and(|version| spec.is_of_series(&version)))
        .copied()
        .collect();
    let shown = if of_series.is_empty() { all } else { of_series };
    let version = |image: &&Entry| match build_set(packages, image) {
        Ok(_) => image.full_version(),
        Err(missing) => format!("{} (without {missing})", image.full_version()),
    };
    let mut versions: Vec<String> = shown.iter().map(version).collect();
    versions.dedup();
    match versions.is_empty() {
        true => ", nor another version of it".to_owned(),
        false => format!(": it now has {}", versions.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::matrix::RpmEntry;
    use rstest::rstest;

    fn entry(name: &str, version: &str, release: &str) -> Entry {
        Entry {
            name: name.to_owned(),
            arch: "x86_64".to_owned(),
            version: version.to_owned(),
            release: release.to_owned(),
            path: format!("Packages/{name}-{version}-{release}.rpm"),
            size: 1,
            sha256: Some(Digest::of(name.as_bytes())),
            ..Entry::default()
        }
    }

    fn providing(provides: (&str, &str), entry: Entry) -> Entry {
        Entry { provides: vec![(provides.0.to_owned(), provides.1.to_owned())], ..entry }
    }

    fn requiring(requires: &str, entry: Entry) -> Entry {
        Entry { requires: vec![(requires.to_owned(), String::new())], ..entry }
    }

    fn el9(name: &str, release: &str) -> Entry {
        let uname = format!("5.14.0-{release}.x86_64");
        providing((RELEASE, &uname), entry(name, "5.14.0", release))
    }

    fn repository() -> Vec<Entry> {
        let leap = |name: &str| entry(name, "6.4.0", "150600.23.25.1");
        vec![
            el9("kernel-core", "503.11.1.el9_5"),
            el9("kernel-modules-core", "503.11.1.el9_5"),
            el9("kernel-modules", "503.11.1.el9_5"),
            requiring("gcc", el9("kernel-devel", "503.11.1.el9_5")),
            el9("kernel-core", "503.el9"),
            el9("kernel-devel", "503.el9"),
            // Its headers have not arrived.
            el9("kernel-core", "503.14.1.el9_5"),
            leap("kernel-default"),
            requiring("kernel-devel", leap("kernel-default-devel")),
            Entry { arch: "noarch".to_owned(), ..leap("kernel-devel") },
            providing(("kernel-6.12.1-mine", ""), entry("kernel", "6.12.1_mine", "2")),
            entry("kernel-devel", "6.12.1_mine", "2"),
            entry("kernel-uek-core", "5.15.0", "300.163.18.el9uek"),
            entry("kernel-uek-devel", "5.15.0", "300.163.18.el9uek"),
            entry("kernel-uek-modules", "5.15.0", "300.163.18.el9uek"),
        ]
    }

    fn spec(package: &str, series: &str) -> RpmSpec {
        let entry = RpmEntry {
            repositories: vec!["http://mirror.test/9".to_owned()],
            keys: Vec::new(),
            package: package.to_owned(),
            pin: None,
            boot_only: false,
        };
        RpmSpec { entry, series: Some(series.to_owned()) }
    }

    #[rstest]
    #[case::rhel(
        "kernel-core",
        "5.14",
        "5.14.0-503.11.1.el9_5.x86_64",
        &["kernel-core", "kernel-devel"],
        &["kernel-core", "kernel-modules-core", "kernel-modules"]
    )]
    #[case::suse(
        "kernel-default",
        "6.4",
        "6.4.0-150600.23.25-default",
        &["kernel-default", "kernel-default-devel", "kernel-devel"],
        &["kernel-default"]
    )]
    #[case::own("kernel", "6.12", "6.12.1-mine", &["kernel", "kernel-devel"], &["kernel"])]
    #[case::oracle(
        "kernel-uek-core",
        "5.15",
        "5.15.0-300.163.18.el9uek.x86_64",
        &["kernel-uek-core", "kernel-uek-devel"],
        &["kernel-uek-core", "kernel-uek-modules"]
    )]
    fn the_newest_whole_set_is_pinned(
        #[case] package: &str,
        #[case] series: &str,
        #[case] release: &str,
        #[case] packages: &[&str],
        #[case] modules: &[&str],
    ) {
        let spec = spec(package, series);
        let locked = choose(&repository(), "k", &spec).unwrap();
        let names = |of: &[LockedPackage]| -> Vec<String> {
            of.iter().map(|package| package.name.clone()).collect()
        };
        assert_eq!((locked.release.as_str(), spec.is_pinned_by(&locked)), (release, true));
        assert_eq!(names(&locked.packages), packages);
        assert_eq!(names(locked.modules()), modules);
        let older = RpmEntry { pin: Some("5.14.0-503.el9".to_owned()), ..spec.entry.clone() };
        assert!(!RpmSpec { entry: older, ..spec }.is_pinned_by(&locked));
    }

    #[test]
    fn what_lacks_is_named() {
        let mut entry = spec("kernel-core", "5.14").entry;
        entry.pin = Some("5.14.0-503.14.1.el9_5".to_owned());
        let spec = RpmSpec { entry, series: Some("5.14".to_owned()) };
        assert!(choose(&repository(), "k", &spec).is_none());
        let boots = RpmEntry { boot_only: true, ..spec.entry.clone() };
        let boots = RpmSpec { entry: boots, ..spec.clone() };
        assert_eq!(choose(&repository(), "k", &boots).unwrap().packages.len(), 1);
        assert_eq!(
            describe(&repository(), &spec),
            ": it now has 5.14.0-503.el9, 5.14.0-503.11.1.el9_5, \
             5.14.0-503.14.1.el9_5 (without kernel-devel)"
        );
    }
}
