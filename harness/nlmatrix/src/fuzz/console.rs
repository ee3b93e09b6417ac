//! What a guest prints.

use crate::console::classify;

/// The bytes are a whole console.
pub fn console(bytes: &[u8]) {
    let splats = classify(&String::from_utf8_lossy(bytes));
    assert!(splats.len() <= 16);
    for splat in &splats {
        // 40 lines of at most 1000 bytes, as SECURITY.md says.
        assert!(splat.excerpt.lines().count() <= 40 && splat.excerpt.len() <= 40 * 1001);
        assert!(splat.fingerprint.len() <= splat.kind.as_str().len() + 1 + 1000);
    }
}
