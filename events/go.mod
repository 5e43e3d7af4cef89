module github.com/shanyraq/shanyraq/events

go 1.26.0

require github.com/santhosh-tekuri/jsonschema/v6 v6.0.3

require (
	github.com/dlclark/regexp2 v1.12.0 // indirect
	golang.org/x/text v0.44.0 // indirect
)
