//! One window, and a page that can do what it is meant to do and nothing else.

use std::time::Duration;

use patwarden_testkit::session::KeyringKind;
use serde_json::json;

use crate::programs::patwarden;
use crate::waiting::until;
use crate::window::{PATIENCE, TITLE};
use crate::world::World;

#[test]
fn a_second_start_raises_the_first_window_and_ends() {
    let world = World::new(KeyringKind::Absent);
    let window = world.open();
    world.display.minimise(TITLE);
    until("the window to be out of sight", PATIENCE, || {
        (world.display.windows(TITLE) == 0).then_some(())
    });

    let mut second = world.program(patwarden(), &[]).spawn().unwrap();
    let status = until("the second start to end", Duration::from_secs(10), || {
        second.try_wait().unwrap()
    });
    assert!(status.success(), "{status}");
    until("the window to come back", PATIENCE, || {
        (world.display.windows(TITLE) == 1).then_some(())
    });
    assert!(window.runs());
}

#[test]
fn a_start_while_the_last_window_is_ending_opens_a_new_one() {
    let world = World::new(KeyringKind::Absent);
    let environment = world.session.environment();
    let bus = environment
        .iter()
        .find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
    // Stands in for a process that is asked to show its window and is gone before it answers.
    let ending = zbus::blocking::connection::Builder::address(bus.unwrap().1.as_str())
        .and_then(|builder| builder.name("dev.patwarden.Patwarden.SingleInstance"))
        .and_then(zbus::blocking::connection::Builder::build)
        .unwrap();
    let messages = zbus::blocking::MessageIterator::from(&ending);
    let asked = std::thread::spawn(move || {
        let asked = messages.map_while(Result::ok).any(|message| {
            let member = message.header().member().map(ToString::to_string);
            member.as_deref() == Some("ExecuteCallback")
        });
        let _ = ending.close();
        asked
    });
    world.open();
    assert!(asked.join().unwrap(), "the ending one was asked first");
}

#[test]
fn the_page_can_call_only_what_its_permission_file_lists() {
    let world = World::new(KeyringKind::Absent);
    let window = world.open();
    assert!(window.invoke("start", &json!({})).is_ok(), "a listed one");
    for (command, arguments) in [
        ("read_file", json!({"path": "/etc/passwd"})),
        ("plugin:window|close", json!({"label": "main"})),
        (
            "plugin:webview|create_webview_window",
            json!({"options": {"label": "other", "url": "https://example.org"}}),
        ),
        (
            "plugin:event|emit",
            json!({"event": "changed", "payload": null}),
        ),
        ("plugin:path|resolve_directory", json!({"directory": 1})),
        ("plugin:app|version", json!({})),
    ] {
        let refused = window.invoke(command, &arguments).unwrap_err();
        assert!(
            refused
                .as_str()
                .is_some_and(|why| why.contains("not allowed")),
            "{command}: {refused}"
        );
    }
}

#[test]
fn the_page_goes_nowhere_and_loads_nothing_from_elsewhere() {
    let world = World::new(KeyringKind::Absent);
    let window = world.open();
    let address = window.script("return location.href;", &[]);
    let elsewhere = [json!(world.server.url)];

    window.script("location.href = arguments[0];", &elsewhere);
    window.script(
        "const link = document.createElement('a'); link.href = arguments[0]; link.target = '_blank';
         document.body.append(link); link.click(); link.remove();",
        &elsewhere,
    );
    let opened = window.script("return window.open(arguments[0]) !== null;", &elsewhere);
    assert_eq!(opened, false, "no second window");
    // Loading would have begun long before the page could answer this.
    let fetched = window.script_later(
        "const done = arguments[arguments.length - 1];
         fetch(arguments[0]).then(() => done('loaded'), () => done('refused'));",
        &elsewhere,
    );
    assert_eq!(fetched, "refused");
    let inline = window.script(
        "const script = document.createElement('script'); script.textContent = 'window.inlined = true';
         document.body.append(script); script.remove();
         return [window.inlined ?? false, typeof window.__TAURI__];",
        &[],
    );
    assert_eq!(inline, json!([false, "undefined"]));
    assert_eq!(window.script("return location.href;", &[]), address);
    assert_eq!(world.display.windows(TITLE), 1);
}
