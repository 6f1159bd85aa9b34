//! The command table, the permission file and the page's functions say the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use patwarden_app::ipc::{COMMANDS, Command};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `copy_secret` as the page spells it.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at(1);
        text + &head.to_uppercase() + tail
    })
}

fn function(command: &Command) -> String {
    let parameters: Vec<String> = command
        .arguments
        .iter()
        .map(|(name, kind)| format!("{}: {kind}", camel(name)))
        .collect();
    let names: Vec<String> = command
        .arguments
        .iter()
        .map(|(name, _)| camel(name))
        .collect();
    let arguments = if names.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", names.join(", "))
    };
    format!(
        "  {}: ({}) => invoke<{}>(\"{}\", {arguments}),",
        camel(command.name),
        parameters.join(", "),
        command.answer,
        command.name,
    )
}

fn generated() -> String {
    let mut types = BTreeSet::new();
    for command in COMMANDS {
        let written = command
            .arguments
            .iter()
            .map(|(_, kind)| *kind)
            .chain([command.answer]);
        for word in written.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
            if word.starts_with(|c: char| c.is_uppercase()) {
                types.insert(word);
            }
        }
    }
    let types: Vec<&str> = types.into_iter().collect();
    let mut text = String::from(
        "// Generated from the shell's command table by its test `commands`. Do not edit.\n\n",
    );
    writeln!(
        text,
        "import type {{ {} }} from \"./types.gen\";\n",
        types.join(", ")
    )
    .unwrap();
    text.push_str("export type Invoke = <T>(command: string, args?: Record<string, unknown>) => Promise<T>;\n\n");
    text.push_str("export const commands = (invoke: Invoke) => ({\n");
    for command in COMMANDS {
        writeln!(text, "{}", function(command)).unwrap();
    }
    text.push_str("});\n\nexport type Commands = ReturnType<typeof commands>;\n");
    text
}

#[test]
fn the_pages_functions_are_those_of_the_command_table() {
    let path = root().join("ui/src/lib/ipc/commands.gen.ts");
    let wanted = generated();
    if std::env::var_os("PATWARDEN_WRITE_BINDINGS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        committed, wanted,
        "stale: run this test once with PATWARDEN_WRITE_BINDINGS=1"
    );
}

#[test]
fn the_page_may_call_the_commands_of_the_table_and_no_others() {
    let permissions = read(&root().join("src-tauri/permissions/window.toml"));
    let allowed: BTreeSet<&str> = permissions
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
        .collect();
    let declared: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(
        allowed, declared,
        "a command outside the permission file is unreachable, silently"
    );
}

#[test]
fn only_one_command_answers_with_a_secret() {
    let texts: Vec<&str> = COMMANDS
        .iter()
        .filter(|command| command.answer == "string")
        .map(|c| c.name)
        .collect();
    assert_eq!(
        texts,
        ["reveal_secret"],
        "every other answer is a type that holds no secret"
    );
}

#[test]
fn the_window_is_locked_down() {
    let configuration = read(&root().join("tauri.conf.json"));
    assert!(configuration.contains("\"withGlobalTauri\": false"));
    assert!(
        configuration.contains("default-src 'none'"),
        "nothing is loaded unless it is named"
    );
    assert!(
        !configuration.contains("unsafe-"),
        "no inline script, no inline style, no eval"
    );
    let capabilities = read(&root().join("src-tauri/capabilities/main.json"));
    assert!(
        !capabilities.contains("\"*\""),
        "one window, named permissions"
    );
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file of the repository")
}
