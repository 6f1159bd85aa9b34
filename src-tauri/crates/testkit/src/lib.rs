#[cfg(target_os = "linux")]
pub mod session;
