-- In the review's own row its moves made every move dearer than the one before it.

-- +goose Up

-- +goose StatementBegin
CREATE TABLE review_moves (
    board  TEXT    NOT NULL,
    review TEXT    NOT NULL,
    seq    INTEGER NOT NULL CHECK (seq >= 1),
    state  TEXT    NOT NULL CHECK (json_valid(state)),
    PRIMARY KEY (board, review, seq),
    FOREIGN KEY (board, review) REFERENCES reviews (board, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
-- +goose StatementEnd

-- A row that is damaged stops nobody: "scr db check" finds it, and it can be made
-- anew from the log.
-- +goose StatementBegin
INSERT OR IGNORE INTO review_moves (board, review, seq, state)
SELECT r.board, r.id, m.value ->> '$.seq', m.value
FROM (SELECT board, id, CAST(state AS TEXT) AS state FROM reviews WHERE json_valid(CAST(state AS TEXT))) r,
	json_each(r.state, '$.moves') m
WHERE m.type = 'object';
-- +goose StatementEnd

-- +goose StatementBegin
UPDATE reviews
SET state = CAST(json_remove(CAST(state AS TEXT), '$.moves') AS BLOB)
WHERE json_valid(CAST(state AS TEXT));
-- +goose StatementEnd

-- A program that has the database open while another version migrates it looks at
-- this number before it writes. Each migration sets it to its own.
-- +goose StatementBegin
PRAGMA user_version = 2;
-- +goose StatementEnd
