//! `kernels add`: an entry for a distribution's kernel, written into the matrix file and pinned.

use camino::{Utf8Path, Utf8PathBuf};

use crate::debian;
use crate::environment::{self, MIRRORS_VARIABLE, WrongValue};
use crate::fault::Fault;
use crate::kernel::debian::{Locked, MatrixLock};
use crate::kernel::presets::Preset;
use crate::kernel::{KernelError, Packaged};
use crate::matrix::{Matrix, Provider, parse};
use crate::scenario;
use crate::store::Store;
use crate::vendor::Vendor;

/// What to add.
#[derive(Debug)]
pub struct Addition {
    /// The distribution's kernel.
    pub preset: &'static Preset,
    /// Address of a mirror of the distribution; by default what the environment or the host's apt names.
    pub mirror: Option<String>,
    /// Files with its keys; by default those that the host has.
    pub keys: Vec<Utf8PathBuf>,
    /// Mainline series; by default the newest.
    pub series: Option<String>,
    /// The kernel's id; by default made from series and name.
    pub id: Option<String>,
    /// Should it only be booted?
    pub boot_only: bool,
}

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Nothing says where the archive is.
    #[error(
        "no mirror of {family} is known: give its address with `--mirror ADDRESS` (usually it ends with \
         {ending}), or set it for all of its kernels with {MIRRORS_VARIABLE}=`{family}=ADDRESS`"
    )]
    NoMirror {
        /// The distribution.
        family: &'static str,
        /// What addresses of its mirrors usually end with.
        ending: String,
    },
    /// The option's value is not an address.
    #[error("`--mirror {0}`: write an http:// or https:// address")]
    BadMirror(String),
    /// There are no keys to verify the archive with.
    #[error(
        "the keys of {family} are not on this host ({names}): name the file in which the distribution publishes \
         them with `--key FILE`"
    )]
    NoKeys {
        /// The distribution.
        family: &'static str,
        /// What their files are called.
        names: String,
    },
    /// A file with keys that is not there.
    #[error("`--key {0}`: there is no such file")]
    NoFile(Utf8PathBuf),
    /// There already is a kernel of this name.
    #[error("{path} already has a kernel `{id}`: give this one another name with `--id`")]
    Exists {
        /// The matrix file.
        path: Utf8PathBuf,
        /// The id.
        id: String,
    },
    /// The file is written in a way that leaves no place for an entry.
    #[error(
        "the list of kernels in {path} cannot be edited by this command: add this by hand\n{text}"
    )]
    NoPlace {
        /// The matrix file.
        path: Utf8PathBuf,
        /// The entry.
        text: String,
    },
    /// The variable that names mirrors.
    #[error(transparent)]
    Environment(#[from] WrongValue),
    /// The archive has no such kernel, or cannot be asked.
    #[error("{name} was not added")]
    Kernel {
        /// The preset.
        name: &'static str,
        /// Why not.
        source: KernelError,
    },
    /// The lock.
    #[error("failed to pin it")]
    Lock(#[source] KernelError),
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl AddError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Kernel { source, .. } | Self::Lock(source) => source.fault(),
            Self::Io { .. } => Fault::Own,
            _ => Fault::User,
        }
    }

    fn io(path: &Utf8Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// Adds the kernel to the file of `matrix`, pinned to the newest release that its archive has now.
pub fn add(matrix: &Matrix, store: &Store, addition: &Addition) -> Result<Locked, AddError> {
    let provider = addition.provider()?;
    let preset = addition.preset;
    let packaged = Packaged::from(provider.clone(), preset.arch, addition.series.clone());
    let packaged = packaged.expect("presets name archives");
    let of_archive = |source| AddError::Kernel { name: preset.name, source };
    let mut pin = packaged.resolve(store, preset.name).map_err(of_archive)?;
    let default = || format!("{}-{}", pin.version.series(), preset.name);
    pin.id = addition.id.clone().unwrap_or_else(default);
    if matrix.kernel(&pin.id).is_some() {
        let (path, id) = (matrix.path.clone(), pin.id);
        return Err(AddError::Exists { path, id });
    }
    write(matrix, &entry(&pin, preset, &provider))?;
    lock(matrix, store, pin.clone()).map_err(AddError::Lock)?;
    Ok(pin)
}

impl Addition {
    fn provider(&self) -> Result<Provider, AddError> {
        let mirror = self.mirror()?;
        let keys = self.keys.iter().map(|key| {
            let there = key.canonicalize_utf8();
            there.map_err(|_| AddError::NoFile(key.clone()))
        });
        let mut keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            let (family, names) = (self.preset.family, self.preset.keys.join(", "));
            keys.push(self.preset.keys_of_host().ok_or(AddError::NoKeys { family, names })?);
        }
        Ok(self.preset.provider(&mirror, keys, self.boot_only))
    }

    /// Its address: what was asked for, else what the environment says, else what the host's apt uses.
    fn mirror(&self) -> Result<String, AddError> {
        let Preset { family, mirror: ending, .. } = self.preset;
        if let Some(mirror) = &self.mirror {
            let is_address = ["https://", "http://"].iter().any(|it| mirror.starts_with(it));
            let bad = || AddError::BadMirror(mirror.clone());
            return is_address.then(|| mirror.trim_end_matches('/').to_owned()).ok_or_else(bad);
        }
        if let Some(mirror) = environment::archive_mirror(family)? {
            return Ok(mirror);
        }
        let ending = if ending.is_empty() { "/x86_64".to_owned() } else { (*ending).to_owned() };
        let of_host = self.preset.suite().and_then(debian::mirror_of_host);
        of_host.ok_or(AddError::NoMirror { family, ending })
    }
}

