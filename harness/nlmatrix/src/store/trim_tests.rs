//! A real store that is trimmed while others use it.

use std::io;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};

use super::{Limit, Store};
use crate::digest::{Digest, Recipe};

const SIZE: usize = 100 << 10;

struct Lab {
    _folder: tempfile::TempDir,
    root: Utf8PathBuf,
}

impl Lab {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        Self { _folder: folder, root }
    }

    /// What a process sees that starts now.
    fn store(&self) -> Store {
        Store::at(&self.root)
    }

    /// A product of 100 KiB that was last used so many seconds ago, by a process that has ended.
    fn product(&self, kind: &str, name: &str, ago: u64) -> Utf8PathBuf {
        let made = self.store().get_or_make(kind, &key(kind, name), make).unwrap();
        let then = SystemTime::now() - Duration::from_secs(ago);
        let times = std::fs::FileTimes::new().set_modified(then);
        fs_err::File::open(&made).unwrap().file().set_times(times).unwrap();
        made
    }

    /// Trims to so many products, with allowance for folders.
    fn trim_to(&self, products: u64) -> super::Trimmed {
        self.store().trim(Limit::Bytes(products * (SIZE as u64 + (16 << 10))))
    }
}

fn key(kind: &str, name: &str) -> Digest {
    Recipe::new(kind, 1).with("name", name).key()
}

fn make(scratch: &Utf8Path) -> io::Result<()> {
    fs_err::write(scratch.join("file"), vec![1; SIZE])
}

fn there<const N: usize>(products: [&Utf8PathBuf; N]) -> [bool; N] {
    products.map(|product| product.is_dir())
}

#[test]
fn the_longest_unused_goes_first_and_only_as_much_as_has_to() {
    let lab = Lab::new();
    let [old, older, new] = [("old", 200), ("older", 300), ("new", 100)]
        .map(|(name, ago)| lab.product("templates", name, ago));
    let trimmed = lab.trim_to(2);
    assert_eq!((trimmed.products, there([&older, &old, &new])), (1, [false, true, true]));
    assert!(trimmed.left <= trimmed.limit && trimmed.bytes >= SIZE as u64, "{trimmed:?}");
    assert_eq!(lab.trim_to(2).products, 0);
    let manifests = lab.root.join("manifests/templates").read_dir_utf8().unwrap().count();
    assert_eq!(manifests, 2);
}

#[test]
fn what_costs_minutes_outlives_what_costs_seconds() {
    let lab = Lab::new();
    let kernel = lab.product("source-kernels", "old", 9000);
    let package = lab.product("debs", "old", 9000);
    let template = lab.product("templates", "new", 10);
    assert_eq!(
        (lab.trim_to(2).products, there([&kernel, &package, &template])),
        (1, [true, true, false])
    );
    assert_eq!((lab.trim_to(1).products, there([&kernel, &package])), (1, [true, false]));
}

#[test]
fn what_a_live_user_has_taken_stays() {
    let lab = Lab::new();
    let [taken, other] = ["taken", "other"].map(|name| lab.product("templates", name, 500));
    let user = lab.store();
    assert_eq!(user.find("templates", &key("templates", "taken")), Some(taken.clone()));
    let made = user.get_or_make("templates", &key("templates", "made"), make).unwrap();
    let trimmed = lab.trim_to(0);
    assert_eq!((trimmed.products, there([&taken, &made, &other])), (1, [true, true, false]));
    assert!(trimmed.left > trimmed.limit);
    drop(user);
    assert_eq!((lab.trim_to(0).products, there([&taken, &made])), (2, [false, false]));
}

#[test]
fn a_user_that_was_killed_protects_nothing() {
    let lab = Lab::new();
    let product = lab.product("templates", "x", 0);
    let left = lab.root.join("users/1-0");
    fs_err::write(&left, "").unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(9000);
    fs_err::File::options().write(true).open(&left).unwrap().file().set_modified(long_ago).unwrap();
    assert_eq!(lab.trim_to(0).products, 1);
    assert_eq!(there([&product, &left]), [false, false]);
}

#[test]
fn what_is_being_made_stays() {
    let lab = Lab::new();
    let product = lab.product("templates", "x", 500);
    let name = format!("templates-{}", key("templates", "x").short());
    let held = lab.store().lock::<io::Error>(&name).unwrap();
    assert_eq!(lab.trim_to(0).products, 0);
    drop(held);
    assert_eq!((lab.trim_to(0).products, product.is_dir()), (1, false));
}

