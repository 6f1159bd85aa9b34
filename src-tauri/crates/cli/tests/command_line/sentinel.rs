//! The secret is in the keychain and nowhere else.

use std::fs;
use std::path::Path;

use crate::world::{NAME, World};

pub(crate) fn files_with(directory: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, needle));
        } else if let Ok(bytes) = fs::read(&path)
            && bytes
                .windows(needle.len())
                .any(|window| window == needle.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn no_file_log_or_output_holds_the_secret_or_the_password() {
    let world = World::connected();
    let runs = [
        world.patw_with(
            ("PATWARDEN_LOG", "trace"),
            &[
                "--trace",
                "create",
                "--account",
                "hub",
                "--name",
                NAME,
                "--scope",
                "openid",
                "--json",
            ],
        ),
        world.patw_with(
            ("PATWARDEN_LOG", "trace"),
            &["--trace", "list", "--refresh", "--json"],
        ),
        world.patw(&["show", "hub/ci-deploy", "--json"]),
    ];
    let secret = world
        .patw(&["token", "hub/ci-deploy"])
        .ok()
        .stdout
        .trim()
        .to_owned();
    assert_eq!(secret.len(), 27);
    for needle in [secret.as_str(), world.server.password.as_str()] {
        assert_eq!(files_with(&world.data(), needle), Vec::<String>::new());
        for run in &runs {
            assert_eq!(run.code, Some(0), "{run:?}");
            assert!(!run.stdout.contains(needle) && !run.stderr.contains(needle));
        }
    }
    assert!(
        runs[0].stderr.contains("/api/v1/tokens/personal"),
        "the trace did show the request"
    );
    let positive = files_with(&world.data(), NAME);
    assert!(
        !positive.is_empty(),
        "the search finds what is there: the token's name"
    );
}
