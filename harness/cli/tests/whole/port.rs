//! Semantic patches, applied by the real Coccinelle.

use camino::Utf8Path;
use nlmatrix::facts;
use nlmatrix::port::{Ported, Target, apply_one, port_range, shipped};
use nlmatrix::store::Store;

/// `NAME.c` becomes `NAME.res`; `TRYCMD=overwrite` writes the result.
#[test]
fn each_semantic_patch_does_what_its_test_says() {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kmods/probes");
    let overwrite = std::env::var("TRYCMD").is_ok_and(|it| it == "overwrite");
    let mut wrong = Vec::new();
    for patch in shipped() {
        let path = folder.join(patch.path);
        let before = fs_err::read_to_string(path.with_extension("c")).unwrap();
        let made = apply_one(&Store::of_user(), patch, &before).unwrap();
        if overwrite {
            fs_err::write(path.with_extension("res"), &made).unwrap();
        }
        let wanted = fs_err::read_to_string(path.with_extension("res")).unwrap_or_default();
        if made != wanted {
            wrong.push(format!("{}:\n{made}", patch.path));
        }
        // Porting a ported source again changes nothing, unless both forms look the same.
        if patch.only_older {
            continue;
        }
        let again = apply_one(&Store::of_user(), patch, &made).unwrap();
        if again != made {
            wrong.push(format!("{}, once more:\n{again}", patch.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HANDLER: &str = "
#include <linux/module.h>
#include <linux/timer.h>
#include \"own.h\"

void own_hook(struct timer_list *timer)
{
	del_timer(timer);
}
";

fn ranged(oldest: &str, newest: &str) -> Ported {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let files = [("m.c", HANDLER), ("own.h", "extern int x;\n"), ("Kbuild", "obj-m := m.o")];
    for (name, text) in files {
        fs_err::write(folder.join(name), text).unwrap();
    }
    let target =
        |text: &str| Target { name: text.to_owned(), version: text.parse().unwrap(), from: None };
    let (oldest, newest) = (target(oldest), target(newest));
    port_range(&Store::of_user(), facts::shipped(), folder, &oldest, &newest).unwrap()
}

fn text(ported: &Ported, name: &str) -> Option<String> {
    ported.files.iter().find(|file| file.path == name).map(|file| file.text.clone())
}

/// One source covers both sides of a boundary within its range, 6.15, and the kernel is asked.
#[test]
fn a_range_asks_for_what_not_all_kernels_have() {
    let ported = ranged("6.1", "7.2");
    let both = "#if !defined(HAVE_NO_DEL_TIMER)\n\tdel_timer(timer);\n#else\n\ttimer_delete(timer);\n#endif\n";
    let source = text(&ported, "m.c").unwrap();
    assert!(source.contains(both), "{source}");
    let script = text(&ported, "nlmatrix-conftest.sh").unwrap();
    assert!(script.contains("IS(del_timer, int (struct timer_list *));"), "{script}");
    assert!(text(&ported, "Kbuild").unwrap().starts_with("obj-m := m.o\n\nifneq"));
}

#[test]
fn a_range_on_one_side_of_all_boundaries_asks_for_nothing() {
    let ported = ranged("6.15", "7.2");
    assert!(text(&ported, "m.c").unwrap().contains("\ttimer_delete(timer);\n}"));
    assert_eq!(text(&ported, "nlmatrix-conftest.sh"), None);
    assert_eq!(text(&ported, "Kbuild").unwrap(), "obj-m := m.o");
}
