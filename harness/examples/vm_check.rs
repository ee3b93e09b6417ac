//! Boots a kernel, saves it as a template and forks it, with an init that sends a byte on ttyS1
//! when it is up and echoes what it gets; prints how long each took.
//!
//! `cargo run --release --example vm_check -- BZIMAGE INITRD VERSION [FORKS]`

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::store::Store;
use nlmatrix::vm::era::Era;
use nlmatrix::vm::pvh::{BootFile, boot_file};
use nlmatrix::vm::{Accel, Kind, Machine, Template, Vm};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bzimage, initrd, version, rest @ ..] = arguments.as_slice() else {
        return Err("usage: vm_check BZIMAGE INITRD VERSION [FORKS]".into());
    };
    let forks = rest.first().map_or(Ok(20_usize), |text| text.parse())?.max(1);
    let scratch = tempfile::tempdir()?;
    let scratch = Utf8Path::from_path(scratch.path()).ok_or("TMPDIR is not UTF-8")?;
    let mut machine = machine(scratch, bzimage, initrd, Era::of(&version.parse()?))?;
    let accel = Accel::choose(None, &Store::at(scratch.join("store")), &machine, answers)?;
    println!("{}: {}", accel.kind, accel.reason);
    machine.accel = accel.kind;

    let template = save(scratch, &machine)?;
    let mut times = (0..forks).map(|_| fork(&template)).collect::<Outcome<Vec<_>>>()?;
    times.sort();
    println!("fork to echo: median of {forks} {:?}", times[forks / 2]);
    println!("from {:?} to {:?}", times[0], times[forks - 1]);
    many_at_once(&template, forks);
    hang(&template)
}

fn machine(scratch: &Utf8Path, bzimage: &str, initrd: &str, era: &Era) -> Outcome<Machine> {
    let kernel = match boot_file(&fs_err::read(bzimage)?)? {
        BootFile::BzImage => Utf8PathBuf::from(bzimage),
        BootFile::Pvh(vmlinux) => {
            let path = scratch.join("vmlinux");
            fs_err::write(&path, vmlinux)?;
            path
        }
    };
    println!("kernel: {kernel}");
    Ok(Machine {
        kernel,
        initrd: initrd.into(),
        append: era.command_line(""),
        memory_mib: 256,
        machine: era.machine.to_owned(),
        cpu: era.cpu.to_owned(),
        accel: Kind::Tcg,
    })
}

/// Boots into a scratch folder and moves the template away from there, as the store does.
fn save(scratch: &Utf8Path, machine: &Machine) -> Outcome<Template> {
    let (making, folder) = (scratch.join("making"), scratch.join("template"));
    fs_err::create_dir(&making)?;
    let started = Instant::now();
    let vm = Vm::boot_saveable(machine, &making)?;
    if !answers(&vm, Duration::from_secs(60)) {
        return Err(format!("no answer; the console:\n{}", vm.stop()).into());
    }
    println!("cold boot: {:?}, {:?} KiB", started.elapsed(), vm.memory_kib());
    let started = Instant::now();
    vm.save()?;
    println!("save: {:?}", started.elapsed());
    fs_err::rename(making, &folder)?;
    Ok(Template::load(&folder)?)
}

fn fork(template: &Template) -> Outcome<Duration> {
    let started = Instant::now();
    let vm = template.fork()?;
    let mut stream = vm.stream()?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(b"echo")?;
    let mut echo = [0; 4];
    stream.read_exact(&mut echo)?;
    let took = started.elapsed();
    if &echo != b"echo" || !vm.is_running() {
        return Err("the fork answered something else".into());
    }
    Ok(took)
}

fn many_at_once(template: &Template, forks: usize) {
    let started = Instant::now();
    let good = std::thread::scope(|scope| {
        let fork = || fork(template).is_ok();
        let workers: Vec<_> = (0..forks).map(|_| scope.spawn(fork)).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results.filter(|result| matches!(result, Ok(true))).count()
    });
    let took = started.elapsed();
    println!("at once: {good} of {forks} forks answered, {took:?}");
}

/// Does a non-maskable interrupt say where the guest stands?
fn hang(template: &Template) -> Outcome<()> {
    let vm = template.fork()?;
    println!("a fork holds {:?} KiB", vm.memory_kib());
    vm.inject_nmi()?;
    let deadline = Instant::now() + Duration::from_secs(10);
    while vm.is_running() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    let ended = !vm.is_running();
    let console = vm.stop();
    let traced = console.contains("Call Trace");
    println!("after an NMI: ended {ended}, backtrace {traced}");
    Ok(())
}

fn answers(vm: &Vm, patience: Duration) -> bool {
    let Ok(mut stream) = vm.stream() else {
        return false;
    };
    let limited = stream.set_read_timeout(Some(patience)).is_ok();
    limited && stream.read_exact(&mut [0]).is_ok()
}
