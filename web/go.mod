module github.com/shanyraq/shanyraq/web

go 1.26.0

require github.com/shanyraq/shanyraq/pkg v0.0.0

replace github.com/shanyraq/shanyraq/pkg => ../pkg
