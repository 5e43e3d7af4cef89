package events

import "slices"

// Enum is a closed list of words. It is written here once: the JSON Schemas, the
// OpenAPI documents and the browser's types are made from it; tests hold the
// checks in SQL and the words of the screens against it.
type Enum interface {
	// Values are the words, in the order of a thing's life where it has one.
	Values() []string
}

func values[E ~string](list ...E) []string {
	all := make([]string, len(list))
	for i, value := range list {
		all[i] = string(value)
	}
	return all
}

// Listed reports whether a word is on its list.
func Listed[E interface {
	~string
	Enum
}](word E) bool {
	return slices.Contains(word.Values(), string(word))
}

// Enums returns the zero value of every list.
func Enums() []Enum {
	return []Enum{
		ForumKind(""), ForumState(""), SessionKind(""), SessionState(""), RoundState(""), StepView(""),
		StepOffer(""), MarkWay(""), OrganisationKind(""), NGOKind(""), ConsentScope(""), AgendaState(""), SubmissionState(""), SessionRole(""),
		StaffRole(""), SuggestionSource(""), SuggestionState(""), ReportEditionState(""), ClarificationState(""),
		PhotoState(""), MarkKind(""), BallotState(""), GroupState(""), OfferedTo(""), ProposalState(""),
		Majority(""), QuestionState(""), Outcome(""), DeadlineKind(""), MeasureState(""), ReportStatus(""),
		ReportState(""), NoticeKind(""), NoticeState(""), MessageState(""), SignInWay(""), InviteState(""),
	}
}
