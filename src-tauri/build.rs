//! Points tauri-build at our permission files, which do not lie at the package root.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    // The page is embedded when the shell compiles; `cargo test` must work before the first UI build.
    std::fs::create_dir_all("ui/dist").expect("ui/dist can be created");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(
                tauri_build::AppManifest::new()
                    .permissions_path_pattern("./src-tauri/permissions/**/*"),
            ),
    )
    .expect("tauri-build accepts the configuration");
}
