package audit

// Keep is what a batch does.
var Keep = (*Log).keep
