//! Archives in the layouts of distributions, with one of Debian's kernels, made by the distributions' own tools and
//! served on the loopback address.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::kernel::debian::{LockedPackage, MatrixLock};
use nlmatrix::process::Job;
use nlmatrix::store::Store;
use nlmatrix::toolchain::Toolchain;

use crate::place::{Place, root};

/// The kernel that is packed again.
const KERNEL: &str = "7.2-bpo13";

/// The programs that pack, index and sign.
const TOOLS: &[&str] = &[
    "apt-utils",
    "coreutils",
    "createrepo-c",
    "dash",
    "bash",
    "diffutils",
    "dpkg",
    "file",
    "findutils",
    "gnupg",
    "grep",
    "gzip",
    "mawk",
    "rpm",
    "sed",
    "tar",
    "xz-utils",
    "zstd",
];

/// Files that apt reads.
const INDEX: &str = include_str!("index.sh");

/// The keys: that of the archive, and one that has signed nothing.
const KEYS: &str = "
export GNUPGHOME=$PWD/gnupg
mkdir -m 700 gnupg
for name in Archive Stranger; do
    gpg --quiet --batch --passphrase '' --quick-gen-key $name rsa2048 default never
    gpg --export $name > $name.gpg
    gpg --export --armor $name > $name.asc
done
";

/// An archive that is being served.
pub struct Served {
    /// Its folder, with keys next to what is served.
    pub folder: Utf8PathBuf,
    /// What `uname -r` says for its kernel.
    pub release: String,
    /// `http://127.0.0.1:…`.
    pub address: String,
    stopped: Arc<AtomicBool>,
}

impl Served {
    /// In the layout of Ubuntu's archive.
    pub fn ubuntu(place: &Place) -> Self {
        Self::made(place, &format!("{}{INDEX}", include_str!("ubuntu.sh")), "archive")
    }

    /// The same without the flavour's headers, which have not arrived yet.
    pub fn ubuntu_without_headers(place: &Place) -> Self {
        let script =
            format!("{}rm $pool/linux-headers-${{release}}_*\n{INDEX}", include_str!("ubuntu.sh"));
        Self::made(place, &script, "archive")
    }

    /// In the layout of Rocky's repositories.
    pub fn rocky(place: &Place) -> Self {
        Self::made(place, include_str!("rocky.sh"), "repo")
    }

    fn made(place: &Place, script: &str, served: &str) -> Self {
        let folder = place.path.join("archive");
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join("kernel.spec"), include_str!("kernel.spec")).unwrap();
        let (release, debs) = kernel();
        let stopped = Arc::new(AtomicBool::new(false));
        let address = serve(folder.join(served), Arc::clone(&stopped));
        let work = Self { folder, release: release.clone(), address, stopped };
        work.run(KEYS, &[]);
        let debs: Vec<&str> = debs.iter().map(|deb| deb.as_str()).collect();
        work.run(include_str!("unpack.sh"), &[&[release.as_str()], &debs[..]].concat());
        work.run(script, &[&release, "7.2.0-1.1"]);
        work
    }

    /// Stops answering.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // The server is waiting for the next client: this wakes it up.
        TcpStream::connect(self.address.trim_start_matches("http://")).ok();
    }

    /// Runs `script` in the folder, with the tools.
    pub fn run(&self, script: &str, arguments: &[&str]) {
        let tools = Toolchain::programs(&Store::of_user(), TOOLS).unwrap();
        let script = format!("export HOME=$PWD GNUPGHOME=$PWD/gnupg\n{script}");
        let argv = [&["sh", "-ec", &script, "sh"], arguments].concat();
        tools.job(&self.folder, &[&self.folder], &argv).run().unwrap();
    }

    /// The file `name` next to what is served.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        self.folder.join(name)
    }
}

/// The release of a kernel in the store, and the files of its packages.
fn kernel() -> (String, Vec<Utf8PathBuf>) {
    let matrix = root().join("matrix.toml");
    // A cell that needs the kernel's own modules fetches all of its packages.
    let cell = format!("{KERNEL}/kernel/link-round-trip");
    let job = Job::new(env!("CARGO_BIN_EXE_nlmatrix")).args(["cell", &cell]);
    job.args(["--matrix", matrix.as_str()]).run().unwrap();
    let lock = MatrixLock::read(&root().join("matrix.lock")).unwrap();
    let pin = lock.get(KERNEL).unwrap();
    let store = Store::of_user();
    // What was unpacked long ago may no longer be there.
    let file = |package: &LockedPackage| package.file(&store).unwrap();
    let debs = pin.packages.iter().chain(pin.modules()).map(file).collect();
    (pin.release.clone(), debs)
}

/// Serves the files below `folder` until it is `stopped`; returns its address.
fn serve(folder: Utf8PathBuf, stopped: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if stopped.load(Ordering::Relaxed) {
                return;
            }
            let folder = folder.clone();
            std::thread::spawn(move || answer(&folder, stream));
        }
    });
    address
}

fn answer(folder: &Utf8Path, mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let asked = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let path = asked.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let file = fs_err::read(folder.join(path.replace("%2b", "+").replace("%2B", "+")));
    let (status, body) = file.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // The client may be gone.
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).ok();
}
