//! Kernels that users can ask for by a distribution's name.

use camino::Utf8PathBuf;

use crate::arch::Arch;
use crate::matrix::{AptArchive, AptEntry, Provider, RpmEntry};

/// Where hosts have distributions' keys; `{family}` stands for the distribution.
const KEY_FOLDERS: [&str; 4] = [
    "/usr/share/keyrings",
    "/etc/apt/trusted.gpg.d",
    "/etc/pki/rpm-gpg",
    "/usr/share/distribution-gpg-keys/{family}",
];

/// A distribution's kernel.
#[derive(Debug)]
pub struct Preset {
    /// The name that users give, like `ubuntu-24.04`.
    pub name: &'static str,
    /// The distribution, as in the names of its mirrors: `ubuntu`.
    pub family: &'static str,
    /// What a mirror's address usually ends with.
    pub mirror: &'static str,
    /// The names of its key files.
    pub keys: &'static [&'static str],
    /// The processor.
    pub arch: Arch,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// Suite, component, and name of the image's package.
    Apt(&'static str, &'static str, &'static str),
    /// Repositories relative to the mirror's address, and name of the image's package.
    Rpm(&'static [&'static str], &'static str),
}

const fn apt(
    name: &'static str,
    (family, mirror): (&'static str, &'static str),
    keys: &'static [&'static str],
    (suite, component, package): (&'static str, &'static str, &'static str),
) -> Preset {
    let form = Form::Apt(suite, component, package);
    Preset { name, family, mirror, keys, arch: Arch::Amd64, form }
}

const fn rpm(
    name: &'static str,
    (family, mirror): (&'static str, &'static str),
    keys: &'static [&'static str],
    package: &'static str,
    folders: &'static [&'static str],
) -> Preset {
    Preset { name, family, mirror, keys, arch: Arch::Amd64, form: Form::Rpm(folders, package) }
}

const UBUNTU: (&str, &str) = ("ubuntu", "/ubuntu");
const UBUNTU_KEYS: &[&str] = &["ubuntu-archive-keyring.gpg"];
const GENERIC: &str = "linux-image-{unsigned-,}*-generic";
const AZURE: &str = "linux-image-{unsigned-,}*-azure";
const PROXMOX: (&str, &str) = ("proxmox", "/debian/pve");
const PVE: &str = "proxmox-kernel-*-pve";
const PVE_REPO: &str = "pve-no-subscription";
const ROCKY: (&str, &str) = ("rocky", "/rocky");
const ALMA: (&str, &str) = ("alma", "/almalinux");
const CENTOS: (&str, &str) = ("centos", "/centos-stream");
const ORACLE: (&str, &str) = ("oracle", "/repo/OracleLinux");
const FEDORA: (&str, &str) = ("fedora", "/fedora/linux");
const SUSE: (&str, &str) = ("opensuse", "/opensuse");
const CORE: &str = "kernel-core";

