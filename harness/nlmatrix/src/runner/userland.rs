//! What guests have besides the agent and modules: clients with their libraries, and files.

use std::collections::BTreeMap;

use super::{Workshop, WorkshopError};
use crate::client::{self, Built};
use crate::matrix::{ClientEntry, KernelEntry};

/// Path in the guest, content and permissions.
pub(super) type GuestFile = (String, Vec<u8>, u32);

impl Workshop {
    /// The clients that run on this kernel, and each shared library that one of them needs.
    pub(super) fn add_clients(
        &self,
        entry: &KernelEntry,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let mut libraries = BTreeMap::new();
        let clients = self.matrix.clients.iter();
        for client in clients.filter(|client| client.kernels.contains(&entry.series)) {
            let Some(built) = self.client(client)? else {
                tracing::warn!("{} is left out: it needs the toolchain root", client.name);
                continue;
            };
            files.push((format!("/clients/{}", client.name), fs_err::read(built.binary)?, 0o755));
            libraries.extend(built.libraries);
        }
        for (guest, path) in libraries {
            files.push((guest, fs_err::read(path)?, 0o755));
        }
        Ok(())
    }

    /// The `[[file]]`s.
    pub(super) fn add_files(&self, files: &mut Vec<GuestFile>) -> Result<(), WorkshopError> {
        for file in &self.matrix.files {
            files.push((file.path.clone(), fs_err::read(&file.source)?, file.mode));
        }
        Ok(())
    }

    /// Fails when a client does not build: it is in every guest, so no cell could run.
    pub(super) fn check_clients(&self) -> Result<(), WorkshopError> {
        self.matrix.clients.iter().try_for_each(|client| match self.client(client) {
            Err(error @ WorkshopError::Client(_)) => Err(error),
            // Cells say what else is wrong.
            _ => Ok(()),
        })
    }

    fn client(&self, entry: &ClientEntry) -> Result<Option<Built>, WorkshopError> {
        Ok(client::build(&self.store, self.toolchain()?, &entry.form, &self.contracts())?)
    }
}
