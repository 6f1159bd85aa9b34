//! What the placeholders of each platform's recordings look like.

pub(crate) mod digitalhub;
pub(crate) mod zitadel;

/// Whose recordings are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    DigitalHub,
    Zitadel,
}

/// `<PAT:1>` is of the kind `PAT`.
pub(crate) fn kind(placeholder: &str) -> &str {
    let inner = placeholder.trim_matches(|c| c == '<' || c == '>');
    inner.split([':', ' ', '+']).next().unwrap_or(inner)
}

/// `<PAT:1>` is described under `<PAT:n>`.
pub(crate) fn of_all(placeholder: &str) -> String {
    format!("<{}:n>", kind(placeholder))
}