/// Users take products in turn while others trim to nothing: whoever was given a product has it complete.
#[test]
fn nobody_is_given_what_is_removed() {
    let lab = Lab::new();
    let names: Vec<String> = (0..4).map(|number| number.to_string()).collect();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for round in 0..40 {
                    let (store, name) = (lab.store(), &names[round % names.len()]);
                    let folder =
                        store.get_or_make("templates", &key("templates", name), make).unwrap();
                    for _ in 0..5 {
                        assert_eq!(
                            fs_err::metadata(folder.join("file")).unwrap().len(),
                            SIZE as u64
                        );
                        std::thread::yield_now();
                    }
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| (0..60).for_each(|_| assert!(lab.trim_to(0).limit == 0)));
        }
    });
    lab.trim_to(0);
    assert_eq!(lab.root.join("templates").read_dir_utf8().unwrap().count(), 0);
}

#[test]
fn a_link_into_another_store_is_left_alone() {
    let (ours, theirs) = (Lab::new(), Lab::new());
    let product = theirs.product("debs", "x", 500);
    fs_err::os::unix::fs::symlink(theirs.root.join("debs"), ours.root.join("debs")).unwrap();
    assert_eq!((ours.trim_to(0).products, product.is_dir()), (0, true));
    assert_eq!(ours.store().usage(), []);
}

#[test]
fn its_size_is_told_by_kind() {
    let lab = Lab::new();
    lab.product("templates", "a", 1);
    lab.product("templates", "b", 1);
    lab.product("debs", "a", 1);
    fs_err::create_dir(lab.root.join("downloads")).unwrap();
    fs_err::write(lab.root.join("downloads/half.part"), vec![1; 10]).unwrap();
    let usage = lab.store().usage();
    let told: Vec<_> = usage.iter().map(|it| (it.kind.as_str(), it.products)).collect();
    assert_eq!(told, [("templates", 2), ("debs", 1), ("downloads", 0)]);
    assert!(usage[0].bytes >= 2 * SIZE as u64 && usage[1].bytes < 2 * SIZE as u64, "{usage:?}");
}

/// The size of a product with many files is measured once, and again when it has changed.
#[test]
fn what_many_files_take_is_written_down() {
    let lab = Lab::new();
    let many = |scratch: &Utf8Path| {
        (0..100).try_for_each(|it| fs_err::write(scratch.join(it.to_string()), [1; 5000]))
    };
    let key = key("toolchains", "x");
    lab.store().get_or_make("toolchains", &key, many).unwrap();
    let first = lab.store().usage();
    let path = lab.root.join(format!("manifests/toolchains/{key}.size"));
    assert_eq!(fs_err::read_to_string(&path).unwrap(), first[0].bytes.to_string());
    assert_eq!((lab.store().audit(), lab.store().usage()), (Vec::new(), first));
    lab.trim_to(0);
    assert!(!path.exists());
}

/// The kinds that are spared are kinds that something makes.
#[test]
fn every_dear_kind_is_made_somewhere() {
    fn sources(folder: &Utf8Path, text: &mut String) {
        for entry in folder.read_dir_utf8().unwrap().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true if entry.file_name() == "store" => {}
                true => sources(entry.path(), text),
                false => *text += &fs_err::read_to_string(entry.path()).unwrap_or_default(),
            }
        }
    }
    let mut text = String::new();
    sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src").into(), &mut text);
    for (kind, _) in super::trim::DEAR {
        assert!(text.contains(&format!("\"{kind}\"")), "{kind}");
    }
}

#[test]
fn a_product_that_grows_is_weighed_anew() {
    let lab = Lab::new();
    let folder = lab.product("compiled", "results", 0);
    for number in 0..100 {
        fs_err::write(folder.join(number.to_string()), "x").unwrap();
    }
    let bytes = || lab.store().usage().iter().find(|it| it.kind == "compiled").unwrap().bytes;
    let before = bytes();
    fs_err::write(folder.join("more"), vec![1; SIZE]).unwrap();
    assert_eq!(bytes(), before, "so many files are not looked at each time");
    lab.store().grows("compiled", &key("compiled", "results"));
    assert!(bytes() >= before + SIZE as u64);
}
