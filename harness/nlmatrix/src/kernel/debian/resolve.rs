//! Chooses a kernel from a suite: the newest whose packages are all there.
//!
//! Images stay on a mirror after their headers and kbuild are gone, and metapackages can point to a kernel of which
//! not all packages have arrived. So the packages of every candidate are checked.

use std::collections::HashMap;

use super::{AptSpec, Locked, LockedPackage};
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
pub fn resolve(store: &Store, id: &str, spec: &AptSpec) -> Result<Locked, KernelError> {
    let packages = available(store, spec)?;
    choose(&packages, id, spec).ok_or_else(|| KernelError::NotInSuite {
        wanted: spec.to_string(),
        suite: spec.suite.clone(),
        now: describe(&packages, spec),
    })
}

/// The suite's kernel packages, as the mirror has them now.
fn available(store: &Store, spec: &AptSpec) -> Result<Vec<Package>, KernelError> {
    let of = |arch: Arch| -> Result<Vec<Package>, KernelError> {
        Ok(debian::packages(store, spec.suite(), arch, spec.package.beginning())?)
    };
    with_tools(spec.arch, of)
}

/// The packages for `arch`; the programs that a build runs are the host's, from the same source.
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

/// What the mirror has now, for the message about a pin that is gone; empty if it cannot be asked.
pub(super) fn there_now(store: &Store, spec: &AptSpec) -> String {
    let packages = available(store, spec);
    packages.map(|packages| describe(&packages, spec)).unwrap_or_default()
}

fn choose(packages: &[Package], id: &str, spec: &AptSpec) -> Option<Locked> {
    let by_name = by_name(packages);
    let found = candidates(packages, spec).into_iter().filter(|candidate| {
        spec.is_of_series(&candidate.version)
            && spec.version.as_ref().is_none_or(|version| candidate.image.version == *version)
    });
    found.rev().find_map(|candidate| {
        let build = match spec.boot_only {
            true => Vec::new(),
            false => build_set(&by_name, &candidate).ok()?,
        };
        let set = std::iter::once(candidate.image).chain(build);
        let modules = modules(&by_name, &candidate).into_iter();
        let lock = |package: &Package| lock(package, spec.of_debian());
        Some(Locked {
            id: id.to_owned(),
            version: candidate.version,
            release: candidate.release.clone(),
            suite: spec.suite.clone(),
            packages: set.map(lock).collect(),
            modules: modules.map(lock).collect(),
        })
    })
}

/// The packages with a kernel's own modules, if they are not in the image's package, and the one that lists what is
/// built in (Debian's, from 7.2 on).
fn modules<'a>(by_name: &ByName<'a>, candidate: &Candidate) -> Vec<&'a Package> {
    let find =
        |what: &str| by_name.get(&(&*candidate.name_of(what), &*candidate.image.version)).copied();
    let Some(modules) = find("modules") else { return Vec::new() };
    std::iter::once(modules).chain(find("modules-extra")).chain(find("base")).collect()
}

/// Packages by name and version.
type ByName<'a> = HashMap<(&'a str, &'a str), &'a Package>;

fn by_name(packages: &[Package]) -> ByName<'_> {
    packages.iter().map(|package| ((&*package.name, &*package.version), package)).collect()
}

/// Every image of this name, the newest last; of one release, the signed image before the unsigned one.
fn candidates<'a>(packages: &'a [Package], spec: &AptSpec) -> Vec<Candidate<'a>> {
    let name = spec.package.expression();
    let candidate = |image: &'a Package| {
        let release = name.captures(&image.name)?[1].to_owned();
        let version = version_of_kernel(&release, &image.version)?;
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

/// Metapackages are named like images, and depend on one.
fn is_real(image: &Package) -> bool {
    let is_image =
        |name: &str| name.starts_with("linux-image-") || name.starts_with("linux-binary-");
    !image.depends.iter().any(|(name, _)| is_image(name))
}

/// Debian's 6.1.0-57 is 6.1.192, according to its package. `make bindeb-pkg` gives the package whatever version it is
/// told (`KDEB_PKGVERSION`), which need not be a kernel's: then the release counts.
fn version_of_kernel(release: &str, package: &str) -> Option<KernelVersion> {
    let by_package: Option<KernelVersion> = without_epoch(package).parse().ok();
    let by_release: Option<KernelVersion> = release.parse().ok();
    let Some(of_release) = by_release else { return by_package };
    let same = |version: &KernelVersion| version.series() == of_release.series();
    Some(by_package.filter(same).unwrap_or(of_release))
}

/// `1:6.12.25-1` without the epoch.
fn without_epoch(version: &str) -> &str {
    version.split_once(':').map_or(version, |(_, version)| version)
}

impl Candidate<'_> {
    /// The name of the package with its `headers` or `modules`: `proxmox-headers-6.8.12-4-pve`.
    fn name_of(&self, what: &str) -> String {
        let first = self.image.name.split('-').next().unwrap_or_default();
        format!("{first}-{what}-{}", self.release)
    }
}

