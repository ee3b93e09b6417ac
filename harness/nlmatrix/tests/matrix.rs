//! One test for each cell of the default matrix: `cargo nextest run --profile matrix`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let matrix = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
    nlmatrix::runner::trials::serve(matrix.into())
}
