//! Against a real HTTP server on this host, in place of kernel.org.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use camino::Utf8Path;

use super::*;
use crate::digest::Digest;
use crate::matrix;
use crate::runner::Sources;
use crate::runner::without::{Lack, Without};
use crate::store::Store;

/// A server of `files` by their paths, and the first line of each request that it saw.
fn serve(files: Vec<(String, Vec<u8>)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines =
                BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let asked = asked.trim_end_matches(" HTTP/1.1").to_owned();
            log.lock().unwrap().push(asked.clone());
            let (method, path) = asked.split_once(' ').unwrap_or_default();
            let file = files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes);
            let (status, body) = file.map_or(("404 Not Found", &[][..]), |bytes| ("200 OK", bytes));
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            if method == "GET" {
                let _ = stream.write_all(body);
            }
        }
    });
    (address, seen)
}

/// A tarball of a 3.`minor` tree that has only a Makefile.
fn tarball(minor: u32) -> Vec<u8> {
    let text = format!("VERSION = 3\nPATCHLEVEL = {minor}\nSUBLEVEL = 0\n");
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    builder.append_data(&mut header, "linux/Makefile", text.as_bytes()).unwrap();
    builder.into_inner().unwrap()
}

/// A matrix of 3.10 and 3.11 whose tarballs are at `host`, over an empty store.
fn workshop(host: &str) -> (tempfile::TempDir, Workshop) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    let text = format!(
        "schema = 1\n[sources]\nversions = [\"3.10\", \"3.11\"]\n\
         address = \"http://{host}/{{folder}}/linux-{{version}}.tar\"\n"
    );
    let matrix =
        matrix::parse(&path.join("matrix.toml"), &text, crate::scenario::shipped()).unwrap();
    let store = Store::at(path.join("store"));
    let workshop = Workshop::open(matrix, store, Sources::default()).unwrap();
    (folder, workshop.with_offline(false))
}

fn spec<'a>(workshop: &'a Workshop, id: &str) -> &'a SourceSpec {
    match &workshop.matrix.kernel(id).unwrap().provider {
        Provider::Source(spec) => spec,
        _ => panic!("{id} is from source"),
    }
}

/// Why the kernel is not available.
fn without(workshop: &Workshop, id: &str) -> Without {
    Without::of(&workshop.obtain(spec(workshop, id)).unwrap_err()).unwrap()
}

fn entries(workshop: &Workshop) -> Vec<&KernelEntry> {
    workshop.matrix.kernels.iter().collect()
}

const PATHS: [&str; 2] = ["/v3.x/linux-3.10.tar", "/v3.x/linux-3.11.tar"];

#[test]
fn what_is_not_here_is_downloaded_once_and_pinned() {
    let files = vec![(PATHS[0].to_owned(), tarball(10)), (PATHS[1].to_owned(), tarball(11))];
    let (host, seen) = serve(files);
    let (_folder, workshop) = workshop(&host);
    let (plan, lacking) = workshop.plan_downloads(&entries(&workshop));
    assert_eq!(
        (plan.kernels.as_slice(), lacking.len()),
        (&["3.10", "3.11"].map(str::to_owned)[..], 0)
    );
    assert_eq!((plan.bytes, plan.hosts.as_slice()), (2 * tarball(10).len() as u64, &[host][..]));
    let heads = PATHS.map(|path| format!("HEAD {path}"));
    assert_eq!(*seen.lock().unwrap(), heads, "to know how much it is, nothing is downloaded");
    workshop.bring(&plan);
    let gets: Vec<String> = seen
        .lock()
        .unwrap()
        .iter()
        .filter(|line| line.contains("GET") && line.ends_with("tar"))
        .cloned()
        .collect();
    assert_eq!(gets, PATHS.map(|path| format!("GET {path}")));
    let lock = fs_err::read_to_string(workshop.matrix.lock_path()).unwrap();
    assert!(lock.contains(Digest::of(&tarball(10)).as_str()), "{lock}");
    let before = seen.lock().unwrap().len();
    assert!(matches!(workshop.obtain(spec(&workshop, "3.10")), Ok(Found::Stored(_))));
    assert!(workshop.plan_downloads(&entries(&workshop)).0.kernels.is_empty());
    assert_eq!(seen.lock().unwrap().len(), before, "it is here now");
}

