//! Whole runs of the program, with kernels from the store: profile `real` of nextest, one after the other, as each
//! starts machines itself.

mod anybody;
mod coming;
mod distributions;
mod documents;
mod look;
mod oldest;
mod own;
mod packages;
mod place;
mod port;
mod real;
mod roots;
mod spec;
mod tutorial;
mod watch;
