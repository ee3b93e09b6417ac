//! `[[scenario]]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;
use toml::Table;

use super::complaint::RawComplaint;
use super::guest::RawSysctls;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawScenario {
    pub name: Spanned<String>,
    #[serde(default)]
    pub about: String,
    #[serde(default = "one")]
    pub repeat: Spanned<u32>,
    pub deadline: Option<Spanned<String>>,
    pub sysctls: Option<RawSysctls>,
    #[serde(default)]
    pub kernel_modules: Vec<Spanned<String>>,
    #[serde(default)]
    pub step: Vec<Spanned<RawStep>>,
    pub tap: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub complaint: Vec<RawComplaint>,
}

fn one() -> Spanned<u32> {
    Spanned::new(0..0, 1)
}

/// Exactly one of the first keys says what the step does; each of the others belongs to some of them.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::matrix) struct RawStep {
    pub load: Option<bool>,
    pub unload: Option<bool>,
    pub run: Option<Vec<String>>,
    pub read: Option<String>,
    pub write: Option<String>,
    pub log: Option<Spanned<String>>,
    pub uevent: Option<BTreeMap<String, String>>,
    pub family: Option<String>,
    pub sleep: Option<Spanned<String>>,
    pub exists: Option<String>,
    pub start: Option<Vec<String>>,
    pub wait: Option<Spanned<String>>,
    pub stop: Option<Spanned<String>>,
    pub send: Option<Spanned<Table>>,
    pub receive: Option<Spanned<Table>>,
    pub join: Option<Spanned<Table>>,
    pub namespaces: Option<Spanned<Vec<Spanned<String>>>>,
    pub leave: Option<Spanned<String>>,

    #[serde(rename = "in")]
    pub inside: Option<Spanned<String>>,
    pub reply: Option<Vec<Spanned<Table>>>,
    pub order: Option<Spanned<String>>,
    pub silence: Option<Spanned<String>>,
    pub parameters: Option<String>,
    pub errno: Option<Spanned<String>>,
    pub exit: Option<i32>,
    #[serde(default)]
    pub stdout: Vec<Spanned<String>>,
    #[serde(default)]
    pub stderr: Vec<Spanned<String>>,
    #[serde(default)]
    pub without: Vec<Spanned<String>>,
    pub name: Option<String>,
    pub signal: Option<Spanned<String>>,
    pub absent: Option<bool>,
    pub unprivileged: Option<bool>,
    pub root: Option<Spanned<String>>,
    pub results: Option<Spanned<String>>,
    pub matches: Option<Spanned<String>>,
    pub text: Option<String>,
    pub deadline: Option<Spanned<String>>,
}

impl RawStep {
    pub(in crate::matrix) fn is_empty(&self) -> bool {
        let Self { load, unload, run, read, write, log, uevent, family, sleep, .. } = self;
        let Self { send, receive, join, reply, order, silence, namespaces, leave, .. } = self;
        let Self { root, results, .. } = self;
        let Self { exists, start, wait, stop, without, name, signal, absent, .. } = self;
        let Self { parameters, errno, exit, stdout, stderr, unprivileged, matches, text, .. } =
            self;
        load.is_none()
            && unload.is_none()
            && run.is_none()
            && read.is_none()
            && write.is_none()
            && log.is_none()
            && uevent.is_none()
            && family.is_none()
            && sleep.is_none()
            && [send, receive, join].iter().all(|it| it.is_none())
            && reply.is_none()
            && namespaces.is_none()
            && [order, silence, wait, stop, signal, leave].iter().all(|it| it.is_none())
            && [root, results].iter().all(|it| it.is_none())
            && [exists, name].iter().all(|it| it.is_none())
            && start.is_none()
            && without.is_empty()
            && absent.is_none()
            && parameters.is_none()
            && errno.is_none()
            && exit.is_none()
            && stdout.is_empty()
            && stderr.is_empty()
            && unprivileged.is_none()
            && matches.is_none()
            && text.is_none()
    }
}
