package engine

// Right is how much of a material a column of the table may see.
type Right string

// The rights, from the least to the most.
const (
	None      Right = ""          // nothing, and not that it is there
	OnReason  Right = "on reason" // for a recorded reason
	Pseudonym Right = "pseudonym" // pseudonyms; names for a recorded reason
	Own       Right = "own"       // what is their own, or their agency's
	Shared    Right = "shared"    // what is their own, and what was shared to the panel
	Read      Right = "read"
)

// Column is what a role is in the table of rights. A definition says it of each of
// its roles with "access".
type Column string

// The columns of the table. The last two are no roles in a review.
const (
	BoardManager  Column = "board_manager"
	LeadReviewer  Column = "lead_reviewer"
	Chair         Column = "chair"
	PanelMember   Column = "panel_member"
	AgencyAuthor  Column = "agency_author"
	LegalAdviser  Column = "legal_adviser"
	FamilyLink    Column = "family_link"
	Auditor       Column = "auditor"
	Administrator Column = "administrator" // edits the process, and reads no review
	NoColumn      Column = "none"          // a role whose definition names no column
)

// Columns lists the columns, in the order of the table.
func Columns() []Column {
	return []Column{BoardManager, LeadReviewer, Chair, PanelMember, AgencyAuthor, LegalAdviser, FamilyLink, Auditor,
		Administrator, NoColumn}
}

// row is the rights of the columns that are roles, in their order.
type row [8]Right

// rights is the table of who may see what. What is not in it nobody may see.
var rights = map[Material]row{
	//             manager lead  chair  panel      author legal  family auditor
	Existence:     {Read, Read, Read, Read, Read, Read, None, Read},
	Identity:      {Read, Read, Read, Pseudonym, Own, Read, Read, OnReason},
	AgencyOwn:     {Read, Read, Read, Read, Read, Read, None, OnReason},
	AgencyOthers:  {Read, Read, Read, Shared, None, Read, None, OnReason},
	Conversations: {Read, Read, Read, Shared, None, Read, None, OnReason},
	Staff:         {Read, Read, Read, Pseudonym, Own, Read, None, OnReason},
	Family:        {Read, Read, Read, Shared, None, Read, Read, OnReason},
	Work:          {Read, Read, Read, Read, None, Read, None, Read},
	Legal:         {Read, None, Read, None, None, Read, None, None},
	Publication:   {Read, Read, Read, None, None, Read, Read, Read},
	Reasons:       {Read, Read, Read, Read, None, Read, None, Read},
	Names:         {Read, Read, Read, Read, Read, Read, None, Read},
	AccessLog:     {Own, Own, Own, Own, Own, None, None, Read},
	Definitions:   {Read, Read, Read, Read, Read, Read, None, Read},
}

// RightOf returns what a column may see of a material.
func RightOf(c Column, m Material) Right {
	for i, role := range Columns()[:len(row{})] {
		if role == c {
			return rights[m][i]
		}
	}
	switch {
	case c == Administrator && (m == Definitions || m == Names):
		return Read
	case c == NoColumn && m == Existence:
		return Read
	}
	return None
}
