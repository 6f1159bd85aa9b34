//! SIGKILL of the window, two steps of create and two of delete. Every step is killed through `patw`
//! in the tests of the command line; here the window itself is, and the next one shows the truth.

use std::time::Duration;

use crate::axe;
use crate::window::gone;
use crate::world::World;

const NAME: &str = "ci-deploy";

/// Starts a window that dies at this step of what `work` does in it.
fn die(world: &World, point: &str, work: impl FnOnce(&crate::window::Window<'_>)) {
    let window = world.open_with(&[("PATWARDEN_FAIL_AT", point)]);
    let id = window.id();
    work(&window);
    gone(id, Duration::from_secs(20));
}

fn die_creating(world: &World, point: &str) {
    die(world, point, |window| {
        window.prepare(NAME);
        window.click_last("button", "Save");
    });
}

fn die_deleting(world: &World, point: &str) {
    world.create(NAME);
    die(world, point, |window| {
        window.ask_to_delete(NAME);
        window.click_last("button", "Delete");
    });
}

#[test]
fn between_answer_and_keychain_the_token_is_lost_and_offered_for_revocation() {
    let world = World::connected();
    die_creating(&world, "create.answered");
    assert_eq!(world.server.tokens().len(), 1);
    assert_eq!(world.entries_named(NAME), 0);

    let window = world.open();
    window.sees(&format!("The secret of {NAME} was lost."));
    let row = window.row(NAME);
    assert!(row.contains("Secret lost"), "{row}");
    axe::check(&window, "lost secret");
    window.picture("killed-lost");
    assert_eq!(
        world.server.tokens().len(),
        1,
        "nothing is deleted by itself"
    );

    window.click("button", "Revoke");
    window.sees(&format!("Delete Personal Access Token {NAME}"));
    window.click_with("checkbox", "Revoke at once");
    window.click("button", "Delete");
    window.sees("No tokens yet");
    assert!(world.server.tokens().is_empty());
}

#[test]
fn after_the_keychain_write_the_secret_is_there() {
    let world = World::connected();
    die_creating(&world, "create.stored");
    assert_eq!(world.entries_named(NAME), 1);

    let window = world.open();
    let row = window.row(NAME);
    assert!(
        !row.contains("Not on this machine") && !row.contains("lost"),
        "{row}"
    );
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");
    let secret = world.display.paste(crate::display::Selection::Clipboard);
    assert!(world.server.accepts(&secret));
}

#[test]
fn during_the_hold_the_next_start_asks_and_keeps_until_told() {
    let world = World::connected();
    die_deleting(&world, "delete.held");
    let window = world.open();
    window.sees(&format!("The deletion of {NAME} was interrupted."));
    axe::check(&window, "interrupted deletion");
    window.picture("killed-interrupted");
    assert_eq!(
        world.server.tokens().len(),
        1,
        "nothing is deleted by itself"
    );
    assert_eq!(world.entries_named(NAME), 1);

    window.click("button", "Keep");
    window.loses("was interrupted");
    assert_eq!(world.server.tokens().len(), 1);
    assert_eq!(world.entries_named(NAME), 1);
}

#[test]
fn after_the_deletion_was_sent_the_rest_is_finished() {
    let world = World::connected();
    die_deleting(&world, "delete.sent");
    assert!(world.server.tokens().is_empty());
    let window = world.open();
    window.sees("No tokens yet");
    window.until("the secret to leave the keychain", || {
        (world.entries_named(NAME) == 0).then_some(())
    });
}
