//! Kernels that the user built: an image, and the folder against which its modules are built.

use camino::{Utf8Path, Utf8PathBuf};

use super::{Kernel, KernelError};
use crate::arch::Arch;
use crate::digest::{Digest, Recipe};
use crate::matrix::{PrebuiltSpec, Profile};
use crate::run::{Artefact, KernelProvider};

/// The kernel of `spec`: nothing is copied, and nothing is written to its folders.
pub fn provide(id: &str, spec: &PrebuiltSpec) -> Result<Kernel, KernelError> {
    let missing = |what, path: &Utf8PathBuf| KernelError::NotBuilt { what, path: path.clone() };
    if !spec.image.is_file() {
        return Err(missing("image", &spec.image));
    }
    if let Some(folder) = spec.build_dir.as_ref().filter(|it| !it.join("Makefile").is_file()) {
        return Err(missing("build-dir (or its Makefile)", folder));
    }
    let image = fs_err::read(&spec.image).map_err(KernelError::io(&spec.image))?;
    let sha256 = Digest::of(&image);
    let boot_only = "boot only: the matrix names no build-dir for it";
    Ok(Kernel {
        arch: Arch::default(),
        id: id.to_owned(),
        version: spec.version,
        release: release_in(&image).unwrap_or_else(|| spec.version.to_string()),
        provider: KernelProvider::Prebuilt,
        image: spec.image.clone(),
        build: spec.build_dir.clone(),
        reason: spec.build_dir.as_ref().map_or(boot_only.to_owned(), |_| String::new()),
        profile: Profile::of(&spec.version),
        debug: false,
        origin: vec![Artefact {
            name: spec.image.to_string(),
            version: spec.version.to_string(),
            sha256: sha256.to_string(),
            size: image.len() as u64,
        }],
        digest: digest(&sha256, spec.build_dir.as_deref()),
    })
}

/// The image, and those files of the build folder on which a module depends: configuration and symbols.
fn digest(image: &Digest, build: Option<&Utf8Path>) -> Digest {
    let recipe = Recipe::new("prebuilt", 1).with("image", image.as_str());
    let Some(folder) = build else { return recipe.key() };
    let with = |recipe: Recipe, name: &str| {
        // Not every kernel has all of them.
        recipe.with(name, fs_err::read(folder.join(name)).unwrap_or_default())
    };
    [".config", "Module.symvers", "Makefile"].into_iter().fold(recipe, with).key()
}

/// What `uname -r` says, from the header of a bzImage (Documentation/arch/x86/boot.rst: the 16-bit word at 0x20E,
/// plus 0x200, is the position of a text that begins with the release).
fn release_in(image: &[u8]) -> Option<String> {
    (image.get(0x202..0x206)? == b"HdrS").then_some(())?;
    let place = u16::from_le_bytes(image.get(0x20e..0x210)?.try_into().ok()?);
    let text = image.get(usize::from(place) + 0x200..)?;
    let end = text.iter().position(|byte| *byte == 0 || *byte == b' ')?;
    let release = std::str::from_utf8(&text[..end]).ok()?;
    (!release.is_empty()).then(|| release.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with an image whose header says 6.1.0-mine, and with a build folder.
    fn spec() -> (tempfile::TempDir, PrebuiltSpec) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        let mut image = vec![0; 0x400];
        image[0x202..0x206].copy_from_slice(b"HdrS");
        image[0x20e..0x210].copy_from_slice(&0x100_u16.to_le_bytes());
        image[0x300..0x30b].copy_from_slice(b"6.1.0-mine ");
        fs_err::write(path.join("bzImage"), image).unwrap();
        fs_err::create_dir(path.join("build")).unwrap();
        fs_err::write(path.join("build/Makefile"), "").unwrap();
        let spec = PrebuiltSpec {
            version: "6.1".parse().unwrap(),
            image: path.join("bzImage"),
            build_dir: Some(path.join("build")),
        };
        (folder, spec)
    }

    #[test]
    fn the_image_tells_its_release_and_both_make_the_digest() {
        let (_folder, spec) = spec();
        let kernel = provide("mine", &spec).unwrap();
        assert_eq!(
            (kernel.release.as_str(), kernel.provider),
            ("6.1.0-mine", KernelProvider::Prebuilt)
        );
        fs_err::write(spec.build_dir.as_ref().unwrap().join(".config"), "CONFIG_NET=y\n").unwrap();
        assert_ne!(provide("mine", &spec).unwrap().digest, kernel.digest);
        let bare = PrebuiltSpec { build_dir: None, ..spec };
        assert!(provide("mine", &bare).unwrap().reason.contains("boot only"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let (_folder, spec) = spec();
        fs_err::remove_file(spec.build_dir.as_ref().unwrap().join("Makefile")).unwrap();
        assert!(provide("mine", &spec).unwrap_err().to_string().contains("build-dir"));
        let gone = PrebuiltSpec { image: "/no/bzImage".into(), ..spec };
        assert!(provide("mine", &gone).unwrap_err().to_string().contains("/no/bzImage"));
        assert_eq!(release_in(b"no bzImage"), None);
    }
}
