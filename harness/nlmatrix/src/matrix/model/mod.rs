//! The checked matrix.

mod client;
mod complaint;
mod expectation;
mod generation;
mod guest;
mod image_name;
mod kernel;
pub mod message;
mod method;
mod profile;
mod results;
mod root;
mod scenario;
mod shipped;
mod source;
mod thorough;
mod vendors;
mod whole;

pub use client::{Bits, ClientEntry, ClientForm};
pub use complaint::ComplaintRule;
pub use expectation::{Expectation, Predicts};
pub use generation::{GenerationEntry, Refusal, Stretch};
pub use guest::{FileEntry, Sysctls};
pub use image_name::{ImageName, ImageNameError};
pub use kernel::{
    AptArchive, AptEntry, DebianEntry, KernelEntry, PrebuiltSpec, Provider, RpmEntry,
};
pub use method::Method;
pub use profile::{Profile, ProfileError};
pub use results::Format;
pub use root::{Published, ROOTS, Registry, RootEntry};
pub use scenario::{
    Action, Body, DeclaredScenario, Exit, ExpectedRun, Namespace, Results, Said, Step,
};
pub use shipped::{BOOT, BUILD, ERROR_PATHS, KERNEL_SYSTEM, Shipped, TRAFFIC};
pub use source::{KERNEL_ORG, Revision, SourceSpec, Tarball, is_repository};
pub use thorough::Thorough;
pub(super) use vendors::known as known_vendor;
pub use vendors::{VendorError, Vendors};
pub use whole::{GENERATION, Matrix, SYSTEM, SystemEntry};
