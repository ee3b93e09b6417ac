//! Every available kernel tree is built, booted, forked and talked to: one test for each folder in the folders that
//! `NLMATRIX_KERNEL_SRC` names. Without that variable there are none.

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use libtest_mimic::{Arguments, Failed, Trial};
use nlmatrix::console::classify;
use nlmatrix::digest::Digest;
use nlmatrix::environment::Accelerator;
use nlmatrix::guest::Guest;
use nlmatrix::image::{self, Bundle, GuestFile, Part};
use nlmatrix::kernel::Kernel;
use nlmatrix::kernel::build::{self, Extent, Request};
use nlmatrix::matrix::Profile;
use nlmatrix::module;
use nlmatrix::probe::{self, Probed, Verdict};
use nlmatrix::scenario::{self, Test};
use nlmatrix::store::Store;
use nlmatrix::toolchain::Toolchain;
use nlmatrix::version::KernelVersion;
use nlmatrix::vm::era::Era;
use nlmatrix::vm::{Machine, Template, Vm, WINDOW};

const SOURCES: &str = "NLMATRIX_KERNEL_SRC";
const SYSTEMS: [&str; 2] = ["nlecho", "genlecho"];
/// Loading and unloading, and a round trip of each system.
const LOAD: &str = "load-unload";
const SCENARIOS: [&str; 3] = [LOAD, "echo-roundtrip", "genl-echo"];
const PATIENCE: Duration = Duration::from_secs(60);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() {
    let arguments = Arguments::from_args();
    let trials = trees().into_iter().map(|tree| {
        let name = tree.file_name().unwrap_or_default().to_owned();
        Trial::test(name, move || {
            try_kernel(&tree).map_err(|error| Failed::from(chain(error.as_ref())))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

fn trees() -> Vec<Utf8PathBuf> {
    let folders = std::env::var(SOURCES).unwrap_or_default();
    let folders = folders.split(':').filter(|folder| !folder.is_empty());
    let entries = folders.filter_map(|folder| Utf8Path::new(folder).read_dir_utf8().ok());
    let paths = entries.flatten().flatten().map(|entry| entry.into_path());
    let is_named = |path: &Utf8PathBuf| version(path).is_some() && path.join("Makefile").is_file();
    let mut trees: Vec<_> = paths.filter(is_named).collect();
    trees.sort();
    trees
}

fn version(tree: &Utf8Path) -> Option<KernelVersion> {
    tree.file_name()?.parse().ok()
}

fn try_kernel(tree: &Utf8Path) -> Outcome<()> {
    let store = Store::of_user();
    let toolchain = Toolchain::root(&store)?;
    let version = version(tree).expect("it was filtered by that");
    let profile = std::env::var("NLMATRIX_PROFILE").ok().and_then(|name| name.parse().ok());
    let profile = profile.unwrap_or_else(|| Profile::of(&version));
    let id = tree.file_name().unwrap_or_default();
    let tree_digest = &Digest::of(tree.as_str().as_bytes());
    let (fragment, debug, extent) = (None, false, Extent::Whole);
    let kcsan = false;
    let request =
        Request { id, tree, tree_digest, version, fragment, debug, kcsan, profile, extent };
    let started = Instant::now();
    let kernel = build::build(&store, &toolchain, &request)?;
    let built = started.elapsed();
    probe_it(&store, &toolchain, &kernel)?;
    let (files, loadable) = modules(&store, &toolchain, &kernel)?;
    let folder = tempfile::tempdir()?;
    let folder = Utf8Path::from_path(folder.path()).expect("UTF-8");
    let machine = machine(&kernel, folder)?;
    let parts: Vec<Part> = files.into_iter().map(|file| Part::named(vec![file])).collect();
    Bundle::write(folder, &parts)?;
    let booted = boot(&machine, folder)?;
    let forked = Instant::now();
    let (vm, guest) = fork(folder)?;
    let forked = forked.elapsed();
    let release = guest.agent().read_file("/proc/version", 0, 4096)??;
    assert!(String::from_utf8_lossy(&release).contains(&kernel.release), "{release:?}");
    drop((guest, vm));
    assert!(!loadable.is_empty(), "no generation of any system builds for {id}");
    for path in &loadable {
        drive(path, folder, &kernel)?;
    }
    eprintln!(
        "{id}: {profile}, release {}, built {built:.0?}, booted {booted:.2?}, forked {forked:.0?}, loaded {loadable:?}",
        kernel.release
    );
    Ok(())
}

/// Every probe answers as mainline's history says.
fn probe_it(store: &Store, toolchain: &Toolchain, kernel: &Kernel) -> Outcome<()> {
    let facts = nlmatrix::facts::shipped();
    let started = Instant::now();
    let answers = probe::probe(store, toolchain, kernel, facts)?;
    eprintln!("  {}: probed in {:.1?}", kernel.id, started.elapsed());
    let probed = Probed { id: kernel.id.clone(), version: kernel.version, vendor: None, answers };
    let timeline = probe::timeline(facts, &[], vec![probed]);
    let against = timeline.spans(Verdict::Contradiction);
    let against: Vec<String> =
        against.map(|(symbol, span)| format!("{symbol}: {}, {}", span.words, span.note)).collect();
    if against.is_empty() { Ok(()) } else { Err(against.join("\n").into()) }
}

/// Boots to the idle agent and saves that; returns the time until the agent's answer.
fn boot(machine: &Machine, folder: &Utf8Path) -> Outcome<Duration> {
    let template = folder.join("template");
    std::fs::create_dir(&template)?;
    let started = Instant::now();
    let vm = Vm::boot_saveable(machine, &template)?;
    let guest = Guest::booting(vm.stream()?, vm.served(), PATIENCE);
    guest.map_err(|error| format!("{error}; {}", vm.last_words()))?;
    let took = started.elapsed();
    vm.save()?;
    Ok(took)
}

/// A fork with the modules in its window.
fn fork(folder: &Utf8Path) -> Outcome<(Vm, Guest)> {
    let bundle = Bundle::load(folder)?;
    let vm = Template::load(&folder.join("template"))?.with_window(&bundle.file).fork()?;
    let guest =
        Guest::forked(vm.stream()?, vm.served(), PATIENCE)?.with_bundle(bundle, Some(WINDOW))?;
    Ok((vm, guest))
}

/// Loads the module at `path` and runs what can be run with it, each scenario in a fork of its own.
fn drive(path: &str, folder: &Utf8Path, kernel: &Kernel) -> Outcome<()> {
    for name in SCENARIOS {
        if name.starts_with("genl") != path.contains("/genlecho/") && name != LOAD {
            continue;
        }
        let (vm, guest) = fork(folder)?;
        let paths = [path.to_owned()];
        let console = || vm.console();
        let mut test = Test::new(&guest, &paths, &kernel.release, &console);
        let run =
            scenario::find(name).and_then(|scenario| scenario.run).ok_or("no such scenario")?;
        let end = run(&mut test);
        for check in test.checks.iter().filter(|check| check.observed != check.reference) {
            let (name, seen, reference) = (&check.name, &check.observed, &check.reference);
            eprintln!("  {path}: {name}: {seen}, the newest kernel: {reference}");
        }
        // It came through the window, not over the slow line.
        assert!(guest.agent().read_file("/parcel", 0, 1)?.is_err(), "{}", kernel.id);
        let console = vm.stop()?;
        end.map_err(|stop| format!("{path} {name}: {stop:?}\n{console}"))?;
        let splats = classify(&console);
        if let Some(splat) = splats.first() {
            return Err(format!("{path} {name}: {}\n{console}", splat.fingerprint).into());
        }
    }
    Ok(())
}

/// Every generation of the systems that builds for this kernel.
fn modules(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
) -> Outcome<(Vec<GuestFile>, Vec<String>)> {
    let kmods = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kmods");
    let (mut files, mut paths) = (Vec::new(), Vec::new());
    for system in SYSTEMS.map(|name| kmods.join(name)) {
        for generation in system.read_dir_utf8()?.flatten() {
            if !generation.path().join("Kbuild").is_file() {
                continue;
            }
            let sources = module::Sources::of_generation(&system, generation.path())?;
            let module = module::build(store, toolchain, kernel, &sources, true)?;
            let name =
                format!("{}/{}", system.file_name().unwrap_or_default(), generation.file_name());
            match module.record.diagnosis {
                Some(it) => {
                    eprintln!("  {}: {name}: {} {}: {}", kernel.id, it.kind, it.symbol, it.line)
                }
                None => eprintln!("  {}: {name}: built", kernel.id),
            }
            for ko in &module.kos {
                let path = format!("/modules/{name}/{}", ko.file_name().unwrap_or_default());
                files.push((path.clone(), std::fs::read(ko)?, 0o644));
                paths.push(path);
            }
        }
    }
    Ok((files, paths))
}

fn machine(kernel: &Kernel, folder: &Utf8Path) -> Outcome<Machine> {
    let era = Era::of(&kernel.version, kernel.arch);
    let initrd = folder.join("initrd");
    std::fs::write(&initrd, image::initramfs(image::AGENT, &[]))?;
    Ok(Machine {
        arch: kernel.arch,
        kernel: kernel.image.clone(),
        initrd,
        behind_window: None,
        append: era.command_line(kernel.arch, ""),
        processors: 1,
        memory_mib: 256,
        disks: Vec::new(),
        machine: era.machine.to_owned(),
        cpu: era.cpu.to_owned(),
        accel: Accelerator::Tcg,
    })
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
