//! nlmatrix as a registry would have it.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;

use crate::place::root;

/// Packages that are not published.
const OURS: [&str; 2] = ["xtask", "nlmatrix-fuzz"];

/// Packs every package that is published and unpacks it to `folder`, each in a folder of its name, without anything
/// of the repository around it; cargo finds the others there instead of in a registry.
pub fn unpacked(folder: &Utf8Path) -> Utf8PathBuf {
    let packed = folder.join("packed");
    let job = Job::new("cargo").args(["package", "--workspace", "--no-verify", "--allow-dirty"]);
    let job = job.args(OURS.iter().flat_map(|name| ["--exclude", name]));
    job.args(["--target-dir", packed.as_str()]).dir(root()).run().unwrap();
    let mut patches = "[patch.crates-io]\n".to_owned();
    for archive in packed.join("package").read_dir_utf8().unwrap().flatten() {
        let Some(version) = archive.file_name().strip_suffix(".crate") else { continue };
        let (name, _) = version.rsplit_once('-').unwrap();
        let unpack = Job::new("tar").args(["-xzf", archive.path().as_str()]).dir(folder);
        unpack.run().unwrap();
        fs_err::rename(folder.join(version), folder.join(name)).unwrap();
        patches += &format!("{name} = {{ path = \"{}\" }}\n", folder.join(name));
    }
    fs_err::create_dir(folder.join(".cargo")).unwrap();
    fs_err::write(folder.join(".cargo/config.toml"), patches).unwrap();
    folder.join("nlmatrix")
}
