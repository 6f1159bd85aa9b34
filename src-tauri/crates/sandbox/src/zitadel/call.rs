//! A call that passed the door, and what its handlers have in common.

use serde_json::{Value, json};

use super::Zitadel;
use super::access::Caller;
use super::errors::Problem;
use super::protojson::{Fields, written};
use super::world::{View, World};
use crate::asked::Asked;

/// Answers a call.
pub(crate) type Handler = fn(&mut Call<'_>) -> Result<Value, Problem>;

pub(crate) struct Call<'a> {
    pub(crate) server: &'a Zitadel,
    pub(crate) world: &'a mut World,
    pub(crate) asked: &'a Asked,
    pub(crate) who: Caller,
    pub(crate) fields: Fields,
}

impl Call<'_> {
    /// A text of 1 to 200 characters.
    pub(crate) fn check_length(
        &self,
        message: &str,
        field: &str,
        name: &str,
    ) -> Result<(), Problem> {
        if (1..=200).contains(&self.fields.text(name).chars().count()) {
            return Ok(());
        }
        Err(Problem::invalid(
            &format!("{message}.{field}"),
            "value length must be between 1 and 200 runes, inclusive",
        ))
    }
}

/// A list of v1: without a limit unless one is asked for, and without a total where no row is left.
pub(crate) fn page_of(call: &Call<'_>, rows: Vec<Value>, view: View) -> Value {
    let mut details = json!({"viewTimestamp": written(view.taken_in)});
    let total = rows.len();
    let query = call.fields.message("query").cloned().unwrap_or_default();
    let rows = cut(rows, &query);
    let mut page = json!({});
    if !rows.is_empty() {
        details["totalResult"] = total.to_string().into();
        page["result"] = rows.into();
    }
    page["details"] = details;
    page
}

/// A list of v2 that is as old as v1: its totals are those of v1, its keys its own.
pub(crate) fn page_of_v2(rows: Vec<Value>, total: Option<usize>, view: View) -> Value {
    let mut page = json!({"details": {"timestamp": written(view.event)}});
    if let Some(total) = total {
        page["details"]["totalResult"] = total.to_string().into();
    }
    if !rows.is_empty() {
        page["result"] = rows.into();
    }
    page
}

/// The rows from `offset`, at most `limit` of them; 0 is no limit.
pub(crate) fn cut<T>(rows: Vec<T>, query: &Fields) -> Vec<T> {
    let offset = usize::try_from(query.number("offset")).unwrap_or(usize::MAX);
    let limit = match query.number("limit") {
        0 => usize::MAX,
        limit => usize::try_from(limit).unwrap_or(usize::MAX),
    };
    rows.into_iter().skip(offset).take(limit).collect()
}
