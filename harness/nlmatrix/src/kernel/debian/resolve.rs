//! Which kernel of a suite: the newest whose whole set of packages is there.
//!
//! Images linger on the mirror after their headers and kbuild are gone, and metapackages can point
//! to a kernel that has not all arrived: so every candidate's set is looked at.

use std::collections::HashMap;

use regex::Regex;

use super::{DebianSpec, Locked, LockedPackage};
use crate::arch::Arch;
use crate::debian::{self, Archive, Package, compare};
use crate::kernel::KernelError;
use crate::store::Store;
use crate::version::KernelVersion;

/// A bootable image of the suite.
struct Candidate<'a> {
    release: String,
    version: KernelVersion,
    image: &'a Package,
}

/// Finds the kernel that `spec` asks for in what the mirror has now, and pins it under `id`.
pub fn resolve(store: &Store, id: &str, spec: &DebianSpec) -> Result<Locked, KernelError> {
    let packages = available(store, spec)?;
    choose(&packages, id, spec).ok_or_else(|| KernelError::NotInSuite {
        wanted: spec.to_string(),
        suite: spec.suite.clone(),
        now: describe(&packages, spec),
    })
}

/// The suite's kernel packages, as the mirror has them now.
fn available(store: &Store, spec: &DebianSpec) -> Result<Vec<Package>, KernelError> {
    let of = |arch: Arch| -> Result<Vec<Package>, KernelError> {
        Ok(debian::packages(store, &spec.suite, arch, "linux-")?)
    };
    with_tools(spec.arch, of)
}

/// The packages of `arch`; what a build runs is the host's, of the same source.
fn with_tools<E>(
    arch: Arch,
    of: impl Fn(Arch) -> Result<Vec<Package>, E>,
) -> Result<Vec<Package>, E> {
    let mut packages = of(arch)?;
    if arch.is_foreign() {
        packages.retain(|package| !is_kbuild(package));
        packages.extend(of(Arch::default())?.into_iter().filter(is_kbuild));
    }
    Ok(packages)
}

fn is_kbuild(package: &Package) -> bool {
    package.name.starts_with("linux-kbuild-")
}

/// What the mirror has now, for the message about a pin that is gone; empty when it cannot be asked.
pub(super) fn there_now(store: &Store, spec: &DebianSpec) -> String {
    let packages = available(store, spec);
    packages.map(|packages| describe(&packages, spec)).unwrap_or_default()
}

fn choose(packages: &[Package], id: &str, spec: &DebianSpec) -> Option<Locked> {
    let by_name: HashMap<(&str, &str), &Package> =
        packages.iter().map(|package| ((&*package.name, &*package.version), package)).collect();
    let found = candidates(packages, &spec.flavour).into_iter().filter(|candidate| {
        let series =
            spec.series.as_ref().is_none_or(|series| candidate.version.series() == *series);
        series && spec.version.as_ref().is_none_or(|version| candidate.image.version == *version)
    });
    found.rev().find_map(|candidate| {
        let build = build_set(&by_name, &candidate);
        let build = if spec.boot_only { Some(Vec::new()) } else { build };
        let set = std::iter::once(candidate.image).chain(build?);
        let modules = format!("linux-modules-{}", candidate.release);
        let modules = by_name.get(&(&*modules, &*candidate.image.version));
        Some(Locked {
            id: id.to_owned(),
            version: candidate.version,
            release: candidate.release,
            suite: spec.suite.clone(),
            packages: set.map(|package| lock(package, &spec.suite)).collect(),
            modules: modules.map(|package| lock(package, &spec.suite)),
        })
    })
}

/// Every image of the flavour, the newest last; of one release the signed image before the unsigned.
fn candidates<'a>(packages: &'a [Package], flavour: &str) -> Vec<Candidate<'a>> {
    // Since 6.19 `linux-image-*` is empty: `linux-binary-*` has the image, `linux-modules-*` the
    // modules.
    let name = format!(
        r"^linux-(?:image|binary|binary-unsigned)-(\d[0-9a-z.+~]*(?:-(?:rc)?\d[0-9a-z.+~]*)?-{})(?:-unsigned)?$",
        regex::escape(flavour)
    );
    let name = Regex::new(&name).expect("a fixed expression around an escaped flavour");
    let candidate = |image: &'a Package| {
        let release = name.captures(&image.name)?[1].to_owned();
        let version = image.version.parse().ok()?;
        is_real(image).then_some(Candidate { release, version, image })
    };
    let mut found: Vec<_> = packages.iter().filter_map(candidate).collect();
    found.sort_by(|a, b| {
        let signed = |candidate: &Candidate| !candidate.image.name.contains("unsigned");
        let versions = compare(&a.image.version, &b.image.version);
        a.version.cmp(&b.version).then(versions).then(signed(a).cmp(&signed(b)))
    });
    found
}

/// Metapackages have the names of images, and depend on one.
fn is_real(image: &Package) -> bool {
    let is_image =
        |name: &str| name.starts_with("linux-image-") || name.starts_with("linux-binary-");
    !image.depends.iter().any(|(name, _)| is_image(name))
}

