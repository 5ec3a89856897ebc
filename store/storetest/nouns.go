package storetest

import (
	"fmt"
	"testing"

	"scr/review"
)

func testRegister(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	for i := range 11 {
		c.Register(fmt.Sprint("id", i), fmt.Sprint("Made Up ", i))
	}
	p, err := c.Store.Person(t.Context(), "P3")
	if err != nil {
		t.Fatal(err)
	}
	amended := *p
	amended.Professions = []string{"health"}
	c.Record(p, &review.PersonAmended{Person: amended, Why: review.NewText("moved")})
	p, err = c.Store.Person(t.Context(), "p3")
	if err != nil || p.Version != 2 || p.Handle != "p3" || len(p.Professions) != 1 {
		t.Fatalf("after the amendment p3 is %s (%v)", asJSON(t, p), err)
	}
	if err := c.Store.Texts(t.Context(), Reading(), p.StreamName(), p); err != nil || p.Name.Reveal() != "Made Up 2" {
		t.Errorf("the name that was kept is not there (%v)", err)
	}

	for _, tt := range []struct{ ask, want []string }{
		{nil, []string{"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11"}},
		{[]string{"p10", "p2", "p99"}, []string{"p2", "p10"}},
	} {
		people, err := c.Store.People(t.Context(), tt.ask...)
		if err != nil {
			t.Fatal(err)
		}
		handles := []string{}
		for _, p := range people {
			handles = append(handles, p.Handle)
		}
		same(t, "the people", handles, tt.want)
	}
	c.Verify()
}

func testActor(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	board := func() *review.Board {
		b, err := c.Store.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	c.Record(board(),
		&review.UserNamed{User: review.User{ID: "user-1", Login: review.NewText("asmith"), Person: "p1"}},
		&review.UserNamed{User: review.User{ID: "user-2", Login: review.NewText("bjones"), Person: "p2"}})
	for login, want := range map[string]string{"asmith": "p1", "bjones": "p2"} {
		if got, err := c.Store.Actor(t.Context(), login); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", login, got, err, want)
		}
	}
	c.Record(board(), &review.UserRemoved{ID: "user-1"})
	for _, login := range []string{"asmith", "ASMITH", ""} {
		_, err := c.Store.Actor(t.Context(), login)
		wantCode(t, err, review.NotFound)
	}
	c.Record(board(), &review.OfficeHeld{Office: "chair", Person: "p2", From: review.NewDate(2026, 1, 0)})
	if b := board(); len(b.Offices) != 1 || len(b.Users) != 1 || b.Version != 5 {
		t.Errorf("the board is %s", asJSON(t, b))
	}
	c.Verify()
}

func testAdoptions(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	c.Adopt("learning-together", 2, "workflow: learning-together\nversion: 2\n")
	c.Adopt("england-scr-2010", 1, file) // the same bytes under another name are kept once
	a, err := c.Store.Adoption(t.Context(), "learning-together")
	if err != nil || len(a.Adopted) != 2 || a.Version != 2 || a.Adopted[1].Number != 2 {
		t.Fatalf("the adoption is %s (%v)", asJSON(t, a), err)
	}
	all, err := c.Store.Adoptions(t.Context())
	if err != nil || len(all) != 2 || all[0].Workflow != "england-scr-2010" {
		t.Fatalf("the adoptions are %s (%v)", asJSON(t, all), err)
	}
	f, err := c.Store.DefinitionFile(t.Context(), Hash())
	if err != nil || string(f.Bytes) != file || string(f.Checked) != "checked" || f.Hash != Hash() {
		t.Fatalf("the file is %q, checked %q (%v)", f.Bytes, f.Checked, err)
	}
	if err := c.Store.SaveChecked(t.Context(), Hash(), []byte("checked again")); err != nil {
		t.Fatal(err)
	}
	if f, err = c.Store.DefinitionFile(t.Context(), Hash()); err != nil || string(f.Checked) != "checked again" {
		t.Errorf("the checked form is %q (%v)", f.Checked, err)
	}
	if checked, err := c.Store.Checked(t.Context(), Hash()); err != nil || string(checked) != "checked again" {
		t.Errorf("the checked form alone is %q (%v)", checked, err)
	}
	if err := c.Store.SaveChecked(t.Context(), hashOfNothing, []byte("x")); err == nil {
		t.Error("a checked form was kept for a file that is not there")
	}
	c.Verify()
}

const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
