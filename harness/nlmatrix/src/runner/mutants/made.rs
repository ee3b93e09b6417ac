//! Makes a fault: a workshop whose guests contain it.

use camino::{Utf8Path, Utf8PathBuf};

use super::list::{Edit, Fault, Mutation};
use super::{MutantError, Mutants};
use crate::arch::Arch;
use crate::client;
use crate::matrix::{ClientForm, Matrix, SystemEntry};
use crate::run::CellId;
use crate::runner::workshop::modules::guest_path;
use crate::runner::{Tampering, Workshop};
use crate::store::Store;

/// The file that a mutation changes, and its new text; `None` if it changes an answer.
pub(super) fn source<'a>(
    matrix: &Matrix,
    mutation: &'a Mutation,
) -> Result<Option<(Utf8PathBuf, &'a Edit)>, MutantError> {
    Ok(match &mutation.fault {
        Fault::Module(edit) => {
            let name = mutation.module.as_deref().unwrap_or_default();
            let unknown = || mutation.unfit(format!("there is no system {name}"));
            Some((matrix.system(name).ok_or_else(unknown)?.path.join(&edit.file), edit))
        }
        Fault::Client { client, edit } => match matrix.client(client).map(|it| &it.form) {
            Some(ClientForm::Source { path, .. }) => Some((path.clone(), edit)),
            _ => return Err(mutation.unfit(format!("there is no C client {client}"))),
        },
        Fault::Answer(_) => None,
    })
}

impl Mutants {
    /// A workshop whose guests contain the fault, which is made in the folder `scratch`.
    pub(super) fn faulty(
        &self,
        mutation: &Mutation,
        id: &CellId,
        scratch: &Utf8Path,
    ) -> Result<Workshop, MutantError> {
        match (source(&self.matrix, mutation)?, &mutation.fault) {
            (Some((path, edit)), Fault::Client { client, .. }) => {
                self.faulty_client(mutation, client, (&path, edit), id, scratch)
            }
            (Some((path, edit)), _) => self.faulty_module(mutation, (&path, edit), id, scratch),
            (None, Fault::Answer(answer)) => {
                let tampering = Tampering { answers: vec![answer.clone()], ..Tampering::default() };
                Ok(self.workshop(self.around(id))?.with_tampering(tampering))
            }
            (None, _) => Err(mutation.unfit("it changes nothing".to_owned())),
        }
    }

    fn faulty_module(
        &self,
        mutation: &Mutation,
        (changed, edit): (&Utf8Path, &Edit),
        id: &CellId,
        scratch: &Utf8Path,
    ) -> Result<Workshop, MutantError> {
        let mut matrix = self.around(id);
        let of_it = |system: &&mut SystemEntry| system.name == id.module.system;
        let system = matrix.systems.iter_mut().find(of_it).expect("the cell was found in it");
        // The name of the folder is part of a build's key.
        let folder = scratch.join(&id.module.system);
        for below in ["", id.module.generation_or_empty()] {
            let (from, to) = (system.path.join(below), folder.join(below));
            copy(mutation, edit, &from, &to, changed)?;
        }
        system.path = folder;
        system.generations.retain(|generation| generation.name == id.module.generation_or_empty());
        let workshop = self.workshop(matrix)?;
        let kernel = workshop.kernel(&self.kernel)?;
        let module = workshop.module(&kernel, &id.module)?;
        let mut tampering = Tampering::default();
        for ko in &module.kos {
            let name = ko.file_name().unwrap_or_default();
            let path = guest_path(&id.module, name);
            tampering.files.push((path, fs_err::read(ko)?));
        }
        Ok(workshop.with_tampering(tampering))
    }

    fn faulty_client(
        &self,
        mutation: &Mutation,
        client: &str,
        (path, edit): (&Utf8Path, &Edit),
        id: &CellId,
        scratch: &Utf8Path,
    ) -> Result<Workshop, MutantError> {
        let entry = self.matrix.client(client).map(|it| &it.form);
        let Some(ClientForm::Source { libs, flags, .. }) = entry else {
            return Err(mutation.unfit(format!("there is no C client {client}")));
        };
        let folder = scratch.join("clients");
        copy(mutation, edit, path.parent().unwrap_or(Utf8Path::new("/")), &folder, path)?;
        let form = ClientForm::Source {
            path: folder.join(path.file_name().unwrap_or_default()),
            libs: libs.clone(),
            flags: flags.clone(),
        };
        let workshop = self.workshop(self.around(id))?;
        // A store of its own: the path is part of the key, and nobody needs the product again.
        let store = Store::at(scratch.join("store"));
        let built =
            client::build(&store, workshop.toolchain()?, Arch::default(), &form, &self.contracts)?;
        let built =
            built.ok_or_else(|| mutation.unfit("it needs the toolchain root".to_owned()))?;
        let files = vec![(format!("/clients/{client}"), fs_err::read(built.binary)?)];
        Ok(workshop.with_tampering(Tampering { files, ..Tampering::default() }))
    }
}

/// Copies the files directly in `from`, with the fault in `changed`.
fn copy(
    mutation: &Mutation,
    edit: &Edit,
    from: &Utf8Path,
    to: &Utf8Path,
    changed: &Utf8Path,
) -> Result<(), MutantError> {
    fs_err::create_dir_all(to)?;
    for entry in from.read_dir_utf8()?.flatten() {
        let path = entry.path();
        if !path.is_file() {
            continue;
        }
        let target = to.join(entry.file_name());
        if path == changed {
            let text = fs_err::read_to_string(path)?;
            fs_err::write(target, mutation.apply(edit, path, &text)?)?;
        } else {
            fs_err::copy(path, target)?;
        }
    }
    Ok(())
}
