//! Cells run, and are reported, while other kernels are still being prepared.

use std::time::Duration;

use camino::Utf8Path;
use nlmatrix::process::Job;
use nlmatrix::run::Run;

use crate::place::{Place, root};

const EARLY: &str = "7.2-bpo13";
const LATE: &str = "5.10-deb11";

/// A module whose build for one of two kernels waits until the process `pid` has ended.
fn write(folder: &Utf8Path, pid: u32) {
    fs_err::create_dir(folder).unwrap();
    let source = "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n";
    fs_err::write(folder.join("waits.c"), source).unwrap();
    fs_err::write(folder.join("Kbuild"), "obj-m := waits.o\n").unwrap();
    let matrix = format!(
        "schema = 1\n\
         [[kernel]]\nid = '{LATE}'\ndebian = {{ suite = 'bullseye-security', series = '5.10' }}\n\
         [[kernel]]\nid = '{EARLY}'\ndebian = {{ suite = 'trixie-backports', series = '7.2' }}\n\
         [[module]]\nname = 'waits'\npath = '.'\nscenarios = ['load-unload']\n\
         command = '''case $kernelver in 5.10*) while [ -e /proc/{pid} ]; do sleep 0.2; done; esac\n\
         make -C $kernel_source_dir M=$PWD modules'''\n"
    );
    fs_err::write(folder.join("matrix.toml"), matrix).unwrap();
    fs_err::copy(root().join("matrix.lock"), folder.join("matrix.lock")).unwrap();
}

/// The report of what has ended, as soon as there is one.
fn first_report(place: &Place) -> Run {
    for _ in 0..3000 {
        if place.path.join("out/badge.svg").exists() {
            return place.run_json();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no report came while a kernel was awaited");
}

#[test]
fn what_has_ended_is_reported_while_a_build_goes_on() {
    let place = Place::new();
    let folder = place.path.join("work");
    let held = Job::new("sleep").arg("600").start().unwrap();
    write(&folder, held.pids()[0]);
    let matrix = place.matrix("*", &folder.join("matrix.toml"), "waits");
    let running = matrix.start().unwrap();
    let early = first_report(&place);
    let kernels = |run: &Run| -> Vec<String> {
        let mut ids: Vec<_> = run.cells.iter().map(|cell| cell.id.kernel.clone()).collect();
        ids.dedup();
        ids
    };
    assert_eq!(kernels(&early), [EARLY]);
    assert_eq!(early.to_come, early.cells.len(), "as many cells are to come on the other kernel");
    assert!(early.lacks_results(), "what did not run yet is never green");
    let page = fs_err::read_to_string(place.path.join("out/index.html")).unwrap();
    assert!(page.contains("to come when this was written"), "{page}");
    held.kill().unwrap();
    // It exists until somebody has asked how it ended.
    held.wait().ok();
    let ran = running.wait().unwrap();
    let run = place.run_json();
    assert_eq!(ran.status.code(), Some(0), "{:?}", run.did_not_run);
    assert_eq!((kernels(&run).len(), run.to_come), (2, 0));
}
