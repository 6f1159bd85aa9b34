//! `docs/fidelity.md`, written by this test and checked against what is true now.

use std::fmt::Write;
use std::path::PathBuf;

use crate::player::Outcome;
use crate::{IN_FULL, IN_PART, played, zitadel};

/// Set it to write the page anew.
const REGENERATE: &str = "PATWARDEN_WRITE_FIDELITY";

/// Why an exchange is answered otherwise, by file and place.
const REASONS: &[(&str, usize, &str)] = &[
    ("07a-token-exchange", 33, NO_REFRESH),
    ("07a-token-exchange", 67, NO_REFRESH),
    (
        "06-auth",
        72,
        "sent with two headers of the same name, of which the recording holds the one that did not count",
    ),
    (
        "06-auth",
        154,
        "the real server found the token and missed its user, once; the sandbox forgets both at once",
    ),
    (
        "12-faults",
        21,
        "a REST service that has just started forgets `Origin` in `Vary`",
    ),
];
const NO_REFRESH: &str = "the sandbox hands out no refresh tokens yet";

#[test]
fn the_fidelity_page_says_what_is_true_now() {
    let page = page();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/fidelity.md");
    if std::env::var_os(REGENERATE).is_some() {
        std::fs::write(&path, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/fidelity.md is stale: run this test with {REGENERATE}=1"
    );
}

fn page() -> String {
    let mut page = String::from(
        "# How near the sandbox is to the real server\n\n\
         Written by a test of `patwarden-sandbox`, which plays recordings of a DigitalHub core 0.15 against\n\
         the sandbox and judges status, headers, content type, keys, values and order. Left out of the count\n\
         is what was recorded on the management port, and what follows a change made to the database by hand.\n\n\
         | recording | exchanges | left out | matching | rate |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    let mut misses = String::new();
    for stem in IN_FULL.into_iter().chain(IN_PART) {
        told(&mut page, &mut misses, stem, &played(stem));
    }
    page.push_str(
        "\nThe same for recordings of a ZITADEL of October 2025 (v4). Left out is where nobody answered, and of\n\
         `08-users` what is not claimed.\n\n\
         | recording | exchanges | left out | matching | rate |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    for stem in zitadel::stems() {
        told(&mut page, &mut misses, stem, &zitadel::played(stem));
    }
    let claimed: Vec<_> = zitadel::CLAIMED
        .iter()
        .map(|(first, last)| format!("{first} to {last}"))
        .collect();
    let _ = writeln!(
        page,
        "\nOf `{}` the exchanges {} are claimed, counted from 0:\n\
         create, update, get, list, search and remove service users, what v2 refuses of notes on users, organizations,\n\
         and members with their roles. Not claimed are people and notes on users. The states of users are those of\n\
         `06-auth`.",
        zitadel::IN_PART,
        claimed.join(", ")
    );
    page.push_str("\n## Answered otherwise\n\n");
    if misses.is_empty() {
        page.push_str("Nothing.\n");
    } else {
        page.push_str("| recording | place | exchange | why |\n| --- | ---: | --- | --- |\n");
        page.push_str(&misses);
    }
    page.push_str(
        "\nAll of them are played a second time with other ids, names and dates, and in another order where it tells\n\
         nothing. Roles in projects (`/management/v1/users/grants/_search`) and the binary form of Connect were not\n\
         recorded: they follow the server's published descriptions.\n",
    );
    page.push_str(
        "\nThe free text of decoder messages may differ, and the order of keys in an object; neither is judged.\n",
    );
    page
}

fn told(page: &mut String, misses: &mut String, stem: &str, outcome: &Outcome) {
    row(page, stem, outcome);
    for (index, title, why) in &outcome.misses {
        let reason = REASONS
            .iter()
            .find(|(file, place, _)| (*file, *place) == (stem, *index))
            .unwrap_or_else(|| panic!("{stem} {index} ({title}) misses without a reason: {why}"));
        let _ = writeln!(misses, "| {stem} | {index} | {title} | {} |", reason.2);
    }
}

fn row(page: &mut String, stem: &str, outcome: &Outcome) {
    let tenths = outcome.matching() * 1000 / outcome.counted();
    let _ = writeln!(
        page,
        "| {stem} | {} | {} | {} | {}.{} % |",
        outcome.exchanges,
        outcome.left_out.len(),
        outcome.matching(),
        tenths / 10,
        tenths % 10
    );
}
