package service

// Run is what Main runs.
var Run = run
