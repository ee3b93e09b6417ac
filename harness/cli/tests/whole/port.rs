//! Semantic patches, applied by the real Coccinelle.

use camino::Utf8Path;
use nlmatrix::port::{apply_one, shipped};
use nlmatrix::store::Store;

/// `NAME.c` becomes `NAME.res`; `TRYCMD=overwrite` writes what it becomes.
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
        // What was ported once is not ported again, unless what it was and what it is look the same.
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
