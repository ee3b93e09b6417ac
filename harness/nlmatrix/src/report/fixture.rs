//! A run to test renderers on: every outcome, and a hostile string in every text.

use std::collections::BTreeMap;

use crate::run::*;

/// What a guest might write to do harm to a page or a terminal.
pub(super) const HOSTILE: &str =
    "<script>alert(1)</script>\u{1b}[31m\u{1b}]0;owned\u{7}\"'&\u{202e}";

const KERNELS: [(&str, &str); 4] =
    [("2.6.32", "2.6.32.71"), ("3.16-deb8", "3.16.84"), ("6.12-deb13", "6.12.57"), ("7.0", "7.0")];

/// A small run with each outcome at least once.
pub(super) fn fixture() -> Run {
    let good = |outcome: Outcome| {
        let known = [Outcome::Pass, Outcome::Xfail, Outcome::BuildRefused];
        known.contains(&outcome) || outcome.is_out_of_reach()
    };
    let cell = |(index, outcome): (usize, Outcome)| {
        let mut cell = cell(index, outcome);
        cell.as_expected = good(outcome);
        cell.expected = if cell.as_expected { outcome } else { Outcome::Pass };
        cell
    };
    let cells = Outcome::ALL.into_iter().chain([Outcome::Pass; 5]).enumerate().map(cell);
    let mut run = run(cells.chain([away_cell()]).collect());
    let away = kernel("7.0", "2.6.24");
    run.kernels.push(KernelRecord { id: AWAY.into(), optional: true, ..away });
    run.sum_up();
    run.history = vec![past(&run, "2025-12-31T03:00:00Z"), past(&run, "2026-01-01T03:00:00Z")];
    run
}

/// A kernel that is not available.
const AWAY: &str = "2.6.24";

fn away_cell() -> CellRecord {
    CellRecord {
        id: CellId::new(AWAY, ModuleId::new("nlecho", "g1-input-sk"), "echo"),
        expected: Outcome::Pass,
        boot: String::new(),
        boot_ms: None,
        transcript: Vec::new(),
        checks: Vec::new(),
        console: String::new(),
        splats: Vec::new(),
        complaints: Vec::new(),
        left: Vec::new(),
        figures: BTreeMap::new(),
        not_run: Some(NotRun::NoSource),
        ..cell(0, Outcome::Unavailable)
    }
}

/// An earlier run in which one cell ended differently and one kernel was another package.
fn past(run: &Run, started: &str) -> PastRun {
    let mut past = PastRun { started: started.into(), ..PastRun::of(run) };
    let changed = past.cells.get_mut(&run.cells[2].id);
    if let Some(cell) = changed {
        (cell.outcome, cell.as_expected) = (Outcome::Pass, true);
    }
    past.kernels[1].origin[0].version = "3.16.83-1".into();
    past
}

/// A run with `count` cells of ordinary size, one in ten of them not as expected.
pub(super) fn cells(count: usize) -> Run {
    let cell = |index| {
        let mut cell = cell(index, if index % 10 == 0 { Outcome::Fail } else { Outcome::Pass });
        cell.as_expected = index % 10 != 0;
        cell.id.scenario = format!("scenario-{}", index / 8);
        cell.console = format!("[    {index}.0] <console> & line\n").repeat(400);
        cell.transcript = vec![event(); 60];
        cell
    };
    run((0..count).map(cell).collect())
}

fn run(cells: Vec<CellRecord>) -> Run {
    let facts = |value: &str| BTreeMap::from([("netlink_kernel_create".into(), value.to_owned())]);
    let probes = ["6 arguments", "3 arguments", "3 arguments", HOSTILE].map(facts);
    let ids = KERNELS.map(|(id, _)| id.to_owned());
    let mut run = Run {
        schema: SCHEMA,
        host: host(),
        kernels: KERNELS.map(|(id, version)| kernel(id, version)).to_vec(),
        builds: (0..8).map(build).collect(),
        cells,
        elsewhere: Vec::new(),
        scenarios: [("echo".to_owned(), format!("a request is answered {HOSTILE}"))].into(),
        self_tests: Default::default(),
        needs: Default::default(),
        passed_over: 0,
        to_come: 0,
        systems: [("nlecho".to_owned(), "a protocol that <answers>".to_owned())].into(),
        lacking_clients: vec![LackingClient {
            client: "talk".into(),
            reason: format!("the client talk does not build {HOSTILE}"),
            said: format!("talk.c:3:1: error: no {HOSTILE}"),
            blocked: false,
        }],
        stale: vec![StaleExpectation {
            expectation: format!("nlecho/* on <2.6 {HOSTILE}"),
            place: "matrix.toml:120".into(),
            reason: format!("no kernel of the matrix is that old {HOSTILE}"),
        }],
        probes: ids.into_iter().zip(probes).collect(),
        totals: BTreeMap::new(),
        tally: Tally::default(),
        did_not_run: Vec::new(),
        history: Vec::new(),
    };
    run.sum_up();
    run
}

pub(super) fn host() -> Host {
    Host {
        nlmatrix: "0.1.0".into(),
        started: "2026-01-02T03:04:05Z".into(),
        duration_ms: 754_321,
        qemu: format!("QEMU emulator version 10.0.2 {HOSTILE}"),
        accel: "tcg".into(),
        accel_reason: format!("/dev/kvm exists, but the probe boot with it failed {HOSTILE}"),
        cpus: 8,
        matrix: "matrix.toml".into(),
        commands: Commands {
            program: "cargo xtask".into(),
            resume: "cargo xtask matrix --resume".into(),
            ..Commands::default()
        },
        site: "https://site.example/nlmatrix".into(),
    }
}

