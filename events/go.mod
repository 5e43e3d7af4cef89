module github.com/shanyraq/shanyraq/events

go 1.26.0
