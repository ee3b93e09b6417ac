//! Attaches a debugger to a cell's guest: what it needs to know about the kernel and about each module.

use std::io::Read as _;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::super::workshop::tools::BUSYBOX;
use super::look::Look;
use super::symbols;
use crate::arch::Arch;
use crate::guest::{Creds, Exit};
use crate::process::{find_program, quote};
use crate::runner::WorkshopError;
use crate::scenario::{Must as _, Stop, Test};

/// Where the guest puts what the kernel says about its symbols.
const PACKED: &str = "/tmp/kallsyms.gz";
/// How long it may take to pack them.
const PATIENCE: Duration = Duration::from_secs(120);
/// How much of a file is read at once.
const PIECE: u32 = 48 << 10;
/// The sections of a module that a debugger asks for; the first is its code.
const SECTIONS: [&str; 4] = [".text", ".data", ".bss", ".rodata"];
/// The script that a debugger reads when a module has been loaded.
const SCRIPT: &str = "modules.gdb";

impl Look<'_> {
    /// Says how to attach a debugger to the guest, and waits for one.
    pub(super) fn wait_for_debugger(&self, test: &Test<'_>) -> Result<(), WorkshopError> {
        let symbols = self.guest.off_record(|| self.symbols(test));
        let file = match symbols {
            Ok(Some(path)) => format!("-ex 'file {path}' "),
            Ok(None) => {
                tracing::info!("the kernel's symbols are available for amd64 and arm64 only");
                String::new()
            }
            Err(error) => {
                tracing::warn!("the kernel's symbols are not available: {error}");
                String::new()
            }
        };
        if find_program("gdb").is_none() {
            tracing::warn!("gdb is not installed: install it (Debian: gdb)");
        }
        let socket = self.vm.debugger();
        anstream::eprintln!(
            "the guest is waiting; in another terminal, run:\n  gdb -ex 'set confirm off' {file}-ex 'target remote \
             {socket}'\n`continue` begins the scenario. When a module is loaded the guest stops once more, and \
             `source {script}` brings its symbols.\nLines and types of the kernel itself are in vmlinux: of \
             Debian's kernels in the package linux-image-{release}-dbg.",
            script = self.script(),
            release = test.release,
        );
        Ok(self.vm.wait_for_debugger()?)
    }

    fn script(&self) -> Utf8PathBuf {
        self.vm.folder().join(SCRIPT)
    }

    /// A file with the kernel's symbols; none for processors that the debugger does not support.
    fn symbols(&self, test: &Test<'_>) -> Result<Option<Utf8PathBuf>, Stop> {
        let machine = match self.arch {
            Arch::Amd64 => 62,
            Arch::Arm64 => 183,
            Arch::I386 | Arch::S390x => return Ok(None),
        };
        let broken = |error: std::io::Error| Stop::Broken(error.to_string());
        let agent = self.guest.agent();
        let argv = [BUSYBOX, "gzip", "-c", "/proc/kallsyms"];
        let pid = agent.spawn(&argv, PACKED, "/dev/null", Creds::Root).must("starting gzip")?;
        let exit = agent.within(PATIENCE).wait(pid).must("waiting for gzip")?;
        if exit != Exit::Exited(0) {
            return Err(Stop::Broken(format!("gzip {exit}")));
        }
        let mut packed = Vec::new();
        loop {
            let piece = test.guest.agent().read_file(PACKED, packed.len() as u64, PIECE);
            let piece = piece.must(PACKED)?;
            packed.extend_from_slice(&piece);
            if piece.len() < PIECE as usize {
                break;
            }
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(&*packed).read_to_string(&mut text).map_err(broken)?;
        let path = self.vm.folder().join("kernel.elf");
        let elf = symbols::elf(&symbols::parse(&text), machine);
        fs_err::write(&path, elf).map_err(broken)?;
        Ok(Some(path))
    }

    /// Provides the symbols of the module whose file in the guest is `path`, and waits for the debugger again.
    pub(super) fn loaded(&self, path: &str) {
        let told = self.guest.off_record(|| self.module(path));
        let waited = told.and_then(|()| Ok(self.vm.wait_for_debugger()?));
        if let Err(error) = waited {
            tracing::warn!("{path} was loaded, but the debugger could not be told: {error}");
        }
    }

    fn module(&self, path: &str) -> Result<(), WorkshopError> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let name = Test::module_name(path);
        let here = self.symbols.modules.iter().find(|(own, _)| own == file);
        let Some((_, bytes)) = here else { return Ok(()) };
        let copy = self.vm.folder().join(file);
        fs_err::write(&copy, bytes)?;
        let mut line = String::new();
        if let Some((named, folder)) = &self.symbols.sources {
            line = format!(
                "set substitute-path {} {}\n",
                quote(named.as_str()),
                quote(folder.as_str())
            );
        }
        line = format!("{line}add-symbol-file {}", quote(copy.as_str()));
        for section in SECTIONS {
            let path = format!("/sys/module/{name}/sections/{section}");
            let Ok(Ok(address)) = self.guest.agent().read_text(&path) else { continue };
            let named =
                if section == SECTIONS[0] { String::new() } else { format!("-s {section} ") };
            line = format!("{line} {named}{}", address.trim());
        }
        let script = self.script();
        let before = fs_err::read_to_string(&script).unwrap_or_default();
        fs_err::write(&script, format!("{before}{line}\n"))?;
        anstream::eprintln!(
            "{name} is loaded, and the guest is waiting: `source {script}` loads its symbols"
        );
        Ok(())
    }
}
