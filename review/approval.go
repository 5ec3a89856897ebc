package review

import "slices"

// Asked is a grave act that one administrator asked for, and another must approve by
// doing the same.
type Asked struct {
	Seq int64  `json:"seq"`
	On  Date   `json:"on,omitzero"`
	Act string `json:"act"` // one of the acts below
	Of  string `json:"of"`  // a person's handle, an office with who is to hold it when, or the SHA-256 of a definition's file
	At  int64  `json:"at"`  // version of what it is done to: once that has changed it must be asked for again
	By  string `json:"by"`  // handle

	Login Text `json:"login,omitzero" personal:"staff"` // that somebody is to be given
}

// The acts that take two people.
const (
	MakeAdministrator   = "make_administrator"
	UnmakeAdministrator = "unmake_administrator" // their right, their last login, or that they left
	AdoptForLive        = "adopt_for_live_reviews"
	NameLogin           = "name_login"
	GiveOffice          = "give_office"
	EndOffice           = "end_office" // of the privacy officer
)

// AskedFor returns who asked last for an act, and when; nothing where nobody did.
func (b *Board) AskedFor(act, of string, at int64) Asked {
	for _, a := range slices.Backward(b.Asked) {
		if a.Act == act && a.Of == of && a.At == at {
			return a
		}
	}
	return Asked{}
}

// ApprovalAsked records that an administrator asked for an act that takes two.
type ApprovalAsked struct {
	Act string `json:"act"` // what is to be done
	Of  string `json:"of"`  // a person's handle, an office with who is to hold it when, or the SHA-256 of a definition's file
	At  int64  `json:"at"`  // version of what it is done to
	By  string `json:"by"`  // handle of who asks

	Login Text `json:"login,omitzero" personal:"staff"` // with name_login: the login
}

// Kind returns "approval.asked/2".
func (*ApprovalAsked) Kind() string { return "approval.asked/2" }

func (b *ApprovalAsked) applyBoard(board *Board, ev Event) error {
	board.Asked = append(slices.Clip(board.Asked), Asked{ev.Seq, ev.OccurredOn, b.Act, b.Of, b.At, b.By, b.Login})
	return nil
}

// answered takes away what was asked for once it was done: an approval is for one time.
func (b *Board) answered(act string, of func(string) bool) {
	b.Asked = slices.DeleteFunc(slices.Clone(b.Asked), func(a Asked) bool { return a.Act == act && of(a.Of) })
}
