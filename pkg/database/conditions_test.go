package database

import (
	"reflect"
	"testing"
)

func TestConditionsNumberTheirArguments(t *testing.T) {
	both := Where("forum_id = ?", "f").And("a = ? OR b = ?", 1, 2)
	if got, want := both.String(), " WHERE (forum_id = $1) AND (a = $2 OR b = $3) "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Two lists that begin alike do not write into each other.
	one, other := both.And("c = ?", 3), both.And("d = ?", 4)
	if got, want := one.Args(50), []any{"f", 1, 2, 3, 50}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := other.Args(), []any{"f", 1, 2, 4}; !reflect.DeepEqual(got, want) || other.N() != 5 {
		t.Errorf("%v and then %d, want %v and 5", got, other.N(), want)
	}
	if got := (Conditions{}).String(); got != " WHERE true " {
		t.Errorf("no condition is %q", got)
	}
}
