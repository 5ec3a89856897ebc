package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scr/review"
)

// asking is a command line in which something is named: {it} stands for what.
type asking struct {
	name, command string
	words         []string
	of            []string // what may be named: kinds of record, or "event"
	file          string   // text of the file {file:it}, where the name stands in one
}

// recordHandle matches a handle of a record.
var recordHandle = regexp.MustCompile(`^([a-z]+)-[0-9]+$`)

// askings lists every place of every command where a handle or a number of a review is
// typed: in its arguments, in its flags, and in the files that it reads.
func askings(t *testing.T) []asking {
	t.Helper()
	var list []asking
	for command, line := range tries() {
		if strings.Contains(line, "{ref}") {
			list = append(list, inArguments(command, line)...)
		}
	}
	each(whole(t), func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			list = append(list, inFlag(strings.TrimPrefix(cmd.CommandPath(), "scr "), f)...)
		})
	})
	list = append(list, inFiles()...)
	list = append(list, inRuns()...)
	slices.SortFunc(list, func(a, b asking) int { return strings.Compare(a.name, b.name) })
	return list
}

// inArguments makes an asking of each handle and number in a row of tries.
func inArguments(command, line string) []asking {
	var list []asking
	words := strings.Fields(line)
	for i, word := range words {
		var of []string
		switch match := recordHandle.FindStringSubmatch(word); {
		case match != nil && match[1] == "assignment":
			of = []string{"team"}
		case match != nil:
			of = kindsNamed(command, match[1])
		case command == "form show" && i == 1:
			of = []string{"form", "event"}
		case (command == "audit prove" || command == "correct") && i == 1:
			of = []string{"event"}
		case strings.HasPrefix(command, "agency ") && i == 1 && command != "agency add":
			of = []string{"agency"}
		default:
			continue
		}
		asked := slices.Clone(words)
		asked[i] = "{it}"
		list = append(list, asking{name: command + " " + word, command: command, words: asked, of: of})
	}
	return list
}

// kindsNamed returns the kinds of record that may stand in a place where tries has one.
func kindsNamed(command, kind string) []string {
	if command == "evidence share" || command == "access mark" {
		return []string{"evidence", "conversation", "contact", "finding", "document", "letter"}
	}
	return []string{kind}
}

// naming says of which kinds the handles are that a flag or a key takes, by what its
// help says. Handles of people are known to everybody.
func naming(usage string) []string {
	for _, k := range []struct {
		says string
		of   []string
	}{
		{`who |person |people|somebody|reviewers`, nil},
		{`participant or document`, []string{"conversation", "relative", "subject", "document", "evidence", "agency"}},
		{`evidence and conversations`, []string{"evidence", "conversation"}},
		{`finding or recommendation|findings, recommendations or responses`, []string{"finding", "recommendation", "response"}},
		{`\bfindings\b`, []string{"finding"}}, {`episodes`, []string{"episode"}}, {`letter`, []string{"letter"}}, {`documents`, []string{"document"}},
		{`hold`, []string{"hold"}}, {`meeting`, []string{"meeting"}}, {`relative`, []string{"relative"}}, {`subject`, []string{"subject"}},
		{`agency|agencies`, []string{"agency"}}, {`^places? of texts`, []string{"event"}},
	} {
		if regexp.MustCompile(k.says).MatchString(usage) {
			return k.of
		}
	}
	return nil
}

// inFlag makes an asking of a flag that takes a handle, a place in the log or an item.
func inFlag(command string, f *pflag.Flag) []asking {
	line, tried := tries()[command]
	if !tried || !strings.Contains(line, "{ref}") || !regexp.MustCompile(`\bhandles?\b|\bplaces of texts\b`).MatchString(f.Usage) && f.Name != "item" {
		return nil
	}
	of := naming(f.Usage)
	if f.Name == "agency" || f.Name == "as" || f.Name == "owner" {
		of = []string{"agency"}
	}
	value := "{it}"
	if slices.Contains(of, "event") {
		value = "{it}/record.title"
	}
	var list []asking
	for _, with := range besides(command, f.Name) {
		words := strings.Fields(replacing(line, with+" --"+f.Name+" "+value))
		if whole := instead(command, f.Name); whole != "" {
			words = strings.Fields(whole)
		}
		if of != nil {
			list = append(list, asking{name: strings.TrimSpace(command + " --" + f.Name + " " + with), command: command, words: words, of: of})
		}
	}
	return list
}

