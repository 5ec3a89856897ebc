-- The log is the truth: events, event_fields, commands and definition_files are
-- only ever added to. Everything else is folded from them and can be rebuilt.
--
-- There is one board in a file, and the board is in every key all the same, so
-- that a server shared by boards needs no other shape. Only events has a key of
-- one number, because in SQLite that number is the row's own place.

-- +goose Up

-- +goose StatementBegin
CREATE TABLE boards (
    code    TEXT    NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 20 AND code NOT GLOB '*[^A-Z0-9]*'),
    title   TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    state   BLOB    NOT NULL CHECK (length(state) > 1)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- A second board would share the numbering of the log.
CREATE UNIQUE INDEX boards_only_one ON boards ((1));

-- +goose StatementBegin
CREATE TABLE events (
    global      INTEGER PRIMARY KEY CHECK (global >= 1),
    board       TEXT    NOT NULL REFERENCES boards (code) DEFERRABLE INITIALLY DEFERRED,
    stream      TEXT    NOT NULL CHECK (stream = 'board' OR stream GLOB 'review/?*' OR stream GLOB 'person/?*' OR stream GLOB 'definition/?*'),
    seq         INTEGER NOT NULL CHECK (seq >= 1),
    kind        TEXT    NOT NULL CHECK (kind GLOB '[a-z]*.[a-z]*/[1-9]*'),
    command     TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL CHECK (length(recorded_at) = 30
                    AND recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].*Z'),
    occurred_on TEXT    NOT NULL CHECK (occurred_on = ''
                    OR occurred_on GLOB '[12][0-9][0-9][0-9]'
                    OR occurred_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]'
                    OR occurred_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    definition  TEXT    NOT NULL CHECK (definition = '' OR (length(definition) = 64 AND definition NOT GLOB '*[^0-9a-f]*')),
    envelope    BLOB    NOT NULL CHECK (length(envelope) > 1),
    UNIQUE (board, stream, seq),
    FOREIGN KEY (board, command) REFERENCES commands (board, id)
) STRICT;
-- +goose StatementEnd

