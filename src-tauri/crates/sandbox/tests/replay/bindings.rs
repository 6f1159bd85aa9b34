//! What the placeholders of a recording stand for in this run.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::judge;

/// Kinds that stand for some value each time.
const VOLATILE: [&str; 6] = ["TS", "TS-OTHER", "EPOCH", "JTI", "DATE-TEXT", "SESSION"];

#[derive(Clone)]
pub(crate) struct Bindings {
    values: BTreeMap<String, String>,
    /// What the recording says about each placeholder.
    meanings: BTreeMap<String, String>,
    /// `http://host:port` here, in place of the recorded one.
    pub(crate) origin: String,
}

/// A piece of a recorded text.
pub(crate) enum Piece<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

impl Bindings {
    pub(crate) fn new(
        named: &BTreeMap<String, String>,
        meanings: &BTreeMap<String, String>,
        origin: &str,
    ) -> Self {
        Self {
            values: named.clone(),
            meanings: meanings.clone(),
            origin: origin.to_owned(),
        }
    }

    /// The text to send: placeholders replaced, and the recorded origin by ours.
    pub(crate) fn fill(&self, text: &str) -> Vec<u8> {
        let text = self.here(text);
        let mut filled = Vec::new();
        for piece in self.pieces(&text) {
            match piece {
                Piece::Literal(literal) => filled.extend_from_slice(literal.as_bytes()),
                Piece::Placeholder(placeholder) => {
                    if let Some(hex) = placeholder.strip_prefix("<BYTE ") {
                        filled.push(u8::from_str_radix(hex.trim_end_matches('>'), 16).unwrap());
                    } else {
                        filled.extend_from_slice(self.value(placeholder).as_bytes());
                    }
                }
            }
        }
        filled
    }

    pub(crate) fn fill_text(&self, text: &str) -> String {
        String::from_utf8(self.fill(text)).unwrap()
    }

    /// The text with our origin for the recorded one.
    pub(crate) fn here(&self, text: &str) -> String {
        const RECORDED: &str = "http://localhost:8";
        let mut here = text.to_owned();
        while let Some(start) = here.find(RECORDED) {
            let end = start + RECORDED.len() + 3;
            here.replace_range(start..end, &self.origin);
        }
        here
    }