pub(super) fn kernel(id: &str, version: &str) -> KernelRecord {
    let ready = id != "7.0";
    KernelRecord {
        arch: Default::default(),
        vendor: String::new(),
        id: id.into(),
        version: version.into(),
        provider: KernelProvider::Debian,
        status: if ready { KernelStatus::Ready } else { KernelStatus::Unavailable },
        reason: if ready { String::new() } else { format!("no such package {HOSTILE}") },
        optional: false,
        release: format!("{version}-amd64"),
        origin: vec![Artefact {
            name: format!("linux-image-{id}-amd64"),
            version: format!("{version}-1"),
            sha256: "0123456789abcdef".repeat(4),
            size: 104_857_600,
        }],
        boot_ms: ready.then_some(4200.0 - id.len() as f64 * 170.0),
        fork_ms: ready.then_some(310.0 + id.len() as f64 * 9.0),
    }
}

pub(super) fn build(index: usize) -> BuildRecord {
    let generation = ["g1-input-sk", "g5-cfg"][index / 4];
    let built = (index / 4 == 0) == index.is_multiple_of(4);
    let diagnosis = Diagnosis {
        kind: "argument-count".into(),
        symbol: "netlink_kernel_create".into(),
        line: format!("error: too many arguments to function {HOSTILE}"),
        meaning: "this kernel takes three arguments, the source passes six".into(),
        remedy: "use generation g5-cfg".into(),
        declaration: "struct sock *netlink_kernel_create(struct net *, int, ...);".into(),
        context: format!("the line before\n{HOSTILE}"),
    };
    BuildRecord {
        kernel: KERNELS[index % 4].0.into(),
        module: ModuleId::new("nlecho", generation),
        folder: format!("kmods/nlecho/{generation}"),
        built,
        diagnosis: (!built).then_some(diagnosis),
        toolchain: "gcc-14 (trixie root)".into(),
        log: format!("make: *** [Makefile:10] Error 2 {HOSTILE}\n"),
        duration_ms: 4321,
    }
}

fn cell(index: usize, outcome: Outcome) -> CellRecord {
    let kernel = KERNELS[index % 4].0;
    let generation = ["g1-input-sk", "g5-cfg"][index / 4 % 2];
    let scenario = ["echo", "overrun-enobufs", "two readers"][index / 8 % 3];
    CellRecord {
        id: CellId::new(kernel, ModuleId::new("nlecho", generation), scenario),
        outcome,
        expected: outcome,
        as_expected: true,
        about: vec!["oops:nlecho_input".into()],
        objection: String::new(),
        not_run: None,
        lacks: String::new(),
        reason: format!("the reply was cut {HOSTILE}"),
        duration_ms: 900 + index as u64,
        boot: "fork".into(),
        boot_ms: Some(305.5),
        fallback: String::new(),
        transcript: vec![event(), event()],
        checks: [CheckVerdict::Same, CheckVerdict::Known, CheckVerdict::Differs]
            .map(check)
            .to_vec(),
        console: format!("[    1.000000] nlecho: loaded {HOSTILE}\n[    1.100000] ready\n"),
        splats: vec![Splat::new(
            Kind::Oops,
            "nlecho_input".into(),
            format!("BUG: unable to handle page fault {HOSTILE}"),
        )],
        complaints: vec![Complaint {
            topic: Topic::Netlink,
            text: format!("netlink: 4 bytes leftover {HOSTILE}"),
            times: 3,
        }],
        left: vec![format!("kobject /sys/kernel/mine {HOSTILE}"), "3 sockets".into()],
        figures: BTreeMap::from([("bytes_per_device".into(), 512.0 + (index % 4) as f64 * 90.0)]),
        tries: 1,
        rerun: format!("cargo xtask matrix --cell '{kernel}/nlecho.{generation}/{scenario}'"),
    }
}

fn event() -> Event {
    Event {
        at_ms: 12.25,
        who: "reader 1".into(),
        op: "recvmsg".into(),
        args: format!("fd=3 {HOSTILE}"),
        result: "= 20".into(),
        hex: "14000000030005000100000000000000deadbeef".into(),
        protocol: Some(16),
        decoded: vec!["nlmsghdr len=20 type=NLMSG_DONE flags=0x5 seq=1".into(), HOSTILE.into()],
        output: vec![Printed { stream: "stdout".into(), text: format!("said {HOSTILE}") }],
    }
}

fn check(verdict: CheckVerdict) -> CheckRecord {
    CheckRecord {
        name: format!("ack length ({verdict})"),
        reference: "36".into(),
        observed: if verdict == CheckVerdict::Same { "36".into() } else { format!("20 {HOSTILE}") },
        seen: match verdict {
            CheckVerdict::Same => String::new(),
            _ => format!("there was {HOSTILE}"),
        },
        predicted: (verdict == CheckVerdict::Known).then(|| Prediction {
            observed: "20".into(),
            reason: "acks carried no payload before 4.12".into(),
            source: "https://git.kernel.org/linus/2d4bc93368f5".into(),
            kernels: "<4.12".into(),
        }),
        event: Some(1),
        verdict,
    }
}
