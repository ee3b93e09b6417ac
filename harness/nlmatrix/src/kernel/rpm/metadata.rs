//! What a repository says about itself: `repomd.xml` names its files, `primary.xml` lists its packages.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::digest::Digest;

/// Why an index cannot be read.
pub(super) type Problem = String;

/// A package of a repository, or a file of its index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name; for a file of the index its type, like `primary`.
    pub name: String,
    pub arch: String,
    /// Like `5.14.0`.
    pub version: String,
    /// Like `503.el9`.
    pub release: String,
    /// Path relative to the repository's address.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file, if the index has it.
    pub sha256: Option<Digest>,
    /// What it provides, and in which version.
    pub provides: Vec<(String, String)>,
    /// What it requires, and in which version if one is given.
    pub requires: Vec<(String, String)>,
}

/// What `repomd.xml` says about the list of packages.
pub(super) fn primary_of(xml: &[u8]) -> Result<(String, Digest), Problem> {
    let primary = entries(xml, "data", |name| name == "primary")?.into_iter().next();
    let primary = primary.ok_or("it names no list of packages (`primary`)")?;
    let sha256 = primary.sha256.ok_or("its list of packages has no checksum of type sha256")?;
    Ok((primary.path, sha256))
}

/// The packages in a `primary.xml` whose names are `wanted`.
pub(super) fn packages_of(
    xml: impl BufRead,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Entry>, Problem> {
    entries(xml, "package", wanted)
}

/// The elements `kind` whose names are `wanted`.
fn entries(
    xml: impl BufRead,
    kind: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Entry>, Problem> {
    let mut reader = Reader::from_reader(xml);
    let (mut found, mut reading, mut buffer) = (Vec::new(), Reading::default(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(tag) | Event::Empty(tag) => reading.begin(&tag),
            Event::Text(text) => reading.text.push_str(&String::from_utf8_lossy(&text)),
            Event::End(tag) => {
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                reading.end(&name);
                if name == kind {
                    let entry = std::mem::take(&mut reading).entry;
                    found.extend(Some(entry).filter(|entry| wanted(&entry.name)));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// An entry, as far as it has been read.
#[derive(Default)]
struct Reading {
    entry: Entry,
    /// The text since the last tag.
    text: String,
    /// Is the checksum that is being read a SHA-256?
    is_sha256: bool,
    /// Are the names that follow those of requirements?
    requires: bool,
}

impl Reading {
    fn begin(&mut self, tag: &BytesStart) {
        self.text.clear();
        let value = |name: &str| attribute(tag, name).unwrap_or_default();
        let entry = &mut self.entry;
        match tag.local_name().as_ref() {
            b"data" => entry.name = value("type"),
            b"version" => (entry.version, entry.release) = (value("ver"), value("rel")),
            b"size" => entry.size = value("package").parse().unwrap_or_default(),
            b"location" => entry.path = value("href"),
            b"checksum" => self.is_sha256 = value("type") == "sha256",
            b"provides" => self.requires = false,
            b"requires" => self.requires = true,
            b"entry" => {
                let of = if self.requires { &mut entry.requires } else { &mut entry.provides };
                of.push((value("name"), joined(&value("ver"), &value("rel"))));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        match name {
            "name" => self.entry.name = text,
            "arch" => self.entry.arch = text,
            "checksum" if self.is_sha256 => self.entry.sha256 = text.trim().parse().ok(),
            _ => {}
        }
    }
}

impl Entry {
    /// Version and release, `5.14.0-503.el9`.
    pub fn full_version(&self) -> String {
        joined(&self.version, &self.release)
    }
}

/// `5.14.0-503.el9`; rpm takes what follows the last `-` for the release.
fn joined(version: &str, release: &str) -> String {
    if release.is_empty() { version.to_owned() } else { format!("{version}-{release}") }
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut all = tag.attributes().flatten();
    let found = all.find(|it| it.key.local_name().as_ref() == name.as_bytes())?;
    let text = std::str::from_utf8(&found.value).ok()?;
    Some(unescape(text).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As written by createrepo_c 1.2.
    const REPOMD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1795969240</revision>
  <data type="filelists">
    <checksum type="sha256">6b37cc67608a24beaa81e1191d218f2ffd6b1191dceb5c100bac2e66249d518d</checksum>
    <location href="repodata/f.xml.zst"/>
  </data>
  <data type="primary">
    <checksum type="sha256">69a3730a283b85a4b3cff7d04bfde3b2b234f0607ebc17319d7a8d143a8e066e</checksum>
    <open-checksum type="sha256">e1e2ffd2fb1ee76f87b70750d00ca5677a252b397ab6c2389137a0c33e7b359f</open-checksum>
    <location href="repodata/p.xml.zst"/>
    <size>123</size>
  </data>
</repomd>"#;

    const PRIMARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">
<package type="rpm">
  <name>kernel-core</name>
  <arch>x86_64</arch>
  <version epoch="0" ver="6.12.1" rel="1.el9"/>
  <checksum type="sha256" pkgid="YES">5343eac787ded58ea998ff1ca8d52766790a20abb692861b1b2c14d6f37aeb78</checksum>
  <summary>one &amp; another</summary>
  <size package="6789" installed="13" archive="708"/>
  <location href="Packages/k/kernel-core.rpm"/>
  <format>
    <rpm:provides>
      <rpm:entry name="kernel-core(x86-64)" flags="EQ" epoch="0" ver="6.12.1" rel="1.el9"/>
      <rpm:entry name="kernel-uname-r" flags="EQ" epoch="0" ver="6.12.1" rel="1.el9.x86_64"/>
    </rpm:provides>
    <rpm:requires>
      <rpm:entry name="bash"/>
      <rpm:entry name="kernel-devel" flags="EQ" epoch="0" ver="6.12.1" rel="1.el9"/>
    </rpm:requires>
  </format>
</package>
<package type="rpm"><name>bash</name><arch>x86_64</arch></package>
</metadata>"#;

    #[test]
    fn an_index_names_its_list_of_packages() {
        let (path, sha256) = primary_of(REPOMD.as_bytes()).unwrap();
        assert_eq!((path.as_str(), &sha256.as_str()[..4]), ("repodata/p.xml.zst", "69a3"));
        let old = REPOMD.replace("<checksum type=\"sha256\">69", "<checksum type=\"sha\">69");
        assert!(primary_of(old.as_bytes()).unwrap_err().contains("sha256"));
        assert!(primary_of(b"<repomd/>").unwrap_err().contains("no list of packages"));
        assert!(primary_of(b"<repomd><a></b>").is_err());
    }

    #[test]
    fn packages_are_read() {
        let found = packages_of(PRIMARY.as_bytes(), |name| name.starts_with("kernel-")).unwrap();
        let [core] = &found[..] else { panic!("{found:?}") };
        assert_eq!(core.full_version(), "6.12.1-1.el9");
        assert_eq!(
            (core.name.as_str(), core.arch.as_str(), core.size),
            ("kernel-core", "x86_64", 6789)
        );
        assert_eq!(core.path, "Packages/k/kernel-core.rpm");
        assert!(core.sha256.is_some());
        assert_eq!(
            core.provides[1],
            ("kernel-uname-r".to_owned(), "6.12.1-1.el9.x86_64".to_owned())
        );
        assert_eq!(core.requires[1], ("kernel-devel".to_owned(), "6.12.1-1.el9".to_owned()));
    }
}
