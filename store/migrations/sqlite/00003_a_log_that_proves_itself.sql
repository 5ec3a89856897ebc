-- The log gets a tree over it, the values beside it can be sealed, and whoever reads
-- them is written down.

-- +goose Up

-- A value is kept as one run of bytes. The first says how: 0 is 32 bytes of salt and
-- the value in the clear; every other number is a way of sealing both.
-- +goose StatementBegin
CREATE TABLE event_fields_3 (
    global INTEGER NOT NULL REFERENCES events (global),
    path   TEXT    NOT NULL CHECK (path <> ''),
    class  TEXT    NOT NULL CHECK (class <> ''),
    sealed BLOB    NOT NULL CHECK (length(sealed) >= 33),
    PRIMARY KEY (global, path)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd
-- +goose StatementBegin
INSERT INTO event_fields_3 (global, path, class, sealed)
SELECT global, path, class, CAST(x'00' || salt || value AS BLOB)
FROM event_fields;
-- +goose StatementEnd
DROP TABLE event_fields;
ALTER TABLE event_fields_3 RENAME TO event_fields;

-- What an erasure took away, and which event says so. It is folded from the log.
-- +goose StatementBegin
CREATE TABLE erased_fields (
    global    INTEGER NOT NULL REFERENCES events (global),
    path      TEXT    NOT NULL CHECK (path <> ''),
    erased_by INTEGER NOT NULL REFERENCES events (global) CHECK (erased_by > global),
    PRIMARY KEY (global, path)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- Erasures whose keys may still be in the key ring. They are finished before anything
-- else is done.
-- +goose StatementBegin
CREATE TABLE unfinished_erasures (
    erased_by INTEGER PRIMARY KEY REFERENCES events (global)
) STRICT;
-- +goose StatementEnd

-- Which slot of the key ring holds a stream's key. The ring itself is never here.
-- +goose StatementBegin
CREATE TABLE stream_keys (
    board  TEXT    NOT NULL,
    stream TEXT    NOT NULL CHECK (stream <> ''),
    slot   INTEGER NOT NULL CHECK (slot >= 0),
    PRIMARY KEY (board, stream),
    UNIQUE (board, slot)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- The slot that is used next: one that was used never is again. Of the slots before
-- "since" nobody knows what became of them: the log was put back, and lacks what they
-- were used for. The ring was in that epoch when it was last used, and never is in an
-- earlier one. After a restore counting begins anew, behind all slots of the ring.
-- +goose StatementBegin
CREATE TABLE key_slots (
    board TEXT    NOT NULL PRIMARY KEY,
    next  INTEGER NOT NULL CHECK (next >= 0),
    since INTEGER NOT NULL CHECK (since BETWEEN 0 AND next),
    epoch INTEGER NOT NULL CHECK (epoch >= 1),
    anew  INTEGER NOT NULL CHECK (anew IN (0, 1))
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

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

-- Signed notes: how long both logs were, and the roots of their trees.
-- +goose StatementBegin
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    board  TEXT    NOT NULL,
    size   INTEGER NOT NULL CHECK (size >= 1),
    note   TEXT    NOT NULL CHECK (note <> '')
) STRICT;
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
CREATE TRIGGER event_fields_not_replaced BEFORE INSERT ON event_fields
WHEN EXISTS (SELECT 1 FROM event_fields WHERE global = NEW.global AND path = NEW.path)
  OR EXISTS (SELECT 1 FROM erased_fields WHERE global = NEW.global AND path = NEW.path)
BEGIN SELECT RAISE(ABORT, 'personal values are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_fields_not_updated BEFORE UPDATE ON event_fields
BEGIN SELECT RAISE(ABORT, 'personal values are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_fields_not_deleted BEFORE DELETE ON event_fields
WHEN NOT EXISTS (SELECT 1 FROM erased_fields WHERE global = OLD.global AND path = OLD.path)
BEGIN SELECT RAISE(ABORT, 'personal values are only taken away by an erasure'); END;
-- +goose StatementEnd
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
-- +goose StatementBegin
CREATE TRIGGER checkpoints_not_updated BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoints_not_deleted BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are only ever added'); END;
-- +goose StatementEnd

PRAGMA user_version = 3;