/// All of them.
#[rustfmt::skip]
pub const PRESETS: &[Preset] = &[
    apt("ubuntu-22.04", UBUNTU, UBUNTU_KEYS, ("jammy-updates", "main", GENERIC)),
    apt("ubuntu-22.04-azure", UBUNTU, UBUNTU_KEYS, ("jammy-updates", "main", AZURE)),
    apt("ubuntu-24.04", UBUNTU, UBUNTU_KEYS, ("noble-updates", "main", GENERIC)),
    apt("ubuntu-24.04-azure", UBUNTU, UBUNTU_KEYS, ("noble-updates", "main", AZURE)),
    apt("kali", ("kali", "/kali"), &["kali-archive-keyring.gpg"], ("kali-rolling", "main", "linux-{image,binary}-*-amd64")),
    apt("proxmox-8", PROXMOX, &["proxmox-archive-keyring.gpg", "proxmox-release-bookworm.gpg"], ("bookworm", PVE_REPO, PVE)),
    apt("proxmox", PROXMOX, &["proxmox-archive-keyring.gpg"], ("trixie", PVE_REPO, PVE)),
    Preset { arch: Arch::Arm64, ..apt("raspberry-pi-os", ("raspberrypi", "/debian"), &["raspberrypi-archive-keyring.pgp", "raspberrypi-archive-keyring.gpg"], ("trixie", "main", "linux-image-*-rpi-v8")) },
    rpm("rocky-8", ROCKY, &["RPM-GPG-KEY-rockyofficial", "RPM-GPG-KEY-Rocky-8"], CORE, &["8/BaseOS/x86_64/os"]),
    rpm("rocky-9", ROCKY, &["RPM-GPG-KEY-Rocky-9"], CORE, &["9/BaseOS/x86_64/os", "9/AppStream/x86_64/os"]),
    rpm("rocky-10", ROCKY, &["RPM-GPG-KEY-Rocky-10"], CORE, &["10/BaseOS/x86_64/os", "10/AppStream/x86_64/os"]),
    rpm("alma-8", ALMA, &["RPM-GPG-KEY-AlmaLinux-8", "RPM-GPG-KEY-AlmaLinux"], CORE, &["8/BaseOS/x86_64/os"]),
    rpm("alma-9", ALMA, &["RPM-GPG-KEY-AlmaLinux-9"], CORE, &["9/BaseOS/x86_64/os", "9/AppStream/x86_64/os"]),
    rpm("alma-10", ALMA, &["RPM-GPG-KEY-AlmaLinux-10"], CORE, &["10/BaseOS/x86_64/os", "10/AppStream/x86_64/os"]),
    rpm("centos-stream-9", CENTOS, &["RPM-GPG-KEY-centosofficial"], CORE, &["9-stream/BaseOS/x86_64/os", "9-stream/AppStream/x86_64/os"]),
    rpm("centos-stream-10", CENTOS, &["RPM-GPG-KEY-centosofficial-SHA256"], CORE, &["10-stream/BaseOS/x86_64/os", "10-stream/AppStream/x86_64/os"]),
    rpm("oracle-9", ORACLE, &["RPM-GPG-KEY-oracle"], CORE, &["OL9/baseos/latest/x86_64", "OL9/appstream/x86_64"]),
    rpm("oracle-9-uek", ORACLE, &["RPM-GPG-KEY-oracle"], "kernel-uek-core", &["OL9/UEKR7/x86_64"]),
    rpm("amazon-2023", ("amazon", ""), &["RPM-GPG-KEY-amazon-linux-2023"], "kernel", &[""]),
    rpm("fedora", FEDORA, &["RPM-GPG-KEY-fedora-rawhide-primary"], CORE, &["development/rawhide/Everything/x86_64/os"]),
    rpm("fedora-43", FEDORA, &["RPM-GPG-KEY-fedora-43-primary"], CORE, &["releases/43/Everything/x86_64/os", "updates/43/Everything/x86_64"]),
    rpm("opensuse-leap-15.6", SUSE, &["RPM-GPG-KEY-openSUSE", "RPM-GPG-KEY-SuSE-SLE-15"], "kernel-default", &["update/leap/15.6/sle", "distribution/leap/15.6/repo/oss"]),
    rpm("opensuse-tumbleweed", SUSE, &["RPM-GPG-KEY-openSUSE-Tumbleweed", "RPM-GPG-KEY-openSUSE"], "kernel-default", &["tumbleweed/repo/oss"]),
];

impl Preset {
    /// The preset of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The suite, if it is in an apt archive.
    pub fn suite(&self) -> Option<&'static str> {
        match self.form {
            Form::Apt(suite, ..) => Some(suite),
            Form::Rpm(..) => None,
        }
    }

    /// Its keys, if this host has them.
    pub fn keys_of_host(&self) -> Option<Utf8PathBuf> {
        let folders = KEY_FOLDERS.map(|folder| folder.replace("{family}", self.family));
        let mut paths = self
            .keys
            .iter()
            .flat_map(|key| folders.iter().map(move |folder| Utf8PathBuf::from(folder).join(key)));
        paths.find(|path| path.is_file())
    }

    /// The provider, with `mirror`, an address without a trailing slash.
    pub fn provider(&self, mirror: &str, keys: Vec<Utf8PathBuf>, boot_only: bool) -> Provider {
        match self.form {
            Form::Apt(suite, component, package) => Provider::Apt(AptEntry {
                archive: AptArchive {
                    mirror: mirror.to_owned(),
                    components: vec![component.to_owned()],
                    keyring: keys.into_iter().next().unwrap_or_default(),
                },
                suite: suite.to_owned(),
                package: package.parse().expect("a test parses all of them"),
                pin: None,
                boot_only,
            }),
            Form::Rpm(folders, package) => Provider::Rpm(RpmEntry {
                repositories: folders.iter().map(|it| below(mirror, it)).collect(),
                keys,
                package: package.to_owned(),
                pin: None,
                boot_only,
            }),
        }
    }
}

fn below(mirror: &str, folder: &str) -> String {
    if folder.is_empty() { mirror.to_owned() } else { format!("{mirror}/{folder}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_preset_is_a_kernel_of_its_own() {
        let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        for preset in PRESETS {
            preset.provider("http://mirror.test", vec!["/k.asc".into()], false);
            assert!(Preset::named(preset.name).is_some_and(|it| it.name == preset.name));
            assert!(preset.name.starts_with(preset.family) || preset.family == "raspberrypi");
            assert!(!preset.keys.is_empty());
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PRESETS.len());
    }

    #[test]
    fn repositories_are_below_the_mirror() {
        let preset = Preset::named("rocky-9").unwrap();
        let provider = preset.provider("http://mirror.test/rocky", Vec::new(), false);
        let Provider::Rpm(entry) = provider else { panic!("{provider:?}") };
        let address = |it: &str| format!("http://mirror.test/rocky/9/{it}/x86_64/os");
        assert_eq!(entry.repositories, [address("BaseOS"), address("AppStream")]);
        assert_eq!(Preset::named("ubuntu-24.04").unwrap().suite(), Some("noble-updates"));
    }
}
