//go:build torture

package torture

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// Eight processes carry out commands on the same reviews, and are killed now and then.
// Whoever sends the commands writes down when each was sent and when it was answered.
// A model of what a review is must then be able to put all of them into one order in
// which each answer is right.

const processes = 8

// call is a command as it was sent.
type call struct {
	verb, id, review string
	expect           int64 // of a move
	move             string
}

// reply is what came back. A process that was killed gave no answer.
type reply struct {
	none        bool
	code        string
	first, last int64
	repeated    bool
	version     int64
}

// history is everything that was sent and answered.
type history struct {
	mu     sync.Mutex
	began  time.Time
	ops    []porcupine.Operation
	ids    int
	killed int
}

func (h *history) now() int64 { return int64(time.Since(h.began)) }

// send carries out one call and writes it down. It reports whether the process lives.
func (h *history) send(c *client, who int, in call) (reply, bool) {
	sent := h.now()
	var a answer
	var err error
	switch in.verb {
	case "move":
		a, err = c.ask("move %s %s %d %s", in.id, in.review, in.expect, in.move)
	default:
		a, err = c.ask("%s %s %s", in.verb, in.id, in.review)
	}
	out := reply{code: a.Code, version: a.Version, none: err != nil}
	if a.Receipt != nil {
		out.first, out.last, out.repeated = a.Receipt.First, a.Receipt.Last, a.Receipt.Repeated
	}
	answered := h.now()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: who, Input: in, Output: out, Call: sent, Return: answered})
	return out, err == nil
}

func (h *history) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.ops)
}

func (h *history) nextID() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ids++
	return fmt.Sprintf("op-%d", h.ids)
}

// sender sends calls through one process after another, until there are enough.
type sender struct {
	h       *history
	b       *board
	writer  string
	who     int
	reviews []string
	seen    map[string]int64 // versions
	past    []call           // that may be repeated
}

func (s *sender) run(enough func() bool, mortal bool) {
	for !enough() {
		c := s.b.begin(s.writer)
		if mortal {
			after := time.AfterFunc(time.Duration(200+rand.IntN(3000))*time.Millisecond, c.kill)
			defer after.Stop()
		}
		for alive := true; alive && !enough(); {
			alive = s.one(c)
		}
		if c.reap(s.b.t) {
			s.h.mu.Lock()
			s.h.killed++
			s.h.mu.Unlock()
		}
	}
}

// one sends one call: half of them moves, on the version that was seen last.
func (s *sender) one(c *client) bool {
	ref := s.reviews[rand.IntN(len(s.reviews))]
	in := call{verb: "add", review: ref}
	switch n := rand.IntN(10); {
	case n < 5:
		in.verb, in.expect, in.move = "move", s.seen[ref], []string{"review.go", "review.return"}[rand.IntN(2)]
	case n < 6 && len(s.past) > 0:
		in = s.past[rand.IntN(len(s.past))]
	case n < 8:
		in.verb = "version"
	}
	if in.id == "" {
		in.id = s.h.nextID()
	}
	out, alive := s.h.send(c, s.who, in)
	s.seen[in.review] = max(s.seen[in.review], out.last, out.version)
	if in.verb == "move" || in.verb == "add" {
		s.past = append(s.past, in)
	}
	return alive
}

func TestEightProcessesAgree(t *testing.T) {
	began := time.Now()
	h, b := together(t, program("writer"), size(1500, 12000), true)
	if h.killed == 0 {
		t.Error("no process was killed: this test shows little")
	}
	if !agrees(t, h.ops) {
		t.Error("there is no order in which every answer is right")
	}
	b.sound("db check")
	acknowledged := h.acknowledged()
	found, err := recorded(b.db)
	if err != nil {
		t.Fatal(err)
	}
	for id, r := range acknowledged {
		if got, ok := found[id]; !ok || got.First != r.first || got.Last != r.last {
			t.Errorf("%s was acknowledged as #%d–#%d and is lost, or another: %+v", id, r.first, r.last, got)
		}
	}
	figure(t, began, fmt.Sprintf("%d operations of %d processes on one database, %d of the processes killed", len(h.ops), processes, h.killed),
		fmt.Sprintf("%d acknowledged, 0 lost; one order explains every answer", len(acknowledged)), h.controls(t))
}

