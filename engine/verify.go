package engine

import (
	"bytes"
	"context"
	"fmt"

	"scr/review"
	"scr/workflow"
)

// VerifyDefinitions makes the checked form of every adopted definition again from
// its file and compares it with the one that commands work with. The file's bytes
// are held by their hash in the log; the checked form is held by nothing but this.
func (e *Engine) VerifyDefinitions(ctx context.Context) ([]review.Untrusted, error) {
	adoptions, err := e.Store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	var found []review.Untrusted
	for _, adoption := range adoptions {
		for _, adopted := range adoption.Adopted {
			says, err := e.doubt(ctx, adoption.Workflow, adopted)
			if err != nil {
				return nil, err
			}
			if says != "" {
				found = append(found, review.Untrusted{Stream: adoption.StreamName(),
					Says: fmt.Sprintf("version %d: %s", adopted.Number, says)})
			}
		}
	}
	return found, nil
}

// doubt says what is wrong with the checked form of an adopted definition.
func (e *Engine) doubt(ctx context.Context, id string, adopted review.Adopted) (string, error) {
	file, err := e.Store.DefinitionFile(ctx, adopted.Hash)
	if err != nil {
		return "", err
	}
	def, diagnostics := workflow.Load(id+".yaml", file.Bytes, e.parents(ctx))
	if len(diagnostics) > 0 {
		return "the file is not a sound definition to this version of the program", nil
	}
	checked, err := workflow.Marshal(def)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(checked, file.Checked) {
		return "the checked form that commands work with is not what the file says", nil
	}
	return "", nil
}
