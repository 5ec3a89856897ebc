package engine

import (
	"cmp"
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

var boardCode = pattern(`^[A-Z][A-Z0-9]{1,7}$`)

// Found creates the board in an empty database: its log begins with its code, its
// first person, who may open reviews and administers until others are named, and
// that person's login.
func (e *Engine) Found(ctx context.Context, cmd Found) (Outcome, error) {
	if !boardCode().MatchString(cmd.Code) {
		return Outcome{}, review.Errorf(review.Invalid, "%q cannot be a board's code", cmd.Code).
			WithHint("use two to eight capital letters and digits, such as EXB: it begins every reference")
	}
	if err := first(need("the board's title", cmd.Title), need("the login", cmd.Login), needText("the person's name", cmd.Person.Name)); err != nil {
		return Outcome{}, err
	}
	meta := e.complete(cmd.Meta)
	founding := &review.Board{}
	_, err := e.append(ctx, meta, founding, e.NewID(), "found", &review.BoardCreated{Code: cmd.Code, Title: cmd.Title, Sealing: cmd.Sealing})
	if err != nil {
		return Outcome{}, err
	}
	person := cmd.Person
	person.MayOpen, person.Administrator = true, true
	out, err := e.append(ctx, meta, &review.Person{ID: e.NewID()}, e.NewID(), "found", &review.PersonRegistered{Person: person})
	if err != nil {
		return Outcome{}, err
	}
	meta.User, meta.DecidedBy = out.Receipt.Reference, out.Receipt.Reference
	board, err := e.Store.Board(ctx)
	if err != nil {
		return Outcome{}, err
	}
	_, err = e.append(ctx, meta, board, meta.CommandID, "found", namedUser(board, cmd.Login, meta.User))
	return out, err
}

// append appends one event to a stream that is not a review's.
func (e *Engine) append(ctx context.Context, meta resolved, before review.State, command, digest string, body review.Body) (Outcome, error) {
	if err := meta.expects(before); err != nil {
		return Outcome{}, err
	}
	receipt, err := e.record(ctx, meta.appending(before, command, digest, body))
	return Outcome{Receipt: receipt}, err
}

// appending is the append of one event to a stream that is not a review's.
func (r resolved) appending(before review.State, command, digest string, body review.Body) review.Append {
	return review.Append{Before: before, Command: command, Digest: digest, RecordedBy: r.User, RecordedAt: r.at,
		Events: []review.Event{{DecidedBy: r.DecidedBy, Minute: r.Minute, OccurredOn: r.On, MadeUp: r.MadeUp, Body: body}}}
}

// streamWords says what a state is of, for people.
func streamWords(state review.State) string {
	switch s := state.(type) {
	case *review.Review:
		return "review " + cmp.Or(s.Reference, "that is being opened")
	case *review.Person:
		return cmp.Or(s.Handle, "the new entry") + " in the register"
	case *review.Adoption:
		return "workflow " + s.Workflow
	}
	return "the board"
}

// Register enters a person in the register, or amends an entry. Whoever may open
// reviews may register people; only an administrator gives the two rights.
func (e *Engine) Register(ctx context.Context, cmd Register) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		actor, err := e.registrar(ctx, meta)
		if err != nil {
			return Outcome{}, err
		}
		if cmd.Person.Handle == "" {
			return e.enter(ctx, meta, actor, digest, cmd.Person)
		}
		return e.amend(ctx, meta, actor, digest, cmd)
	})
}

func (e *Engine) registrar(ctx context.Context, meta resolved) (*review.Person, error) {
	actor, err := e.actor(ctx, meta)
	if err != nil {
		return nil, err
	}
	if !actor.MayOpen && !actor.Administrator {
		return nil, review.Errorf(review.Forbidden, "%s may not change the register", meta.User).
			WithHint("whoever may open reviews can")
	}
	return actor, nil
}

// actor returns the register's entry of whoever types a command that is not about
// a review, and refuses somebody who has left, or a decider whom nobody knows.
func (e *Engine) actor(ctx context.Context, meta resolved) (*review.Person, error) {
	if err := meta.check(); err != nil {
		return nil, err
	}
	actor, err := e.Store.Person(ctx, meta.User)
	if err != nil {
		return nil, err
	}
	if actor.Left(meta.today) {
		return nil, review.Errorf(review.Forbidden, "%s has left the register", meta.User)
	}
	if meta.DecidedBy != meta.User {
		_, err = e.Store.Person(ctx, meta.DecidedBy)
	}
	return actor, err
}

