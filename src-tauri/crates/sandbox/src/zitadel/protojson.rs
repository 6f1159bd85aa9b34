//! Reading JSON as the server's protobuf decoder does: it knows the fields of a message, takes both
//! spellings of a name but not the same field twice, and passes over what it does not know.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::json::Json;

/// What a message may hold.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) fields: &'static [Field],
    /// At most one of the fields may be set.
    pub(crate) is_choice: bool,
}

/// A field by its name in camelCase.
#[derive(Debug)]
pub(crate) struct Field(pub(crate) &'static str, pub(crate) Kind);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Flag,
    Number32,
    Number64,
    Moment,
    Bytes,
    /// The names of an enumeration in the order of their numbers.
    Choice(&'static [&'static str]),
    Message(&'static Message),
    Texts,
    Messages(&'static Message),
}

/// A field's value.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    Text(String),
    Flag(bool),
    Number(u64),
    Moment(DateTime<Utc>),
    Bytes(Vec<u8>),
    Choice(i64),
    Message(Fields),
    Texts(Vec<String>),
    Messages(Vec<Fields>),
}

/// A message that was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(BTreeMap<&'static str, Data>);

impl Fields {
    /// Empty if the field is not set.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.0.get(name) {
            Some(Data::Text(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Data::Flag(true)))
    }

    /// 0 if the field is not set.
    pub(crate) fn number(&self, name: &str) -> u64 {
        match self.0.get(name) {
            Some(Data::Number(number)) => *number,
            _ => 0,
        }
    }

    pub(crate) fn moment(&self, name: &str) -> Option<DateTime<Utc>> {
        match self.0.get(name) {
            Some(Data::Moment(moment)) => Some(*moment),
            _ => None,
        }
    }

    /// 0 if the field is not set, or was set to a name that there is not.
    pub(crate) fn choice(&self, name: &str) -> i64 {
        match self.0.get(name) {
            Some(Data::Choice(number)) => *number,
            _ => 0,
        }
    }

    pub(crate) fn message(&self, name: &str) -> Option<&Fields> {
        match self.0.get(name) {
            Some(Data::Message(fields)) => Some(fields),
            _ => None,
        }
    }

    pub(crate) fn texts(&self, name: &str) -> &[String] {
        match self.0.get(name) {
            Some(Data::Texts(texts)) => texts,
            _ => &[],
        }
    }

    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        match self.0.get(name) {
            Some(Data::Bytes(bytes)) => bytes,
            _ => &[],
        }
    }

    pub(crate) fn messages(&self, name: &str) -> &[Fields] {
        match self.0.get(name) {
            Some(Data::Messages(messages)) => messages,
            _ => &[],
        }
    }

    /// The field that is set in a message of which one may be.
    pub(crate) fn chosen(&self) -> Option<(&'static str, &Data)> {
        self.0.iter().next().map(|(name, data)| (*name, data))
    }

    pub(crate) fn set(&mut self, name: &'static str, text: String) {
        self.0.insert(name, Data::Text(text));
    }
}

/// Reads one JSON value; on the gateway an empty body is an empty message and what follows the value is
/// not looked at (contract 01).
pub(crate) fn read(message: &Message, body: &[u8]) -> Result<Fields, String> {
    let mut values = serde_json::Deserializer::from_slice(body).into_iter::<Json>();
    match values.next() {
        None => Ok(Fields::default()),
        Some(Err(error)) if error.is_eof() => Err("unexpected EOF".to_owned()),
        Some(Err(error)) => Err(format!("invalid character: {error}")),
        Some(Ok(value)) => value.as_message(message),
    }
}

/// Reads a body that is one JSON value and nothing else.
pub(crate) fn read_whole(message: &Message, body: &[u8]) -> Result<Fields, String> {
    let value: Json = serde_json::from_slice(body).map_err(|error| {
        if error.is_eof() {
            "proto: unexpected EOF".to_owned()
        } else {
            format!("proto: syntax error: {error}")
        }
    })?;
    value.as_message(message)
}

