//! What a server says, made fit to be shown. Whoever can name a user can write into our window and our
//! terminal: no control character, nothing that turns the direction of a line, nothing without an end.

use serde::{Deserialize, Deserializer, de};

/// Longest name or sentence of a server that is shown, in characters.
const LONGEST: usize = 200;

/// Longest name a host can have (RFC 1035, 2.3.4), in characters.
const LONGEST_HOST: usize = 253;

/// Longest id that is taken for one, in characters.
const LONGEST_ID: usize = 1000;

/// A name or a sentence, at most 200 characters of it.
pub(crate) fn shown(text: &str) -> String {
    shown_up_to(LONGEST, text)
}

/// The same, where a longer one is allowed, in characters.
pub(crate) fn shown_up_to(longest: usize, text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() && !turns(*c));
    kept.take(longest).collect()
}

/// The name of a host, as far as it is one.
pub(crate) fn shown_host(text: &str) -> String {
    let is_of_host = |c: &char| c.is_ascii_alphanumeric() || "-._:[]".contains(*c);
    text.chars().filter(is_of_host).take(LONGEST_HOST).collect()
}

/// Marks, embeddings, overrides and isolates of direction, and what begins a line besides a newline.
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Reads a name.
pub(crate) fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| shown(&text))
}

/// Reads a name that may be absent.
pub(crate) fn name_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map(|text| shown(&text)))
}

/// Reads names.
pub(crate) fn names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    Ok(names.iter().map(|text| shown(text)).collect())
}

/// Reads an id, which stays as it is: it is a key. One that no server makes cannot be read.
pub(crate) fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let id = String::deserialize(from)?;
    if id.chars().any(char::is_control) || id.chars().nth(LONGEST_ID).is_some() {
        return Err(de::Error::custom("this is no id"));
    }
    Ok(id)
}

/// Reads an id that may be absent.
pub(crate) fn id_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Id(#[serde(deserialize_with = "id")] String);
    let read = Option::<Id>::deserialize(from)?;
    Ok(read.map(|Id(id)| id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn nothing_that_moves_the_text_around_it_is_shown() {
        assert_eq!(shown("ro\u{202e}bot\u{2066}\u{61c}\u{200f}"), "robot");
        assert_eq!(shown("a\n\r\t\u{1b}[31mb\u{2028}\u{9b}"), "a[31mb");
        assert_eq!(shown("Zoë 机器"), "Zoë 机器");
        assert_eq!(shown(&"é".repeat(500)), "é".repeat(200));
        assert_eq!(shown_up_to(3, "\u{7}abcd"), "abc");
    }

    #[test]
    fn a_host_has_the_characters_of_one_and_an_end() {
        assert_eq!(shown_host("id.example.org:8080"), "id.example.org:8080");
        assert_eq!(shown_host("[::1] <b>\u{202e}x"), "[::1]bx");
        assert_eq!(shown_host(&"a".repeat(999)).len(), 253);
    }

    #[test]
    fn an_id_stays_as_it_is_or_cannot_be_read() {
        let read = |id: &str| {
            let read = id_if_any(&serde_json::json!(id));
            read.map(Option::unwrap).map_err(|error| error.to_string())
        };
        for kept in ["", "a/b:c", "é\u{202e}", &"x".repeat(1000)] {
            assert_eq!(read(kept).unwrap(), kept);
        }
        for refused in ["a\nb", "\u{0}", "\u{9b}", &"x".repeat(1001)] {
            read(refused).unwrap_err();
        }
        assert_eq!(id_if_any(&serde_json::Value::Null).unwrap(), None);
    }
}
