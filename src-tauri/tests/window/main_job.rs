//! create → stored → copied → restart → listed as held → revealed → deleted, in the window and with
//! `patw` at the same time on the same data.

use serde_json::{Value, json};

use crate::axe;
use crate::display::Selection;
use crate::waiting::until;
use crate::window::{PATIENCE, Window};
use crate::world::World;

const NAME: &str = "ci-deploy";

/// From now on the page keeps what the shell answers. Answers come by `fetch`, which the page can
/// wrap; Tauri's own function it cannot.
fn record_answers(window: &Window<'_>) {
    window.script(
        "window.answers = [];
         const fetched = window.fetch;
         window.fetch = async (...asked) => {
           const answer = await fetched(...asked);
           const text = await answer.clone().text();
           window.answers.push([decodeURIComponent(new URL(asked[0]).pathname.slice(1)), text]);
           return answer;
         };",
        &[],
    );
}

/// Commands whose answers had this text in them.
fn answers_with(window: &Window<'_>, text: &str) -> Vec<Value> {
    let found = window.script(
        "return window.answers.filter(([, answer]) => answer.includes(arguments[0])).map(([command]) => command);",
        &[json!(text)],
    );
    found.as_array().expect("a list").clone()
}

/// Whether the text is anywhere in the page: markup, fields, title, address.
fn page_has(window: &Window<'_>, text: &str) -> bool {
    let found = window.script(
        "const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
         return [document.documentElement.outerHTML, document.title, location.href, ...fields]
           .some((text) => text.includes(arguments[0]));",
        &[json!(text)],
    );
    found == true
}

/// Makes the token in a window of its own and copies it: the secret, as another program pastes it.
fn made_and_copied(world: &World) -> String {
    let window = world.open();
    record_answers(&window);
    window.sees("No tokens yet");
    axe::check(&window, "no tokens yet");

    window.create(NAME);
    assert_eq!(world.entries_named(NAME), 1, "stored before it is shown");
    axe::check(&window, "reveal, masked");
    window.picture("main-job-1-created");

    window.click("button", "Copy");
    window.sees("Copied. Clears in");
    let secret = world.display.paste(Selection::Clipboard);
    assert!(
        world.server.accepts(&secret),
        "what is pasted is what the server issued"
    );
    assert_eq!(world.display.paste(Selection::Primary), "");
    assert!(
        !page_has(&window, &secret),
        "copying happens without the page"
    );
    assert_eq!(answers_with(&window, &secret), Vec::<Value>::new());
    assert!(
        !answers_with(&window, NAME).is_empty(),
        "answers were recorded"
    );
    window.click_with("button", "Clear now");
    until("the clipboard to be cleared", PATIENCE, || {
        world
            .display
            .paste(Selection::Clipboard)
            .is_empty()
            .then_some(())
    });
    secret
}

/// Shows the secret in the drawer and takes it away again.
fn reveal(world: &World, window: &Window<'_>, secret: &str) {
    window.click("cell", NAME);
    window.sees("Held here and known to the server");
    axe::check(window, "drawer");
    window.click("button", "Reveal");
    window.until("the secret", || page_has(window, secret).then_some(()));
    axe::check(window, "drawer, shown");
    window.picture("main-job-3-revealed");
    // Whoever selects everything does not offer it to the middle button.
    window.press_with_ctrl('a');
    let primary = world.display.paste(Selection::Primary);
    assert!(primary.contains(NAME), "something was selected: {primary}");
    assert!(
        !primary.contains(secret),
        "selections are public: {primary}"
    );
    window.script("getSelection().removeAllRanges();", &[]);
    window.press_with_ctrl('c');
    window.sees("Copied. Clears in");
    assert_eq!(
        world.display.paste(Selection::Clipboard),
        secret,
        "Ctrl+C copies it in the shell"
    );
    window.press(crate::keyboard::key::ESCAPE);
    window.until("the secret to leave the page", || {
        (!page_has(window, secret)).then_some(())
    });
    assert_eq!(answers_with(window, secret), [json!("reveal_secret")]);
}

#[test]
fn a_token_is_made_kept_found_again_shown_and_deleted() {
    let world = World::connected();
    let secret = made_and_copied(&world);

    let window = world.open();
    record_answers(&window);
    let row = window.row(NAME);
    assert!(!row.contains("Not on this machine"), "{row}");
    axe::check(&window, "tokens of one account");
    window.picture("main-job-2-listed");

    // The command line works on the same data meanwhile, and the window hears of it.
    let listed = world.listed();
    assert_eq!(listed[0]["custody"]["state"], "held");
    assert_eq!(
        world.patw(&["token", &format!("hub/{NAME}")]).trim(),
        secret
    );
    world.create("made-by-patw");
    window.row("made-by-patw");
    world.patw(&["delete", "hub/made-by-patw", "--yes"]);
    window.loses("made-by-patw");
    assert_eq!(world.entries_named(NAME), 1);

    reveal(&world, &window, &secret);

    window.ask_to_delete(NAME);
    axe::check(&window, "delete");
    window.picture("main-job-4-delete");
    window.click("button", "Delete");
    window.sees(&format!("Deleting {NAME}"));
    axe::check(&window, "undo");
    assert_eq!(world.entries_named(NAME), 1, "it can still be undone");
    window.sees("No tokens yet");
    assert_eq!(world.entries_named(NAME), 0);
    assert!(world.server.tokens().is_empty());
    assert!(!world.server.accepts(&secret));
    window.picture("main-job-5-deleted");

    // Asked for everything there is to ask, the shell still tells nothing.
    for command in ["start", "snapshot", "store_report"] {
        let answer = window.invoke(command, &json!({})).unwrap();
        assert!(!answer.to_string().contains(&secret), "{command}");
    }
    assert_eq!(world.files_with(&secret), Vec::<String>::new());
    assert_eq!(
        world.files_with(&world.server.password),
        Vec::<String>::new()
    );
    assert!(
        !world.files_with(NAME).is_empty(),
        "the search finds what is there"
    );
    assert!(!world.display.paste(Selection::Primary).contains(&secret));
}
