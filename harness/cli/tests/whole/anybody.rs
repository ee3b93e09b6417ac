//! Everyday circumstances: an ordinary user, folders with spaces and dashes in their names, Ctrl-C.

use std::os::unix::fs::{PermissionsExt, chown};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::kernel::debian::MatrixLock;
use nlmatrix::process::{Job, User, find_program};
use nlmatrix::run::Outcome;
use nlmatrix::store::Store;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::own::{KERNEL, own};
use crate::place::{Place, root};
use crate::real::within;

/// A kernel for which Debian 12's own gcc builds modules.
const OLD: &str = "5.10-deb11";

/// Moves `tests/own` to a folder with such a name; returns its matrix file.
fn named(place: &Place, name: &str) -> Utf8PathBuf {
    let folder = own(place).parent().unwrap().to_owned();
    let other = folder.with_file_name(name);
    fs_err::rename(&folder, &other).unwrap();
    other.join("matrix.toml")
}

#[test]
fn a_folder_may_have_spaces_and_dashes_in_its_name() {
    let place = Place::new();
    let file = named(&place, "-my own - module (2)");
    let out = file.with_file_name("what came out");
    let job = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["matrix", "--kernel", KERNEL, "--filter", "hello/talk", "--out", out.as_str()])
        .dir(file.parent().unwrap())
        .env("TMPDIR", place.tmp().as_str());
    let ran = job.finish().unwrap();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert!(out.join("index.html").is_file());
    // The commands in the report have to work.
    let line = ran.output.lines().find(|line| line.starts_with("report: ")).unwrap();
    assert!(line.contains("what came out"), "{line}");
}

