//! Kernels from other distributions' archives, which are made here: one of Debian's kernels in the layouts of Ubuntu
//! and of RHEL, packed, indexed and signed by these distributions' own tools. Their own archives need not be
//! reachable.

mod archive;

use camino::Utf8PathBuf;
use nlmatrix::process::{Finished, Job};
use nlmatrix::run::{KernelProvider, KernelStatus, Outcome};
use nlmatrix::store::Store;

use self::archive::Served;
use crate::place::{Place, root};

/// The newest generation of the system, built, loaded and driven; and scenarios that need modules of the kernel.
const CELLS: [&str; 3] =
    ["k/nlecho.g6-cfg/build", "k/nlecho.g6-cfg/echo-roundtrip", "k/kernel/link-round-trip"];

/// A folder with an archive, a matrix with one kernel, and a store that only contains the user's compilers.
struct Lab {
    place: Place,
    served: Served,
}

impl Lab {
    fn new(made: fn(&Place) -> Served) -> Self {
        let place = Place::new();
        let served = made(&place);
        let lab = Self { place, served };
        lab.empty_store();
        lab
    }

    fn store(&self) -> Utf8PathBuf {
        self.place.path.join("store")
    }

    fn empty_store(&self) {
        fs_err::remove_dir_all(self.store()).ok();
        fs_err::create_dir(self.store()).unwrap();
        let compilers = Store::of_user().root().join("toolchains");
        fs_err::os::unix::fs::symlink(compilers, self.store().join("toolchains")).unwrap();
    }

    /// Writes a matrix file with one kernel, `k`, which comes from `provider` and is not pinned.
    fn matrix(&self, provider: &str) {
        let root = root();
        let text = format!(
            "schema = 1\nkernel-scenarios = [\"link-round-trip\"]\n\
             system = [{{ path = \"{root}/kmods/nlecho\", scenarios = [\"echo-roundtrip\"] }}]\n\
             [[kernel]]\nid = \"k\"\n{provider}\n"
        );
        fs_err::write(self.file(), text).unwrap();
        fs_err::remove_file(self.file().with_extension("lock")).ok();
    }

    fn file(&self) -> Utf8PathBuf {
        self.place.path.join("matrix.toml")
    }

    fn ran(&self, job: Job) -> Finished {
        let job = job.env("TMPDIR", self.place.tmp().as_str());
        job.env("NLMATRIX_CACHE", self.store().as_str()).finish().unwrap()
    }

    /// The command line `words`, for that file.
    fn nlmatrix(&self, words: &[&str]) -> Finished {
        let job = Job::new(env!("CARGO_BIN_EXE_nlmatrix")).args(words.iter().copied());
        self.ran(job.dir(&self.place.path))
    }

    /// The kernel is not available: what is printed, and that nlmatrix, the host or the archive is to blame.
    #[track_caller]
    fn lacks(&self, words: &[&str], says: &[&str]) {
        let Finished { status, output, .. } = self.nlmatrix(words);
        for what in says {
            assert!(output.contains(what), "no `{what}` in: {output}");
        }
        assert_eq!(status, Some(3), "{output}");
    }

    /// All cells of the kernel pass, also when run again without the archive.
    fn passes(&self, provider: KernelProvider) {
        let ran = self.ran(self.place.matrix("k", &self.file(), "{*g6-cfg/*,*/link-round-trip}"));
        let run = self.place.run_json();
        let [kernel] = &run.kernels[..] else { panic!("{}", ran.output) };
        assert_eq!(kernel.status, KernelStatus::Ready, "{}", kernel.reason);
        assert_eq!((kernel.provider, &kernel.release), (provider, &self.served.release));
        for id in CELLS {
            let cell = run.cells.iter().find(|cell| cell.id.to_string() == id).unwrap();
            let ended = (cell.outcome, cell.as_expected);
            assert_eq!(ended, (Outcome::Pass, true), "{id}: {}", cell.reason);
        }
        self.served.stop();
        let again = self.nlmatrix(&["cell", CELLS[1]]);
        assert_eq!(again.status, Some(0), "{}", again.output);
    }
}

const GET: &[&str] = &["kernels", "get", "k"];
const UPDATE: &[&str] = &["update"];

#[test]
fn a_kernel_as_ubuntu_packs_it_builds_boots_and_passes() {
    let lab = Lab::new(Served::ubuntu);
    let served = &lab.served;
    let entry = |keyring: &str| {
        format!(
            "apt = {{ mirror = \"{}\", suite = \"noble-updates\", keyring = \"{}\", \
             package = \"linux-image-{{unsigned-,}}*-cloud-amd64\", series = \"7.2\" }}",
            served.address,
            served.path(keyring)
        )
    };
    let ours = entry("Archive.gpg");
    let get = |entry: &str, says: &[&str]| {
        lab.matrix(entry);
        lab.lacks(GET, says);
    };
    get(
        &entry("Stranger.gpg"),
        &["the index of noble-updates on http://", "not signed by a key of", "`keyring`"],
    );
    get(
        &ours.replace("noble", "jammy"),
        &["has no suite `jammy-updates`: correct `suite` or `mirror`"],
    );
    get(
        &ours.replace("7.2", "6.8"),
        &[
            "noble-updates has no linux-image-",
            "of series 6.8, with its headers: it now has 7.2.0-1.1",
        ],
    );

    // A pin of something that the archive no longer has, and the store never had.
    lab.matrix(&ours);
    let pinned = lab.nlmatrix(UPDATE);
    assert!(pinned.output.contains(&served.release), "{}", pinned.output);
    served.run("mv archive/pool/main/l/linux/linux-image-* .", &[]);
    let says = ["linux-image-unsigned-7.2.12", "no longer on the mirror", "`update` moves the pin"];
    lab.lacks(GET, &says);
    served.run("mv linux-image-* archive/pool/main/l/linux/", &[]);
    lab.passes(KernelProvider::Apt);
    lab.lacks(UPDATE, &["http://127.0.0.1:", "does not answer", "correct the address"]);
}

