//! Clients: each is made once for each kind of programs, and one that cannot be made affects only its own cells.

use std::collections::BTreeMap;

use super::Workshop;
use crate::arch::Arch;
use crate::client::{self, Built, ClientError};
use crate::fault::chain;
use crate::image::GuestFile;
use crate::matrix::{ClientEntry, KernelEntry};
use crate::plan::Cell;
use crate::run::{LackingClient, OF_32_BITS, is_of_32_bits};
use crate::runner::{WorkshopError, news, outage};

/// The target of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Kernels for this processor, with the same number of bits.
    Kernels(Arch),
    /// Kernels for amd64, but with 32 bits.
    Fewer,
}

impl For {
    /// The name of the client that is made for it.
    fn label(self, client: &str) -> String {
        match self {
            Self::Kernels(Arch::Amd64) => client.to_owned(),
            Self::Kernels(arch) => format!("{client} for {arch}"),
            Self::Fewer => format!("{client}{OF_32_BITS}"),
        }
    }

    /// For which target a cell of `scenario` runs `client` on a kernel of `arch`.
    fn cell(arch: Arch, scenario: &str, client: &ClientEntry) -> Self {
        match is_of_32_bits(scenario) && client.is_of_32_bits_on(arch) {
            true => Self::Fewer,
            false => Self::Kernels(arch),
        }
    }
}

/// Is this the name of `client`, for any target?
fn is_of(label: &str, client: &str) -> bool {
    let rest = label.strip_prefix(client);
    rest.is_some_and(|it| it.is_empty() || it == OF_32_BITS || it.starts_with(" for "))
}

impl Workshop {
    /// The clients that run on this kernel, and each shared library that one of them needs.
    pub(super) fn add_clients(
        &self,
        entry: &KernelEntry,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let mut libraries = BTreeMap::new();
        let clients = self.matrix.clients.iter();
        for client in clients.filter(|client| client.why_not_on(entry).is_none()) {
            let Some(built) = self.made(client, For::Kernels(entry.arch))? else { continue };
            files.push((format!("/clients/{}", client.name), fs_err::read(built.binary)?, 0o755));
            libraries.extend(built.libraries);
        }
        self.add_clients_of_32_bits(entry, files)?;
        for (guest, path) in libraries {
            files.push((guest, fs_err::read(path)?, 0o755));
        }
        Ok(())
    }

    /// In addition, those with 32 bits. Without a toolchain for these, the other cells run nevertheless.
    fn add_clients_of_32_bits(
        &self,
        entry: &KernelEntry,
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let clients = self.matrix.clients.iter();
        let clients = clients.filter(|client| client.is_of_32_bits_on(entry.arch));
        for client in clients.filter(|client| client.why_not_on(entry).is_none()) {
            match self.made(client, For::Fewer) {
                Ok(Some(built)) => {
                    let path = format!("/clients/{}{OF_32_BITS}", client.name);
                    files.push((path, fs_err::read(built.binary)?, 0o755));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!("32-bit clients are left out: {}", chain(&error));
                    break;
                }
            }
        }
        Ok(())
    }

    /// The clients of a cell that have 32 bits on a 64-bit kernel.
    pub(in crate::runner) fn of_32_bits(&self, entry: &KernelEntry, cell: &Cell) -> Vec<String> {
        let clients = self.matrix.clients.iter().filter(|_| is_of_32_bits(&cell.id.scenario));
        let clients = clients.filter(|client| client.is_of_32_bits_on(entry.arch));
        clients.map(|client| client.name.clone()).collect()
    }

    /// Fails if the cell's clients have 32 bits and nothing here compiles for that, or if one that it runs cannot
    /// be made.
    pub(in crate::runner) fn lacks_clients(
        &self,
        entry: &KernelEntry,
        cell: &Cell,
    ) -> Result<(), WorkshopError> {
        if is_of_32_bits(&cell.id.scenario) {
            self.toolchain_of_32_bits()?;
        }
        // A run has made all of them.
        if !self.sources().is_of_run {
            for client in self.matrix.clients_run_by(&cell.id.scenario) {
                self.made(client, For::cell(entry.arch, &cell.id.scenario, client))?;
            }
        }
        self.lacks_known(entry, cell)
    }

    /// Fails if one that the cell runs is known to have failed.
    pub(in crate::runner) fn lacks_known(
        &self,
        entry: &KernelEntry,
        cell: &Cell,
    ) -> Result<(), WorkshopError> {
        let scenario = &cell.id.scenario;
        let clients = self.matrix.clients_run_by(scenario).into_iter();
        let labels = clients.map(|it| For::cell(entry.arch, scenario, it).label(&it.name));
        let known = &self.sources().clients;
        let lacking = labels.into_iter().find_map(|label| known.get(&label).cloned());
        lacking.map_or(Ok(()), |lacking| Err(WorkshopError::NoClient(lacking)))
    }

    /// Makes all clients for the host's own processor, once for all kernels. Cells report what else is wrong.
    pub(in crate::runner) fn make_clients(&self) {
        for client in &self.matrix.clients {
            self.made(client, For::Kernels(Arch::default())).ok();
            if client.is_of_32_bits_on(Arch::default()) {
                self.made(client, For::Fewer).ok();
            }
        }
    }

