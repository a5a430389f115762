//! The grammars are built into the program, so a change in their folder, a new file too, builds it again.

fn main() {
    println!("cargo::rerun-if-changed=grammars");
}
