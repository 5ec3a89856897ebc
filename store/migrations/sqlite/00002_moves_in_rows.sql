-- The moves of a review are only ever added to. In the review's own row they made
-- every move dearer than the one before it.

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

-- +goose StatementBegin
INSERT INTO review_moves (board, review, seq, state)
SELECT r.board, r.id, m.value ->> '$.seq', m.value
FROM reviews r, json_each(CAST(r.state AS TEXT), '$.moves') m;
-- +goose StatementEnd

-- +goose StatementBegin
UPDATE reviews
SET state = CAST(json_remove(CAST(state AS TEXT), '$.moves') AS BLOB);
-- +goose StatementEnd
