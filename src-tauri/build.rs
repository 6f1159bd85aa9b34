//! Points tauri-build at our permission files, which do not lie at the package root.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    // The page is embedded when the shell compiles; `cargo test` must work before the first UI build.
    std::fs::create_dir_all("ui/dist")?;
    // The compiler itself does not notice a new page.
    println!("cargo:rerun-if-changed=ui/dist");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(
                tauri_build::AppManifest::new()
                    .permissions_path_pattern("./src-tauri/permissions/**/*"),
            ),
    )
    .map_err(Into::into)
}
