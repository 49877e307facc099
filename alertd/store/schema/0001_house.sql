-- The log: every event that can change a page. `key` makes exact duplicates harmless.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_key ON event (key) WHERE key IS NOT NULL;

-- What strangers wrote: personal, erasable at any time; replay of decisions does not need it. An edit adds a row.
CREATE TABLE post (
    key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    author TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (key, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_author ON post (author);
CREATE INDEX post_at ON post (at);

-- Where each source stands; committed with its events.
CREATE TABLE cursor (source TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Records that were no mentions, with their reason.
CREATE TABLE rejected (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    source TEXT NOT NULL,
    line INTEGER,
    reason TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Pages to send. planned -> leased -> accepted -> delivered, or retry, unknown, dead, cancelled.
CREATE TABLE outbox (
    page_id TEXT PRIMARY KEY,
    ordinal INTEGER NOT NULL,
    incident TEXT,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    due REAL NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    is_repeat INTEGER NOT NULL DEFAULT 0,
    is_cancelled INTEGER NOT NULL DEFAULT 0,
    boot TEXT,
    detail TEXT NOT NULL DEFAULT '',
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due) WHERE state IN ('planned', 'retry', 'unknown');
CREATE INDEX outbox_incident ON outbox (incident);

CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    opened REAL NOT NULL,
    state TEXT NOT NULL,
    watch TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Why everything was decided.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    incident TEXT,
    watch TEXT NOT NULL,
    rule TEXT,
    reason TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX decision_incident ON decision (incident) WHERE incident IS NOT NULL;
CREATE INDEX decision_at ON decision (at);

-- The engine as it was at meta.snapshot_seq: throw-away, only makes the start faster.
CREATE TABLE state (key TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
