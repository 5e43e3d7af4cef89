package words

// Refusal is an error that people read where they start a program: what stands in
// the way, and what to do. Its sentence is in the catalogue "shell".
type Refusal struct {
	Key   string
	Args  Args
	Cause error // follows in brackets, for whoever helps; nil for none
}

// logged is the language of logs, and of a shell that names none of ours.
const logged = "en"

// Shell is what commands say.
const Shell Catalogue = "shell"

// Refuse makes a refusal; args are name, value, name, value, …
func Refuse(key string, args ...any) *Refusal {
	r := &Refusal{Key: key, Args: Args{}}
	for i := 0; i+1 < len(args); i += 2 {
		r.Args[args[i].(string)] = args[i+1]
	}
	return r
}

// Because is the refusal with its cause.
func (r *Refusal) Because(cause error) *Refusal {
	c := *r
	c.Cause = cause
	return &c
}

func (r *Refusal) Error() string { return r.In(logged) }
func (r *Refusal) Unwrap() error { return r.Cause }

// Is makes refusals of one key equal, whatever they are about.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Key == r.Key
}

// In says it in a language.
func (r *Refusal) In(language string) string {
	said := Shell.Say(language, r.Key, r.Args)
	if r.Cause != nil {
		said += " (" + r.Cause.Error() + ")"
	}
	return said
}

// OfShell is the language of whoever started the program, by the variables that say
// so, the strongest first.
func OfShell(get func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := get(name); value != "" {
			if len(value) >= 2 && Known(value[:2]) && (len(value) == 2 || value[2] == '_' || value[2] == '.') {
				return value[:2]
			}
			return logged
		}
	}
	return logged
}
