//! The oldest generation of each of our own systems, ported without manual work: it behaves like the hand-written
//! generations, according to the scenarios of the matrix.

use camino::Utf8Path;
use nlmatrix::process::Job;
use rstest::rstest;

use crate::place::{Place, root};

/// The generation of the ported source.
const PORTED: &str = "ported";

#[rstest]
#[case::a_netlink_protocol("nlecho/g1-input-sk", "2.6.11")]
#[case::a_generic_netlink_family("genlecho/g1-register-ops", "2.6.15")]
#[case::a_driver("nldrv/g1-pt-regs", "2.6.11")]
#[case::a_packet_hook("imp2/g1-skb-pointer", "2.6.11")]
#[case::devices("devmodel/g1-class-device", "2.6.11")]
fn the_oldest_generation_does_on_a_new_kernel_what_today_s_does(
    #[case] oldest: &str,
    #[case] from: &str,
) {
    holds_when_ported(oldest, &["--from", from], &["7.2-bpo13"]);
}

/// A generation is built from the files in its folder, which include the script that asks the kernel.
#[test]
fn one_source_for_a_range_does_it_on_both_ends() {
    let options = ["--from", "2.6.11", "--range"];
    holds_when_ported("imp2/g1-skb-pointer", &options, &["5.10-deb11", "7.2-bpo13"]);
}

/// Ports `oldest` in a copy of the matrix, and proves it: nothing is left to do, and all its cells are as the matrix
/// and the rows in `tests/oldest` expect.
fn holds_when_ported(oldest: &str, options: &[&str], kernels: &[&str]) {
    let place = Place::new();
    let (system, _) = oldest.split_once('/').unwrap();
    let ported = place.path.join("kmods").join(system).join(PORTED);
    copy_of_the_matrix(&place.path);
    add_generation(&place.path, oldest, &ported);
    let file = place.path.join("matrix.toml");
    let options = [&["--matrix", file.as_str(), "--in-place"], options].concat();
    place.port(&ported, &options, kernels);
    let run = fs_err::read(place.path.join("reports/out/port/run.json")).unwrap();
    let run: nlmatrix::run::Run = serde_json::from_slice(&run).unwrap();
    for kernel in kernels {
        let of_kernel = run.cells.iter().filter(|cell| cell.id.kernel == *kernel);
        let of_port: Vec<_> =
            of_kernel.filter(|cell| cell.id.to_string().contains(PORTED)).collect();
        assert!(of_port.len() >= 4, "{} cells on {kernel}", of_port.len());
        let checks: usize = of_port.iter().map(|cell| cell.checks.len()).sum();
        assert!(checks > 20, "{checks} checks on {kernel}");
    }
}

/// What our own matrix file names, copied to `to`.
fn copy_of_the_matrix(to: &Utf8Path) {
    fs_err::create_dir_all(to.join("harness")).unwrap();
    for (name, below) in [
        ("matrix.toml", ""),
        ("matrix.lock", ""),
        ("kmods", ""),
        ("images", ""),
        ("harness/expect", "harness"),
    ] {
        let (from, to) = (root().join(name), to.join(below));
        Job::new("cp").args(["-r", from.as_str(), to.as_str()]).run().unwrap();
    }
}

/// Adds the generation `ported` with the source of `oldest`, and rows about what a port of it cannot have, since the
/// source does not have it.
fn add_generation(to: &Utf8Path, oldest: &str, ported: &Utf8Path) {
    let source = to.join("kmods").join(oldest);
    Job::new("cp").args(["-r", source.as_str(), ported.as_str()]).run().unwrap();
    let (system, _) = oldest.split_once('/').unwrap();
    let own = root().join("harness/cli/tests/oldest").join(system);
    fs_err::copy(own.join("generation.toml"), ported.join("generation.toml")).unwrap();
    let Ok(rows) = own.join("expect").read_dir_utf8() else { return };
    for row in rows.flatten() {
        let path = to.join("harness/expect").join(row.file_name());
        let text = fs_err::read_to_string(&path).unwrap();
        let more = fs_err::read_to_string(row.path()).unwrap();
        fs_err::write(&path, text + &more).unwrap();
    }
}
