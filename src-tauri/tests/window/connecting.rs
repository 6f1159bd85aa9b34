//! From the welcome page to a connected account, and a token's life by keyboard alone.

use patwarden_testkit::session::KeyringKind;

use crate::axe;
use crate::keyboard::key;
use crate::world::World;

#[test]
fn bad_input_is_refused_beside_its_field_and_good_input_connects() {
    let world = World::new(KeyringKind::Unlocked);
    let window = world.open();
    window.sees("Your access tokens, in one safe place");
    axe::check(&window, "welcome");
    window.picture("connect-1-welcome");
    window.click("button", "Connect");
    window.focused("textbox", "Server address");
    axe::check(&window, "connect");

    window.click("button", "Connect");
    window.sees("Enter the address of the server.");
    window.focused("textbox", "Server address");
    for (address, refused) in [
        ("hub.example.org", "The address needs a scheme"),
        (
            "https://me:secret@hub.example.org",
            "Take the user name and password out",
        ),
        ("http://8.8.8.8", "must be reached over https"),
    ] {
        window.fill("Server address", address);
        window.press(key::ENTER);
        window.sees(refused);
    }
    window.picture("connect-2-refused");

    window.fill("Server address", &world.server.url);
    window.sees("Found");
    window.fill("User name", &world.server.username);
    window.fill("Password", "not the password");
    axe::check(&window, "connect, found");
    window.picture("connect-3-found");
    window.click("button", "Connect");
    window.sees("User name or password is wrong");
    window.fill("Password", &world.server.password);
    window.press(key::ENTER);
    window.sees("No tokens yet");
    window.picture("connect-4-connected");
    assert_eq!(
        world.files_with(&world.server.password),
        Vec::<String>::new()
    );
}

#[test]
fn a_token_is_made_deleted_and_kept_after_all_without_a_mouse() {
    let world = World::connected();
    let window = world.open();
    window.sees("No tokens yet");
    window.press('n');
    window.focused("textbox", "Name");
    window.write("by-keyboard");
    window.tab_to("combobox", "Scopes");
    window.press(key::SPACE);
    window.press(key::DOWN);
    window.press(key::SPACE);
    window.press(key::ESCAPE);
    window.tab_to("button", "Save");
    window.press(key::ENTER);
    window.sees("Saved in Secret Service");
    window.focused("button", "Copy");
    window.press(key::ESCAPE);
    window.row("by-keyboard");
    assert_eq!(world.entries_named("by-keyboard"), 1);

    window.tab_to("button", "Delete by-keyboard");
    window.press(key::ENTER);
    window.focused("button", "Cancel");
    window.press(key::ESCAPE);
    window.focused("button", "Delete by-keyboard");
    window.press(key::ENTER);
    window.tab_to("button", "Delete");
    window.press(key::ENTER);
    window.sees("Deleting by-keyboard");
    window.press('u');
    window.loses("Deleting by-keyboard");
    assert_eq!(world.server.tokens().len(), 1);
    assert_eq!(world.entries_named("by-keyboard"), 1);
    window.row("by-keyboard");
}