// together has processes work on a few reviews until they have sent so many commands.
func together(t *testing.T, writer string, many int, mortal bool) (*history, *board) {
	t.Helper()
	b := newBoard(t, t.TempDir())
	var reviews []string
	for range 4 + many/300 { // a review's whole history is one to be put in order
		reviews = append(reviews, b.must("open", "--workflow", "pendulum", "--no-conflict"))
	}
	h := &history{began: time.Now()}
	var wait sync.WaitGroup
	for who := range processes {
		s := &sender{h: h, b: b, writer: writer, who: who, reviews: reviews, seen: map[string]int64{}}
		for _, ref := range reviews {
			s.seen[ref] = opened
		}
		wait.Go(func() { s.run(func() bool { return h.count() >= many }, mortal) })
	}
	wait.Wait()
	h.readAll(b, writer, reviews)
	return h, b
}

// readAll reads every review once more, so that nothing can be taken from its end,
// and asks what became of the commands that were not answered.
func (h *history) readAll(b *board, writer string, reviews []string) {
	c := b.begin(writer)
	defer c.reap(b.t)
	h.settle(b, c)
	for _, ref := range reviews {
		if _, alive := h.send(c, processes, call{verb: "version", id: h.nextID(), review: ref}); !alive {
			b.t.Error("the last reader died")
		}
	}
}

// settle says of each command that was not answered whether it took effect, before its
// process died; else it is as if it had never been sent. Where it was sent again, and
// that was what took effect, this was not.
func (h *history) settle(b *board, c *client) {
	fresh := map[string]bool{}
	for _, op := range h.ops {
		if out := op.Output.(reply); out.code == "" && !out.none && !out.repeated {
			fresh[op.Input.(call).id] = true
		}
	}
	var ops []porcupine.Operation
	for _, op := range h.ops {
		in, out := op.Input.(call), op.Output.(reply)
		if !out.none {
			ops = append(ops, op)
			continue
		}
		a, err := c.ask("receipt %s", in.id)
		if err != nil {
			b.t.Fatal(err)
		}
		if a.Receipt != nil && !fresh[in.id] {
			out.first = a.Receipt.First
			op.Output = out
			ops = append(ops, op)
		}
	}
	h.ops = ops
}

func (h *history) acknowledged() map[string]reply {
	found := map[string]reply{}
	for _, op := range h.ops {
		in, out := op.Input.(call), op.Output.(reply)
		if in.verb != "version" && !out.none && out.code == "" {
			found[in.id] = out
		}
	}
	return found
}

// controls are what the checker must refuse: a history in which an acknowledged
// command is taken back, and the history of a program that lets one writer write over
// another.
func (h *history) controls(t *testing.T) string {
	refused := 0
	const tries = 20
	for range tries {
		if !agrees(t, withoutOne(h.ops)) {
			refused++
		}
	}
	if refused < tries/2 {
		t.Errorf("a history without one of its commands passes %d times of %d: the model shows little", tries-refused, tries)
	}
	torn, _ := together(t, planted(t, "writer", "lost-update"), 600, false)
	if agrees(t, torn.ops) {
		t.Error("a program that writes over others passes: the model shows nothing")
	}
	return fmt.Sprintf("a command taken out of the history: refused %d of %d times; a program that writes over others: refused", refused, tries)
}

// withoutOne takes an acknowledged command out of a history, that was not repeated.
func withoutOne(ops []porcupine.Operation) []porcupine.Operation {
	times := map[string]int{}
	for _, op := range ops {
		times[op.Input.(call).id]++
	}
	for {
		i := rand.IntN(len(ops))
		in, out := ops[i].Input.(call), ops[i].Output.(reply)
		if in.verb != "version" && out.code == "" && !out.none && times[in.id] == 1 {
			return append(append([]porcupine.Operation{}, ops[:i]...), ops[i+1:]...)
		}
	}
}