// replacing adds flags to a line, in the place of those that it has.
func replacing(line, flags string) string {
	for flag := range strings.FieldsSeq(flags) {
		if strings.HasPrefix(flag, "--") {
			line = regexp.MustCompile(flag+` \S+`).ReplaceAllString(line, "")
		}
	}
	return line + " " + flags
}

// besides is what else a flag needs beside it.
func besides(command, flag string) []string {
	switch command + " --" + flag {
	case "hold add --target":
		return []string{"--covers document", "--covers participant"}
	case "hold add --item":
		return []string{"--covers track --target family"}
	case "conflict declare --agency":
		return []string{"", "--kind own_agency"}
	case "sar --exempt":
		return []string{"--basis law"}
	}
	return []string{""}
}

// instead is a whole line where a flag does not go with the row of tries.
func instead(command, flag string) string {
	switch command + " --" + flag {
	case "erase propose --relative":
		return "--review {ref} --relative {it} --basis court_order --reason-file {file:words}"
	case "erase propose --subject":
		return "--review {ref} --subject {it} --basis court_order --reason-file {file:words}"
	case "erase propose --text":
		return "--review {ref} --text {it}/record.title --basis court_order --reason-file {file:words}"
	case "advance --item":
		return "{ref} family.hear --item {it}"
	case "form fill --item":
		return "{ref} of_relative --item {it} --from {file:wordsform}"
	case "conversation defer --hold":
		return "{ref} conversation-3 --reason-file {file:words} --hold {it}"
	case "evidence share --agency":
		return "{ref} --agency {it}"
	}
	return ""
}

// inFiles are the keys of files that take handles.
func inFiles() []asking {
	var list []asking
	for _, d := range deeds() {
		kind := kindOfRecord(d.fresh())
		for _, f := range d.form.fields {
			if of := naming(f.usage); f.flag == "" && strings.Contains(f.usage, "handles") && of != nil {
				command := kind + " " + strings.Fields(d.use)[0]
				line := strings.NewReplacer("{file:"+kind+"}", "{file:it}", "{file:label}", "{file:it}", "{file:title}", "{file:it}").Replace(tries()[command])
				list = append(list, asking{name: command + " " + f.key, command: command, words: strings.Fields(line), of: of,
					file: "label: A label\nwhat_happened: This\nevidence: {it}\n"})
				if kind == "finding" {
					list[len(list)-1].file = "kind: pattern\ntitle: A title\nin_this_case: How it showed\nepisodes: {it}\n"
				}
			}
		}
	}
	return list
}

// inRuns are the places where a document is named for which a track runs: whoever may not
// know of it may not know that something runs for it.
func inRuns() []asking {
	of := []string{"document"}
	return []asking{
		{name: "advance --item, of a document", command: "advance", words: strings.Fields("{ref} paper.finish --item {it}"), of: of},
		{name: "item excuse, of a document", command: "item excuse", words: strings.Fields("{ref} paper {it} --reason-file {file:words}"), of: of},
		{name: "item admit, of a document", command: "item admit", words: strings.Fields("{ref} paper {it} --reason-file {file:words}"), of: of},
		{name: "hold add --item, of a document", command: "hold add", words: strings.Fields(
			"{ref} --name proceedings --covers track --target paper --item {it} --reason-file {file:words} --review-on 2026-06-01"), of: of},
		{name: "next --item, of a document", command: "next", words: strings.Fields("{ref} --item {it}"), of: of},
	}
}

// absent is something of that kind that never was.
func absent(of, it string) string {
	switch match := recordHandle.FindStringSubmatch(it); {
	case of == "event":
		return "7777"
	case match != nil:
		return match[1] + "-7777"
	}
	return "nonesuch"
}

// oracle asks the board, on a copy that is made anew once a command has changed it.
type oracle struct {
	*rightsBoard
	all     map[string][]string // everything that the review has, by kind
	changed bool
}

