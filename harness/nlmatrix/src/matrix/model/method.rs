//! How a module's folder is built.

/// How a folder is built into modules. All methods see `/lib/modules/RELEASE/build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `make -C` the kernel's tree, with `M=` the folder and these variables.
    Kbuild(Vec<String>),
    /// According to its `dkms.conf`.
    Dkms,
    /// With this shell command, which has the kernel's release in `$kernelver` and its tree in `$kernel_source_dir`,
    /// as in a `dkms.conf`.
    Command(String),
}
