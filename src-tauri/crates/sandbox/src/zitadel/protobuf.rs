//! The binary form of messages, which the official client for JavaScript speaks unless told otherwise. The
//! messages of tokens are known here and no others; numbers are those of the server's published descriptions.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::protojson::written_to_the_nanosecond;

const MALFORMED: &str = "proto: cannot parse invalid wire-format data";
const VARINT: u64 = 0;
const SIZED: u64 = 2;

/// What a message may hold: number, name in JSON, and form of each field.
#[derive(Debug)]
pub(crate) struct Shape(&'static [(u64, &'static str, Form)]);

#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    Flag,
    /// Also the choices, by their numbers.
    Number,
    Moment,
    Message(&'static Shape),
    Messages(&'static Shape),
}

use Form::{Flag, Message, Messages, Moment, Number, Text};

static MOMENT: Shape = Shape(&[(1, "seconds", Number), (2, "nanos", Number)]);
static PAGE: Shape = Shape(&[
    (1, "offset", Number),
    (2, "limit", Number),
    (3, "asc", Flag),
]);
static ID: Shape = Shape(&[(1, "id", Text)]);
static TIME: Shape = Shape(&[(1, "timestamp", Moment), (2, "method", Number)]);
static FILTER: Shape = Shape(&[
    (1, "tokenIdFilter", Message(&ID)),
    (2, "userIdFilter", Message(&ID)),
    (3, "organizationIdFilter", Message(&ID)),
    (4, "createdDateFilter", Message(&TIME)),
    (5, "expirationDateFilter", Message(&TIME)),
]);
static TOKEN: Shape = Shape(&[
    (1, "creationDate", Moment),
    (2, "changeDate", Moment),
    (3, "id", Text),
    (4, "userId", Text),
    (5, "organizationId", Text),
    (6, "expirationDate", Moment),
]);
static TOTALS: Shape = Shape(&[(1, "totalResult", Number), (2, "appliedLimit", Number)]);

/// A procedure with what it is asked and what it answers.
type Procedure = (&'static str, Shape, Shape);

static PROCEDURES: [Procedure; 3] = [
    (
        "AddPersonalAccessToken",
        Shape(&[(1, "userId", Text), (2, "expirationDate", Moment)]),
        Shape(&[
            (1, "creationDate", Moment),
            (2, "tokenId", Text),
            (3, "token", Text),
        ]),
    ),
    (
        "ListPersonalAccessTokens",
        Shape(&[
            (1, "pagination", Message(&PAGE)),
            (2, "sortingColumn", Number),
            (3, "filters", Messages(&FILTER)),
        ]),
        Shape(&[
            (1, "pagination", Message(&TOTALS)),
            (2, "result", Messages(&TOKEN)),
        ]),
    ),
    (
        "RemovePersonalAccessToken",
        Shape(&[(1, "userId", Text), (2, "tokenId", Text)]),
        Shape(&[(1, "deletionDate", Moment)]),
    ),
];

/// Shapes of the request and of the answer, for the procedures that are known.
pub(crate) fn shapes(procedure: &str) -> Option<(&'static Shape, &'static Shape)> {
    let known = PROCEDURES.iter().find(|(name, ..)| *name == procedure)?;
    Some((&known.1, &known.2))
}

/// The message as JSON; fields that are not known are passed over.
pub(crate) fn read(shape: &Shape, mut bytes: &[u8]) -> Result<Value, String> {
    let mut fields = Map::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let known = shape.0.iter().find(|(number, ..)| *number == key >> 3);
        match (key & 7, known) {
            (VARINT, Some((_, name, form))) => {
                let number = varint(&mut bytes)?;
                let value = if matches!(form, Flag) {
                    json!(number != 0)
                } else {
                    json!(number)
                };
                fields.insert((*name).to_owned(), value);
            }
            (SIZED, Some((_, name, form))) => {
                let value = sized_value(*form, sized(&mut bytes)?)?;
                match (form, fields.get_mut(*name).and_then(Value::as_array_mut)) {
                    (Messages(_), Some(list)) => list.push(value),
                    (Messages(_), None) => {
                        fields.insert((*name).to_owned(), json!([value]));
                    }
                    _ => {
                        fields.insert((*name).to_owned(), value);
                    }
                }
            }
            (VARINT, None) => {
                varint(&mut bytes)?;
            }
            (SIZED, None) => {
                sized(&mut bytes)?;
            }
            _ => return Err(MALFORMED.to_owned()),
        }
    }
    Ok(Value::Object(fields))
}

fn sized_value(form: Form, bytes: &[u8]) -> Result<Value, String> {
    match form {
        Message(shape) | Messages(shape) => read(shape, bytes),
        Moment => {
            let parts = read(&MOMENT, bytes)?;
            // Both are signed, in as many bits as they have.
            let part = |name: &str| parts[name].as_u64().unwrap_or_default().cast_signed();
            let moment = u32::try_from(part("nanos"))
                .ok()
                .and_then(|nanos| DateTime::from_timestamp(part("seconds"), nanos));
            let moment = moment.ok_or("proto: invalid google.protobuf.Timestamp value")?;
            Ok(written_to_the_nanosecond(moment).into())
        }
        Text => {
            let text = std::str::from_utf8(bytes).map_err(|_| "proto: invalid UTF-8")?;
            Ok(text.into())
        }
        Flag | Number => Err(MALFORMED.to_owned()),
    }
}

/// The answer in its binary form. What is not set is left out, as it is in JSON.
pub(crate) fn written(shape: &Shape, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, name, form) in shape.0 {
        let Some(value) = value.get(*name) else {
            continue;
        };
        match form {
            Flag => put_number(&mut bytes, *number, u64::from(value == &json!(true))),
            // Totals are texts in JSON.
            Number => put_number(
                &mut bytes,
                *number,
                value
                    .as_str()
                    .and_then(|text| text.parse().ok())
                    .or_else(|| value.as_u64())
                    .unwrap_or_default(),
            ),
            Text => put_sized(
                &mut bytes,
                *number,
                value.as_str().unwrap_or_default().as_bytes(),
            ),
            Moment => {
                let moment: Option<DateTime<Utc>> =
                    value.as_str().and_then(|text| text.parse().ok());
                let moment = moment.unwrap_or_default();
                let parts = json!({
                    "seconds": moment.timestamp().cast_unsigned(),
                    "nanos": moment.timestamp_subsec_nanos(),
                });
                put_sized(&mut bytes, *number, &written(&MOMENT, &parts));
            }
            Message(inner) => put_sized(&mut bytes, *number, &written(inner, value)),
            Messages(inner) => {
                for item in value.as_array().into_iter().flatten() {
                    put_sized(&mut bytes, *number, &written(inner, item));
                }
            }
        }
    }
    bytes
}

