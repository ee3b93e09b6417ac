//! `[[client]]` tables: as written, and checked.

use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use crate::version::VersionRange;

/// `[[client]]`.
#[derive(Clone, Debug)]
pub struct ClientEntry {
    /// Its name; in the guest it is `/clients/<name>`.
    pub name: String,
    /// What it is made from.
    pub form: ClientForm,
    /// The kernels that it runs on; elsewhere it is left out.
    pub kernels: VersionRange,
    /// Why not on the others.
    pub reason: String,
}

/// What a client is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientForm {
    /// A C file: linked statically with musl, or, where it names libraries, dynamically with those
    /// of the toolchain root, which go along into the guest.
    Source {
        /// The file.
        path: Utf8PathBuf,
        /// Libraries, as `nl-genl-3`.
        libs: Vec<String>,
        /// More arguments for the compiler, which runs in the file's folder.
        flags: Vec<String>,
    },
    /// A program of the toolchain root, which goes along with its libraries.
    Packaged {
        /// The Debian package that has it.
        package: String,
        /// Its absolute path.
        program: String,
    },
    /// A Rust crate with a workspace of its own, linked statically.
    Crate {
        /// Its folder.
        path: Utf8PathBuf,
    },
    /// A program that is there already, which goes along with its libraries.
    Binary {
        /// The file.
        path: Utf8PathBuf,
    },
    /// What a command makes of a folder, in the toolchain root; it goes along with its libraries.
    Command {
        /// The folder; the command works in a copy of it.
        path: Utf8PathBuf,
        /// The command line of a shell.
        command: String,
        /// The program that it leaves, relative to the folder.
        program: Utf8PathBuf,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawClient {
    pub name: Spanned<String>,
    source: Option<Spanned<String>>,
    #[serde(default)]
    libs: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    package: Option<String>,
    program: Option<Spanned<String>>,
    #[serde(rename = "crate")]
    krate: Option<Spanned<String>>,
    binary: Option<Spanned<String>>,
    path: Option<Spanned<String>>,
    command: Option<String>,
    kernels: Option<VersionRange>,
    #[serde(default)]
    reason: String,
}

const FORMS: &str = "a [[client]] has one of: `source` (and perhaps `libs` and `flags`); `package` \
                     and `program`; `crate`; `binary`; `path`, `command` and `program`";

impl Checker<'_> {
    pub(super) fn client(&self, raw: &RawClient) -> Result<ClientEntry, MatrixError> {
        self.plain_name("client name", &raw.name)?;
        Ok(ClientEntry {
            name: raw.name.get_ref().clone(),
            form: self.client_form(raw)?,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            reason: raw.reason.clone(),
        })
    }

    fn client_form(&self, raw: &RawClient) -> Result<ClientForm, MatrixError> {
        let RawClient { source, package, program, krate, binary, path, command, .. } = raw;
        let compiled = !raw.libs.is_empty() || !raw.flags.is_empty();
        let form = match (source, krate, binary, package, (path, command, program)) {
            (Some(source), None, None, None, (None, None, None)) => {
                let (libs, flags) = (raw.libs.clone(), raw.flags.clone());
                return Ok(ClientForm::Source { path: self.existing(source)?, libs, flags });
            }
            (None, Some(path), None, None, (None, None, None)) => {
                ClientForm::Crate { path: self.existing(path)? }
            }
            (None, None, Some(path), None, (None, None, None)) => {
                ClientForm::Binary { path: self.existing(path)? }
            }
            (None, None, None, Some(package), (None, None, Some(program))) => {
                let program = program.get_ref().clone();
                ClientForm::Packaged { package: package.clone(), program }
            }
            (None, None, None, None, (Some(path), Some(command), Some(program))) => {
                ClientForm::Command {
                    path: self.existing(path)?,
                    command: command.clone(),
                    program: self.below(program)?,
                }
            }
            _ => return Err(self.wrong(raw.name.span(), FORMS)),
        };
        if compiled { Err(self.wrong(raw.name.span(), FORMS)) } else { Ok(form) }
    }

    /// A path that does not lead out of the folder it is relative to.
    fn below(&self, path: &Spanned<String>) -> Result<Utf8PathBuf, MatrixError> {
        let below = Utf8PathBuf::from(path.get_ref());
        let plain = |part| matches!(part, camino::Utf8Component::Normal(_));
        if below.components().next().is_some() && below.components().all(plain) {
            return Ok(below);
        }
        Err(self.wrong(path.span(), "the program that a command leaves is below `path`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;
    use rstest::rstest;

    fn parse(keys: &str) -> Result<ClientForm, String> {
        let text = format!("schema = 1\n[[client]]\nname = \"c\"\n{keys}\n");
        let matrix = crate::matrix::parse(Utf8Path::new("/m/matrix.toml"), &text);
        matrix.map(|it| it.clients[0].form.clone()).map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("binary = '/bin/sh'", ClientForm::Binary { path: "/bin/sh".into() })]
    #[case(
        "source = '/bin/sh'\nflags = ['-O2']",
        ClientForm::Source {
            path: "/bin/sh".into(),
            libs: vec![],
            flags: vec!["-O2".to_owned()]
        }
    )]
    #[case(
        "path = '/'\ncommand = 'make'\nprogram = 'src/tool'",
        ClientForm::Command {
            path: "/".into(),
            command: "make".to_owned(),
            program: "src/tool".into()
        }
    )]
    fn each_form_has_its_keys(#[case] keys: &str, #[case] form: ClientForm) {
        assert_eq!(parse(keys), Ok(form));
    }

    #[rstest]
    #[case::nothing("")]
    #[case::two("binary = '/bin/sh'\nsource = '/bin/sh'")]
    #[case::flags_of_a_binary("binary = '/bin/sh'\nflags = ['-O2']")]
    #[case::command_alone("command = 'make'")]
    #[case::no_program("path = '/'\ncommand = 'make'")]
    fn others_are_told_the_forms(#[case] keys: &str) {
        let error = parse(keys).unwrap_err();
        assert!(error.starts_with("/m/matrix.toml:3:8: a [[client]] has one of"), "{error}");
    }

    #[rstest]
    fn a_program_is_below_its_folder(#[values("/usr/bin/x", "../x", "")] program: &str) {
        let error =
            parse(&format!("path = '/'\ncommand = 'make'\nprogram = '{program}'")).unwrap_err();
        assert!(error.contains("is below `path`"), "{error}");
    }
}
