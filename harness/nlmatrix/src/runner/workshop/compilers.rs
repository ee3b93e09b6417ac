//! The toolchain: one root for all, and more in it for modules of somebody's own.

use super::Workshop;
use crate::environment::{self, Compiler};
use crate::fault::chain;
use crate::runner::WorkshopError;
use crate::toolchain::{PEOPLES, Toolchain};

impl Workshop {
    /// The toolchain root; the host's own compiler where `NLMATRIX_TOOLCHAIN` asks for it, and only
    /// there: with another compiler there are other results. The host's gcc-12 builds for kernels up to
    /// 6.12+deb12. It is tried once.
    pub fn toolchain(&self) -> Result<&Toolchain, WorkshopError> {
        let made = self.toolchain.get_or_init(|| {
            let made = self.make_toolchain();
            made.map_err(|error| self.told(error))
        });
        made.as_ref().map_err(|error| WorkshopError::Outage(chain(error)))
    }

    /// The toolchain for a system: a module of somebody's own has more in its root.
    pub(super) fn toolchain_of(&self, system: &str) -> Result<Toolchain, WorkshopError> {
        let entry = self.matrix.system(system).filter(|system| system.own.is_some());
        let (Some(entry), Toolchain::Root { .. }) = (entry, self.toolchain()?) else {
            return Ok(self.toolchain()?.clone());
        };
        let own = entry.build_packages.iter().map(String::as_str);
        let packages: Vec<&str> = PEOPLES.iter().copied().chain(own).collect();
        Ok(Toolchain::root_with(&self.store, &packages)?)
    }

    fn make_toolchain(&self) -> Result<Toolchain, WorkshopError> {
        let made = match environment::compiler()? {
            Compiler::Host => Toolchain::host()?,
            Compiler::Root => Toolchain::root(&self.store)?,
        };
        if self.checks {
            let folder = self.store.scratch::<WorkshopError>("checks")?;
            made.check(folder.path())?;
        }
        Ok(made)
    }
}
