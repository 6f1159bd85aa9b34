CREATE TABLE account (
    id TEXT PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL,
    username TEXT,
    extra_ca TEXT,
    plain_http_agreed INTEGER NOT NULL,
    session_only INTEGER NOT NULL,
    server_version TEXT,
    clock_skew_seconds INTEGER NOT NULL,
    refreshed_at TEXT,
    trouble TEXT
) STRICT;

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    server_id TEXT,
    owner TEXT NOT NULL,
    name TEXT,
    note TEXT,
    scopes TEXT NOT NULL,
    created_at TEXT,
    expires_at TEXT,
    custody TEXT NOT NULL,
    identity TEXT NOT NULL,
    refused INTEGER NOT NULL,
    revoked_at TEXT,
    recorded_at TEXT NOT NULL,
    used_here_at TEXT,
    details TEXT NOT NULL,
    UNIQUE (account, server_id)
) STRICT;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    record TEXT NOT NULL,
    step TEXT NOT NULL,
    process TEXT,
    updated_at TEXT NOT NULL,
    outcome TEXT
) STRICT;
CREATE UNIQUE INDEX journal_open ON journal (record) WHERE outcome IS NULL;

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    account TEXT NOT NULL,
    record TEXT,
    name TEXT NOT NULL
) STRICT;
CREATE INDEX activity_record ON activity (record, id);