fn put_number(bytes: &mut Vec<u8>, number: u64, value: u64) {
    put_varint(bytes, number << 3 | VARINT);
    put_varint(bytes, value);
}

fn put_sized(bytes: &mut Vec<u8>, number: u64, value: &[u8]) {
    put_varint(bytes, number << 3 | SIZED);
    put_varint(bytes, value.len() as u64);
    bytes.extend_from_slice(value);
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap_or_default());
}

fn varint(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0_u64;
    for at in 0..10 {
        let (byte, rest) = bytes.split_first().ok_or(MALFORMED)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(MALFORMED.to_owned())
}

fn sized<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let length = usize::try_from(varint(bytes)?).map_err(|_| MALFORMED)?;
    let (value, rest) = bytes.split_at_checked(length).ok_or(MALFORMED)?;
    *bytes = rest;
    Ok(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn an_answer_can_be_read_back() {
        let (_, answers) = shapes("AddPersonalAccessToken").unwrap();
        let value = json!({
            "creationDate": "2030-01-02T03:04:05.678901000Z",
            "tokenId": "1",
            "token": "x".repeat(200),
        });
        assert_eq!(read(answers, &written(answers, &value)).unwrap(), value);
    }

    #[test]
    fn a_moment_before_1970_is_one_too() {
        let (asks, _) = shapes("AddPersonalAccessToken").unwrap();
        let value = json!({"expirationDate": "0001-01-01T00:00:00.000000001Z"});
        assert_eq!(read(asks, &written(asks, &value)).unwrap(), value);
    }

    #[test]
    fn what_is_cut_off_or_never_ends_is_refused_and_what_is_unknown_passed_over() {
        let (asks, _) = shapes("ListPersonalAccessTokens").unwrap();
        let filter = json!({"filters": [{"userIdFilter": {"id": "42"}}, {}]});
        let whole = written(asks, &filter);
        assert_eq!(read(asks, &whole).unwrap(), filter);
        assert!(read(asks, &whole[..whole.len() - 3]).is_err());
        assert!(read(asks, &[0xff; 11]).is_err());
        let mut unknown = Vec::new();
        put_number(&mut unknown, 99, 7);
        put_sized(&mut unknown, 98, b"more");
        assert_eq!(read(asks, &unknown).unwrap(), json!({}));
    }
}
