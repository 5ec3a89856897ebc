// Command writer carries out commands in a loop, with the store and the engine
// wired as the program wires them: a process for each command is too slow for a
// hundred thousand. It reads one command from each line of standard input and
// answers each with a line of JSON on standard output, when the command is on disk.
//
//	open ID                  open a review
//	add ID REF               add a meeting: decided again when somebody wrote meanwhile
//	tell ID REF              add a document with a text beside the log
//	move ID REF VERSION MOVE make a move, if the review is still at that version
//	version ID REF           say at which version the review is
//	receipt ID               say what became of a command
//	clock ID SECONDS         from now on the clock is so much ahead
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"scr/engine"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
)

func main() {
	path := flag.String("db", "", "the database")
	keys := flag.String("keys", "", "folder of the board's keys")
	workflow := flag.String("workflow", "pendulum", "the definition that reviews are opened under")
	flag.Parse()
	if err := run(context.Background(), *path, *keys, *workflow); err != nil {
		fmt.Fprintln(os.Stderr, "writer: error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path, keys, workflow string) (err error) {
	ring, err := keyring.Open(keys, keyring.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ring.Close()) }()
	db, err := store.Open(ctx, path, store.Options{Keys: ring, Signs: ring})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w := &writer{db: db, workflow: workflow}
	w.engine = &engine.Engine{Store: db, Now: func() time.Time { return time.Now().Add(w.ahead) },
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() }}
	if w.who, err = w.actor(ctx); err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := json.NewEncoder(os.Stdout).Encode(w.answer(ctx, strings.Fields(lines.Text()))); err != nil {
			return err
		}
	}
	return lines.Err()
}

type writer struct {
	db       *store.DB
	engine   *engine.Engine
	who      string // handle of the person whose login this is
	workflow string
	ahead    time.Duration
}

func (w *writer) actor(ctx context.Context) (string, error) {
	u, err := user.Current()
	if err != nil {
		return "", err
	}
	return w.engine.Actor(ctx, u.Username)
}

// Answer is what the writer says of a command.
type Answer struct {
	ID      string      `json:"id"`
	Code    review.Code `json:"code,omitempty"` // of the error, when it failed
	Says    string      `json:"says,omitempty"`
	Version int64       `json:"version,omitempty"`
	Receipt *Receipt    `json:"receipt,omitempty"`
}

// Receipt is a receipt without its events.
type Receipt struct {
	Stream    string    `json:"stream"`
	Reference string    `json:"reference"`
	First     int64     `json:"first"`
	Last      int64     `json:"last"`
	At        time.Time `json:"at"`
	Repeated  bool      `json:"repeated"`
}

// answer carries out one command.
func (w *writer) answer(ctx context.Context, words []string) Answer {
	if len(words) < 2 {
		return Answer{Code: review.Usage, Says: "a command has a verb and an id"}
	}
	a := Answer{ID: words[1]}
	err := w.do(ctx, &a, words[0], words[2:])
	if err != nil {
		a.Code, a.Says = review.CodeOf(err), err.Error()
	}
	return a
}

func (w *writer) do(ctx context.Context, a *Answer, verb string, args []string) error {
	meta := engine.Meta{CommandID: a.ID, User: w.who}
	switch {
	case verb == "open":
		return a.took(w.engine.Open(ctx, engine.Open{Meta: meta, Workflow: w.workflow, NoConflict: true}))
	case verb == "add" && len(args) == 1:
		body := &review.Added[review.Meeting]{Record: review.Meeting{Kind: "introductory"}}
		return a.took(w.engine.Record(ctx, engine.Record{Meta: meta, Review: args[0], Body: body}))
	case verb == "tell" && len(args) == 1:
		body := &review.Added[review.Document]{Record: review.Document{Kind: "report", Title: review.NewText("a made-up title of " + a.ID)}}
		return a.took(w.engine.Record(ctx, engine.Record{Meta: meta, Review: args[0], Body: body}))
	case verb == "move" && len(args) == 3:
		version, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil {
			return err
		}
		meta.Expect = version
		return a.took(w.engine.Advance(ctx, engine.Advance{Meta: meta, Review: args[0], Move: args[2]}))
	}
	return w.look(ctx, a, verb, args)
}

// look does what writes nothing.
func (w *writer) look(ctx context.Context, a *Answer, verb string, args []string) error {
	switch {
	case verb == "version" && len(args) == 1:
		r, err := w.db.Review(ctx, args[0])
		if err == nil {
			a.Version = r.Version
		}
		return err
	case verb == "receipt":
		r, _, err := w.db.Receipt(ctx, a.ID)
		return a.took(engine.Outcome{Receipt: r}, err)
	case verb == "clock" && len(args) == 1:
		seconds, err := strconv.ParseInt(args[0], 10, 64)
		w.ahead = time.Duration(seconds) * time.Second
		return err
	}
	return review.Errorf(review.Usage, "%s with %d arguments is no command", verb, len(args))
}

// took keeps the receipt of a command.
func (a *Answer) took(out engine.Outcome, err error) error {
	if err == nil {
		r := out.Receipt
		a.Receipt = &Receipt{Stream: string(r.Stream), Reference: r.Reference, First: r.First, Last: r.Last, At: r.At, Repeated: r.Repeated}
	}
	return err
}
