package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// appendIn names the database in which this program, started again, appends
// until it is killed. With tooEarly it acknowledges before it appends.
const (
	appendIn = "SCR_TEST_APPEND_IN"
	tooEarly = "SCR_TEST_ACKNOWLEDGE_TOO_EARLY"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(appendIn); path != "" {
		if err := appendForEver(path, os.Getpid()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if path := os.Getenv(holdOpen); path != "" {
		if err := keepOpen(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// appendForEver opens reviews and moves them, and prints the id of each command
// that was acknowledged.
func appendForEver(path string, who int) error {
	ctx := context.Background()
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	acknowledge := func(id string, before review.State, bodies ...review.Body) error {
		a := review.Append{Before: before, Command: id, Digest: id, RecordedBy: "p1", RecordedAt: time.Now()}
		for _, b := range bodies {
			a.Events = append(a.Events, review.Event{OccurredOn: review.NewDate(2026, 3, 2), Body: b})
		}
		if os.Getenv(tooEarly) != "" {
			fmt.Println(id)
			time.Sleep(time.Minute) // the kill comes first
		}
		if _, err := db.Append(ctx, a); err != nil {
			return err
		}
		fmt.Println(id)
		return nil
	}
	for n := 0; ; n++ {
		r := &review.Review{ID: fmt.Sprintf("%d-%d", who, n)}
		opened := &review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: storetest.Hash()}}
		if err := acknowledge(r.ID+"-a", r, opened, &review.TrackOpened{Track: "review", Stage: "referred"}); err != nil {
			return err
		}
		if r, err = db.Review(ctx, opened.Reference); err != nil {
			return err
		}
		err := acknowledge(r.ID+"-b", r, storetest.Move("referred", "decided"), storetest.Finding("finding-1", "killed"))
		if err != nil {
			return err
		}
	}
}

// TestNothingAcknowledgedIsLostToAKill starts two programs that append, kills
// them in the middle of it, and looks for everything they acknowledged.
func TestNothingAcknowledgedIsLostToAKill(t *testing.T) {
	const rounds = 10 // of two kills each
	path := create(t)
	storetest.NewClerk(t, open(t, path, store.Options{}))
	total := 0
	for range rounds {
		var acknowledged [2][]string
		var wait sync.WaitGroup
		for i := range acknowledged {
			wait.Go(func() { acknowledged[i] = killed(t, path, 1+rand.IntN(40)) })
		}
		wait.Wait()
		both := append(acknowledged[0], acknowledged[1]...)
		for _, command := range lost(t, path, both) {
			t.Errorf("acknowledged and lost: %s", command)
		}
		total += len(both)
	}
	if total < 2*rounds {
		t.Errorf("only %d commands were acknowledged", total)
	}
}

// A store that acknowledged too early must fail the test above, or it shows nothing.
func TestTheKillTestSeesALoss(t *testing.T) {
	path := create(t)
	storetest.NewClerk(t, open(t, path, store.Options{}))
	t.Setenv(tooEarly, "1")
	if acknowledged := killed(t, path, 1); len(lost(t, path, acknowledged)) != 1 {
		t.Errorf("of %v nothing is missing", acknowledged)
	}
}

// lost returns which of the commands are not in the database, which must be sound.
func lost(t *testing.T, path string, acknowledged []string) []string {
	t.Helper()
	c := &storetest.Clerk{TB: t, Store: open(t, path, store.Options{})}
	c.Verify()
	var missing []string
	for _, command := range acknowledged {
		switch _, _, err := c.Store.Receipt(t.Context(), command); {
		case review.CodeOf(err) == review.NotFound && err != nil:
			missing = append(missing, command)
		case err != nil:
			t.Error(err)
		}
	}
	return missing
}

// killed starts a program that appends, kills it some time after it acknowledged
// so many commands, and returns all it acknowledged.
func killed(t *testing.T, path string, after int) []string {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), appendIn+"="+path)
	var said strings.Builder
	child.Stderr = &said
	out, err := child.StdoutPipe()
	if err != nil {
		t.Error(err)
		return nil
	}
	if err := child.Start(); err != nil {
		t.Error(err)
		return nil
	}
	var acknowledged []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == after {
			time.AfterFunc(time.Duration(rand.IntN(2000))*time.Microsecond, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || said.Len() > 0 {
		t.Errorf("the program ended by itself (%v): %s", err, said.String())
	}
	return acknowledged
}
