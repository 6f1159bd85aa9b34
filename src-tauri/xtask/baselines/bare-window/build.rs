//! What Tauri wants to know before it compiles.

fn main() {
    println!("cargo:rerun-if-changed=page");
    // The window may do nothing, so there is no such folder. Left to itself Tauri would watch for it,
    // and what is missing counts as changed: all of this would be compiled every time anew.
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("capabilities/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error={error:#}");
    }
}