impl Json {
    fn as_message(&self, message: &Message) -> Result<Fields, String> {
        let Self::Object(entries) = self else {
            return Err(format!("proto: syntax error: unexpected token {self}"));
        };
        let mut fields = Fields::default();
        for (key, value) in entries {
            let known = message
                .fields
                .iter()
                .find(|Field(name, _)| name == key || snake(name) == *key);
            let Some(Field(name, kind)) = known else {
                continue;
            };
            if matches!(value, Self::Null) {
                continue;
            }
            if fields.0.contains_key(name) {
                return Err(format!("proto: duplicate field \"{key}\""));
            }
            if message.is_choice && !fields.0.is_empty() {
                return Err(format!(
                    "proto: error parsing \"{key}\", oneof is already set"
                ));
            }
            if let Some(data) = value.as_kind(key, *kind)? {
                fields.0.insert(name, data);
            }
        }
        Ok(fields)
    }

    /// `None` for a name that the enumeration does not have: it is passed over.
    fn as_kind(&self, key: &str, kind: Kind) -> Result<Option<Data>, String> {
        let wrong = || format!("proto: invalid value for field {key}: {self}");
        Ok(Some(match (kind, self) {
            (Kind::Text, Self::Text(text)) => Data::Text(text.clone()),
            (Kind::Flag, Self::Flag(flag)) => Data::Flag(*flag),
            (Kind::Number32, _) => {
                let number = self.whole().filter(|n| u32::try_from(*n).is_ok());
                Data::Number(number.ok_or_else(wrong)?)
            }
            (Kind::Number64, _) => Data::Number(self.whole().ok_or_else(wrong)?),
            (Kind::Moment, Self::Text(text)) => Data::Moment(moment(text).ok_or_else(|| {
                format!("proto: invalid google.protobuf.Timestamp value \"{text}\"")
            })?),
            (Kind::Bytes, Self::Text(text)) => {
                Data::Bytes(STANDARD.decode(text).map_err(|_| wrong())?)
            }
            (Kind::Choice(names), Self::Text(text)) => {
                let number = names.iter().position(|name| name == text);
                return Ok(number.and_then(|n| i64::try_from(n).ok()).map(Data::Choice));
            }
            (Kind::Choice(_), Self::Number(number)) => {
                Data::Choice(number.as_i64().ok_or_else(wrong)?)
            }
            (Kind::Message(message), _) => Data::Message(self.as_message(message)?),
            (Kind::Texts, Self::List(list)) => {
                let texts = list.iter().map(|item| match item {
                    Self::Text(text) => Ok(text.clone()),
                    _ => Err(wrong()),
                });
                Data::Texts(texts.collect::<Result<_, _>>()?)
            }
            (Kind::Messages(message), Self::List(list)) => {
                let messages = list.iter().map(|item| item.as_message(message));
                Data::Messages(messages.collect::<Result<_, _>>()?)
            }
            _ => return Err(wrong()),
        }))
    }

    /// A whole number, written as one or as text.
    fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.as_u64(),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// `expirationDate` is also taken as `expiration_date`.
fn snake(camel: &str) -> String {
    camel.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
        text
    })
}

/// RFC 3339 with capital letters, in the years 1 to 9999.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    use chrono::Datelike;
    let is_plain = text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z');
    let moment = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (is_plain && (1..=9999).contains(&moment.year())).then_some(moment)
}

/// The moment of an answer, which is no event and has nine digits.
pub(crate) fn written_to_the_nanosecond(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// Dates as the server writes them: UTC with no, 3 or 6 digits of a second's fraction.
pub(crate) fn written(moment: DateTime<Utc>) -> String {
    let text = moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
    let text = text.strip_suffix("000").unwrap_or(&text);
    let text = text.strip_suffix(".000").unwrap_or(text);
    format!("{text}Z")
}
