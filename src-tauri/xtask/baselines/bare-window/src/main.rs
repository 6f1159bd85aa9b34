//! The least that a window of Tauri can be: one page of text, no command, no plugin.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
