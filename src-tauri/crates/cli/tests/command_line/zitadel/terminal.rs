//! Questions, asked on a terminal. Needs `script`.

use std::io::Write;
use std::process::{Command, Stdio};

use super::world::{ROBOT, World};
use crate::machine::PATW;
use crate::world::NAME;

/// Runs `patw` on a terminal of its own where this is typed; its exit code and what it wrote.
fn typing(world: &World, arguments: &[&str], typed: &str) -> (Option<i32>, String) {
    let mut script = Command::new("script");
    // The environment that `patw` gets is that of `script`.
    let plain = world.command(&[]);
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let line = [&[PATW], arguments].concat().join(" ");
    let mut child = script
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(typed.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    drop(input);
    let said = String::from_utf8(ended.stdout).unwrap();
    (ended.status.code(), said)
}

#[test]
fn an_ordinary_token_is_deleted_after_a_yes() {
    let world = World::connected();
    world.create(NAME).ok();
    let (code, said) = typing(&world, &["delete", "prod/ci-deploy"], "n\n");
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(world.on_server().len(), 1);
    let (code, said) = typing(&world, &["delete", "prod/ci-deploy"], "y\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(world.on_server().is_empty());
}

#[test]
fn one_that_never_ends_wants_its_name() {
    let world = World::connected();
    world.create_for(ROBOT, NAME, &["--expires", "never"]).ok();
    let (code, said) = typing(&world, &["delete", "prod/ci-deploy"], "y\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Type ci-deploy"), "{said}");
    assert_eq!(world.on_server().len(), 1);
    let (code, said) = typing(&world, &["delete", "prod/ci-deploy"], "ci-deploy\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(world.on_server().is_empty());
}

#[test]
fn one_that_may_be_signed_in_with_wants_its_name_and_elsewhere_a_yes() {
    let world = World::connected();
    let listed = world.patw(&["list", "--owner", "iam-owner"]).ok().stdout;
    let admin = world.server.tokens_of(&admin_id(&world));
    let id = admin[0]["id"].as_str().unwrap();
    assert!(listed.contains(id), "{listed}");
    let reference = format!("prod/{id}");
    let refused = world.patw(&["delete", &reference]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    let (code, said) = typing(&world, &["delete", &reference], "y\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("signing in"), "{said}");
    assert!(world.server.accepts(&world.server.admin));
    let (code, said) = typing(&world, &["delete", &reference], &format!("{id}\n"));
    assert_eq!(code, Some(0), "{said}");
    assert!(!world.server.accepts(&world.server.admin));
}

fn admin_id(world: &World) -> String {
    let owners = world.patw(&["owners", "--json"]).ok().json();
    let owners = owners["owners"].as_array().unwrap();
    let admin = owners.iter().find(|owner| owner["name"] == "iam-owner");
    admin.unwrap()["id"].as_str().unwrap().to_owned()
}
