//! Several programs on the same data at once.

use std::process::{Child, Stdio};

use crate::world::World;

#[test]
fn commands_that_run_at_once_do_not_lose_each_others_work() {
    let world = World::connected();
    let children: Vec<Child> = (0..4)
        .map(|number| {
            let name = format!("at-once-{number}");
            world
                .command(&[
                    "create",
                    "--account",
                    "hub",
                    "--name",
                    &name,
                    "--scope",
                    "openid",
                ])
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let listed = world.listed();
    assert_eq!(listed.len(), 4, "{listed:?}");
    for token in listed {
        assert_eq!(token["custody"]["state"], "held", "{token}");
        assert_eq!(token["identity"], "known", "{token}");
    }
}
