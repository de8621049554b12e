//! The command `daohang`.

fn main() {}
