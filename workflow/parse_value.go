package workflow

import "strings"

// flag reads true or false.
func (f fields) flag(key string) flag {
	e, ok := f.get(key)
	if !ok {
		return flag{}
	}
	if e.value.kind != scalar || e.value.tag != "!!bool" {
		if e.value.kind == scalar {
			f.complain(e.value, "wrong-type", "write true or false, without quotes", "%s is neither true nor false", key)
		} else {
			f.wrongKind(e.key, e.value, key, "true or false")
		}
		return flag{}
	}
	return flag{strings.EqualFold(e.value.text, "true"), e.value}
}

// number reads a whole number from 1 on.
func (f fields) number(key string) number {
	e, ok := f.get(key)
	if !ok {
		return number{}
	}
	if e.value.kind != scalar {
		f.wrongKind(e.key, e.value, key, "a whole number")
		return number{}
	}
	n, ok := wholeNumber(e.value.text)
	if !ok || e.value.tag != "!!int" {
		f.complain(e.value, "wrong-type", "write a whole number from 1 on, without quotes", "%s %s", key, notCounted(e.value))
		return number{}
	}
	return number{n, e.value}
}

// notCounted says why a value is no number from 1 on.
func notCounted(n *node) string {
	if n.tag == "!!int" && strings.Trim(n.text, "0") == "" {
		return "counts from 1 and cannot be 0"
	}
	return "is not a whole number"
}

// wholeNumber reads 1 to 999999 as people write them.
func wholeNumber(s string) (n int, ok bool) {
	if s == "" || len(s) > 6 || s[0] == '0' || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n, true
}

// doubt reads unverified: true, a sentence, or a list of sentences.
func (f fields) doubt() doubt {
	e, ok := f.get("unverified")
	if !ok {
		return doubt{}
	}
	if e.value.kind == scalar && e.value.tag == "!!bool" {
		return doubt{on: f.flag("unverified").on}
	}
	var d doubt
	for _, w := range f.words("unverified") {
		d.on, d.words = true, append(d.words, w.text)
	}
	return d
}