/// Headers of the flavour, common headers and kbuild; `None` when one of them is not there.
fn build_set<'a>(
    by_name: &HashMap<(&str, &str), &'a Package>,
    candidate: &Candidate,
) -> Option<Vec<&'a Package>> {
    let find = |name: &str, version: Option<&str>| {
        let same = by_name.get(&(name, version.unwrap_or(&candidate.image.version)));
        // kbuild of 5.10 and 6.1 is one package for the whole series, only its newest is kept.
        let any = || by_name.iter().find(|((n, _), _)| version.is_none() && *n == name);
        same.or_else(|| any().map(|(_, package)| package)).copied()
    };
    let headers =
        find(&format!("linux-headers-{}", candidate.release), Some(&candidate.image.version))?;
    let parts = headers.depends.iter().filter(|(name, _)| {
        name.starts_with("linux-headers-") || name.starts_with("linux-kbuild-")
    });
    let parts = parts.map(|(name, version)| find(name, version.as_deref()));
    std::iter::once(Some(headers)).chain(parts).collect()
}

/// The pin of a package of `suite`.
pub(super) fn lock(package: &Package, suite: &str) -> LockedPackage {
    LockedPackage {
        name: package.name.clone(),
        version: package.version.clone(),
        archive: Archive::of_suite(suite),
        path: package.path.clone(),
        size: package.size,
        sha256: package.sha256.clone(),
    }
}

/// What the suite has: of the series when it has some, of any otherwise.
fn describe(packages: &[Package], spec: &DebianSpec) -> String {
    let found = candidates(packages, &spec.flavour);
    let of_series = |found: &&Candidate| Some(found.version.series()) == spec.series;
    let mut versions: Vec<_> = found.iter().filter(of_series).map(version_of).collect();
    if versions.is_empty() {
        versions = found.iter().map(version_of).collect();
    }
    versions.dedup();
    let (suite, flavour) = (&spec.suite, &spec.flavour);
    if versions.is_empty() {
        return format!(": {suite} has no {flavour} image at all now");
    }
    format!(
        ": {suite} now has these {flavour} images, not all with headers: {}",
        versions.join(", ")
    )
}

fn version_of<'a>(candidate: &Candidate<'a>) -> &'a str {
    &candidate.image.version
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use rstest::rstest;

    fn package(name: &str, version: &str, depends: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            version: version.to_owned(),
            depends: depends.iter().map(|name| ((*name).to_owned(), None)).collect(),
            path: format!("pool/{name}.deb"),
            size: 1,
            sha256: Digest::of(name.as_bytes()),
        }
    }

    fn suite() -> Vec<Package> {
        let common = ["linux-headers-6.1.0-56-common", "linux-kbuild-6.1"];
        vec![
            package("linux-image-cloud-amd64", "6.1.200-1", &["linux-image-6.1.0-57-cloud-amd64"]),
            package(
                "linux-image-6.1-cloud-amd64",
                "6.1.200-1",
                &["linux-image-6.1.0-57-cloud-amd64"],
            ),
            package("linux-image-6.1.0-57-cloud-amd64", "6.1.200-1", &[]),
            package("linux-image-6.1.0-56-cloud-amd64", "6.1.192-2", &[]),
            package("linux-image-6.1.0-56-cloud-amd64-unsigned", "6.1.192-2", &[]),
            package("linux-headers-6.1.0-56-cloud-amd64", "6.1.192-2", &common),
            package("linux-headers-6.1.0-56-common", "6.1.192-2", &[]),
            package("linux-kbuild-6.1", "6.1.200-1", &[]),
            package(
                "linux-image-7.0.4+deb13-cloud-amd64",
                "7.0.4-1",
                &["linux-binary-7.0.4+deb13-cloud-amd64"],
            ),
            package("linux-binary-7.0.4+deb13-cloud-amd64", "7.0.4-1", &[]),
            package("linux-modules-7.0.4+deb13-cloud-amd64", "7.0.4-1", &[]),
        ]
    }

    #[test]
    fn what_a_build_runs_is_the_hosts() {
        let theirs = |it: &Package| Package { path: "pool/i386.deb".to_owned(), ..it.clone() };
        let of = |arch: Arch| match arch {
            Arch::I386 => Ok(suite().iter().map(theirs).collect()),
            _ => Ok::<_, KernelError>(suite()),
        };
        let packages = with_tools(Arch::I386, of).unwrap();
        let is_ours = |it: &&Package| it.path != "pool/i386.deb";
        let ours: Vec<&str> = packages.iter().filter(is_ours).map(|it| &*it.name).collect();
        assert_eq!(ours, ["linux-kbuild-6.1"]);
        assert_eq!(packages.len(), suite().len());
        assert!(with_tools(Arch::Amd64, of).unwrap().iter().all(|it| is_ours(&it)));
    }

    #[rstest]
    #[case("6.1", false, &["linux-image-6.1.0-56-cloud-amd64"; 2], 4)]
    #[case("6.1", true, &["linux-image-6.1.0-57-cloud-amd64"; 2], 1)]
    #[case(
        "7.0",
        true,
        &["linux-binary-7.0.4+deb13-cloud-amd64", "linux-modules-7.0.4+deb13-cloud-amd64"],
        1
    )]
    #[case("7.0", false, &[], 0)]
    #[case("5.10", true, &[], 0)]
    fn picks_the_newest_whole_set(
        #[case] series: &str,
        #[case] boot_only: bool,
        #[case] image_and_modules: &[&str],
        #[case] count: usize,
    ) {
        let spec = DebianSpec {
            suite: "bookworm".to_owned(),
            flavour: "cloud-amd64".to_owned(),
            series: Some(series.to_owned()),
            version: None,
            arch: Arch::default(),
            boot_only,
        };
        let locked = choose(&suite(), "k", &spec);
        let names = locked.iter().flat_map(|locked| [Some(&locked.packages[0]), locked.modules()]);
        let names: Vec<_> = names.flatten().map(|package| &*package.name).collect();
        assert_eq!(names, image_and_modules);
        assert_eq!(locked.map_or(0, |locked| locked.packages.len()), count);
    }
}
