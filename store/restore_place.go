package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"scr/internal/audit"
	"scr/review"
)

// InPlace is what lies where a database is to be put back, as it was when it was asked.
type InPlace struct {
	Found      bool             // there is a file
	Unasked    error            // why it could say nothing; nil: it was asked, or there is none
	Checkpoint audit.Checkpoint // how far its log, and that of who read what, had come
	Notes      [][]byte         // the signed checkpoints that it keeps

	path string
}

// PathOf returns the whole path of the file that a URL names, which is a path, or
// "sqlite:" and a path.
func PathOf(url string) (string, error) { return pathOf(url) }

// AskInPlace asks the database in a place how far its log has come, before it is moved
// aside: what is recorded in it after that was not asked, see [Restore].
func AskInPlace(ctx context.Context, url string) (*InPlace, error) {
	path, err := pathOf(url)
	if err != nil {
		return nil, err
	}
	p := InPlace{path: path}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return &p, nil
	}
	p.Found = true
	p.Unasked = p.ask(ctx)
	return &p, ctx.Err()
}

func (p *InPlace) ask(ctx context.Context) (err error) {
	db, err := Open(ctx, p.path, Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if p.Checkpoint, err = db.Checkpoint(ctx); err != nil {
		return err
	}
	p.Notes, err = db.Checkpoints(ctx)
	return err
}

// claimInPlace claims the database in place for as long as it is being moved, and refuses
// one in which something was recorded after it was asked: that would be lost, and nobody
// would have answered for it. It returns what ends the claim.
func (r Restore) claimInPlace(ctx context.Context, path string) (release func(), err error) {
	_, err = os.Lstat(path)
	switch there := !errors.Is(err, fs.ErrNotExist); {
	case there != r.Replace.Found:
		return func() {}, movedOn(path)
	case !there:
		return func() {}, nil
	case r.Replace.Unasked != nil:
		return claimUnasked(path)
	}
	return r.claimAsAsked(ctx, path)
}

// claimUnasked claims a database of which nobody knows how far its log had come.
func claimUnasked(path string) (release func(), err error) {
	f, err := claim(path)
	if errors.Is(err, fs.ErrNotExist) { // a link to nowhere
		return func() {}, nil
	}
	return func() { f.Close() }, err
}

// claimAsAsked reads the log's end under the claim. SQLite has the file open before that
// and closes it after: when it opens a file it takes a shared lock in the claim's place,
// and when it closes one, the claim is gone.
func (r Restore) claimAsAsked(ctx context.Context, path string) (release func(), err error) {
	db, err := Open(ctx, path, Options{})
	if err != nil {
		return func() {}, err
	}
	f, err := claim(path)
	release = func() { db.Close(); f.Close() }
	if err != nil {
		return release, err
	}
	now, err := db.Checkpoint(ctx)
	if err == nil && now != r.Replace.Checkpoint {
		err = movedOn(path)
	}
	return release, err
}

// movedOn says that a place is not any more as it was when the loss was judged.
func movedOn(path string) error {
	return review.Errorf(review.Conflict, "%s is not as it was when the restore began: somebody worked with it meanwhile, and nothing was restored", path).
		WithHint("let nobody work with the program, then repeat the command; what was recorded is in its place")
}

// fold has SQLite take into its file what lies beside a database that was moved aside. It
// did not when that was closed, because the file had another name by then. Where it
// cannot, nothing is amiss: what lies beside it is read with it.
func (p *InPlace) fold(ctx context.Context, path string) {
	if path == "" || p.Unasked != nil {
		return
	}
	if db, err := Open(ctx, path, Options{}); err == nil {
		db.Close()
	}
}
