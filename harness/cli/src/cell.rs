//! The command `cell`: one cell, and what the user wants to see of it.

use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use camino::Utf8Path;
use nlmatrix::matrix::{BUILD, ERROR_PATHS};
use nlmatrix::plan::{self, Cell};
use nlmatrix::report;
use nlmatrix::run::CellRecord;
use nlmatrix::runner::{self, Asked, Workshop};
use nlmatrix::store::Store;

use crate::asked::ask;
use crate::cli::CellArgs;
use crate::exit::Exit;
use crate::host::preflight;
use crate::told;

/// Runs the cell, and shows what was requested.
pub fn run(args: &CellArgs) -> anyhow::Result<Exit> {
    let Asked { matrix, sources, .. } = ask(&args.file, args.id.split('/').next())?;
    let cells = plan::plan(&matrix);
    let cell = find(&cells, &args.id)?;
    if args.error_path.is_some() && cell.id.scenario != ERROR_PATHS {
        let id = &args.id;
        anyhow::bail!("`{id}` has no error paths: --error-path is for cells of `{ERROR_PATHS}`");
    }
    let looking = args.looking();
    if let Some(kernel) = matrix.kernel(&cell.id.kernel) {
        looking.check(&kernel.id, &kernel.series, kernel.arch)?;
    }
    if let Some(path) = &args.pcap {
        // Fail before the minutes that a cell can take.
        fs_err::write(path, "")?;
    }
    preflight()?;
    let store = Store::of_user();
    runner::matrix::sweep(&store);
    let workshop = Workshop::open(matrix, store, sources)?;
    let workshop = workshop.with_options(args.accel, args.cold).with_checks().with_looking(looking);
    let workshop = workshop.with_error_path(args.error_path);
    let workshop = workshop.pin_missing(|kernel| kernel == cell.id.kernel)?;
    let began = SystemTime::now();
    let record = runner::cell::run(&workshop, cell);
    if looking.needs_own_guest() && record.boot.is_empty() {
        anstream::eprintln!("{}: this cell has no guest to look into", args.id);
    }
    let mut text = if args.dmesg { told::log(&record) } else { told::cell(&record) };
    if record.failed_to_build() {
        let own =
            cells.iter().filter(|it| it.id.scenario == BUILD && it.id.module == cell.id.module);
        let own: Vec<Cell> = own.filter(|it| it.id.kernel == cell.id.kernel).cloned().collect();
        let builds = runner::collect::builds(&workshop, &own);
        text = builds.iter().map(told::build).chain([text]).collect();
    }
    args.format.print(&record, text)?;
    if let Some(path) = &args.pcap {
        capture(&record, began, path)?;
    }
    runner::matrix::trim(&workshop);
    Ok(Exit::of_cell(&record))
}

fn find<'a>(cells: &'a [Cell], id: &str) -> anyhow::Result<&'a Cell> {
    let found = cells.iter().find(|cell| cell.id.to_string() == id);
    found.with_context(|| told::no_cell(cells, id))
}

/// Writes the messages in `record`, whose cell began at `began`.
fn capture(record: &CellRecord, began: SystemTime, path: &Utf8Path) -> anyhow::Result<()> {
    // The transcript's clock starts when the guest is there.
    let boot = Duration::from_secs_f64(record.boot_ms.unwrap_or_default() / 1e3);
    fs_err::write(path, report::pcap(&record.transcript, began + boot))?;
    let messages = record.transcript.iter().filter(|event| event.protocol.is_some()).count();
    anstream::eprintln!("{path}: {messages} netlink messages");
    Ok(())
}
