// Package torture shows that what the program acknowledges stays: its tests kill
// the program, cut the power of its disk, make its storage calls fail, flip bits in
// its file and let many processes write at once, and look at what is left.
//
//	make torture       everything, with the figures of docs/reliability.md
//	make torture-ci    the same with fewer repetitions, in a few minutes
//	make mutants       plant faults, and see that a test notices each
//
// Two rules hold for each of them. What was acknowledged is read from a pipe by
// somebody else than the program, never from the database. And there is a negative
// control: the same test with a planted fault (package mutants) must report a loss,
// or it shows nothing by reporting none.
//
// The tests stand behind the build tag torture. Some need Linux, root, loop devices
// and programs such as xfs_io; where one is missing they fail and name it, because a
// test that did not run has shown nothing.
//
//	writer    carries out commands in a loop, as the program would
//	strike    makes the nth storage call of a program fail
//	mutants   the planted faults, and who must notice them
package torture
