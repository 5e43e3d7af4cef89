package e2e

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A tablet is another host: where this may be (root, ip), it is in a network
// namespace of its own, with a link that is pulled. Elsewhere it calls at another
// loopback address, and in the clear at one of the machine's cards.
func TestField(t *testing.T) {
	browser := chromium(t)
	needs(t, "node", "install Node.js 20 or newer")
	f := newField(t)
	port := freePort(t)
	in := &installation{dir: folder(t), url: fmt.Sprintf("http://%s:%d", f.encrypted, port), args: []string{"--demo", "--tls", "local", "--plain-listen", fmt.Sprintf("%s:%d", f.encrypted, port+1)}}
	in.ready = fmt.Sprintf("http://%s:%d", f.encrypted, port+1) // health is answered in the clear, too
	in.start(t)
	until(t, in.process, "it says what to compare", func() bool { return strings.Contains(in.out.String(), "ingerprint") })
	root := filepath.Join(in.dir, "authority", "root.pem")
	home := folder(t)
	trust := trusted(t, home, root)
	f.run(t, "encrypted", browser, "HOME="+home, "NODE_EXTRA_CA_CERTS="+root, "FIELD_FLAGS="+trust,
		"SHANYRAQ_URL="+strings.Replace(in.url, "http:", "https:", 1), "FIELD_PLAIN="+in.ready)
	in.signal(syscall.SIGTERM)
	in.wait()

	plain := &installation{dir: in.dir, url: fmt.Sprintf("http://%s:%d", f.plain, port), args: []string{"--demo"}}
	plain.start(t)
	f.run(t, "plain", browser, "HOME="+home, "SHANYRAQ_URL="+plain.url)
}

// field is where tablets are.
type field struct {
	encrypted, plain string   // addresses of the server for them
	inside           []string // runs a command where they are
	link             string   // their network, "" where it cannot be pulled
}

func newField(t *testing.T) *field {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil || os.Geteuid() != 0 {
		t.Log("without root and ip (Debian: iproute2) the tablet is on this host: its network cannot be pulled")
		return &field{encrypted: "127.0.0.2", plain: ownAddress(t)}
	}
	id, net := os.Getpid()%60000, fmt.Sprintf("10.78.%d", os.Getpid()%250)
	space, ours, theirs := fmt.Sprintf("shq%d", id), fmt.Sprintf("shq%da", id), fmt.Sprintf("shq%db", id)
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "delete", space).Run() }) // the link goes with it
	for _, command := range []string{
		"netns add " + space, "link add " + ours + " type veth peer name " + theirs + " netns " + space,
		"addr add " + net + ".1/24 dev " + ours, "link set " + ours + " up",
		"-n " + space + " addr add " + net + ".2/24 dev " + theirs, "-n " + space + " link set " + theirs + " up", "-n " + space + " link set lo up",
	} {
		if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
			t.Logf("no network namespace can be made here (ip %s: %s): the tablet is on this host", command, out)
			return &field{encrypted: "127.0.0.2", plain: ownAddress(t)}
		}
	}
	return &field{encrypted: net + ".1", plain: net + ".1", inside: []string{"ip", "netns", "exec", space}, link: theirs}
}

// ownAddress is one at which a browser does not trust us in the clear.
func ownAddress(t *testing.T) string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if ip, _, err := net.ParseCIDR(a.String()); err == nil && ip.To4() != nil && !ip.IsLoopback() {
			return ip.String()
		}
	}
	t.Fatal("this machine has no address but a loopback: connect it to a network, or run the test as root with ip (Debian: iproute2)")
	return ""
}

func (f *field) run(t *testing.T, name, browser string, env ...string) {
	t.Helper()
	command := append(f.inside, "node", "--test", "--test-name-pattern="+name, "browser/field.mjs")
	node := exec.Command(command[0], command[1:]...) // #nosec G204 -- our own tests
	node.Env = append(append(os.Environ(), "SHANYRAQ_LOGIN=organiser", "SHANYRAQ_PASSWORD=shanyraq-demo", "CHROMIUM="+browser, "FIELD_LINK="+f.link), env...)
	if out, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// trusted lets the browser of a home trust the root as a person does who imports
// it. Without certutil (Debian: libnss3-tools) it is told to let this one pass.
func trusted(t *testing.T, home, root string) (flag string) {
	t.Helper()
	if _, err := exec.LookPath("certutil"); err != nil {
		t.Log("without certutil (Debian: libnss3-tools) the browser is told to let the root pass, and does not check what it may vouch for")
		return "--ignore-certificate-errors-spki-list=" + spki(t, root)
	}
	list := filepath.Join(home, ".pki", "nssdb")
	if err := os.MkdirAll(list, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-N", "--empty-password"}, {"-A", "-n", "field", "-t", "C,,", "-i", root}} {
		if out, err := exec.Command("certutil", append([]string{"-d", "sql:" + list}, args...)...).CombinedOutput(); err != nil { // #nosec G204 -- a test's own
			t.Fatalf("certutil: %v %s", err, out)
		}
	}
	return ""
}

func spki(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}
