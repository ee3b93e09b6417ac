//! The pages' own style and script, and the policy that allows only these.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Colours, type, and everything that a cell's own page needs; inlined.
pub(crate) const BASE: &str = include_str!("../../../embedded/report/base.css");
/// The style of the report's page in addition to [`BASE`]; inlined.
pub(super) const STYLE: &str = include_str!("../../../embedded/report/report.css");
/// The script, inlined; the page is complete without it.
pub(super) const SCRIPT: &str = include_str!("../../../embedded/report/report.js");

/// A content security policy under which only these styles and this script work: no network, no
/// inline handlers, no `style` attributes.
pub(crate) fn policy(styles: &[&str], script: Option<&str>) -> String {
    let sources = |texts: &[&str]| match texts {
        [] => "'none'".to_owned(),
        texts => texts.iter().map(|it| format!("'{}'", source(it))).collect::<Vec<_>>().join(" "),
    };
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        sources(styles),
        sources(script.as_slice()),
    )
}

/// The CSP hash source of an inline element's text.
fn source(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_hash() {
        // The example that the CSP specification gives.
        let known = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(source("alert('Hello, world.');"), known);
        let policy = policy(&[], Some("alert('Hello, world.');"));
        assert!(policy.contains("style-src 'none'; script-src 'sha256-qznL"), "{policy}");
    }

    #[test]
    fn the_inlined_files_cannot_end_their_elements() {
        assert!(!STYLE.contains("</") && !BASE.contains("</") && !SCRIPT.contains("</script"));
    }
}