#[test]
fn a_tarball_has_to_be_what_the_list_beside_it_says() {
    let list = format!("{}  linux-3.10.tar\n", Digest::of(b"another"));
    let files = vec![
        (PATHS[0].to_owned(), tarball(10)),
        ("/v3.x/sha256sums.asc".to_owned(), list.into_bytes()),
    ];
    let (host, _) = serve(files);
    let (_folder, workshop) = workshop(&host);
    let refused = without(&workshop, "3.10");
    assert_eq!(refused.lack, Lack::BadSource);
    assert!(refused.reason.contains("sha256sums.asc"), "{}", refused.reason);
    assert!(!workshop.matrix.lock_path().exists(), "nothing wrong is pinned");
}

#[test]
fn offline_nobody_is_asked() {
    let (host, seen) = serve(vec![(PATHS[0].to_owned(), tarball(10))]);
    let (_folder, workshop) = workshop(&host);
    let workshop = workshop.with_offline(true);
    let lacking = without(&workshop, "3.10");
    assert_eq!(lacking.lack, Lack::NoSource);
    assert!(lacking.reason.contains("--offline keeps it from"), "{}", lacking.reason);
    assert!(workshop.plan_downloads(&entries(&workshop)).0.kernels.is_empty());
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn a_host_that_is_not_there_is_found_out_once_and_soon() {
    // Bound and dropped: nobody listens there.
    let host = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (_folder, workshop) = workshop(&host);
    let started = Instant::now();
    let (plan, lacking) = workshop.plan_downloads(&entries(&workshop));
    assert!(plan.kernels.is_empty());
    let told: Vec<_> =
        lacking.iter().map(|(id, why)| (id.as_str(), why.contains("not reachable"))).collect();
    assert_eq!(told, [("3.10", true), ("3.11", true)]);
    assert_eq!(workshop.silent.lock().unwrap().len(), 1);
    let lacking = without(&workshop, "3.10");
    assert_eq!(lacking.lack, Lack::NoSource, "a run may do without it where the matrix says so");
    assert!(lacking.reason.contains(&format!("{host} is not reachable")), "{}", lacking.reason);
    // The rest of the run does not depend on that host.
    workshop.kernel(workshop.matrix.kernel("3.11").unwrap()).unwrap_err();
    assert_eq!(workshop.without("3.11").unwrap().lack, Lack::NoSource);
    assert_eq!(*workshop.outage.lock().unwrap(), None);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_file_that_the_host_has_not_is_lacking_alone() {
    let (host, _) = serve(vec![(PATHS[1].to_owned(), tarball(11))]);
    let (_folder, workshop) = workshop(&host);
    let (plan, lacking) = workshop.plan_downloads(&entries(&workshop));
    assert_eq!(plan.kernels, ["3.11"]);
    assert!(lacking[0].1.contains("404 Not Found"), "{lacking:?}");
    assert_eq!(without(&workshop, "3.10").lack, Lack::NoSource);
}

#[test]
fn a_mirror_stands_for_kernel_org_alone() {
    let text = "schema = 1\n[sources]\nversions = [\"3.10\"]\n\
                address = \"https://cdn.kernel.org/pub/linux/kernel/{folder}/linux-{version}.tar.xz\"\n\
                [[kernel]]\nid = \"own\"\nsource = { version = \"3.11\", tarball = \"https://own.test/x.tar\" }\n";
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), text, crate::scenario::shipped()).unwrap();
    let mirror = Some("http://mirror.test/kernel/".to_owned());
    let matrix = Sources { mirror, ..Sources::default() }.extend(matrix);
    let url = |id: &str| match &matrix.kernel(id).unwrap().provider {
        Provider::Source(SourceSpec { tarball: Some(Tarball::Url(url)), .. }) => url.clone(),
        _ => panic!("{id} has an address"),
    };
    assert_eq!(url("3.10"), "http://mirror.test/kernel/v3.x/linux-3.10.tar.xz");
    assert_eq!(url("own"), "https://own.test/x.tar");
}

#[test]
fn people_are_told_how_much_it_is() {
    let plan = Plan {
        kernels: vec!["2.6.9".to_owned(), "3.10".to_owned()],
        hosts: vec!["cdn.kernel.org".to_owned()],
        bytes: 114 << 20,
        speed: Some(1e6),
        building: Duration::from_secs(97),
    };
    let told = "2 kernels: 114 MiB from cdn.kernel.org (2 min), then 2 min to build";
    assert_eq!(plan.to_string(), told);
    let slow = Plan { speed: Some(0.0), bytes: 1 << 20, building: Duration::ZERO, ..plan };
    assert_eq!(slow.to_string(), "2 kernels: 1.0 MiB from cdn.kernel.org, then 1 s to build");
}
