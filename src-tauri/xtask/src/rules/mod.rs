//! Rules of the house that no compiler knows.

pub(crate) mod dependencies;
mod graph;
pub(crate) mod house;