/// A kernel as a user would have built it, in `folder`: its image and its build folder.
fn prebuilt(folder: &Utf8Path) -> (Utf8PathBuf, Utf8PathBuf) {
    const PUT_TOGETHER: &str = r#"
        all=$(ls -d "$1"/*/usr/src/linux-headers-7.2*-cloud-amd64 | head -n 1)
        cp -aL "$(dirname "$all")"/linux-headers-7.2*-common "$2"
        cd "$all"
        tar -c --exclude=./Makefile --exclude=./.kernelvariables --exclude=./scripts --exclude=./tools . |
            tar -x -C "$2"
        cp -L ../../../vmlinuz "$3"
    "#;
    let kernels = Store::of_user().root().join("debian-kernels");
    let (build, image) = (folder.join("build - 1"), folder.join("vm linuz"));
    let words = ["-ec", PUT_TOGETHER, "put", kernels.as_str(), build.as_str(), image.as_str()];
    Job::new("sh").args(words).run().unwrap();
    (image, build)
}

/// Every file below `folder`, with its modification time.
fn times(folder: &Utf8Path) -> String {
    Job::new("find").args([folder.as_str(), "-type", "f", "-printf", "%p %T@\n"]).read().unwrap()
}

#[test]
fn a_kernels_folder_may_have_spaces_and_dashes_in_its_name() {
    let place = Place::new();
    let file = own(&place);
    // The kernel from which it is made.
    place.matrix(KERNEL, &file, "hello/build").run().unwrap();
    let folder = place.path.join("-my kernels - all");
    fs_err::create_dir(&folder).unwrap();
    let (image, build) = prebuilt(&folder);
    let kernel = format!(
        "\n[[kernel]]\nid = \"mine\"\n\
         prebuilt = {{ version = \"7.2\", image = \"{image}\", build-dir = \"{build}\" }}\n"
    );
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(&file, text + &kernel).unwrap();
    let before = times(&folder);
    let ran = place.matrix("mine", &file, "hello/talk").finish().unwrap();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert_eq!(place.run_json().cells[0].outcome, Outcome::Pass);
    assert_eq!(times(&folder), before, "nothing is written to a tree of the user's");
}

#[test]
fn ctrl_c_at_a_terminal_ends_a_run_with_a_report() {
    let place = Place::new();
    let file = own(&place);
    let run = place.matrix(KERNEL, &file, "hello/").apart().start().unwrap();
    assert!(within(Duration::from_secs(120), || !place.machines().is_empty()), "no cell started");
    // A terminal signals every process of the group, including the cells'.
    kill_process_group(Pid::from_raw(run.pids()[0] as i32).unwrap(), Signal::INT).unwrap();
    assert_eq!(run.wait().unwrap().status.code(), Some(130));
    let gone = || place.machines().is_empty() && place.left().is_empty();
    assert!(within(Duration::from_secs(5), gone), "{:?} {:?}", place.machines(), place.left());
    assert!(place.path.join("out/index.html").is_file());
}

/// Gives all of `folder` to the user.
fn give(folder: &Utf8Path, user: u32) {
    chown(folder, Some(user), Some(user)).unwrap();
    for entry in folder.read_dir_utf8().unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => give(entry.path(), user),
            false => std::os::unix::fs::lchown(entry.path(), Some(user), Some(user)).unwrap(),
        }
    }
}

/// The programs of a run, where an ordinary user finds them.
fn programs(folder: &Utf8Path) {
    fs_err::create_dir(folder).unwrap();
    let which = Job::new("rustup").args(["which", "cargo"]).read();
    let cargo = which.map(|path| path.trim().into()).ok().or_else(|| find_program("cargo"));
    // Where `cargo install` puts it, cargo finds it, whatever PATH is.
    let installed = || {
        let home = std::env::var("CARGO_HOME").map(Utf8PathBuf::from);
        let home = home
            .unwrap_or_else(|_| Utf8PathBuf::from(std::env::var("HOME").unwrap()).join(".cargo"));
        home.join("bin/cargo-nextest")
    };
    let nextest = find_program("cargo-nextest").unwrap_or_else(installed);
    let ours = Utf8PathBuf::from(env!("CARGO_BIN_EXE_nlmatrix"));
    for (name, path) in [("cargo", cargo.unwrap()), ("cargo-nextest", nextest), ("nlmatrix", ours)]
    {
        fs_err::copy(path, folder.join(name)).unwrap();
    }
}

/// A store in `root` with the packages of the kernel, so that nothing is fetched.
fn stock(root: &Utf8Path) {
    let (theirs, ours) = (Store::of_user(), Store::at(root));
    let lock = MatrixLock::read(&crate::place::root().join("matrix.lock")).unwrap();
    for package in &lock.get(OLD).unwrap().packages {
        let file = package.file(&theirs).unwrap();
        let copy = |scratch: &Utf8Path| fs_err::copy(&file, scratch.join("package.deb")).map(drop);
        ours.get_or_make("debs", &package.sha256, copy).unwrap();
    }
}

/// Neither root nor sudo: everything that a run does, done by a user that owns nothing but its home.
#[test]
fn an_ordinary_user_runs_cells() {
    let Some(user) = User::unprivileged() else {
        eprintln!("these tests are run by an ordinary user already");
        return;
    };
    let place = Place::new();
    let home = place.path.join("home");
    fs_err::create_dir(&home).unwrap();
    programs(&home.join("bin"));
    stock(&home.join("store"));
    let small = format!(
        "schema = 1\nkernel-scenarios = [\"portid\"]\n[[kernel]]\nid = \"{OLD}\"\n\
         debian = {{ suite = \"bullseye-security\", series = \"5.10\" }}\n\
         [[system]]\nname = \"nlecho\"\npath = \"{}/kmods/nlecho\"\nscenarios = [\"echo-roundtrip\"]\n\
         [[system.generation]]\nname = \"g6-cfg\"\nkernels = \">=3.7\"\n",
        root()
    );
    fs_err::write(home.join("matrix.toml"), small).unwrap();
    fs_err::copy(root().join("matrix.lock"), home.join("matrix.lock")).unwrap();
    fs_err::create_dir(home.join("tmp")).unwrap();
    give(&home, 65520);
    fs_err::set_permissions(&place.path, PermissionsExt::from_mode(0o755)).unwrap();
    let job = Job::new(home.join("bin/nlmatrix").as_str())
        .arg("matrix")
        .dir(&home)
        .env("HOME", home.as_str())
        .env("PATH", format!("{home}/bin:/usr/sbin:/usr/bin:/sbin:/bin"))
        .env("TMPDIR", home.join("tmp").as_str())
        .env("NLMATRIX_CACHE", home.join("store").as_str())
        .env("NLMATRIX_TOOLCHAIN", "host")
        .env("NLMATRIX_OFFLINE", "1");
    let ran = job.user(Some(user.clone())).finish().unwrap();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert!(ran.output.contains("4 as expected"), "{}", ran.output);
}
