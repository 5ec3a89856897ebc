package engine

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"scr/review"
)

// need refuses an empty value that must be there, or one that is not short.
func need(what, value string) error {
	if strings.TrimSpace(value) == "" {
		return review.Errorf(review.Usage, "%s is missing", what)
	}
	return short(what, value)
}

// longestLine is how many letters a plain value may have.
const longestLine = 120

// short refuses a plain value that is not one short line. Plain values stand in
// the log for good, where nothing can be erased: they leave no room for a story.
func short(what, value string) error {
	if strings.ContainsFunc(value, review.Invisible) {
		return review.Errorf(review.Invalid, "%s holds a character that cannot be seen", what).
			WithHint("type it again by hand: what was copied from elsewhere may carry such characters")
	}
	if utf8.RuneCountInString(value) <= longestLine {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is one line of %d letters at most", what, longestLine).
		WithHint("what happened, and to whom, belongs into the texts: plain values can never be erased")
}

// needText refuses a text that must be filled, and one in which nothing can be read.
func needText(what string, t review.Text) error {
	if !t.Filled() || t.Loaded() && review.Blank(t.Reveal()) {
		return review.Errorf(review.Usage, "%s is missing", what)
	}
	return nil
}

// how adds to an error that something is missing how it is given.
func how(err error, format string, args ...any) error {
	if e, ok := errors.AsType[*review.Error](err); ok && e.Code == review.Usage && e.Hint == "" {
		return e.WithHint(format, args...)
	}
	return err
}

// fromFile is how a text is given: never as an argument.
const fromFile = "write it to a file, and name the file with %s"

// once refuses a list that names something twice.
func once(what string, list []string) error {
	for i, word := range list {
		if slices.Contains(list[:i], word) {
			return review.Errorf(review.Invalid, "%s %s is named twice", what, word)
		}
	}
	return nil
}

// notToCome refuses a day of something that has happened, if it certainly has not.
func (d *draft) notToCome(what string, day review.Date) error {
	if !d.today.Before(day) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is %s, which has not come yet", what, day.English())
}

// notPast refuses a day to come that lies before the day of the command.
func (d *draft) notPast(what string, day review.Date) error {
	if !day.Before(d.on) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is %s, before %s", what, day.English(), d.on.English())
}

// wordLike matches what looks like a word of a definition.
var wordLike = pattern(`^[a-z0-9_]{1,40}$`)

// word refuses a value that is not one of the words. The empty value passes where
// the words include it.
func word(what, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	if value == "" {
		return review.Errorf(review.Usage, "%s is missing", what).WithHint("it is %s", oneOf(words))
	}
	known := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	if !wordLike().MatchString(value) { // it may be a line of somebody's account
		return review.Errorf(review.Invalid, "%s is not a word that is known here", what).WithHint("%sit is %s", meant(value, known), oneOf(known))
	}
	return review.Errorf(review.Invalid, "%s is not %q", what, value).WithHint("it is %s", oneOf(known))
}

// meant says which of the words that are known somebody wrote with other capitals, spaces
// or dashes. It repeats nothing that they wrote.
func meant(value string, known []string) string {
	word := strings.ToLower(strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_"))
	if !slices.Contains(known, word) {
		return ""
	}
	return "did you mean " + word + "? "
}

// inVocabulary refuses a value that the definition's vocabulary does not have.
// Without such a vocabulary any word will do, but nothing that is not a word: it can
// never be erased.
func (d *draft) inVocabulary(vocabulary, what, value string) error {
	v := d.def.Vocabulary(vocabulary)
	if v == nil {
		return d.oneWord(what, value)
	}
	var words []string
	for _, w := range v.Words {
		words = append(words, w.Name)
	}
	return word(what, value, words...)
}

// oneWord refuses what is not a word where the definition lists none.
func (d *draft) oneWord(what, value string) error {
	if value == "" || !d.fifth || wordLike().MatchString(value) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is not a word", what).
		WithHint("small letters, digits and underscores, 40 at most; name nobody here: it can never be erased")
}

// first returns the first error of a list of checks.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// agency refuses a handle, where one is given, that names no agency of the review.
func (d *draft) agency(handle string) error {
	if handle == "" || knows[review.Agency](d, handle) {
		return nil
	}
	return review.Errorf(review.NotFound, "there is no agency %q in this review", handle).
		WithHint("it has: %s; add one with \"scr agency add\"", english(d.knownAgencies()))
}

// profession refuses a word, where one is given, that the definition does not
// know as a profession.
func (d *draft) profession(names ...string) error {
	if err := once("profession", names); err != nil {
		return err
	}
	for _, p := range names {
		if !slices.Contains(d.def.Professions, p) {
			return review.Errorf(review.Invalid, "%q is not a profession in this definition", p).
				WithHint("it has: %s", english(d.def.Professions))
		}
	}
	return nil
}

// known refuses handles that are not in the register.
func (d *draft) known(handles ...string) error {
	for _, h := range handles {
		if _, ok := d.people[h]; !ok {
			return review.Errorf(review.NotFound, "there is no person %q in the register", h).
				WithHint("people are named by handle, such as p7; list them with \"scr person list\"")
		}
	}
	return nil
}

// records refuses handles that name no record of the kind.
func records[T review.Noun[T]](d *draft, handles []string) error {
	for _, h := range handles {
		if err := optional[T](d, review.NounOf[T](), h); err != nil {
			return err
		}
	}
	return nil
}

// inReview refuses people who have, and had, no part in the review.
func (d *draft) inReview(handles []string) error {
	for _, h := range handles {
		part := slices.ContainsFunc(d.review.Assignments, func(a review.Assignment) bool { return a.Person == h })
		if !part && len(d.rolesOn(h, d.on)) == 0 {
			return review.Errorf(review.Invalid, "%s has no part in review %s", h, d.review.Reference).
				WithHint("give them a role with \"scr team add %s --person %s\"", d.review.Reference, h)
		}
	}
	return nil
}
