//! `[[thorough]]`: cells that only a run with `--thorough` has.

use globset::{Glob, GlobSet};
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::Thorough;
use super::raw::RawThorough;
use crate::version::VersionRange;

impl Checker<'_> {
    pub(super) fn thorough(&self, raw: &RawThorough) -> Result<Thorough, MatrixError> {
        Ok(Thorough {
            cells: self.patterns(&raw.cells, "cells", "nlecho.*/rate")?,
            except: self.patterns(&raw.except, "cells", "nlecho.*/rate")?,
            ids: self.patterns(&raw.ids, "kernel ids", "6.12-*")?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            expected: raw.expected,
            reason: raw.reason.clone(),
        })
    }

    /// Patterns of `what`, like `example`.
    pub(super) fn patterns(
        &self,
        raw: &[Spanned<String>],
        what: &str,
        example: &str,
    ) -> Result<GlobSet, MatrixError> {
        let mut set = GlobSet::builder();
        for glob in raw {
            let compiled = Glob::new(glob.get_ref()).map_err(|error| {
                let (text, kind) = (glob.get_ref(), error.kind());
                let message = format!(
                    "`{text}` is not a pattern for {what} ({kind}): write one like `{example}`"
                );
                self.wrong(glob.span(), &message)
            })?;
            set.add(compiled);
        }
        Ok(set.build().expect("each pattern was compiled before"))
    }
}
