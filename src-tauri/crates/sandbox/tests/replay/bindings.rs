//! What the placeholders of a recording stand for in this run.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::forms::{self, Platform, kind, of_all};

#[derive(Clone)]
pub(crate) struct Bindings {
    values: BTreeMap<String, String>,
    /// What the recording says about each placeholder.
    pub(crate) meanings: BTreeMap<String, String>,
    /// `http://host:port` here, in place of the recorded one; the recorded one if empty.
    pub(crate) origin: String,
    pub(crate) platform: Platform,
    /// What the server's clock shows.
    pub(crate) now: DateTime<Utc>,
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
        platform: Platform,
    ) -> Self {
        Self {
            values: named.clone(),
            meanings: meanings.clone(),
            origin: origin.to_owned(),
            platform,
            now: Utc::now(),
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
        if self.origin.is_empty() {
            return here;
        }
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
        if let Some(value) = self.after_now(placeholder) {
            return value;
        }
        forms::digitalhub::derived(&self.values, placeholder)
            .unwrap_or_else(|| panic!("{placeholder} stands for nothing yet"))
    }

    /// Takes `found` for the placeholder: of the right form, the same as before, and no other's.
    pub(crate) fn bind(&mut self, placeholder: &str, found: &str) -> Result<(), String> {
        let kind = kind(placeholder);
        let (has_form, volatile) = match self.platform {
            Platform::DigitalHub => (
                forms::digitalhub::has_form(self, placeholder, kind, found)?,
                forms::digitalhub::VOLATILE,
            ),
            Platform::Zitadel => (
                forms::zitadel::has_form(kind, found)?,
                forms::zitadel::VOLATILE,
            ),
        };
        if !has_form {
            return Err(format!("`{found}` has not the form of {placeholder}"));
        }
        if volatile.contains(&kind) {
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
        self.check_order(placeholder, found)?;
        self.insert(placeholder, found);
        Ok(())
    }

    /// The value from now on.
    pub(crate) fn insert(&mut self, placeholder: &str, value: &str) {
        self.values.insert(placeholder.to_owned(), value.to_owned());
    }

    /// Numbered moments ascend.
    fn check_order(&self, placeholder: &str, found: &str) -> Result<(), String> {
        let Some(place) = forms::zitadel::place_in_time(placeholder) else {
            return Ok(());
        };
        for (other, value) in &self.values {
            let Some(other_place) = forms::zitadel::place_in_time(other) else {
                continue;
            };
            if (other_place < place) != (value.as_str() < found) {
                return Err(format!("{placeholder} is {found}, but {other} {value}"));
            }
        }
        Ok(())
    }

    /// `<NOW+60s>`, on the full second.
    fn after_now(&self, placeholder: &str) -> Option<String> {
        let seconds = placeholder.strip_prefix("<NOW+")?.strip_suffix("s>")?;
        let moment = self.now.trunc_subsecs(0) + TimeDelta::seconds(seconds.parse().ok()?);
        Some(moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}