/// The headers of the kernel and what they depend on: shared headers, kbuild. Otherwise, the name of the package that
/// is missing.
fn build_set<'a>(by_name: &ByName<'a>, candidate: &Candidate) -> Result<Vec<&'a Package>, String> {
    let find = |name: &str, version: Option<&str>| {
        let same = by_name.get(&(name, version.unwrap_or(&candidate.image.version)));
        // The kbuild of 5.10 and 6.1 is one package for the whole series, of which only the newest is kept.
        let any = || by_name.iter().find(|((n, _), _)| version.is_none() && *n == name);
        let found = same.or_else(|| any().map(|(_, package)| package)).copied();
        found.ok_or_else(|| name.to_owned())
    };
    let headers = find(&candidate.name_of("headers"), Some(&candidate.image.version))?;
    // Like linux-headers-6.8.0-50, linux-hwe-6.8-headers-6.8.0-50 and linux-kbuild-6.1.
    let builds = |name: &str| name.contains("-headers-") || name.contains("-kbuild-");
    let parts = headers.depends.iter().filter(|(name, _)| builds(name));
    let parts = parts.map(|(name, version)| find(name, version.as_deref()));
    std::iter::once(Ok(headers)).chain(parts).collect()
}

/// The pin of a package of `archive`.
pub(super) fn lock(package: &Package, archive: Option<Archive>) -> LockedPackage {
    LockedPackage {
        name: package.name.clone(),
        version: package.version.clone(),
        archive,
        path: package.path.clone(),
        size: package.size,
        sha256: package.sha256.clone(),
    }
}

/// What the suite has: of the series if it has any, else of any series.
fn describe(packages: &[Package], spec: &AptSpec) -> String {
    let (found, by_name) = (candidates(packages, spec), by_name(packages));
    let of_series: Vec<&Candidate> =
        found.iter().filter(|it| spec.is_of_series(&it.version)).collect();
    let shown = if of_series.is_empty() { found.iter().collect() } else { of_series };
    if shown.is_empty() {
        return ", nor another version of it".to_owned();
    }
    let lacks = |it: &&Candidate| !spec.boot_only && build_set(&by_name, it).is_err();
    let (lacking, whole): (Vec<&Candidate>, Vec<&Candidate>) = shown.into_iter().partition(lacks);
    let each = |of: &[&Candidate], tell: &dyn Fn(&Candidate) -> String| -> Vec<String> {
        let mut each: Vec<String> = of.iter().map(|it| tell(it)).collect();
        each.dedup();
        each
    };
    let lacking = each(&lacking, &|it| version_of(it, &by_name));
    let whole = each(&whole, &|it| it.image.version.clone());
    match (&whole[..], lacking.len()) {
        ([], _) => format!(": it now has {}", lacking.join(", ")),
        (_, 0) => format!(": it now has {}", whole.join(", ")),
        (_, more) => format!(": it now has {}, and {more} without headers", whole.join(", ")),
    }
}

