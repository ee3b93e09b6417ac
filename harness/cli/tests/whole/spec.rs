//! Specifications, written from real kernels and compared with them.

use crate::own::copy;
use crate::place::{Place, root};
use camino::Utf8Path;
use nlmatrix::process::{Finished, Job};

const KERNEL: &str = "7.2-bpo13";
const MODULE: &str = "genlecho.g5-family-policy";

fn spec(place: &Place, args: &[&str]) -> Finished {
    let program = Job::new(env!("CARGO_BIN_EXE_nlmatrix")).arg("spec").args(args);
    let file = root().join("matrix.toml");
    program.args(["--matrix", file.as_str()]).env("TMPDIR", place.tmp().as_str()).finish().unwrap()
}

fn check(place: &Place, kernel: &str, path: &Utf8Path) -> Finished {
    spec(place, &["check", MODULE, "--kernel", kernel, "--spec", path.as_str()])
}

#[test]
fn what_is_written_from_one_kernel_holds_on_others_until_it_says_something_else() {
    let place = Place::new();
    let path = place.path.join("echo.yaml");
    let init = || spec(&place, &["init", MODULE, "--kernel", KERNEL, "--out", path.as_str()]);
    let written = init();
    assert_eq!(written.status, Some(0), "{}", written.output);
    let text = fs_err::read_to_string(&path).unwrap();
    assert!(
        text.contains("name: DOC_EXMPL\n") && text.contains("checks: {max-len: 128}"),
        "{text}"
    );
    for named in
        ["name-prefix: doc-exmpl-c-\n", "- name: doc-exmpl\n    name-prefix: doc-exmpl-a-\n"]
    {
        assert!(text.contains(named), "{named} in {text}");
    }
    let again = init();
    assert!(again.output.contains("already exists: nothing was changed"), "{}", again.output);

    let both = "{5.10-deb11,7.2-bpo13}";
    let held = check(&place, both, &path);
    assert_eq!(held.status, Some(0), "{}", held.output);
    assert!(held.output.contains("DOC_EXMPL: 0 findings, "), "{}", held.output);

    // Shorter than in the module's policy, of another type, and a command that does not exist.
    let changed = text
        .replace("max-len: 128", "max-len: 64")
        .replace("type: u32", "type: u16")
        .replace("admin\n      value: 5", "admin\n      value: 55");
    fs_err::write(&path, changed).unwrap();
    let held = check(&place, both, &path);
    assert_eq!(held.status, Some(1), "{}", held.output);
    for finding in [
        "echo: attribute msg: max-len: specified 64\n    128 on all",
        "echo: attribute index: specified u16\n    u32 on all",
        "echo with msg: 65 bytes: specified refused\n    taken on all",
        "echo with index: 65535: specified taken\n    refused: ",
        "admin: specified command 55\n    no such command on all",
        "command 5: specified none\n    a command on all",
    ] {
        assert!(held.output.contains(finding), "{finding} in {}", held.output);
    }
}

/// A user's own module comes with the files beside it, for modprobe.
#[test]
fn a_family_of_one_s_own_module_is_asked() {
    let place = Place::new();
    let file = copy(&place, "offers");
    let nlmatrix = || {
        let program = Job::new(env!("CARGO_BIN_EXE_nlmatrix")).dir(file.parent().unwrap());
        program.env("TMPDIR", place.tmp().as_str())
    };
    nlmatrix().arg("init").run().unwrap();
    nlmatrix().args(["spec", "init", "offers", "--kernel", KERNEL]).run().unwrap();
    let text = fs_err::read_to_string(file.with_file_name("offers.yaml")).unwrap();
    for name in ["- name: ask\n", "- name: tell\n", "- name: text\n", "- name: count\n"] {
        assert!(text.contains(name), "{name} in {text}");
    }
    let check = ["spec", "check", "offers", "--kernel", KERNEL, "--spec", "offers.yaml"];
    let held = nlmatrix().args(check).args(["--format", "json"]).run().unwrap();
    let found: serde_json::Value = serde_json::from_str(&held.output).unwrap();
    assert_eq!(found[0]["kernels"][0], KERNEL, "{}", held.output);
    assert_eq!(found[0]["findings"], serde_json::json!([]), "{}", held.output);
}

#[test]
fn families_of_the_kernel_itself_are_asked_without_a_module() {
    let place = Place::new();
    let args = ["init", "kernel", "--family", "nlctrl", "--kernel", KERNEL, "--out", "-"];
    let written = spec(&place, &args);
    assert_eq!(written.status, Some(0), "{}", written.output);
    for line in ["name: nlctrl", "version: 2", "    - name: notify", "      - name: attr-10"] {
        assert!(written.output.contains(line), "{line} in {}", written.output);
    }
    let args = ["init", "kernel", "--family", "nobody", "--kernel", KERNEL];
    let refused = spec(&place, &args);
    assert_eq!(refused.status, Some(2), "{}", refused.output);
    assert!(
        refused.output.contains("has no generic netlink family `nobody`"),
        "{}",
        refused.output
    );
}
