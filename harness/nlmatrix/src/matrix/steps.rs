//! Steps that send and expect netlink messages, and the specifications with the names that they use.

use std::sync::Arc;
use std::time::Duration;

use serde_spanned::Spanned;
use toml::Table;

use super::MatrixError;
use super::check::Checker;
use super::model::Action;
use super::model::message::{self, Exchange, Replies};
use super::raw::{RawModule, RawStep};
use crate::spec::Spec;

/// How long to wait where nothing must come.
const SILENCE: Duration = Duration::from_millis(200);

impl Checker<'_> {
    /// The specifications of modules, and `others`.
    pub(super) fn specs(
        &self,
        modules: &[RawModule],
        others: &[Spanned<String>],
    ) -> Result<Vec<Arc<Spec>>, MatrixError> {
        let named = modules.iter().filter_map(|module| module.spec.as_ref()).chain(others);
        let load = |name: &Spanned<String>| {
            let path = self.existing(name)?;
            let spec =
                Spec::load(&path).map_err(|error| self.wrong(name.span(), &error.to_string()))?;
            Ok(Arc::new(spec))
        };
        named.map(load).collect()
    }

    /// Takes a step about messages out of `raw`.
    pub(super) fn message(&self, raw: &mut RawStep) -> Result<Option<Action>, MatrixError> {
        if let Some(join) = raw.join.take() {
            let mut read = self.told(&join, message::read_join)?;
            read.errno = self.errno(raw)?;
            return Ok(Some(Action::Join(read)));
        }
        let (target, request) = match (raw.send.take(), raw.receive.take()) {
            (Some(send), None) => {
                let (target, request) = self.told(&send, message::read_request)?;
                (target, Some(request))
            }
            (None, Some(receive)) => (self.told(&receive, message::read_target)?, None),
            _ => return Ok(None),
        };
        let set = request.as_ref().map(|it| it.set.clone()).unwrap_or_default();
        let patterns = match raw.reply.take() {
            None => None,
            Some(list) => {
                let read = |table: &Spanned<Table>| {
                    self.told(table, |table, _| message::read_pattern(table, &target, &set))
                };
                Some(list.iter().map(read).collect::<Result<Vec<_>, _>>()?)
            }
        };
        let any_order = match raw.order.take() {
            None => false,
            Some(order) if order.get_ref() == "any" => true,
            Some(order) => {
                let message = "`order` is \"any\" (replies may come in any order), or is left out (they come as \
                               listed)";
                return Err(self.wrong(order.span(), message));
            }
        };
        let silence = raw.silence.take().map(|text| self.duration(&text)).transpose()?;
        let replies = patterns.map(|patterns| {
            let silence =
                silence.unwrap_or(if patterns.is_empty() { SILENCE } else { Duration::ZERO });
            Replies { patterns, any_order, silence }
        });
        if replies.is_none() && request.is_none() {
            // `reply` checks what comes.
            return Ok(None);
        }
        Ok(Some(Action::Exchange(Exchange { target, request, errno: self.errno(raw)?, replies })))
    }

    /// What `read` makes of a table; an error of it is reported at the table's place.
    fn told<T>(
        &self,
        table: &Spanned<Table>,
        read: impl Fn(&Table, &message::Specs) -> Result<T, String>,
    ) -> Result<T, MatrixError> {
        read(table.get_ref(), &self.specs).map_err(|message| self.wrong(table.span(), &message))
    }
}