    /// Cuts a recorded text at its placeholders.
    pub(crate) fn pieces<'a>(&self, text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut from = 0;
        while let Some(start) = rest[from..].find('<').map(|at| from + at) {
            let end = rest[start..].find('>').map(|at| start + at + 1);
            let placeholder = end.map(|end| &rest[start..end]);
            match placeholder.filter(|text| self.is_placeholder(text)) {
                Some(placeholder) => {
                    pieces.push(Piece::Literal(&rest[..start]));
                    pieces.push(Piece::Placeholder(placeholder));
                    rest = &rest[start + placeholder.len()..];
                    from = 0;
                }
                None => from = start + 1,
            }
        }
        pieces.push(Piece::Literal(rest));
        pieces
    }

    fn is_placeholder(&self, text: &str) -> bool {
        self.meanings.contains_key(text) || self.meanings.contains_key(&of_all(text))
    }

    fn value(&self, placeholder: &str) -> String {
        if let Some(value) = self.values.get(placeholder) {
            return value.clone();
        }
        self.derived(placeholder)
            .unwrap_or_else(|| panic!("{placeholder} stands for nothing yet"))
    }

    /// Values made from others.
    fn derived(&self, placeholder: &str) -> Option<String> {
        let pat = || self.values.get("<PAT:1>").cloned();
        Some(match placeholder {
            "<PAT-AS-PASSWORD>" => STANDARD.encode(format!("admin:{}", pat()?)),
            "<PAT-AS-USER>" => STANDARD.encode(format!("{}:", pat()?)),
            "<PAT-AS-USER-X>" => STANDARD.encode(format!("{}:x-oauth-basic", pat()?)),
            "<TOKEN-USER>" => STANDARD.encode(format!("token:{}", pat()?)),
            "<PAT:1 CUT>" => pat()?[..26].to_owned(),
            "<PAT:1 CASE CHANGED>" => pat()?
                .chars()
                .map(|c| match c {
                    c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                    c => c.to_ascii_lowercase(),
                })
                .collect(),
            "<TS-OTHER>" => chrono::Utc::now().to_rfc3339(),
            "<TOKEN-ID:1 UPPER CASE>" => self.values.get("<TOKEN-ID:1>")?.to_uppercase(),
            _ => return None,
        })
    }

    /// Takes `found` for the placeholder: of the right form, the same as before, and no other's.
    pub(crate) fn bind(&mut self, placeholder: &str, found: &str) -> Result<(), String> {
        let kind = kind(placeholder);
        if !self.has_form(placeholder, kind, found)? {
            return Err(format!("`{found}` has not the form of {placeholder}"));
        }
        if VOLATILE.contains(&kind) {
            return Ok(());
        }
        if let Some(known) = self.values.get(placeholder) {
            return if known == found {
                Ok(())
            } else {
                Err(format!("{placeholder} was `{known}` and is now `{found}`"))
            };
        }
        if let Some((other, _)) = self.values.iter().find(|(_, value)| *value == found) {
            return Err(format!("`{found}` is {other} already, not {placeholder}"));
        }
        self.values.insert(placeholder.to_owned(), found.to_owned());
        Ok(())
    }

    fn has_form(&self, placeholder: &str, kind: &str, found: &str) -> Result<bool, String> {
        Ok(match kind {
            "PAT" | "RANDOM-NAME" | "JTI" | "REFRESH" => is_random_27(found),
            "TOKEN-ID" | "KID" | "REFRESH-ID" => {
                uuid::Uuid::parse_str(found).is_ok_and(|id| id.get_version_num() == 4)
                    && found == found.to_ascii_lowercase()
            }
            "TS" => judge::moment(found).is_some(),
            "TS-OTHER" => chrono::DateTime::parse_from_rfc3339(found).is_ok(),
            "RANDOM-WORDS" => found
                .split_once('-')
                .is_some_and(|(one, two)| !one.is_empty() && !two.is_empty()),
            "DATE-TEXT" => {
                chrono::NaiveDateTime::parse_from_str(found, "%a %b %d %H:%M:%S UTC %Y").is_ok()
            }
            "SESSION" => {
                found.len() == 32
                    && found
                        .chars()
                        .all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c))
            }
            "RSA-N" => URL_SAFE_NO_PAD.decode(found).is_ok_and(|n| n.len() == 256),
            "ACCESS" | "ACCESS-ALICE" | "ACCESS-BOB" => {
                let meaning = self
                    .meanings
                    .get(placeholder)
                    .or_else(|| self.meanings.get(&of_all(placeholder)))
                    .unwrap();
                self.check_access_token(meaning, found)?;
                (600..=900).contains(&found.len())
            }
            _ => return Err(format!("{placeholder} is of no kind this test knows")),
        })
    }

    /// Header and claims as the recording describes them.
    fn check_access_token(&self, meaning: &str, found: &str) -> Result<(), String> {
        let parts: Vec<_> = found.split('.').collect();
        if parts.len() != 3 {
            return Err("an access token has three parts".to_owned());
        }
        for (word, part) in [("header ", parts[0]), ("claims ", parts[1])] {
            let described = meaning.split_once(word).unwrap().1;
            let mut values = serde_json::Deserializer::from_str(described).into_iter::<Value>();
            let expected = values.next().unwrap().unwrap();
            let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| "no base64url")?;
            let actual: Value = serde_json::from_slice(&bytes).map_err(|_| "no JSON")?;
            judge::body(&expected, &actual, &mut self.clone())?;
        }
        Ok(())
    }
}

fn is_random_27(text: &str) -> bool {
    text.len() == 27
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// `<PAT:1>` is of the kind `PAT`.
fn kind(placeholder: &str) -> &str {
    let inner = placeholder.trim_matches(|c| c == '<' || c == '>');
    inner.split([':', ' ']).next().unwrap_or(inner)
}

/// `<PAT:1>` is described under `<PAT:n>`.
fn of_all(placeholder: &str) -> String {
    format!("<{}:n>", kind(placeholder))
}
