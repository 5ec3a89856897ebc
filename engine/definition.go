package engine

import (
	"context"

	"scr/review"
	"scr/workflow"
)

// loaded is a definition with the judge of its rules.
type loaded struct {
	def   *workflow.Definition
	judge *workflow.Judge
}

// definition returns a definition that was adopted, by the hash of its file. It is
// immutable, so one that was loaded is kept.
func (e *Engine) definition(ctx context.Context, hash string) (loaded, error) {
	if kept, ok := e.definitions.Load(hash); ok {
		return kept.(loaded), nil
	}
	def, err := e.checked(ctx, hash)
	if err != nil {
		return loaded{}, err
	}
	if def.Hash != hash {
		return loaded{}, review.Errorf(review.Failed, "the definition kept under %.12s is another one", hash).WithHint("run \"scr db check\"")
	}
	l := loaded{def: def, judge: workflow.NewJudge(def)}
	e.definitions.Store(hash, l)
	return l, nil
}

// checked reads the checked form of a definition. Where there is none that this
// version of the program can read, it is made again from the file.
func (e *Engine) checked(ctx context.Context, hash string) (*workflow.Definition, error) {
	form, err := e.Store.Checked(ctx, hash)
	if err != nil && review.CodeOf(err) != review.NotFound {
		return nil, err
	}
	if err == nil {
		if def, err := workflow.Unmarshal(form); err == nil {
			return def, nil
		}
	}
	file, err := e.Store.DefinitionFile(ctx, hash)
	if err != nil {
		return nil, review.Errorf(review.Failed, "the definition this review is pinned to cannot be read: %w", err).
			WithHint("run \"scr db check\"")
	}
	return e.loadFile(ctx, hash[:12]+".yaml", file.Bytes)
}

// Definitions returns what the board has adopted.
func (e *Engine) Definitions(ctx context.Context) ([]review.Adoption, error) {
	return e.Store.Adoptions(ctx)
}

// Definition returns an adopted definition: the version that was named, or the
// newest.
func (e *Engine) Definition(ctx context.Context, name string, number int) (*workflow.Definition, error) {
	adoption, err := e.Store.Adoption(ctx, name)
	if err != nil {
		if review.CodeOf(err) == review.NotFound {
			return nil, e.unknownWorkflow(ctx, name)
		}
		return nil, err
	}
	adopted := newestOf(adoption, func(a review.Adopted) bool { return number == 0 || a.Number == number })
	if adopted == nil {
		return nil, review.Errorf(review.Invalid, "%s has no version %d here", name, number).
			WithHint("see the versions with \"scr workflow list\"")
	}
	l, err := e.definition(ctx, adopted.Hash)
	return l.def, err
}

// eachDefinition visits every version of every definition that the board has adopted.
func (e *Engine) eachDefinition(ctx context.Context, visit func(*workflow.Definition)) error {
	adoptions, err := e.Store.Adoptions(ctx)
	if err != nil {
		return err
	}
	for _, adoption := range adoptions {
		for _, version := range adoption.Adopted {
			l, err := e.definition(ctx, version.Hash)
			if err != nil {
				return err
			}
			visit(l.def)
		}
	}
	return nil
}
