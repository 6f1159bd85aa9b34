//! The sandbox's profile: a window of its own, with a practice server that ends with it.

use std::fs;

use patwarden_testkit::session::KeyringKind;

use crate::axe;
use crate::waiting::until;
use crate::window::{PATIENCE, SANDBOX, gone};
use crate::world::World;

/// The practice server that this window's program has started.
fn practice_server(program: u32) -> Option<u32> {
    let tasks = fs::read_dir(format!("/proc/{program}/task")).ok()?;
    tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|ids| {
            ids.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter_map(|id| id.parse().ok())
        .find(|id: &u32| {
            fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim() == "patw")
        })
}

#[test]
fn the_sandbox_has_its_own_server_accounts_and_badge() {
    let world = World::connected();
    let window = world.open_sandbox();
    window.sees("ci-deploy");
    assert!(
        !window.text().contains("hub"),
        "the user's own account is elsewhere"
    );
    window.sees("Sandbox");
    axe::check(&window, "sandbox");
    window.picture("sandbox");
    // Both platforms are there to practise on.
    window.sees("zitadel");
    window.prepare_on("sandbox", "practice");
    window.click("button", "Save");
    window.sees("Saved in Secret Service");
    assert_eq!(
        world.entries_named("practice"),
        0,
        "the user's own keychain service stays as it was"
    );
    assert!(world.server.tokens().is_empty());

    let id = window.id();
    let server = practice_server(id).expect("it runs beside the window");
    window.press(crate::keyboard::key::ESCAPE);
    window.close();
    gone(id, PATIENCE);
    gone(server, PATIENCE);
}

#[test]
fn the_welcome_page_leads_into_the_sandbox() {
    let world = World::new(KeyringKind::Unlocked);
    let window = world.open();
    let id = window.id();
    window.click_last("button", "Start sandbox");
    let other = until("the other window", PATIENCE, || {
        world.display.owner(SANDBOX)
    });
    gone(id, PATIENCE);
    let server = until("its server", PATIENCE, || practice_server(other));
    let told = std::process::Command::new("kill")
        .arg(other.to_string())
        .status();
    assert!(told.unwrap().success());
    gone(other, PATIENCE);
    gone(server, PATIENCE);
}
