package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"scr/internal/files"
	"scr/review"
)

// The stories that the demo tells. What the keys of a story mean is written at
// the head of demo/made-up.yaml.
//
//go:embed demo/*.yaml
var stories embed.FS

// story is a review told as command lines.
type story struct {
	Review         string   `yaml:"review"`
	Title          string   `yaml:"title"`
	Facts          string   `yaml:"facts"` // file with the published facts that it is told from
	Definition     string   `yaml:"definition"`
	MadeUp         []string `yaml:"made_up"`
	NotRepresented []string `yaml:"not_represented"`
	Steps          []step   `yaml:"steps"`
}

// step is one command line of a story, and what it must do.
type step struct {
	Say   string            `yaml:"say"`
	Run   []string          `yaml:"run"`
	Files map[string]string `yaml:"files"`
	Save  string            `yaml:"save"`
	Exit  int               `yaml:"exit"`
	Tells []string          `yaml:"tells"`
}

// shippedStories are the names of the stories in the program, in the order they
// are told.
func shippedStories() []string { return []string{"made-up", "birmingham-case25"} }

// readStory reads a story that the program ships.
func readStory(name string) (*story, error) {
	src, err := stories.ReadFile("demo/" + name + ".yaml")
	if err != nil {
		return nil, review.Errorf(review.Invalid, "the demo has no review %s", name).
			WithHint("it has %s", joined(shippedStories()))
	}
	return parseStory(name, src)
}

func parseStory(name string, src []byte) (*story, error) {
	var s story
	if err := yaml.Load(src, &s, yaml.WithKnownFields()); err != nil {
		return nil, review.Errorf(review.Invalid, "%s is not a story: %w", name, err)
	}
	for i, st := range s.Steps {
		if st.Say == "" || len(st.Run) == 0 {
			return nil, review.Errorf(review.Invalid, "%s: step %d needs say and run", name, i+1)
		}
	}
	return &s, nil
}

// scene is a story as it is played: the words that were saved, and the folder in
// which its files are.
type scene struct {
	dir   string
	saved map[string]string
}

// write puts a step's files where its command finds them.
func (sc *scene) write(texts map[string]string) error {
	folder, err := os.OpenRoot(sc.dir)
	if err != nil {
		return fmt.Errorf("write the demo's files: %w", err)
	}
	defer folder.Close()
	for name, text := range texts {
		if err := files.Overwrite(folder, name+".yaml", []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

func (sc *scene) path(name string) string { return filepath.Join(sc.dir, name+".yaml") }

// words fills in a step's words: {file:name} and whatever was saved.
func (sc *scene) words(run []string) ([]string, error) {
	filled := make([]string, len(run))
	for i, word := range run {
		for name, value := range sc.saved {
			word = strings.ReplaceAll(word, "{"+name+"}", value)
		}
		if name, ok := strings.CutPrefix(word, "{file:"); ok {
			word = sc.path(strings.TrimSuffix(name, "}"))
		}
		if strings.HasPrefix(word, "{") {
			return nil, review.Errorf(review.Invalid, "%s was not saved by an earlier step", word)
		}
		filled[i] = word
	}
	return filled, nil
}

// shown is a command line as it is shown: as one would type it, and without the
// folder of the demo's files.
func (sc *scene) shown(words []string) string {
	typed := []string{"scr"}
	for _, w := range words {
		w = strings.TrimPrefix(w, sc.dir+string(filepath.Separator))
		if strings.ContainsAny(w, " '\"") {
			w = `"` + strings.ReplaceAll(w, `"`, `\"`) + `"`
		}
		typed = append(typed, w)
	}
	return strings.Join(typed, " ")
}
