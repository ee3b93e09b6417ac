//! How a module's folder is built.

/// How a folder becomes modules. All of them see `/lib/modules/RELEASE/build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `make -C` the kernel's tree with `M=` the folder, and these variables.
    Kbuild(Vec<String>),
    /// As its `dkms.conf` says.
    Dkms,
    /// By this command line of a shell, which finds the kernel's release in `$kernelver` and its
    /// tree in `$kernel_source_dir`, as in a `dkms.conf`.
    Command(String),
}