/// The keys of its `[[kernel]]`, each as `key = value`.
fn entry(pin: &Locked, preset: &Preset, provider: &Provider) -> Vec<String> {
    let mut keys = vec![format!("id = {}", text(&pin.id))];
    if !preset.arch.is_usual() {
        keys.push(format!("arch = {}", text(preset.arch.name())));
    }
    let vendor = Vendor::of(&pin.release).map(|vendor| vendor.id);
    if let Some(vendor) = vendor.filter(|vendor| *vendor != "debian") {
        keys.push(format!("vendor = {}", text(vendor)));
    }
    let (table, mut words, boot_only) = match provider {
        Provider::Apt(apt) => {
            let words = vec![
                format!("mirror = {}", text(&apt.archive.mirror)),
                format!("suite = {}", text(&apt.suite)),
                format!("components = {}", list(&apt.archive.components)),
                format!("keyring = {}", text(apt.archive.keyring.as_str())),
                format!("package = {}", text(&apt.package.to_string())),
            ];
            ("apt", words, apt.boot_only)
        }
        Provider::Rpm(rpm) => {
            let keys: Vec<String> = rpm.keys.iter().map(ToString::to_string).collect();
            let words = vec![
                format!("repo = {}", list(&rpm.repositories)),
                format!("gpgkey = {}", list(&keys)),
                format!("package = {}", text(&rpm.package)),
            ];
            ("rpm", words, rpm.boot_only)
        }
        _ => unreachable!("presets name archives"),
    };
    words.push(format!("series = {}", text(&pin.version.series())));
    words.extend(boot_only.then(|| "boot-only = true".to_owned()));
    keys.push(format!("{table} = {{ {} }}", words.join(", ")));
    keys
}

/// A string in TOML.
fn text(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("[{}]", values.join(", "))
}

/// Puts an entry with these keys into the matrix file; the file is read again right before.
fn write(matrix: &Matrix, keys: &[String]) -> Result<(), AddError> {
    let path = &matrix.path;
    let old = fs_err::read_to_string(path).map_err(AddError::io(path))?;
    let new = with_entry(&old, keys);
    if let Err(_unread) = parse(path, &new, scenario::shipped()) {
        let text = format!("[[kernel]]\n{}", keys.join("\n"));
        return Err(AddError::NoPlace { path: path.clone(), text });
    }
    let beside = path.with_extension("toml.new");
    let written = fs_err::write(&beside, new).and_then(|()| fs_err::rename(&beside, path));
    written.map_err(AddError::io(path))
}

/// The text of a matrix file with one more kernel: in its list of kernels, or as a table at its end.
fn with_entry(text: &str, keys: &[String]) -> String {
    let list = text.find("\nkernel = [\n").map(|at| at + 1);
    let end = list.and_then(|list| Some(list + text[list..].find("\n]")? + 1));
    match end {
        Some(end) => {
            let entry = format!("    {{ {} }},\n", keys.join(", "));
            format!("{}{entry}{}", &text[..end], &text[end..])
        }
        None => format!("{}\n\n[[kernel]]\n{}\n", text.trim_end(), keys.join("\n")),
    }
}

fn lock(matrix: &Matrix, store: &Store, pin: Locked) -> Result<(), KernelError> {
    // Another process may write at the same time.
    let _one = store.lock::<KernelError>("matrix-lock")?;
    let path = matrix.lock_path();
    let mut file = MatrixLock::read(&path)?;
    file.insert(pin);
    file.write(&path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn keys() -> Vec<String> {
        vec!["id = \"b\"".to_owned(), "vendor = \"el9\"".to_owned()]
    }

    #[rstest]
    #[case::tables(
        "schema = 1\n[[kernel]]\nid = \"a\"\n\n[[expect]]\n",
        "schema = 1\n[[kernel]]\nid = \"a\"\n\n[[expect]]\n\n[[kernel]]\nid = \"b\"\nvendor = \"el9\"\n"
    )]
    #[case::list(
        "schema = 1\nkernel = [\n    { id = \"a\" },\n]\n[store]\n",
        "schema = 1\nkernel = [\n    { id = \"a\" },\n    { id = \"b\", vendor = \"el9\" },\n]\n[store]\n"
    )]
    fn an_entry_goes_where_kernels_stand(#[case] before: &str, #[case] after: &str) {
        assert_eq!(with_entry(before, &keys()), after);
    }

    #[test]
    fn what_is_lacking_is_named_with_the_option_for_it() {
        let addition = Addition {
            preset: Preset::named("rocky-9").unwrap(),
            mirror: None,
            keys: Vec::new(),
            series: None,
            id: None,
            boot_only: false,
        };
        let told = |addition: &Addition| addition.provider().unwrap_err().to_string();
        assert!(told(&addition).contains("`--mirror ADDRESS` (usually it ends with /rocky)"));
        let bad = Addition { mirror: Some("mirror.test".to_owned()), ..addition };
        assert!(told(&bad).contains("`--mirror mirror.test`"));
        let keyless = Addition { mirror: Some("http://mirror.test/rocky/".to_owned()), ..bad };
        assert!(
            told(&keyless).contains("RPM-GPG-KEY-Rocky-9")
                && told(&keyless).contains("`--key FILE`")
        );
        let gone = Addition { keys: vec!["/no/key".into()], ..keyless };
        assert_eq!(told(&gone), "`--key /no/key`: there is no such file");
    }
}