-- Personal values lie here and nowhere else.
-- +goose StatementBegin
CREATE TABLE event_fields (
    global INTEGER NOT NULL REFERENCES events (global),
    path   TEXT    NOT NULL CHECK (path <> ''),
    class  TEXT    NOT NULL CHECK (class <> ''),
    salt   BLOB    NOT NULL CHECK (length(salt) = 32),
    value  BLOB    NOT NULL,
    PRIMARY KEY (global, path)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- What was carried out, so that a command that is repeated has its effect once.
-- +goose StatementBegin
CREATE TABLE commands (
    board       TEXT    NOT NULL,
    id          TEXT    NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    digest      TEXT    NOT NULL CHECK (digest <> ''),
    stream      TEXT    NOT NULL CHECK (stream <> ''),
    first       INTEGER NOT NULL CHECK (first >= 1),
    last        INTEGER NOT NULL CHECK (last >= first),
    reference   TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL CHECK (length(recorded_at) = 30),
    PRIMARY KEY (board, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TABLE definition_files (
    board TEXT NOT NULL,
    hash  TEXT NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    bytes BLOB NOT NULL CHECK (length(bytes) > 0),
    PRIMARY KEY (board, hash)
) STRICT;
-- +goose StatementEnd

-- The checked form of a definition can be made again from its file.
-- +goose StatementBegin
CREATE TABLE definition_checked (
    board   TEXT NOT NULL,
    hash    TEXT NOT NULL,
    checked BLOB NOT NULL CHECK (length(checked) > 0),
    PRIMARY KEY (board, hash),
    FOREIGN KEY (board, hash) REFERENCES definition_files (board, hash)
) STRICT;
-- +goose StatementEnd

-- sort is the reference with its numbers padded, so that EXB-2026-1000 comes
-- after EXB-2026-999, and so that two references that look alike cannot both be.
-- +goose StatementBegin
CREATE TABLE reviews (
    board     TEXT    NOT NULL REFERENCES boards (code),
    id        TEXT    NOT NULL CHECK (id <> ''),
    reference TEXT    NOT NULL CHECK (reference <> ''),
    sort      TEXT    NOT NULL CHECK (sort <> ''),
    workflow  TEXT    NOT NULL CHECK (workflow <> ''),
    number    INTEGER NOT NULL CHECK (number >= 1),
    version   INTEGER NOT NULL CHECK (version >= 1),
    opened_on TEXT    NOT NULL,
    closed    INTEGER NOT NULL CHECK (closed IN (0, 1)),
    on_hold   INTEGER NOT NULL CHECK (on_hold IN (0, 1)),
    next_due  TEXT    NOT NULL CHECK (next_due = '' OR next_due GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    next_clock TEXT   NOT NULL CHECK ((next_clock = '') = (next_due = '')),
    latest    TEXT    NOT NULL,
    stages    TEXT    NOT NULL CHECK (json_valid(stages)),
    state     BLOB    NOT NULL CHECK (length(state) > 1),
    PRIMARY KEY (board, id),
    UNIQUE (board, sort)
) STRICT;
-- +goose StatementEnd

CREATE INDEX reviews_running ON reviews (board, sort, next_due) WHERE next_due <> '';

-- Where each track of each review stands, in the order in which lists run.
-- +goose StatementBegin
CREATE TABLE review_tracks (
    board  TEXT NOT NULL,
    stage  TEXT NOT NULL CHECK (stage GLOB '[a-z]*' AND stage NOT GLOB '*[^a-z0-9_]*'),
    sort   TEXT NOT NULL,
    track  TEXT NOT NULL CHECK (track GLOB '[a-z]*' AND track NOT GLOB '*[^a-z0-9_]*'),
    item   TEXT NOT NULL,
    PRIMARY KEY (board, stage, sort, track, item),
    FOREIGN KEY (board, sort) REFERENCES reviews (board, sort) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- Who has a part in which review, from a day and until a day.
-- +goose StatementBegin
CREATE TABLE review_people (
    board      TEXT NOT NULL,
    person     TEXT NOT NULL CHECK (person <> ''),
    sort       TEXT NOT NULL,
    assignment TEXT NOT NULL CHECK (assignment <> ''),
    from_on    TEXT NOT NULL,
    until_on   TEXT NOT NULL,
    PRIMARY KEY (board, person, sort, assignment),
    FOREIGN KEY (board, sort) REFERENCES reviews (board, sort) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TABLE people (
    board   TEXT    NOT NULL REFERENCES boards (code),
    id      TEXT    NOT NULL CHECK (id <> ''),
    handle  TEXT    NOT NULL CHECK (handle GLOB 'p[1-9]*' AND substr(handle, 2) NOT GLOB '*[^0-9]*'),
    version INTEGER NOT NULL CHECK (version >= 1),
    state   BLOB    NOT NULL CHECK (length(state) > 1),
    PRIMARY KEY (board, id),
    UNIQUE (board, handle)
) STRICT;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TABLE adoptions (
    board    TEXT    NOT NULL REFERENCES boards (code),
    workflow TEXT    NOT NULL CHECK (workflow GLOB '[a-z]*' AND workflow NOT GLOB '*[^a-z0-9-]*'),
    version  INTEGER NOT NULL CHECK (version >= 1),
    state    BLOB    NOT NULL CHECK (length(state) > 1),
    PRIMARY KEY (board, workflow)
) STRICT;
-- +goose StatementEnd

-- The last number given out: references by London year, handles under year 0.
-- +goose StatementBegin
CREATE TABLE counters (
    board TEXT    NOT NULL REFERENCES boards (code),
    name  TEXT    NOT NULL CHECK (name IN ('review', 'person')),
    year  INTEGER NOT NULL CHECK (year BETWEEN 0 AND 9999),
    value INTEGER NOT NULL CHECK (value >= 1),
    PRIMARY KEY (board, name, year)
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- A place in the log is taken once, and in order. This also stops INSERT OR
-- REPLACE, which deletes without asking the triggers below.
-- +goose StatementBegin
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.global <> (SELECT coalesce(max(global), 0) + 1 FROM events)
  OR NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE board = NEW.board AND stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'events are added in order'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_fields_not_replaced BEFORE INSERT ON event_fields
WHEN EXISTS (SELECT 1 FROM event_fields WHERE global = NEW.global AND path = NEW.path)
BEGIN SELECT RAISE(ABORT, 'personal values are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_not_updated BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_fields_not_updated BEFORE UPDATE ON event_fields
BEGIN SELECT RAISE(ABORT, 'personal values are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_fields_not_deleted BEFORE DELETE ON event_fields
BEGIN SELECT RAISE(ABORT, 'personal values are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER commands_not_updated BEFORE UPDATE ON commands
BEGIN SELECT RAISE(ABORT, 'commands are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER commands_not_deleted BEFORE DELETE ON commands
BEGIN SELECT RAISE(ABORT, 'commands are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER definition_files_not_updated BEFORE UPDATE ON definition_files
BEGIN SELECT RAISE(ABORT, 'definition files are only ever added'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER definition_files_not_deleted BEFORE DELETE ON definition_files
BEGIN SELECT RAISE(ABORT, 'definition files are only ever added'); END;
-- +goose StatementEnd
