// Package workflow reads workflow definitions: the YAML files that say how a
// kind of review runs. A file becomes either a checked, immutable [Definition]
// or a list of [Diagnostic], never something in between.
//
//	bytes ──parse──▶ authored form, with positions ──check──▶ *Definition
//	                                               └────────▶ []Diagnostic
//
// Requirements are rules in CEL over typed [Facts]. They are compiled and typed
// when a definition is checked, and compiled again one by one when a command
// needs them.
//
// The package knows nothing of reviews, databases or people: whoever judges a
// move fills in the Facts.
package workflow
