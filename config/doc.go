// Package config reads the program's own settings: where the database is and
// how the program talks to the person before it.
//
//	flag > environment (SCR_…) > settings file > default
//
// It is the only package that knows viper. Workflow definitions never pass
// through it: viper lower-cases keys and splits them at dots.
package config
