//! Several programs on the same data at once.

use std::process::{Child, Stdio};

use crate::world::World;
use crate::zitadel;

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

#[test]
fn tokens_made_at_once_for_one_service_user_are_each_their_own() {
    let world = zitadel::World::connected();
    let children: Vec<(String, Child)> = (0..4)
        .map(|number| {
            let name = format!("at-once-{number}");
            let arguments = [
                "create",
                "--account",
                "prod",
                "--owner",
                "robot",
                "--name",
                &name,
            ];
            let child = world
                .command(&arguments)
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            (name, child)
        })
        .collect();
    let mut secrets = Vec::new();
    for (name, mut child) in children {
        assert!(child.wait().unwrap().success(), "{name}");
        secrets.push(world.secret_of(&format!("prod/{name}")));
    }
    assert!(secrets.iter().all(|secret| world.server.accepts(secret)));
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 4);
    let listed = world.listed_of_robot();
    assert_eq!(listed.len(), 4, "{listed:?}");
    for token in listed {
        assert_eq!(token["custody"]["state"], "held", "{token}");
        assert_eq!(token["identity"], "known", "{token}");
    }
}
