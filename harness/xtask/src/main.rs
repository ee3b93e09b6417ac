//! The command line of nlmatrix.

fn main() {}
