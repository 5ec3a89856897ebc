package workflow

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/types"
)

// A field that can hold only certain words (a stage, a role, a choice) has a
// type of its own, word(<phrase>), although its values are plain text. So the
// type checker itself refuses to compare a stage with a role, and a walk over
// the checked rule finds words that the field cannot hold.
//
// The phrase is what an administrator calls such a word, "a stage of track
// family". It identifies the type: two kinds of words never share a phrase.
const wordTypeName = "word"

func wordType(phrase *types.Type) *types.Type {
	return types.NewOpaqueType(wordTypeName, phrase)
}

// isWord reports whether a type is a word's, and returns its phrase.
func isWord(t *types.Type) (phrase string, ok bool) {
	if t.Kind() != types.OpaqueKind || t.TypeName() != wordTypeName || len(t.Parameters()) != 1 {
		return "", false
	}
	return t.Parameters()[0].TypeName(), true
}

// isWords reports whether a type is a list of words.
func isWords(t *types.Type) (phrase string, ok bool) {
	if t.Kind() != types.ListKind {
		return "", false
	}
	return isWord(t.Parameters()[0])
}

// choose notes the words of a phrase and returns their type.
func (v *factView) choose(phrase string, words []string) *types.Type {
	v.words[phrase] = words
	return wordType(types.NewOpaqueType(phrase))
}

// enumType returns the type of the text in a field with an enum tag. owner is
// the kind of record that has the field; track is set where a stage can occur.
func (v *factView) enumType(enum, field, owner string, track *Track) *types.Type {
	switch vocabulary, bound := strings.CutPrefix(enum, "vocabulary:"); {
	case bound:
		if voc := v.def.Vocabulary(vocabulary); voc != nil {
			return v.choose("a word of vocabulary "+vocabulary, namesIn(voc.Words, func(n Named) string { return n.Name }))
		}
		return types.StringType
	case enum == "profession":
		return v.choose("a profession", v.def.Professions)
	case enum == "role":
		return v.choose("a role", namesIn(v.def.Roles, func(r Role) string { return r.Name }))
	case enum == "hold":
		return v.choose("a hold", namesIn(v.def.Holds, func(h Hold) string { return h.Name }))
	case enum == "criteria":
		return v.choose("a set of criteria", namesIn(v.def.Criteria, func(c Criteria) string { return c.Name }))
	case enum == "ground" && len(v.def.Grounds()) > 0:
		return v.choose("a ground of a hold", v.def.Grounds())
	case enum == "stage" && track != nil:
		return v.choose("a stage of track "+track.Name, namesIn(track.Stages, func(s Stage) string { return s.Name }))
	case strings.Contains(enum, "|"):
		what := strings.ReplaceAll(field, "_", " ")
		return v.choose(fmt.Sprintf("%s of %s", indefinite(what), owner), strings.Split(enum, "|"))
	}
	return types.StringType
}

// namesIn lists what nameOf finds in each element.
func namesIn[T any](list []T, nameOf func(T) string) []string {
	found := make([]string, len(list))
	for i, x := range list {
		found[i] = nameOf(x)
	}
	return found
}

// indefinite puts a or an before a noun.
func indefinite(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
