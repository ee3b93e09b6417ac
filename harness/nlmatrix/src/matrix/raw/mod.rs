//! `matrix.toml` as written. Names are checked in [`super::check`].

mod client;
mod complaint;
mod expect;
mod generation;
mod guest;
mod kernel;
mod module;
mod root;
mod scenario;
mod thorough;
mod whole;

pub(super) use client::{RawBits, RawClient};
pub(super) use complaint::RawComplaint;
pub(super) use expect::{RawExpect, RawExpectFile, RawObserved};
pub(super) use generation::{RawGeneration, RawRefused, RawShared, RawSystem};
pub(super) use guest::{RawFile, RawSysctls, RawValue};
pub(super) use kernel::{
    RawApt, RawDebian, RawKernel, RawPaths, RawPrebuilt, RawRpm, RawSource, RawSources,
};
pub(super) use module::RawModule;
pub(super) use root::{RawPublished, RawRoot};
pub(super) use scenario::{RawScenario, RawStep};
pub(super) use thorough::RawThorough;
pub(super) use whole::{RawMatrix, RawStore};