// checkEntry checks what the register is to say of a person.
func checkEntry(p review.Person) error {
	if err := first(needText("the person's name", p.Name), shortName(p.Name), short("the employer", p.Employer)); err != nil {
		return err
	}
	for _, a := range p.Accreditations {
		if err := need("the accreditation's scheme", a.Scheme); err != nil {
			return err
		}
		if a.Until.Before(a.From) {
			return review.Errorf(review.Invalid, "the accreditation %s ends %s, before it begins %s", a.Scheme, a.Until.When(), a.From.When())
		}
	}
	for _, word := range slices.Concat(p.Professions, p.IndependentOf) {
		if err := short("a profession or body", word); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) enter(ctx context.Context, meta resolved, actor *review.Person, digest string, p review.Person) (Outcome, error) {
	if err := first(checkEntry(p), mayGrant(actor, review.Person{}, p)); err != nil {
		return Outcome{}, err
	}
	says := ""
	if p.Administrator {
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		others, err := e.otherAdministrators(ctx, board, meta)
		if err != nil {
			return Outcome{}, err
		}
		if len(others) > 0 {
			return Outcome{}, review.Errorf(review.Refused, "to make somebody an administrator takes two administrators").
				WithHint("enter the person without it, then both of you type \"scr person amend HANDLE --administrator\"")
		}
		says = "nobody else administers the board, so you acted alone: name a second administrator's login"
	}
	out, err := e.append(ctx, meta, &review.Person{ID: e.NewID()}, meta.CommandID, digest, &review.PersonRegistered{Person: p})
	return remarked(out, says), err
}

// remarked adds a remark to an outcome, where there is one.
func remarked(out Outcome, says string) Outcome {
	if says != "" {
		out.Remarks = append(out.Remarks, says)
	}
	return out
}

// administered refuses a change that takes away the last login of somebody who
// administers the board: no command could undo it.
func (e *Engine) administered(ctx context.Context, gone func(review.User) bool) error {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return err
	}
	people, err := e.Store.People(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		can := func(u review.User) bool { return u.Person == p.Handle && !gone(u) }
		if p.Administrator && p.LeftOn.IsZero() && slices.ContainsFunc(board.Users, can) {
			return nil
		}
	}
	return review.Errorf(review.Refused, "after that nobody could administer the board").
		WithHint("name another administrator, and that person's login, first")
}

// HoldOffice says who holds a board office from a day on, or when somebody left
// it. An office has a part in every review, so only an administrator gives one.
func (e *Engine) HoldOffice(ctx context.Context, cmd HoldOffice) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		if err := e.administers(ctx, meta); err != nil {
			return Outcome{}, err
		}
		holder, err := e.Store.Person(ctx, cmd.Person)
		if err != nil {
			return Outcome{}, err
		}
		cmd.Person = holder.Handle // the register knows P7 as p7
		if err := e.knownOffice(ctx, cmd); err != nil {
			return Outcome{}, err
		}
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		body, err := officeBody(board, cmd, meta.On)
		if err != nil {
			return Outcome{}, err
		}
		two, err := e.mayGiveOffice(ctx, meta, digest, cmd)
		if err != nil || !two.may {
			return two.waits, err
		}
		out, err := e.append(ctx, meta, board, meta.CommandID, digest, body)
		return remarked(out, two.says), err
	})
}

// knownOffice refuses an office that no adopted definition has: whoever holds it
// would have no part in any review.
func (e *Engine) knownOffice(ctx context.Context, cmd HoldOffice) error {
	if err := need("the office", cmd.Office); err != nil || cmd.Leave || cmd.Office == PrivacyOfficer {
		return err
	}
	offices, err := e.officeNames(ctx)
	if err != nil || len(offices) == 0 || slices.Contains(offices, cmd.Office) {
		return err
	}
	return review.Errorf(review.Invalid, "no definition of the board has an office %q", cmd.Office).
		WithHint("the offices are %s", english(append(offices, PrivacyOfficer)))
}

// officeNames lists the offices that the adopted definitions know.
func (e *Engine) officeNames(ctx context.Context) ([]string, error) {
	var names []string
	err := e.eachDefinition(ctx, func(def *workflow.Definition) {
		for _, role := range def.Roles {
			if role.Office && !slices.Contains(names, role.Name) {
				names = append(names, role.Name)
			}
		}
	})
	return names, err
}

