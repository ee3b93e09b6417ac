//! The toolchain: one root for all, with additional packages for users' own modules.

use super::Workshop;
use crate::arch::Arch;
use crate::environment::{self, Compiler};
use crate::fault::chain;
use crate::runner::WorkshopError;
use crate::toolchain::{FOREIGN, PEOPLES, Toolchain};

impl Workshop {
    /// The toolchain root, or the host's own compiler, but only if `NLMATRIX_TOOLCHAIN` asks for that: another
    /// compiler gives different results. The host's gcc-12 builds for kernels up to 6.12+deb12. It is tested once.
    pub fn toolchain(&self) -> Result<&Toolchain, WorkshopError> {
        let made = self.toolchain.get_or_init(|| {
            let made = self.make_toolchain();
            made.map_err(|error| self.told(error))
        });
        made.as_ref().map_err(|error| WorkshopError::Outage(chain(error)))
    }

    /// The toolchain for kernels and programs of `arch`.
    pub fn toolchain_for(&self, arch: Arch) -> Result<Toolchain, WorkshopError> {
        match self.toolchain()? {
            Toolchain::Root { .. } if arch.is_foreign() => {
                Ok(Toolchain::root_with(&self.store, FOREIGN)?)
            }
            Toolchain::Host { name, .. } if arch.is_foreign() => {
                Err(WorkshopError::NoCompiler { arch, compiler: name.clone() })
            }
            toolchain => Ok(toolchain.clone()),
        }
    }

    /// The toolchain for 32-bit programs on 64-bit kernels.
    pub(super) fn toolchain_of_32_bits(&self) -> Result<Toolchain, WorkshopError> {
        match self.toolchain()? {
            Toolchain::Root { .. } => Ok(Toolchain::of_32_bits(&self.store)?),
            Toolchain::Host { name, .. } => {
                Err(WorkshopError::NoCompiler { arch: Arch::I386, compiler: name.clone() })
            }
        }
    }

    /// The toolchain for a system on kernels of `arch`: for a user's own module, the root may have additional
    /// packages.
    pub(super) fn toolchain_of(
        &self,
        system: &str,
        arch: Arch,
    ) -> Result<Toolchain, WorkshopError> {
        let entry = self.matrix.system(system).filter(|system| system.own.is_some());
        let (Some(entry), Toolchain::Root { .. }) = (entry, self.toolchain()?) else {
            return self.toolchain_for(arch);
        };
        let own = entry.build_packages.iter().map(String::as_str);
        let foreign = FOREIGN.iter().copied().filter(|_| arch.is_foreign());
        let packages: Vec<&str> = PEOPLES.iter().copied().chain(own).chain(foreign).collect();
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
