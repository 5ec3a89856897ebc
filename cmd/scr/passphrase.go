package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"

	"scr/internal/keyring"
	"scr/internal/report"
	"scr/review"
)

// A passphrase is typed on the terminal itself: it is in no argument, no variable and no
// pipe. Whoever mistypes it is asked again.

// passphraseTries is how often somebody may type a passphrase, whether to open something
// or to choose a new one.
const passphraseTries = 3

// The least and the most characters that a passphrase has.
const (
	shortestPassphrase = 15
	longestPassphrase  = 1000
)

// unlocking is how what a passphrase locks is opened: by asking, and asking again.
func (a *app) unlocking(what string) keyring.Options {
	tries := 0
	return keyring.Options{
		Passphrase: func() ([]byte, error) {
			return a.secret(fmt.Sprintf("Passphrase of %s: ", what), what+" is locked by a passphrase",
				"; it then stays open for 15 minutes, also for commands that have none")
		},
		Wrong: func() bool {
			if tries++; tries >= passphraseTries {
				return false
			}
			a.onTerminal("that is not the passphrase of %s: once more", what)
			return true
		},
		Opened: func(kept time.Duration) {
			if kept > 0 {
				fmt.Fprintf(a.err, "scr: %s stays open for %d minutes; \"scr keys lock\" locks it at once\n", what, int(kept.Minutes()))
			}
		},
	}
}

// newPassphrase asks for a new one, twice: nobody can look a slip up later.
func (a *app) newPassphrase() ([]byte, error) {
	for try := 1; ; try++ {
		pass, err := a.choosePassphrase()
		if review.CodeOf(err) != review.Invalid || try == passphraseTries {
			return pass, err
		}
		a.onTerminal("%s: once more", asError(err).Message)
	}
}

func (a *app) choosePassphrase() ([]byte, error) {
	const why = "a passphrase was to be chosen"
	first, err := a.secret(fmt.Sprintf("A new passphrase for the keys (%d characters or more): ", shortestPassphrase), why, "")
	if err != nil {
		return nil, err
	}
	if err := checkPassphrase(first); err != nil {
		return nil, err
	}
	again, err := a.secret("The same again: ", why, "")
	if err != nil {
		return nil, err
	}
	defer clear(again)
	if string(first) != string(again) {
		return nil, review.Errorf(review.Invalid, "the two are not the same").WithHint("repeat the command")
	}
	return first, nil
}

// checkPassphrase refuses what can be guessed, and what nobody typed.
func checkPassphrase(typed []byte) error {
	switch n := utf8.RuneCount(typed); {
	case n < shortestPassphrase:
		return review.Errorf(review.Invalid, "the passphrase has fewer than %d characters", shortestPassphrase).
			WithHint("four or five words that have nothing to do with each other are good, and can be remembered")
	case n > longestPassphrase:
		return review.Errorf(review.Invalid, "the passphrase has more than %d characters", longestPassphrase).WithHint("nobody types that a second time")
	case bytes.ContainsFunc(typed, unicode.IsControl):
		return review.Errorf(review.Invalid, "a key was typed that is no character, such as Ctrl-Z, a tab or an arrow").
			WithHint("Backspace takes away a character, Ctrl-W a word, Ctrl-U all; Ctrl-C stops")
	}
	return nil
}

// terminal opens the terminal to ask something there. Where nobody can be asked, why says
// what for, and more ends the hint.
func (a *app) terminal(why, more string) (*os.File, error) {
	settings, err := a.config()
	if err != nil {
		return nil, err
	}
	if settings.NoInput {
		return nil, misuse("%s, and nothing is asked with --no-input", why).WithHint("run the command on a terminal, and without --no-input")
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, misuse("%s, and there is no terminal to ask for it", why).
			WithHint("run the command on a terminal%s", more)
	}
	return tty, nil
}

// onTerminal says something to whoever is typing there.
func (a *app) onTerminal(format string, args ...any) {
	if tty, err := a.terminal("", ""); err == nil {
		fmt.Fprintf(tty, "  %s\n", report.Printable(fmt.Sprintf(format, args...)))
		_ = tty.Close() // nothing is lost with it
	}
}

// secret reads a line that is not shown. The end of input, or an interrupt, ends the
// command at once: the terminal shows again what is typed there.
func (a *app) secret(prompt, why, more string) ([]byte, error) {
	tty, err := a.terminal(why, more)
	if err != nil {
		return nil, err
	}
	defer tty.Close()
	defer fmt.Fprintln(tty)
	typed, err := a.hidden(tty, prompt)
	if errors.Is(err, io.EOF) {
		err = errNoAnswer
	}
	if errors.Is(err, errNoAnswer) || errors.Is(err, errStopped) {
		return nil, &review.Error{Code: review.Usage, Message: err.Error(), Hint: "nothing was done", Err: err}
	}
	return typed, err
}

// hidden reads a line while the terminal does not show it. It asks for it only then: whoever
// types at once would see what is typed. The keys that end a line, or the command, are
// looked for here: what the library offers reads on after Ctrl-D.
func (a *app) hidden(tty *os.File, prompt string) (_ []byte, err error) {
	before, err := term.MakeRaw(int(tty.Fd()))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, term.Restore(int(tty.Fd()), before)) }()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(stop)
	fmt.Fprint(tty, prompt)
	type read struct {
		line []byte
		err  error
	}
	typed := make(chan read, 1)
	go func() {
		line, err := keysTyped(tty)
		typed <- read{line, err}
	}()
	select {
	case <-stop:
		return nil, errStopped
	case got := <-typed:
		return got.line, got.err
	}
}

// What the keys send that are no characters.
const (
	ctrlC, ctrlD, ctrlH, ctrlU, ctrlW, rubout = 3, 4, 8, 21, 23, 127
)

// keysTyped reads the keys up to the end of a line. Others that are no characters stay in
// it: a new passphrase with one is refused, and an old one may have it. The line's room is
// taken at once: a slice that grew would leave what was typed behind in memory.
func keysTyped(in io.Reader) ([]byte, error) {
	line := make([]byte, 0, 8*longestPassphrase) // more than is let through later
	for {
		var key [1]byte
		if _, err := io.ReadFull(in, key[:]); err != nil {
			clear(line)
			return nil, err
		}
		switch key[0] {
		case '\r', '\n':
			return line, nil
		case ctrlC:
			clear(line)
			return nil, errStopped
		case ctrlD:
			clear(line)
			return nil, errNoAnswer
		case ctrlH, rubout:
			_, size := utf8.DecodeLastRune(line)
			line = line[:len(line)-size]
		case ctrlU:
			line = line[:0]
		case ctrlW:
			line = withoutWord(line)
		default:
			if len(line) < cap(line) {
				line = append(line, key[0])
			}
		}
	}
}

// withoutWord is a line without its last word, and the blanks after that.
func withoutWord(line []byte) []byte {
	line = bytes.TrimRight(line, " ")
	return line[:bytes.LastIndexByte(line, ' ')+1]
}
