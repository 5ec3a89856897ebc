// Package store keeps the log and the rows folded from it in a database. It is
// the only package that knows a driver.
//
// An append is one transaction: either everything below is on disk when it
// returns, or nothing is.
//
//	review.Append ─▶ events          canonical envelopes, only ever added to
//	                 event_fields    personal values, beside the log
//	                 commands        what was carried out, so that it happens once
//	                 reviews, people, boards, adoptions    what Fold makes of it
//
// The log is the truth. The rows say nothing that it does not say: [DB.Verify]
// folds every stream again and compares, and [DB.Rebuild] makes them anew.
//
// The package decides nothing about reviews and reads no definition. It speaks
// package review; whoever needs an interface declares it.
package store
