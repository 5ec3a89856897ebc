-- Whoever reads personal values is written down.

-- +goose Up

-- The hashes of the trees over the log and over the access log, at the positions
-- that RFC 6962's tiles count them. They can be computed again.
-- +goose StatementBegin
CREATE TABLE tree_hashes (
    board    TEXT    NOT NULL,
    log      TEXT    NOT NULL CHECK (log IN ('events', 'access')),
    position INTEGER NOT NULL CHECK (position >= 0),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (board, log, position)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- Who read what, and why: written before it is shown. It never says what was read.
-- +goose StatementBegin
CREATE TABLE access_log (
    number      INTEGER PRIMARY KEY CHECK (number >= 1),
    board       TEXT    NOT NULL,
    person      TEXT    NOT NULL CHECK (person <> ''),
    stream      TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL CHECK (length(recorded_at) = 30),
    record      BLOB    NOT NULL CHECK (length(record) > 1)
) STRICT;
-- +goose StatementEnd
CREATE INDEX access_of_person ON access_log (board, person, number);
CREATE INDEX access_of_stream ON access_log (board, stream, number);

-- +goose StatementBegin
CREATE TRIGGER access_log_in_order BEFORE INSERT ON access_log
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM access_log)
BEGIN SELECT RAISE(ABORT, 'access is recorded in order'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER access_log_not_updated BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'access is only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER access_log_not_deleted BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'access is only ever added'); END;
-- +goose StatementEnd

PRAGMA user_version = 3;