#[test]
fn headers_that_ubuntu_has_not_are_named() {
    let lab = Lab::new(Served::ubuntu_without_headers);
    let entry = |more: &str| {
        format!(
            "apt = {{ mirror = \"{}\", suite = \"noble-updates\", keyring = \"{}\", \
             package = \"linux-image-{{unsigned-,}}*-cloud-amd64\", series = \"7.2\"{more} }}",
            lab.served.address,
            lab.served.path("Archive.gpg")
        )
    };
    let without = format!("(without linux-headers-{})", lab.served.release);
    lab.matrix(&entry(""));
    lab.lacks(GET, &[&without, "boot-only"]);
    lab.matrix(&entry(", boot-only = true"));
    let boots = lab.nlmatrix(GET);
    assert_eq!(boots.status, Some(0), "{}", boots.output);
}

#[test]
fn a_kernel_as_rocky_packs_it_builds_boots_and_passes() {
    let lab = Lab::new(Served::rocky);
    let Served { address, .. } = &lab.served;
    let entry = |key: &str| {
        format!(
            "rpm = {{ repo = [\"{address}/9/BaseOS/x86_64/os\", \"{address}/9/AppStream/x86_64/os\"], gpgkey = \"{}\", \
             package = \"kernel-core\", series = \"7.2\" }}",
            lab.served.path(key)
        )
    };
    let ours = entry("Archive.asc");
    let get = |entry: &str, says: &[&str]| {
        lab.matrix(entry);
        lab.lacks(GET, says);
    };
    get(
        &entry("Stranger.asc"),
        &["the index of http://", "/9/BaseOS/x86_64/os is not signed by a key of", "`gpgkey`"],
    );
    get(
        &ours.replace("/BaseOS", "/CRB"),
        &["/9/CRB/x86_64/os is not an rpm repository", "correct `repo`"],
    );
    get(&ours.replace("kernel-core", "kernel-uek-core"), &["has no kernel-uek-core"]);
    let alone = ours.replace(&format!(", \"{address}/9/AppStream/x86_64/os\""), "");
    get(&alone, &["it now has 7.2.0-1.el9 (without kernel-devel)", "boot-only"]);

    a_preset_writes(&lab, &ours);
    lab.served.run("mv repo/9/AppStream/x86_64/os/Packages/kernel-devel-* .", &[]);
    lab.lacks(GET, &["kernel-devel 7.2.0-1.el9", "no longer on the mirror", "moves the pin"]);
    lab.served.run("mv kernel-devel-* repo/9/AppStream/x86_64/os/Packages/", &[]);
    lab.passes(KernelProvider::Rpm);
    lab.lacks(UPDATE, &["http://127.0.0.1:", "does not answer", "correct the address"]);
}

/// The preset of Rocky writes the entry `ours` if a mirror is known, and does not use an id twice.
fn a_preset_writes(lab: &Lab, ours: &str) {
    let address = &lab.served.address;
    lab.matrix("debian = { suite = \"trixie\", series = \"6.12\" }");
    let key = lab.served.path("Archive.asc").into_string();
    let add = |id: &str| {
        let place = ["--mirror", address.as_str(), "--key", &key, "--id", id];
        lab.nlmatrix(&[&["kernels", "add", "rocky-9"][..], &place].concat())
    };
    let taken = add("k");
    assert!(
        taken.output.contains("already has a kernel `k`: give this one another name with `--id`"),
        "{}",
        taken.output
    );
    assert_eq!(taken.status, Some(2));
    let first = fs_err::read_to_string(lab.file()).unwrap();
    fs_err::write(lab.file(), first.split("[[kernel]]").next().unwrap()).unwrap();
    let added = add("k");
    assert!(added.output.contains(&lab.served.release), "{}", added.output);
    let written = fs_err::read_to_string(lab.file()).unwrap();
    assert!(
        written
            .contains(&ours.replace(", package", "], package").replace("gpgkey = ", "gpgkey = [")),
        "{written}"
    );
}

/// Fedora's index is not signed: its packages are.
#[test]
fn packages_of_rocky_that_others_signed_are_not_unpacked() {
    let lab = Lab::new(Served::rocky);
    let Served { address, .. } = &lab.served;
    lab.served.run("rm repo/9/*/x86_64/os/repodata/repomd.xml.asc", &[]);
    let entry = |key: &str| {
        format!(
            "rpm = {{ repo = [\"{address}/9/BaseOS/x86_64/os\"], gpgkey = \"{}\", package = \"kernel-core\", \
             series = \"7.2\", boot-only = true }}",
            lab.served.path(key)
        )
    };
    let says =
        ["the package kernel-core 7.2.0-1.el9 of http://", "is not signed by a key of", "NOKEY"];
    lab.matrix(&entry("Stranger.asc"));
    lab.lacks(GET, &says);
    lab.matrix(&entry("Archive.asc"));
    let boots = lab.nlmatrix(GET);
    assert_eq!(boots.status, Some(0), "{}", boots.output);
}
