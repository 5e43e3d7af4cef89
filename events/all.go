package events

// All returns the zero value of every event, in the order of the chain.
func All() []Event {
	return []Event{
		ForumDescribed{}, ForumRemoved{}, ThemeDescribed{}, ThemeRemoved{}, SessionScheduled{}, SessionRemoved{},
		RoundPlanned{}, RoundRemoved{}, RoundStarted{}, RoundExtended{}, RoundEnded{},
		InstitutionDescribed{}, OrganisationRegistered{}, ParticipantRegistered{}, ParticipantCheckedIn{}, ParticipantAwaited{},
		ParticipantSeated{}, ConsentChanged{}, ParticipantErased{}, DevicePaired{}, DeviceRevoked{}, AccountRestricted{}, SignInEnded{}, AgendaQuestionSubmitted{},
		AgendaQuestionAccepted{}, AgendaQuestionAnswered{}, SubmissionReceived{}, SubmissionAccepted{}, SubmissionRefused{},
		SuggestionCaptured{}, SuggestionReworded{}, SuggestionAttributed{}, SuggestionWithdrawn{}, SuggestionRestored{},
		SuggestionParked{}, SuggestionUnparked{}, SuggestionHidden{},
		ReportDrafted{}, ReportConfirmed{}, ClarificationAsked{}, ClarificationAnswered{},
		PhotoAdded{}, PhotoRemoved{}, MarksCast{}, BallotOpened{}, BallotClosed{},
		GroupArranged{}, GroupDissolved{},
		ProposalGathered{}, ProposalMerged{}, ProposalUnmerged{}, ProposalSplit{}, ProposalDivided{},
		ProposalRecommended{}, ProposalReleased{}, ProposalReworded{},
		QuestionPut{}, QuestionMoved{}, VoteCounted{}, QuestionWithdrawn{}, DecisionRecorded{}, MeasureDrafted{},
		MeasureRemoved{}, MeasurePlanned{}, PlanPublished{}, MeasureReported{}, ReportAccepted{}, ReportReturned{},
		MeasureOffControl{},
		NoticeQueued{}, NoticeSent{}, NoticeFailed{},
	}
}
