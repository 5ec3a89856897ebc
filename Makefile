# What a developer types. A fresh Debian needs Go 1.26 or later, gcc, libc6-dev,
# make and git; every other tool is fetched, at a fixed version, by way of
# tools.mod.

GO       ?= go
FUZZTIME ?= 30s
COMMANDS ?= 1000000
SEED     ?= 1
BENCH    ?= .

# One failure anywhere in a pipe fails the target.
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

# SQLite is C: without cgo the program builds, and stops when it opens a database.
export CGO_ENABLED = 1

.PHONY: help demo build test format vet lint bench-once unit fuzz simulate bench cover torture torture-ci mutants clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo    take a made-up review and a published one through, in a throw-away database'
	@echo 'make build   build bin/scr'
	@echo 'make test    format, vet, staticcheck and every test, with the race detector'
	@echo 'make fuzz    run each fuzz target for FUZZTIME ($(FUZZTIME))'
	@echo 'make simulate carry out COMMANDS ($(COMMANDS)) random commands from SEED ($(SEED)) amid crashes and faults'
	@echo 'make bench   run the benchmarks that match BENCH ($(BENCH))'
	@echo 'make cover   say how much of each function the tests reach'
	@echo 'make torture kill, cut the power, fail the disk, flip bits: for hours, as root'
	@echo 'make torture-ci  the same with fewer repetitions, in a few minutes'
	@echo 'make mutants plant faults, and see that a test notices each of them'

demo:
	@$(GO) run ./cmd/scr demo

build:
	$(GO) build -trimpath -ldflags '-s -w' -o bin/scr ./cmd/scr

# The last three run side by side: the tests wait more than they compute.
test: format vet
	@$(MAKE) -j3 --no-print-directory lint bench-once unit

format:
	@unformatted=$$(gofmt -l .); \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi

vet:
	@$(GO) vet ./...
	@$(GO) vet -tags torture ./internal/torture/...

lint:
	@$(GO) tool -modfile=tools.mod staticcheck ./...
	@$(GO) tool -modfile=tools.mod staticcheck -tags torture ./internal/torture/...

# Each benchmark once, with little in it, so that none stops working unseen. The one that
# needs the sqlite3 shell has a test in its place.
bench-once:
	@said=$$($(GO) test -short -run '^$$' -bench . -skip '^BenchmarkProcess$$' -benchtime 1x ./... 2>&1) || { echo "$$said"; exit 1; }

# The tests that start hundreds of processes, or try every command as everybody, run
# without the race detector, under which each process takes half a second to begin; all
# that those processes and commands do is run under it elsewhere.
PROCESSES := ^(TestScripts|TestKilledCommandsLoseNothing|TestKilledErasuresConverge|TestAnErasureThatCannotBeFinishedSaysSo|TestWhatADiskDoesIsSaid|TestAnUnknownOutcomeIsToldApartByRepeating|TestNoWorkTellsWhatIsThere|TestWhatIsTypedAtAPassphrase|TestASignalInTheEditorLosesNothing|TestASignalAfterTheEditorLosesNothing|TestASignalAmongQuestionsLosesNothing|TestNobodyReadsMoreThanTheTableSays|TestARoomThatIsLockedLooksLikeAWall|TestNothingComesBeforeTheDeclaration|TestNothingSealedLiesOpen|TestWhatIsHiddenIsAnsweredAsWhatIsNotThere|TestWhatIsShownIsAnswered|TestNoCommandPrintsWhatSteersATerminal|TestShippedRolesMayDoNoMoreThanTheTableSays)$$

# The simulation, and the engine's own tests of random commands, make boards by the hundred,
# one thing after the other on each: the race detector would look for minutes at what has no
# races.
RANDOM := ^(TestNoCommandBreaksAPromise|TestPlantedFaultsAreFound|TestASeedRepeats|TestRandomCommands|TestThePastIsAsItWasSeen)$$

# The three run side by side, because most tests wait more than they compute. tally
# counts what go test prints, and fails on a skipped test too.
unit:
	@.ci/install strace=strace
	@$(GO) build -o bin/tally ./internal/arch/tally
	@trap 'kill 0' INT TERM; bin/tally \
		<($(GO) test -timeout 30m -race -json -skip '$(PROCESSES)|$(RANDOM)' ./...) \
		<($(GO) test -timeout 30m -json -run '$(PROCESSES)' ./cmd/scr) \
		<($(GO) test -timeout 30m -json -run '$(RANDOM)' ./internal/simulation ./engine)

fuzz:
	@GO='$(GO)' .ci/fuzz $(FUZZTIME)

# Boards are made on all cores. A failure says with which SEED and COMMANDS it is
# found again, on one.
simulate:
	SEED=$(SEED) COMMANDS=$(COMMANDS) GOGC=400 $(GO) test ./internal/simulation -count 1 -run '^TestNoCommandBreaksAPromise$$' -v -timeout 10h

bench:
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

cover:
	@mkdir -p bin
	$(GO) test -coverpkg=./... -coverprofile=bin/cover.out ./...
	$(GO) tool cover -func=bin/cover.out

torture:
	@tools=$$(.ci/torture-tools); echo "torture: $$tools"
	$(GO) test -tags torture -count=1 -v -timeout 12h ./internal/torture -full

# Where no file system can be mounted, the tests that mount some are not run, and it
# is said so where nobody can miss it: they are not counted as passed.
MOUNTING := ^(TestNothingAcknowledgedIsLostToPowerCuts|TestNothingAcknowledgedIsMissingFromACutImage|TestWithoutRoomNothingIsLost|TestTheLastRoomOfADiskKillsNobody)$$

torture-ci:
	@$(GO) build -o bin/tally ./internal/arch/tally
	@tools=$$(.ci/torture-tools); skip='^$$'; \
	if [ "$$tools" = no-mounts ]; then \
		skip='$(MOUNTING)'; \
		echo "torture: NOT TESTED HERE: power cuts and full disks, because this machine mounts no file systems" >&2; \
	fi; \
	$(GO) test -tags torture -count=1 -json -timeout 20m -skip "$$skip" ./internal/torture | bin/tally

mutants:
	$(GO) test -tags torture -count=1 -timeout 2h -parallel 2 ./internal/torture/mutants

clean:
	rm -rf bin
