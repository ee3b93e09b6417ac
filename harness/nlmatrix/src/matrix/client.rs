//! `[[client]]` tables: as written, and checked.

use camino::Utf8PathBuf;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{Bits, ClientEntry, ClientForm};
use super::raw::{RawBits, RawClient};
use crate::version::VersionRange;

const FORMS: &str = "a [[client]] has one of: `source` (and perhaps `libs` and `flags`); `package` \
                     and `program`; `crate`; `binary`; `path`, `command` and `program`";

impl Checker<'_> {
    pub(super) fn client(&self, raw: &RawClient) -> Result<ClientEntry, MatrixError> {
        self.plain_name("client name", &raw.name)?;
        self.no_bits_in("client name", &raw.name)?;
        let form = self.client_form(raw)?;
        Ok(ClientEntry {
            name: raw.name.get_ref().clone(),
            bits: self.bits(raw, &form)?,
            form,
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            reason: raw.reason.clone(),
        })
    }

    fn bits(&self, raw: &RawClient, form: &ClientForm) -> Result<Bits, MatrixError> {
        let Some(bits) = &raw.bits else { return Ok(Bits::Own) };
        let numbers = match bits.get_ref() {
            RawBits::One(number) => std::slice::from_ref(number),
            RawBits::Several(numbers) => numbers,
        };
        let bits = match numbers {
            [64] => Bits::Own,
            [32] => Bits::Fewer,
            [64, 32] | [32, 64] => Bits::Both,
            _ => return Err(self.wrong(bits.span(), "`bits` is 32, 64 or [64, 32]")),
        };
        if bits == Bits::Own || matches!(form, ClientForm::Source { .. }) {
            return Ok(bits);
        }
        let message = "only a `source` is compiled for 32 bits: leave `bits` out";
        Err(self.wrong(raw.bits.as_ref().map_or(raw.name.span(), Spanned::span), message))
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
        Err(self.wrong(path.span(), "the program that a command builds has to be below `path`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;
    use rstest::rstest;

    fn parse(keys: &str) -> Result<ClientForm, String> {
        let text = format!("schema = 1\n[[client]]\nname = \"c\"\n{keys}\n");
        let matrix = crate::matrix::parse(
            Utf8Path::new("/m/matrix.toml"),
            &text,
            crate::scenario::shipped(),
        );
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
    #[case("", Ok(Bits::Own))]
    #[case("bits = 64", Ok(Bits::Own))]
    #[case("bits = 32", Ok(Bits::Fewer))]
    #[case("bits = [64, 32]", Ok(Bits::Both))]
    #[case("bits = 16", Err("4:8: `bits` is 32, 64 or [64, 32]"))]
    #[case("bits = [32, 32]", Err("4:8: `bits` is 32, 64 or [64, 32]"))]
    #[case("bits = '32'", Err("4:8: 32, 64, or [64, 32]"))]
    fn bits_are_one_number_or_both(#[case] bits: &str, #[case] expected: Result<Bits, &str>) {
        let text = format!("schema = 1\n[[client]]\nname = \"c\"\n{bits}\nsource = '/bin/sh'\n");
        let path = Utf8Path::new("/m/matrix.toml");
        match (crate::matrix::parse(path, &text, crate::scenario::shipped()), expected) {
            (Ok(matrix), Ok(bits)) => assert_eq!(matrix.clients[0].bits, bits),
            (Err(error), Err(expected)) => {
                assert!(error.to_string().contains(expected), "{error}");
            }
            (Ok(matrix), _) => panic!("{:?}", matrix.clients),
            (Err(error), _) => panic!("{error}"),
        }
    }

    #[test]
    fn only_what_is_compiled_here_can_be_of_32_bits() {
        let error = parse("binary = '/bin/sh'\nbits = 32").unwrap_err();
        assert!(error.starts_with("/m/matrix.toml:5:8: only a `source`"), "{error}");
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
        assert!(error.contains("below `path`"), "{error}");
    }
}
