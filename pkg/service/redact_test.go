package service_test

import (
	"errors"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
)

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Setenv("SHANYRAQ_SMTP_PASSWORD", "қҰпия-word")
	t.Setenv("SHANYRAQ_OIDC_CLIENT_SECRET", "client-geheim")
	t.Setenv("SHANYRAQ_DATABASE_URL", "postgres://user:geheimnis/zz@127.0.0.1/x")
	_, forPort := database.Open(t.Context(), "postgres://user:geheimnis/zz@127.0.0.1/x", "tested")
	_, badPort := database.Open(t.Context(), "postgres://user:geheim@127.0.0.1:port/x", "tested")
	_, badPassword := database.Open(t.Context(), "postgres://user:geheim%zz@127.0.0.1:1/x", "tested")
	_, nats := service.ConnectNATS("nats://user:geheim@127.0.0.1:1,nats://geheim@127.0.0.1:2", "tested", zap.NewNop())
	_, badNATS := service.ConnectNATS("nats://user:ge%zzheim@127.0.0.1:1", "tested", zap.NewNop())
	for name, err := range map[string]error{
		"a port that is none": badPort, "a password that is taken for a port": forPort, "a password that is not escaped": badPassword, "NATS": nats, "NATS's address": badNATS,
		"slash and at": errors.New(`dial "postgres://user:ge/he@im@db:5432/x": refused`), "mail": errors.New("535 қҰпия-word is wrong"),
		"sign-in": errors.New("post: client-geheim"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		said := service.Redact(err.Error())
		for _, secret := range []string{"geheim", "heim", "he@im", "ge/he", "қҰпия"} {
			if strings.Contains(said, secret) {
				t.Errorf("%s: %s", name, said)
			}
		}
	}
	if want, got := "see https://shanyraq.kz/x and write to a@b.kz", service.Redact("see https://shanyraq.kz/x and write to a@b.kz"); got != want {
		t.Errorf("%q", got)
	}
}
