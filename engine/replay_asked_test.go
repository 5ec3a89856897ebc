package engine_test

import (
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// asking is a board of three administrators: p1, p2 and p3.
func asking(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).loggedIn()
	w.agrees("p2", true, "p1")
	w.agrees("p3", true, "p1", "p2")
	w.now = w.now.Add(time.Hour) // what comes now was not decided while one administered alone
	return w
}

// agrees has people type, one after the other, that somebody administers, or no longer.
func (w *world) agrees(of string, administers bool, by ...string) {
	w.t.Helper()
	for _, user := range by {
		p := person(of)
		p.Administrator = administers
		w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by(user), Person: p, Why: "a test"}))
	}
	if w.administers(of) != administers {
		w.t.Fatalf("%s administers: %t", of, !administers)
	}
}

// names has somebody type a login for p7.
func (w *world) names(by, login string) {
	w.t.Helper()
	w.must(w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by(by), Login: login, Person: "p7"}))
}

// gives has somebody type an office for p7, from a day or without one.
func (w *world) gives(by, from string) {
	w.t.Helper()
	w.asksOffice(engine.HoldOffice{Meta: w.by(by), Office: "chair", Person: "p7"}, from)
}

// ends has somebody type an end of the privacy officer's office, on a day or without one.
func (w *world) ends(by, to string) {
	w.t.Helper()
	w.asksOffice(engine.HoldOffice{Meta: w.by(by), Office: engine.PrivacyOfficer, Person: "p7", Leave: true}, to)
}

func (w *world) asksOffice(cmd engine.HoldOffice, day string) {
	w.t.Helper()
	if day != "" && cmd.Leave {
		cmd.To = date(w.t, day)
	} else if day != "" {
		cmd.From = date(w.t, day)
	}
	w.must(w.HoldOffice(w.t.Context(), cmd))
}

// watching has p7 hold the privacy officer's office.
func (w *world) watching() {
	w.t.Helper()
	for _, by := range []string{"p1", "p2"} {
		w.must(w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by(by), Office: engine.PrivacyOfficer, Person: "p7", From: date(w.t, "2013")}))
	}
}

// TestWhatWasAskedForCrosswiseIsNoDoubt: two asked for different logins, or for an office with
// and without its day, and then one typed what the other had asked for. Held against what had
// been asked for last, it was doubted.
func TestWhatWasAskedForCrosswiseIsNoDoubt(t *testing.T) {
	const today = "2014-09-01"
	tests := []struct {
		name  string
		story func(w *world)
		done  func(b *review.Board) bool
	}{
		{"a login, asked for before another", func(w *world) {
			w.names("p1", "right")
			w.names("p2", "wrong")
			w.names("p2", "right")
		}, named},
		{"a login, asked for after another", func(w *world) {
			w.names("p2", "wrong")
			w.names("p1", "right")
			w.names("p2", "right")
		}, named},
		{"three logins", func(w *world) {
			w.names("p1", "right")
			w.names("p2", "wrong")
			w.names("p3", "other")
			w.names("p3", "right")
		}, named},
		{"a login, asked for by one who administers no more as well", func(w *world) {
			w.names("p1", "right")
			w.names("p3", "other")
			w.agrees("p3", false, "p1", "p2")
			w.now = w.now.Add(time.Hour)
			w.names("p2", "right")
		}, named},
		{"an office, with its day", func(w *world) {
			w.gives("p1", "")
			w.gives("p2", today)
			w.gives("p1", today)
		}, given},
		{"an office, without its day", func(w *world) {
			w.gives("p1", today)
			w.gives("p2", "")
			w.gives("p1", "")
		}, given},
		{"the end of an office, with its day", func(w *world) {
			w.watching()
			w.ends("p1", "")
			w.ends("p2", today)
			w.ends("p1", today)
		}, over},
		{"the end of an office, without its day", func(w *world) {
			w.watching()
			w.ends("p1", today)
			w.ends("p2", "")
			w.ends("p1", "")
		}, over},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := asking(t)
			tt.story(w)
			if !tt.done(w.board()) {
				t.Fatal("it is not done")
			}
			if found := w.replayed(t); len(found) > 0 {
				t.Errorf("doubted: %+v", found)
			}
			w.clean()
		})
	}
}

func named(b *review.Board) bool { return b.Users[len(b.Users)-1].ID == "user-8" }
func given(b *review.Board) bool { return len(b.Offices) == 2 }
func over(b *review.Board) bool  { return !b.Offices[1].To.IsZero() }

// TestWhatOneAloneAskedForIsDoubted: nobody else who could approve asked for it.
func TestWhatOneAloneAskedForIsDoubted(t *testing.T) {
	already := ", which is refused on what stood there: you asked for that already: it waits for "
	login := func(f forger) (review.Stream, int64) {
		return f.onBoard(&review.UserNamed{User: review.User{ID: "user-8", Login: review.NewText("right"), Person: "p7"}})
	}
	office := func(f forger) (review.Stream, int64) {
		return f.onBoard(&review.OfficeHeld{Office: "chair", Person: "p7", From: date(f.t, "2014-09-01")})
	}
	end := func(f forger) (review.Stream, int64) {
		return f.onBoard(&review.OfficeLeft{Office: engine.PrivacyOfficer, Person: "p7", To: date(f.t, "2014-09-01")})
	}
	tests := []struct {
		name  string
		story func(w *world)
		forge func(f forger) (review.Stream, int64)
		says  string
	}{
		{"a login", func(w *world) { w.names("p1", "right") }, login, "user.named/1 was recorded" + already + "p2 or p3"},
		{"a login that nobody asked for", func(*world) {}, login, "user.named/1 was recorded where approval.asked/2 was to be"},
		{"a login of somebody else was asked for", func(w *world) {
			w.names("p1", "right")
			w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p2"), Login: "right", Person: "p6"}))
		}, login, "user.named/1 was recorded" + already + "p2 or p3"},
		{"a login, after who asked for it administers no more", func(w *world) {
			w.names("p1", "right")
			w.names("p3", "right enough")
			w.agrees("p3", false, "p1", "p2")
		}, login, "user.named/1 was recorded where approval.asked/2 was to be"},
		{"a login, where only who administers no more asked", func(w *world) {
			w.names("p3", "right")
			w.agrees("p3", false, "p1", "p2")
		}, login, "user.named/1 was recorded where approval.asked/2 was to be"},
		{"a login that two asked for, and that was given", func(w *world) {
			w.names("p1", "given")
			w.names("p2", "given")
		}, func(f forger) (review.Stream, int64) {
			return f.onBoard(&review.UserNamed{User: review.User{ID: "user-9", Login: review.NewText("right"), Person: "p7"}})
		}, "user.named/1 was recorded where approval.asked/2 was to be"},
		{"an office, with its day and without", func(w *world) {
			w.gives("p1", "")
			w.gives("p1", "2014-09-01")
		}, office, "office.held/1 was recorded" + already + "p2 or p3"},
		{"an office of another day", func(w *world) { w.gives("p2", "2014-08-01") }, office, "office.held/1 was recorded where approval.asked/2 was to be"},
		{"the end of an office", func(w *world) {
			w.watching()
			w.ends("p1", "2014-09-01")
			w.ends("p1", "")
		}, end, "office.left/1 was recorded" + already + "p2 or p3"},
		{"the end of an office, whose giving was asked for", (*world).watching, end, "office.left/1 was recorded where approval.asked/2 was to be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := asking(t)
			tt.story(w)
			w.clean()
			stream, seq := tt.forge(forger{w, "p1", "2014-09-01"})
			w.doubted(t, stream, seq, tt.says)
		})
	}
}