func newOracle(t *testing.T) *oracle {
	t.Helper()
	o := &oracle{rightsBoard: newRightsBoard(t), changed: true}
	o.conflicts()
	o.advised()
	out, status := o.run(o.db, "p1", "history", o.ref, "--json")
	if status != 0 {
		t.Fatal(out)
	}
	o.all = map[string][]string{"agency": {"council", "constabulary", "hospital"}, "form": {"decision", "of_agency", "of_relative", "of_subject"}}
	for _, id := range regexp.MustCompile(`"id": "([a-z]+)-([0-9]+)"`).FindAllStringSubmatch(out, -1) {
		kind, it := strings.Replace(id[1], "assignment", "team", 1), id[1]+"-"+id[2]
		if !slices.Contains(o.all[kind], it) {
			o.all[kind] = append(o.all[kind], it)
		}
	}
	kinds := map[string]int{}
	for _, ev := range regexp.MustCompile(`"seq": ([0-9]+),\n +"kind": "([^"]+)"`).FindAllStringSubmatch(out, -1) {
		if kinds[ev[2]]++; kinds[ev[2]] < 4 { // of two agencies, and legal advice
			o.all["event"] = append(o.all["event"], ev[1])
		}
	}
	return o
}

// conflicted are people who see less than their part, for what they declared.
func conflicted() []seat {
	return []seat{{name: "manager of an agency", person: "p13"}, {name: "manager who is kin", person: "p11"}, {name: "panel member of an agency", person: "p12"}}
}

// conflicts gives them their part, and has them declare.
func (o *oracle) conflicts() {
	o.must("p1", "conversation", "add", o.ref, "--agency", "constabulary", "--from", filepath.Join(o.in, "with.yaml")) // not held yet
	for i, s := range conflicted() {
		role, kind := "manager", []string{"--kind", review.OwnAgency, "--agency", "constabulary"}
		switch i {
		case 1:
			kind = []string{"--kind", review.Kin}
		case 2:
			role = "panel"
		}
		o.must("p1", "team", "add", o.ref, "--person", s.person, "--role", role, "--on", "2026-01-05")
		o.must(s.person, append([]string{"conflict", "declare", o.ref, "--why-from", filepath.Join(o.in, "words.yaml")}, kind...)...)
	}
}

// advised adds legal advice as a command does: with the next handle of its kind, which
// is then one that the review gave out.
func (o *oracle) advised() {
	title := filepath.Join(o.in, "title.yaml")
	o.must("p1", "evidence", "add", o.ref, "--agency", "council", "--kind", "records", "--from", title, "--legal-advice")
	o.must("p1", "document", "add", o.ref, "--kind", "summary", "--from", title, "--legal-advice")
	o.must("p1", "letter", "add", o.ref, "--direction", "in", "--party", "ministry", "--kind", "query", "--legal-advice")
}

// known is everything that somebody is shown of the review, whole.
func (o *oracle) known(person string) string {
	o.t.Setenv("XDG_STATE_HOME", o.t.TempDir()) // a copy on which something was tried went further
	o.changed = true
	var shown strings.Builder
	for _, command := range slices.Sorted(maps.Keys(tries())) {
		if strings.HasSuffix(command, " list") && tries()[command] == "{ref}" || slices.Contains([]string{"show", "history", "relative contacts"}, command) {
			if out, status := o.run(o.db, person, append(strings.Fields(command), o.ref, "--json")...); status == 0 {
				shown.WriteString(out)
			}
		}
	}
	return shown.String()
}

// isShown reports whether somebody is shown a thing anywhere.
func isShown(shown, kind, it string) bool {
	if kind == "event" {
		return regexp.MustCompile(`"seq": ` + it + `,\n +"kind"`).MatchString(shown)
	}
	return regexp.MustCompile(`\b` + it + `\b`).MatchString(shown)
}

