//! A release build cannot have fail points.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::process::{Command, Output};

fn check_release(features: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args([
            "check",
            "--quiet",
            "--release",
            "--package",
            "patwarden-core",
        ])
        .args(features)
        .arg("--target-dir")
        .arg(env!("CARGO_TARGET_TMPDIR"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started")
}

#[test]
fn a_release_build_with_fail_points_does_not_compile() {
    let without = check_release(&[]);
    assert!(
        without.status.success(),
        "{}",
        String::from_utf8_lossy(&without.stderr)
    );
    let with = check_release(&["--features", "fail-points"]);
    assert!(
        !with.status.success(),
        "fail points must not compile into a release build"
    );
    let said = String::from_utf8_lossy(&with.stderr);
    assert!(
        said.contains("fail points must never be in a release build"),
        "{said}"
    );
}