// officeBody decides a term of office: nobody holds one twice at once, and only
// somebody who holds it leaves it.
func officeBody(board *review.Board, cmd HoldOffice, on review.Date) (review.Body, error) {
	from := cmd.From
	if from.IsZero() {
		from = on
	}
	for _, t := range board.Offices {
		if t.Office != cmd.Office || t.Person != cmd.Person {
			continue
		}
		if !cmd.Leave && (t.To.IsZero() || from.Before(t.To)) && (cmd.To.IsZero() || t.From.Before(cmd.To)) {
			return nil, review.Errorf(review.Conflict, "%s holds the office of %s in that time already", cmd.Person, cmd.Office)
		}
		if !cmd.Leave || !t.To.IsZero() {
			continue
		}
		to := cmd.To
		if to.IsZero() {
			to = on
		}
		if to.Before(t.From) {
			return nil, review.Errorf(review.Invalid, "%s became %s %s, later than %s", cmd.Person, cmd.Office, t.From.When(), to.English())
		}
		return &review.OfficeLeft{Office: cmd.Office, Person: cmd.Person, To: to}, nil
	}
	if cmd.Leave {
		return nil, review.Errorf(review.Refused, "%s does not hold the office of %s", cmd.Person, cmd.Office)
	}
	if cmd.To.Before(from) {
		return nil, review.Errorf(review.Invalid, "the term ends %s, before it begins %s", cmd.To.When(), from.When())
	}
	return &review.OfficeHeld{Office: cmd.Office, Person: cmd.Person, From: from, To: cmd.To}, nil
}

// NameUser maps a login to a person, or ends a login. A login belongs to one
// person at a time.
func (e *Engine) NameUser(ctx context.Context, cmd NameUser) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		if err := first(e.administers(ctx, meta), need("the login", cmd.Login)); err != nil {
			return Outcome{}, err
		}
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		body, err := e.userBody(ctx, board, cmd)
		if err != nil {
			return Outcome{}, err
		}
		two, err := e.mayChangeLogin(ctx, meta, digest, board, body)
		if err != nil || !two.may {
			return two.waits, err
		}
		out, err := e.append(ctx, meta, board, meta.CommandID, digest, body)
		out = remarked(out, two.says)
		if ends, ok := body.(*review.UserRemoved); ok && err == nil {
			out = remarked(out, e.lockedOut(ctx, meta, board, ends.ID))
		}
		return out, err
	})
}

func (e *Engine) userBody(ctx context.Context, board *review.Board, cmd NameUser) (review.Body, error) {
	known, err := e.Store.User(ctx, cmd.Login)
	switch {
	case err != nil && review.CodeOf(err) != review.NotFound:
		return nil, err
	case err == nil && cmd.Person != "":
		return nil, review.Errorf(review.Conflict, "that login belongs to %s", known.Person).WithHint("end it first: scr user end")
	case err == nil:
		return &review.UserRemoved{ID: known.ID}, e.administered(ctx, func(other review.User) bool { return other.ID == known.ID })
	case cmd.Person == "":
		return nil, review.Errorf(review.NotFound, "there is no such login")
	}
	p, err := e.Store.Person(ctx, cmd.Person)
	if err != nil {
		return nil, err
	}
	return namedUser(board, cmd.Login, p.Handle), nil
}

func namedUser(board *review.Board, login, person string) review.Body {
	return &review.UserNamed{User: review.User{ID: board.NextUser(), Login: review.NewText(login), Person: person}}
}

// Actor returns the handle of the person to whom a login belongs. What they record
// from then on says under which login.
func (e *Engine) Actor(ctx context.Context, login string) (string, error) {
	user, err := e.Store.User(ctx, login)
	if review.CodeOf(err) == review.NotFound {
		return "", review.Errorf(review.Forbidden, "your login belongs to nobody in the register").
			WithHint("an administrator can name it with \"scr user add\"")
	}
	if err != nil {
		return "", err
	}
	p, err := e.Store.Person(ctx, user.Person)
	if err != nil {
		return "", err
	}
	if p.Left(today(e.Now())) {
		return "", review.Errorf(review.Forbidden, "%s has left the register", p.Handle)
	}
	named, _ := user.Login.Ref()
	e.logins.Store(p.Handle, named)
	return p.Handle, nil
}
