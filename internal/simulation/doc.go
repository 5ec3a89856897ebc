// Package simulation carries out random commands on random definitions, stops the
// program in the middle of them, breaks its disk and starts it again, and compares
// what it says with a small model of its own.
//
// All that is random comes from one seed: which definition, which command, what time
// it is, which statement fails. A run that finds something wrong says with which seed
// and how many commands it is found again. See [Run].
//
//	chance ─▶ definition ─▶ world: two writers on one file ─▶ engine ─▶ between ─▶ store ─▶ seam ─▶ SQLite
//	       └▶ command, crash, fault, restart ─┘      └─ model ◀── receipts        planted faults ┘
//
// It knows nothing of the command line, nor of what people read.
package simulation
