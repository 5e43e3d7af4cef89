package web

// Route says which service answers an address. One that ends in "/" is of everything
// below it.
type Route struct{ Path, Service string }

// Routes are all addresses that are not the application's, where the services run
// apart (deployments/separate/routes.tsv; a test holds it against their own routes).
var Routes = []Route{
	{"/api/sessions/", "sessions"},
	{"/api/facilitation/", "facilitation"},
	{"/api/decisions/", "decisions"},
	{"/api/notifications/", "notifications"},
	{"/b", "facilitation"},
	{"/b/", "facilitation"},
	{"/way", "decisions"},
	{"/way/", "decisions"},
	{"/register", "decisions"},
	{"/register/", "decisions"},
	{"/speak", "sessions"},
	{"/speak/", "sessions"},
}
