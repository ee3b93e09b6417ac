//! From the file as written to a [`Matrix`], or to an error with line and column.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::DeserializeOwned;
use serde_spanned::Spanned;

use super::error::{MatrixError, Source};
use super::model::*;
use super::raw::*;
use crate::facts::{self, Facts};
use crate::names::of_keys;
use crate::spec::Spec;
use crate::store::{Limit, LimitError};

/// The version of the file's format.
const SCHEMA: u32 = 1;

/// Reads and checks the matrix file at `path`; paths in it are relative to its folder. `shipped` are the scenarios
/// that it can name in addition to its own.
pub fn load(path: &Utf8Path, shipped: &'static [Shipped]) -> Result<Matrix, MatrixError> {
    let error = |source| MatrixError::Read { path: path.to_owned(), source };
    let text = fs_err::read_to_string(path).map_err(error)?;
    let absolute = camino::absolute_utf8(path).map_err(error)?;
    parse(&absolute, &text, shipped)
}

/// Checks the text of a matrix file; `path` is used in messages and as the base of relative paths.
pub fn parse(
    path: &Utf8Path,
    text: &str,
    shipped: &'static [Shipped],
) -> Result<Matrix, MatrixError> {
    let source = Source::new(path, text);
    let (declared, clients, roots) = (Vec::new(), Vec::new(), Vec::new());
    let (facts, specs) = (Arc::clone(facts::shipped()), Vec::new());
    Checker { source, shipped, declared, clients, roots, facts, specs }.matrix()
}

pub(super) struct Checker<'a> {
    pub source: Source<'a>,
    /// Scenarios that come with nlmatrix.
    pub shipped: &'static [Shipped],
    /// Names of the scenarios that the file declares.
    pub declared: Vec<String>,
    /// Names of its clients.
    pub clients: Vec<String>,
    /// Names of its roots.
    pub roots: Vec<String>,
    /// What is known about the kernel's interfaces.
    pub facts: Arc<Facts>,
    /// The specifications of its modules, and of the kernel's own families.
    pub specs: Vec<Arc<Spec>>,
}

impl Checker<'_> {
    fn matrix(mut self) -> Result<Matrix, MatrixError> {
        let raw: RawMatrix = self.read()?;
        self.schema(&raw.schema)?;
        let listed = raw.sources.iter().flat_map(|sources| &sources.versions);
        self.unique("kernel", raw.kernel.iter().map(|kernel| &kernel.id).chain(listed))?;
        let modules = raw.module.iter().map(|module| &module.name);
        let systems: Vec<_> = raw.system.iter().map(RawSystem::its_name).collect();
        self.unique("system", systems.iter().chain(modules))?;
        self.facts = self.facts_beside(&raw)?;
        self.unique("client", raw.client.iter().map(|client| &client.name))?;
        self.unique("root", raw.root.iter().map(|root| &root.name))?;
        self.unique("scenario", raw.scenario.iter().map(|scenario| &scenario.name))?;
        self.declared = raw.scenario.iter().map(|it| it.name.get_ref().clone()).collect();
        self.clients = raw.client.iter().map(|it| it.name.get_ref().clone()).collect();
        self.roots = raw.root.iter().map(|it| it.name.get_ref().clone()).collect();
        self.specs = self.specs(&raw.module, &raw.specs)?;
        let mut systems = each(&raw.system, |system| self.system(system))?;
        systems.extend(each(&raw.module, |module| self.module(module))?);
        let mut kernels = each(&raw.kernel, |kernel| self.kernel(kernel))?;
        kernels.extend(self.sources(raw.sources.as_ref())?);
        kernels.sort_by_key(|kernel| kernel.series);
        let expectations = self.expectations(&raw, &systems)?;
        let mut matrix = Matrix {
            path: self.source.path.to_owned(),
            kernel_scenarios: self.scenarios(&raw.kernel_scenarios)?,
            kernels,
            debug: None,
            repositories: self.repositories(raw.sources.as_ref())?,
            clients: each(&raw.client, |client| self.client(client))?,
            files: self.files_in_memory(&raw.file)?,
            roots: self.roots(&raw.root)?,
            sysctls: self.sysctls(raw.sysctls.as_ref())?,
            expectations,
            systems,
            thorough: each(&raw.thorough, |thorough| self.thorough(thorough))?,
            facts: Arc::clone(&self.facts),
            complaints: self.complaints(&raw)?,
            shipped: self.shipped,
            scenarios: each(&raw.scenario, |scenario| self.declared(scenario))?,
            specs: self.specs.clone(),
            store_limit: raw.store.as_ref().map(|store| self.limit(store)).transpose()?,
        };
        matrix.look_into_own();
        self.nothing(&raw, &matrix)?;
        Ok(matrix)
    }

    fn schema(&self, written: &Spanned<u32>) -> Result<(), MatrixError> {
        let schema = *written.get_ref();
        if schema == SCHEMA {
            return Ok(());
        }
        let message = format!("unknown schema {schema}: this nlmatrix reads schema {SCHEMA}");
        Err(self.wrong(written.span(), &message))
    }

    fn limit(&self, raw: &RawStore) -> Result<Limit, MatrixError> {
        let text = raw.limit.get_ref();
        let told = |error: LimitError| format!("`{text}` is not a limit: {error}");
        let limit: Result<Limit, String> = text.parse().map_err(told);
        limit.map_err(|message| self.wrong(raw.limit.span(), &message))
    }

    fn kernel(&self, raw: &RawKernel) -> Result<KernelEntry, MatrixError> {
        self.plain_name("kernel id", &raw.id)?;
        let arch = self.arch(raw)?;
        let (series, provider) = self.provider(raw, arch)?;
        let (id, optional) = (raw.id.get_ref().clone(), raw.optional);
        let vendor = self.vendor(raw, &provider)?;
        Ok(KernelEntry { id, arch, vendor, series, provider, optional })
    }

    /// The facts in `probes` beside the first system; the ones that come with nlmatrix if there is no such folder.
    fn facts_beside(&self, raw: &RawMatrix) -> Result<Arc<Facts>, MatrixError> {
        let first = raw.system.first().map(|system| &system.path);
        let folder = |path: &Spanned<String>| -> Option<Utf8PathBuf> {
            Some(self.beside(path.get_ref()).parent()?.join("probes")).filter(|it| it.is_dir())
        };
        match first.and_then(|path| Some((path, folder(path)?))) {
            Some((path, folder)) => {
                let facts = facts::load(&folder);
                facts.map(Arc::new).map_err(|error| self.wrong(path.span(), &error.to_string()))
            }
            None => Ok(Arc::clone(&self.facts)),
        }
    }

    /// The whole file.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, MatrixError> {
        toml::from_str(self.source.text)
            .map_err(|error| self.wrong(error.span().unwrap_or(0..0), &of_keys(error.message())))
    }

    #[track_caller]
    pub(super) fn wrong(&self, span: Range<usize>, message: &str) -> MatrixError {
        self.source.wrong(span, message)
    }
}

pub(super) fn each<T, U>(
    items: &[T],
    make: impl Fn(&T) -> Result<U, MatrixError>,
) -> Result<Vec<U>, MatrixError> {
    items.iter().map(make).collect()
}
