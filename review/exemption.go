package review

import "slices"

// Exemption is a text that was kept back.
type Exemption struct {
	Review string `json:"review,omitempty"` // reference; empty: the register
	TextPlace
	Basis string `json:"basis"` // a name among Exemptions; free words in what was recorded before there were names
}

// exemptions are the grounds on which a text is kept back from whom it tells of. They
// are names, not words of one's own: what is said there stands in the log for ever.
var exemptions = [][2]string{
	{"rights_of_others", "DPA 2018 Sch 2 para 16: it tells of somebody else"},
	{"crime", "DPA 2018 Sch 2 para 2: it would prejudice the prevention or detection of crime"},
	{"legal_proceedings", "DPA 2018 Sch 2 para 5: it would prejudice legal proceedings"},
	{"legal_privilege", "DPA 2018 Sch 2 para 19: legal professional privilege"},
	{"health_harm", "DPA 2018 Sch 3 para 5: health data, serious harm"},
	{"social_work_harm", "DPA 2018 Sch 3 para 11: social work data, serious harm"},
	{"education_harm", "DPA 2018 Sch 3 para 19: education data, serious harm"},
	{"child_abuse_data", "DPA 2018 Sch 3 para 21: child abuse data, against the child's interests"},
	{"wishes", "DPA 2018 Sch 3 paras 4 and 10: they did not expect or wish that it is told"},
	{"court_data", "DPA 2018 Sch 3 paras 3, 9 and 18: data of a court"},
	{"other_law", "DPA 2018 Sch 4: another law forbids it"},
}

// ExemptionNames lists the names of the grounds on which a text may be kept back.
func ExemptionNames() []string {
	names := make([]string, len(exemptions))
	for i, x := range exemptions {
		names[i] = x[0]
	}
	return names
}

// ExemptionWords says a ground in words, for whoever asked what is held of them.
func ExemptionWords(name string) string {
	i := slices.IndexFunc(exemptions, func(x [2]string) bool { return x[0] == name })
	if i < 0 {
		return name
	}
	return exemptions[i][1]
}