    /// Those that could not be made, each once, no matter how many cells lack it.
    pub(in crate::runner) fn lacking_clients(&self) -> Vec<LackingClient> {
        let known = &self.sources().clients;
        let first = known.iter().filter(|(label, lacking)| **label == lacking.client);
        first.map(|(_, lacking)| lacking.clone()).collect()
    }

    /// The client, made for this target. `None` if nothing here makes it, or if it cannot be made, which is
    /// reported once.
    fn made(&self, entry: &ClientEntry, what: For) -> Result<Option<Built>, WorkshopError> {
        let label = what.label(&entry.name);
        if self.sources().clients.contains_key(&label) {
            return Ok(None);
        }
        match self.make_client(entry, what) {
            Err(WorkshopError::Client(error)) => {
                self.remember_lacking(&entry.name, label, error);
                Ok(None)
            }
            Ok(None) if what != For::Fewer => {
                tracing::warn!("{} is left out: it needs the toolchain root", entry.name);
                Ok(None)
            }
            made => made,
        }
    }

    /// Remembers, and reports, why `client` could not be made as `label`. If it fails in the same way for several
    /// targets, that is reported once.
    fn remember_lacking(&self, client: &str, label: String, error: ClientError) {
        let said = error.said().to_owned();
        let mut sources = self.sources();
        let is_same =
            |it: &&LackingClient| !said.is_empty() && it.said == said && is_of(&it.client, client);
        if let Some(known) = sources.clients.values().find(is_same).cloned() {
            sources.clients.insert(label, known);
            return;
        }
        let in_a_line = error.in_a_line();
        let error = WorkshopError::Client(error);
        let blocked = outage::of(&error, &self.store);
        let (reason, told) = match &blocked {
            Some(reason) => (format!("the client {label} cannot be made: {reason}"), None),
            None => (format!("the client {label} {in_a_line}"), Some(chain(&error))),
        };
        news::error(&told.unwrap_or_else(|| reason.clone()));
        let blocked = blocked.is_some();
        let lacking = LackingClient { client: label.clone(), reason, said, blocked };
        sources.clients.insert(label, lacking);
    }

    fn make_client(&self, entry: &ClientEntry, what: For) -> Result<Option<Built>, WorkshopError> {
        let contracts = self.contracts();
        Ok(match what {
            For::Kernels(arch) => {
                let toolchain = self.toolchain_for(arch)?;
                client::build(&self.store, &toolchain, arch, &entry.form, &contracts)?
            }
            For::Fewer => {
                let toolchain = self.toolchain_of_32_bits()?;
                client::build_of_32_bits(&self.store, &toolchain, &entry.form, &contracts)?
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{self, Matrix};
    use crate::plan::plan;
    use crate::runner::Sources;
    use crate::store::Store;
    use camino::Utf8Path;

    const MATRIX: &str = "
        schema = 1
        kernel-scenarios = ['by-name', 'by-path', 'beside', 'other']
        [[kernel]]
        id = 'pc'
        debian = { suite = 'trixie', series = '6.12' }
        [[client]]
        name = 'talk'
        source = '/bin/sh'
        [[client]]
        name = 'talk2'
        source = '/bin/sh'
        [[scenario]]
        name = 'by-name'
        [[scenario.step]]
        run = ['talk', 'a']
        [[scenario]]
        name = 'by-path'
        [[scenario.step]]
        run = ['/bin/sh', '-c', 'exec /clients/talk a']
        [[scenario]]
        name = 'beside'
        [[scenario.step]]
        start = ['talk']
        [[scenario]]
        name = 'other'
        [[scenario.step]]
        run = ['talk2', 'talk', '/clients/talk2']
    ";

    fn workshop() -> Workshop {
        let shipped = crate::scenario::shipped();
        let matrix: Matrix =
            matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, shipped).unwrap();
        Workshop::open(matrix, Store::at("/nowhere"), Sources::default()).unwrap()
    }

    fn refused(said: &str) -> ClientError {
        let (by, said) = ("musl-gcc".to_owned(), said.to_owned());
        ClientError::Refused { path: "/home/me/talk.c".into(), by, said }
    }

    #[test]
    fn only_cells_that_run_a_client_lack_it() {
        let workshop = workshop();
        workshop.remember_lacking("talk", "talk".to_owned(), refused("talk.c:1:1: error: no"));
        let entry = workshop.matrix.kernel("pc").unwrap();
        let lacks = |cell: &&Cell| workshop.lacks_known(entry, cell).is_err();
        let cells = plan(&workshop.matrix);
        let lacking: Vec<&str> = cells.iter().filter(lacks).map(|it| &*it.id.scenario).collect();
        assert_eq!(lacking, ["by-name", "by-path", "beside"]);
    }

    #[test]
    fn the_same_words_of_a_client_are_told_once() {
        let workshop = workshop();
        let add = |client: &str, what: For, said: &str| {
            workshop.remember_lacking(client, what.label(client), refused(said));
        };
        add("talk", For::Kernels(Arch::Amd64), "talk.c:1:1: error: no");
        add("talk", For::Fewer, "talk.c:1:1: error: no");
        add("talk", For::Kernels(Arch::Arm64), "talk.c:9:1: error: no asm");
        add("talk2", For::Kernels(Arch::Amd64), "talk.c:1:1: error: no");
        let told: Vec<_> = workshop.lacking_clients().into_iter().map(|it| it.client).collect();
        assert_eq!(told, ["talk", "talk for arm64", "talk2"]);
    }
}