// answer is what a command says to somebody who names a thing, with {it} in its place.
func (o *oracle) answer(person string, a asking, it string) string {
	o.write("it", strings.ReplaceAll(a.file, "{it}", it))
	words := strings.Fields(a.command)
	for _, word := range a.words {
		if name, ok := strings.CutPrefix(word, "{file:"); ok {
			word = filepath.Join(o.in, strings.TrimSuffix(name, "}")+".yaml")
		}
		words = append(words, strings.NewReplacer("{ref}", o.ref, "{it}", it).Replace(word))
	}
	var out string
	var status int
	if o.changed {
		out, status = o.tried(person, words...)
	} else {
		out, status = o.run(filepath.Join(o.dir, "copy.db"), person, words...)
	}
	o.changed = status == 0
	_ = os.Remove(filepath.Join(o.in, "answer.yaml")) // to a request
	out = strings.ReplaceAll(out, unseenLog+"\n", "") // until a command goes through, whatever is typed
	return fmt.Sprintf("exit %d\n", status) + regexp.MustCompile(`\b`+it+`\b`).ReplaceAllString(out, "{it}")
}

// TestWhatIsHiddenIsAnsweredAsWhatIsNotThere: wherever a handle or a number is typed, by
// everybody, what they are shown nowhere gets the same answer, byte for byte, and the
// same exit status as what never was.
func TestWhatIsHiddenIsAnsweredAsWhatIsNotThere(t *testing.T) {
	o := newOracle(t)
	asked := map[string]int{}
	for _, s := range slices.Concat(seats(), conflicted()) {
		if s.column == "" && !slices.Contains(conflicted(), s) {
			continue // who has no part: see the test of the locked room
		}
		shown := o.known(s.person)
		for _, a := range askings(t) {
			for _, kind := range a.of {
				never := ""
				for _, it := range o.all[kind] {
					if isShown(shown, kind, it) {
						continue
					}
					if never == "" {
						never = o.answer(s.person, a, absent(kind, it))
					}
					asked[a.name]++
					if diff := cmp.Diff(never, o.answer(s.person, a, it)); diff != "" {
						t.Errorf("%s: \"scr %s\" tells %s, which they may not see, from what is not there:\n%s", s.name, a.name, it, diff)
					}
				}
			}
		}
	}
	for _, a := range askings(t) {
		if asked[a.name] == 0 && !slices.Equal(a.of, []string{"relative"}) { // a track runs for each of them: who has a part sees that
			t.Errorf("nothing of what \"scr %s\" takes is hidden from anybody", a.name)
		}
	}
}

// TestCountsAreToldToWhoSeesAll: how many handles of a kind a review gave out is told to
// nobody from whom one of that kind is hidden, and to whoever sees all of them.
func TestCountsAreToldToWhoSeesAll(t *testing.T) {
	o := newOracle(t)
	o.must("p1", "evidence", "share", o.ref, "--all")
	for _, s := range slices.Concat(seats(), conflicted()) {
		if s.column == "" && !slices.Contains(conflicted(), s) {
			continue
		}
		out, status := o.run(o.db, s.person, "show", o.ref, "--json")
		if status != 0 {
			t.Fatalf("%s: %s", s.name, out)
		}
		_, counts, _ := strings.Cut(out, `"issued": {`)
		counts, _, _ = strings.Cut(counts, "}")
		shown := o.known(s.person)
		for _, kind := range []string{"evidence", "document", "letter"} {
			hides := slices.ContainsFunc(o.all[kind], func(it string) bool { return !isShown(shown, kind, it) })
			if told := strings.Contains(counts, `"`+kind+`"`); told && hides || !told && s.name == "manager" {
				t.Errorf("%s is told how much %s there is: %v; some is hidden from them: %v", s.name, kind, told, hides)
			}
		}
	}
}

// TestWhatIsShownIsAnswered: the lines of the test above are understood, and tell what is
// there from what is not to whoever sees it. Otherwise they would prove nothing.
func TestWhatIsShownIsAnswered(t *testing.T) {
	o := newOracle(t)
	unheard := []string{
		"access close claim-3", // by the privacy officer, who sees every claim
		"clock extend --item",  // no clock of the definition runs for an item
		"clock show --item",
		"next --item", // leaves out what is of another
		"next --item, of a document",
	}
	for _, a := range askings(t) {
		told := slices.Contains(unheard, a.name)
		for _, kind := range a.of {
			never := ""
			for _, it := range o.all[kind] {
				if never == "" {
					never = o.answer("p2", a, absent(kind, it))
				}
				told = told || o.answer("p2", a, it) != never
			}
		}
		if !told {
			t.Errorf("the manager hears the same of everything that \"scr %s\" takes", a.name)
		}
	}
}