/// The version of an image, and what is missing for building modules.
fn version_of(candidate: &Candidate, by_name: &ByName) -> String {
    let version = &candidate.image.version;
    match build_set(by_name, candidate) {
        Ok(_) => version.clone(),
        Err(missing) => format!("{version} (without {missing})"),
    }
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
            package("linux-base-7.0.4+deb13-cloud-amd64", "7.0.4-1", &[]),
        ]
    }

    fn spec(package: &str, series: &str) -> AptSpec {
        AptSpec {
            archive: None,
            suite: "bookworm".to_owned(),
            package: package.parse().unwrap(),
            series: Some(series.to_owned()),
            version: None,
            arch: Arch::default(),
            boot_only: false,
        }
    }

    /// Packages in the layouts of other distributions.
    fn others() -> Vec<Package> {
        vec![
            package("linux-image-6.12.117-mine", "1", &[]),
            package("linux-headers-6.12.117-mine", "1", &["libc6"]),
            package("linux-image-generic", "6.8.0-51.52", &["linux-image-6.8.0-51-generic"]),
            package(
                "linux-image-6.8.0-51-generic",
                "6.8.0-51.52",
                &["linux-modules-6.8.0-51-generic"],
            ),
            package("linux-image-unsigned-6.8.0-50-generic", "6.8.0-50.51", &[]),
            package("linux-modules-6.8.0-50-generic", "6.8.0-50.51", &[]),
            package("linux-modules-extra-6.8.0-50-generic", "6.8.0-50.51", &[]),
            package(
                "linux-headers-6.8.0-50-generic",
                "6.8.0-50.51",
                &["libc6", "linux-headers-6.8.0-50"],
            ),
            package("linux-headers-6.8.0-50", "6.8.0-50.51", &[]),
            package("linux-image-6.8.0-40-generic", "6.8.0-40.40~22.04.3", &[]),
            package(
                "linux-headers-6.8.0-40-generic",
                "6.8.0-40.40~22.04.3",
                &["linux-hwe-6.8-headers-6.8.0-40"],
            ),
            package("proxmox-kernel-6.8", "6.8.12-4", &["proxmox-kernel-6.8.12-4-pve-signed"]),
            package("proxmox-kernel-6.8.12-4-pve-signed", "6.8.12-4", &[]),
            package("proxmox-headers-6.8.12-4-pve", "6.8.12-4", &["pve-kernel-tools"]),
            package("linux-image-6.12.25+rpt-rpi-v8", "1:6.12.25-1+rpt1", &[]),
            package(
                "linux-headers-6.12.25+rpt-rpi-v8",
                "1:6.12.25-1+rpt1",
                &["linux-headers-6.12.25+rpt-common-rpi", "linux-kbuild-6.12.25+rpt"],
            ),
            package("linux-headers-6.12.25+rpt-common-rpi", "1:6.12.25-1+rpt1", &[]),
            package("linux-kbuild-6.12.25+rpt", "1:6.12.25-1+rpt1", &[]),
        ]
    }

    #[rstest]
    #[case::ubuntu(
        "linux-image-{unsigned-,}*-generic",
        "6.8",
        "6.8.0-50-generic",
        &["linux-image-unsigned-6.8.0-50-generic", "linux-headers-6.8.0-50-generic", "linux-headers-6.8.0-50"],
        &["linux-modules-6.8.0-50-generic", "linux-modules-extra-6.8.0-50-generic"]
    )]
    #[case::proxmox(
        "proxmox-kernel-*-pve",
        "6.8",
        "6.8.12-4-pve",
        &["proxmox-kernel-6.8.12-4-pve-signed", "proxmox-headers-6.8.12-4-pve"],
        &["proxmox-kernel-6.8.12-4-pve-signed"]
    )]
    #[case::raspberry(
        "linux-image-*-rpi-v8",
        "6.12",
        "6.12.25+rpt-rpi-v8",
        &[
            "linux-image-6.12.25+rpt-rpi-v8", "linux-headers-6.12.25+rpt-rpi-v8",
            "linux-headers-6.12.25+rpt-common-rpi", "linux-kbuild-6.12.25+rpt",
        ],
        &["linux-image-6.12.25+rpt-rpi-v8"]
    )]
    // The names and versions that `make bindeb-pkg KDEB_PKGVERSION=1` produces for 6.12.117.
    #[case::bindeb_pkg(
        "linux-image-*-mine",
        "6.12",
        "6.12.117-mine",
        &["linux-image-6.12.117-mine", "linux-headers-6.12.117-mine"],
        &["linux-image-6.12.117-mine"]
    )]
    fn each_distribution_has_its_own_layout(
        #[case] name: &str,
        #[case] series: &str,
        #[case] release: &str,
        #[case] packages: &[&str],
        #[case] modules: &[&str],
    ) {
        let locked = choose(&others(), "k", &spec(name, series)).unwrap();
        let names = |of: &[LockedPackage]| -> Vec<String> {
            of.iter().map(|package| package.name.clone()).collect()
        };
        assert_eq!((locked.release.as_str(), locked.is_of(&spec(name, series))), (release, true));
        assert_eq!(names(&locked.packages), packages);
        assert_eq!(names(locked.modules()), modules);
    }

    #[test]
    fn what_lacks_is_named() {
        let others: Vec<Package> =
            others().into_iter().filter(|it| it.name != "linux-headers-6.8.0-50").collect();
        let wanted = spec("linux-image-{unsigned-,}*-generic", "6.8");
        assert!(choose(&others, "k", &wanted).is_none());
        assert_eq!(
            describe(&others, &wanted),
            ": it now has 6.8.0-40.40~22.04.3 (without linux-hwe-6.8-headers-6.8.0-40), \
             6.8.0-50.51 (without linux-headers-6.8.0-50), \
             6.8.0-51.52 (without linux-headers-6.8.0-51-generic)"
        );
        let other = spec("linux-image-*-lowlatency", "6.8");
        assert_eq!(describe(&others, &other), ", nor another version of it");
    }

    #[test]
    fn what_there_is_comes_before_what_lacks_something() {
        let old = AptSpec {
            version: Some("6.1.1-1".to_owned()),
            ..spec("linux-image-*-cloud-amd64", "6.1")
        };
        assert_eq!(
            old.to_string(),
            "linux-image-*-cloud-amd64 of series 6.1, version 6.1.1-1, with its headers"
        );
        assert_eq!(describe(&suite(), &old), ": it now has 6.1.192-2, and 1 without headers");
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
        &[
            "linux-binary-7.0.4+deb13-cloud-amd64", "linux-modules-7.0.4+deb13-cloud-amd64",
            "linux-base-7.0.4+deb13-cloud-amd64",
        ],
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
        let spec = AptSpec { boot_only, ..spec("linux-{image,binary}-*-cloud-amd64", series) };
        let locked = choose(&suite(), "k", &spec);
        let names = locked.iter().flat_map(|it| it.packages[..1].iter().chain(it.modules()));
        let names: Vec<_> = names.map(|package| &*package.name).collect();
        assert_eq!(names, image_and_modules);
        assert_eq!(locked.map_or(0, |locked| locked.packages.len()), count);
    }
}
