// Package storetest holds one suite that every database behind package store has
// to pass, and a [Clerk] that fills a store in tests.
package storetest
