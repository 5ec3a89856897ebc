package engine

import (
	"context"
	"errors"

	"github.com/looplab/fsm"

	"scr/review"
	"scr/workflow"
)

// step asks the state machine of one track where a move leads from a stage. The
// machine is made for the question and thrown away: looplab/fsm keeps state,
// remembers a cancelled context for ever, and lets callbacks object only after it
// has moved, so nothing of it outlives the call.
//
// Which transitions exist comes from the definition, which the loader has proved
// free of two destinations for one move and source.
func step(ctx context.Context, track *workflow.Track, stage, move string) (string, error) {
	machine := fsm.NewFSM(stage, transitions(track, move), nil)
	err := machine.Event(context.WithoutCancel(ctx), move)
	if err == nil {
		return machine.Current(), nil
	}
	if _, same := errors.AsType[fsm.NoTransitionError](err); same {
		return stage, nil // a loop back to the same stage is a move like any other
	}
	return "", review.Errorf(review.Refused, "%s.%s does not begin at %s", track.Name, move, stage)
}

// transitions returns what the machine needs to know of one move.
func transitions(track *workflow.Track, move string) []fsm.EventDesc {
	var events []fsm.EventDesc
	for _, tr := range track.Transitions {
		if tr.Name == move {
			events = append(events, fsm.EventDesc{Name: tr.Name, Src: tr.From, Dst: tr.To})
		}
	}
	return events
}
