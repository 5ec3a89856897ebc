// Package scenario runs scenario tests of workflow definitions: files in which an
// administrator says what was on record, which moves were made on which days, and what
// must follow. Each scenario runs through the engine, on a board in memory of its own.
// The package knows no database and prints nothing; mistakes in a file, and what came
// out otherwise than expected, are diagnostics with their place.
package scenario
