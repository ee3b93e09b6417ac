//! Coccinelle's `spatch`, Debian's, in a toolchain root of its own: who does not port pays nothing for it.

use super::branches::{self, Masked};
use super::leftover::{Leftover, Place};
use super::{PortError, PortedFile, SemanticPatch, Target, includes, tidy, words};
use crate::store::{Scratch, Store};
use crate::toolchain::{Toolchain, ToolchainError};

/// Its package. It brings python3 and the runtime of OCaml.
const PACKAGE: &str = "coccinelle";
/// More than a patch takes for a file of thousands of lines; what it has not done by then it will not do.
const TIMEOUT: &str = "60";

/// Applies semantic patches.
pub(super) struct Engine {
    toolchain: Toolchain,
    scratch: Scratch,
}

impl Engine {
    /// Brings it, where the store does not have it yet.
    pub(super) fn provide(store: &Store) -> Result<Self, PortError> {
        let toolchain = Toolchain::root_with(store, &[PACKAGE])?;
        let scratch = store.scratch::<ToolchainError>("ports").map_err(ToolchainError::from)?;
        Ok(Self { toolchain, scratch })
    }

    /// Applies `patch` to `file`, where it can at all.
    pub(super) fn apply(
        &self,
        patch: &'static SemanticPatch,
        target: &Target,
        file: &mut PortedFile,
    ) -> Result<(), PortError> {
        if patch.only_older && target.from.is_none() && file.changes.is_empty() {
            return Ok(());
        }
        let masked = branches::mask(&file.text, &target.version);
        if !patch.may_change(&masked.text) {
            return Ok(());
        }
        let Some(changed) = self.run(patch.text, &masked.text)? else {
            file.leftovers.push(Leftover::refused(patch, Place::Whole));
            return Ok(());
        };
        if changed == masked.text {
            return Ok(());
        }
        let changed = tidy::tidy(&masked.text, &changed);
        match unmasked(&masked, changed, patch) {
            Some(after) => file.change(&patch.symbol, patch.since, &patch.reason, after),
            None => file.leftovers.push(Leftover::refused(patch, Place::Whole)),
        }
        Ok(())
    }

    /// What Coccinelle makes of `text`; `None` where it gives up.
    pub(super) fn run(&self, patch: &str, text: &str) -> Result<Option<String>, PortError> {
        let folder = self.scratch.path();
        let [rule, source] = ["rule.cocci", "source.c"].map(|it| folder.join(it));
        for (path, text) in [(&rule, patch), (&source, text)] {
            fs_err::write(path, text).map_err(PortError::io(path))?;
        }
        let argv = ["spatch", "--very-quiet", "--no-show-diff", "--in-place", "--timeout", TIMEOUT];
        let argv = [&argv[..], &["rule.cocci", "source.c"]].concat();
        let finished = self.toolchain.job(folder, &[folder], &argv).finish()?;
        if finished.status != Some(0) {
            tracing::debug!("spatch: {}", finished.output);
            return Ok(None);
        }
        fs_err::read_to_string(&source).map(Some).map_err(PortError::io(&source))
    }
}

fn unmasked(masked: &Masked, changed: String, patch: &SemanticPatch) -> Option<String> {
    let text = masked.unmask(&changed)?;
    Some(patch.includes.iter().fold(text, |text, header| includes::add(&text, header)))
}

impl SemanticPatch {
    /// Has `text` a word of those that it is about?
    fn may_change(&self, text: &str) -> bool {
        let (headers, names): (Vec<_>, Vec<_>) =
            self.words.iter().partition(|word| word.ends_with(".h"));
        headers.iter().any(|header| text.contains(&format!("<{header}>")))
            || words::of(text).iter().any(|(_, word)| names.iter().any(|name| name == word))
    }
}
