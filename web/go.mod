module github.com/shanyraq/shanyraq/web

go 1.26.0
