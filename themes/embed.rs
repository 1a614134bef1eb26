//! Tells cargo that the program holds these folders: a change in them is a change of the program.

fn main() {
    for folder in ["themes", "src/scaffold/files", "src/content/kinds"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
