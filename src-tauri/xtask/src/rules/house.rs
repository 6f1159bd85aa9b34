//! Simple rules about files: sizes, names, and words that need a reason.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// A file that is longer does two things.
const LONGEST: usize = 500;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "util",
    "utilities",
    "utils",
];

/// What is written by people here.
const SOURCES: &[&str] = &["css", "html", "js", "rs", "svelte", "ts"];

// In two pieces, so that this file does not break the rules it states.
const OPENED: &str = concat!("expose_", "secret(");
const REASON: &str = concat!("EXPOSE", ":");
const SWITCHED_OFF: &str = concat!("WEBKIT_", "DISABLE_");

/// How far above an opened secret its reason may stand: on the line above, or beside it.
const NEAR: usize = 1;

/// The broken rules, one sentence each.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut list = Command::new("git");
    // New files too, those that are not to be kept aside.
    list.args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]);
    let files = process::output(list.current_dir(root))?;
    let mut broken = Vec::new();
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        // One that was deleted is still listed.
        if let Ok(bytes) = fs::read(root.join(file)) {
            look_at(file, &String::from_utf8_lossy(&bytes), &mut broken);
        }
    }
    Ok(broken)
}

fn look_at(file: &str, text: &str, broken: &mut Vec<String>) {
    let path = Path::new(file);
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, extension) = (part(path.file_stem()), part(path.extension()));
    let stem = stem.to_lowercase();
    let is_source = SOURCES.contains(&extension.as_str());
    let is_generated = file.contains(".gen.");
    if is_source && EMPTY_NAMES.contains(&stem.as_str()) {
        broken.push(format!(
            "{file}: the name says nothing about what is inside"
        ));
    }
    if is_source && !is_generated && text.lines().count() > LONGEST {
        broken.push(format!("{file}: longer than {LONGEST} lines"));
    }
    // Texts may talk about it.
    if extension != "md" && text.contains(SWITCHED_OFF) {
        broken.push(format!("{file}: {SWITCHED_OFF}… hides what users see"));
    }
    if extension == "rs" {
        opened_without_a_reason(file, text, broken);
    }
}

fn opened_without_a_reason(file: &str, text: &str, broken: &mut Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        if is_comment || !line.contains(OPENED) {
            continue;
        }
        let around = &lines[at.saturating_sub(NEAR)..=at];
        if !around.iter().any(|line| line.contains(REASON)) {
            broken.push(format!(
                "{file}:{}: a secret is opened without `// {REASON} why`",
                at + 1
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(file: &str, text: &str) -> Vec<String> {
        let mut broken = Vec::new();
        look_at(file, text, &mut broken);
        broken
    }

    #[test]
    fn a_long_file_is_named_unless_it_is_generated() {
        let text = "line\n".repeat(501);
        assert_eq!(broken("a/b.rs", &text), ["a/b.rs: longer than 500 lines"]);
        assert!(broken("a/b.gen.ts", &text).is_empty());
        assert!(broken("a/b.rs", &"line\n".repeat(500)).is_empty());
        assert!(broken("Cargo.lock", &text).is_empty(), "nobody writes it");
    }

    #[test]
    fn a_name_must_say_something() {
        assert_eq!(broken("a/utils.rs", "").len(), 1);
        assert_eq!(broken("ui/src/Manager.svelte", "").len(), 1);
        assert!(broken("a/window_manager.rs", "").is_empty());
    }

    #[test]
    fn an_opened_secret_needs_its_reason_nearby() {
        let call = format!("let a = secret.{OPENED});");
        assert_eq!(broken("a.rs", &call).len(), 1);
        assert!(broken("a.rs", &format!("// {REASON} to send it.\n{call}")).is_empty());
        let far = format!("// {REASON} to send it.\n\n\n\n{call}");
        let said = broken("a.rs", &far);
        assert!(said[0].starts_with("a.rs:5: "), "{said:?}");
        assert!(broken("a.rs", &format!("// about {OPENED})")).is_empty());
    }

    #[test]
    fn the_web_view_is_used_as_it_is() {
        let text = format!("export {SWITCHED_OFF}COMPOSITING_MODE=1");
        assert_eq!(broken(".ci/run", &text).len(), 1);
        assert!(broken("docs/x.md", &text).is_empty());
    }
}
