package facilitation_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/facilitation"
)

type photo struct {
	ID            string
	SHA256        string `json:"sha256"`
	Width, Height int
	Version       int
	State         string
}

// flipchart is a PNG of its own width.
func flipchart(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open opens the service's own schema.
func (h *house) open(t testing.TB) *sqlx.DB {
	t.Helper()
	db, err := database.Open(t.Context(), h.DatabaseURL, "facilitation")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (h *house) pictures(t testing.TB) (n int) {
	t.Helper()
	if err := h.open(t).Get(&n, `SELECT count(*) FROM pictures`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPhotosOfTheFlipchart(t *testing.T) {
	h := newHouse(t)
	folder, id := h.path("/sessions/"+h.session+"/photos"), newID()
	var p photo
	for range 2 { // the first answer was lost
		h.Call(t, 200, "PUT", folder+"/"+id, h.tablet, flipchart(t, 30), &p)
		if p.ID != id || p.Width != 30 || p.Height != 20 || p.Version != 1 || p.State != "kept" || len(p.SHA256) != 64 {
			t.Fatalf("stored: %+v", p)
		}
	}
	h.Problem(t, 409, "id_taken", "PUT", folder+"/"+id, h.tablet, flipchart(t, 31))
	h.Problem(t, 422, "photo_unreadable", "PUT", folder+"/"+newID(), h.tablet, "<svg onload=alert(1)>")
	h.Problem(t, 403, "session_of_other_tablet", "PUT", folder+"/"+newID(), h.tabletToken(t, h.forum, newID(), newID()), flipchart(t, 30))
	added := testkit.Published(t, h.House, "facilitation", func(events.PhotoAdded) bool { return true })
	if added.PhotoID != id || added.SHA256 != p.SHA256 || added.SessionID != h.session || added.State != "kept" {
		t.Errorf("told: %+v", added)
	}

	status, body := h.Do(t, "GET", h.path("/photos/"+id), h.secretary, nil)
	if m, err := jpeg.Decode(bytes.NewReader(body)); status != 200 || err != nil || m.Bounds().Dx() != 30 {
		t.Errorf("picture: %d %v", status, err)
	}
	twin := newID() // the same picture under another id shares the file
	h.Call(t, 200, "PUT", folder+"/"+twin, h.tablet, flipchart(t, 30), nil)
	var list struct{ Items []photo }
	h.Call(t, 200, "GET", folder, h.secretary, nil, &list)
	if len(list.Items) != 2 || list.Items[0].ID != id || h.pictures(t) != 1 {
		t.Errorf("list: %+v, %d pictures", list, h.pictures(t))
	}

	for range 2 {
		h.Call(t, 204, "DELETE", h.path("/photos/"+id), h.tablet, nil, nil)
	}
	h.Call(t, 200, "GET", h.path("/photos/"+twin), h.tablet, nil, nil)
	h.Problem(t, 404, "photo_not_found", "GET", h.path("/photos/"+id), h.tablet, nil)
	h.Problem(t, 409, "photo_removed", "PUT", folder+"/"+id, h.tablet, flipchart(t, 30))
	h.Problem(t, 403, "session_of_other_tablet", "DELETE", h.path("/photos/"+twin), h.tabletToken(t, h.forum, newID(), newID()), nil)
	h.Call(t, 204, "DELETE", h.path("/photos/"+twin), h.secretary, nil, nil)
	h.Problem(t, 404, "photo_not_found", "DELETE", h.path("/photos/"+newID()), h.secretary, nil)
	if n := h.pictures(t); n != 0 {
		t.Errorf("%d pictures left", n)
	}
	if all := told[events.PhotoRemoved](t, h); len(all) != 2 || all[0].Version != 2 || all[0].State != "removed" {
		t.Errorf("told: %+v", all)
	}
}

// TestOnePhotoSentManyTimesAtOnce, by two ids and many requests.
func TestOnePhotoSentManyTimesAtOnce(t *testing.T) {
	h := newHouse(t)
	ids := []string{newID(), newID()}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			path := h.path(fmt.Sprintf("/sessions/%s/photos/%s", h.session, ids[i%2]))
			if status, body := h.Do(t, "PUT", path, h.tablet, flipchart(t, 30)); status != 200 {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	wg.Wait()
	if all := told[events.PhotoAdded](t, h); len(all) != 2 || h.pictures(t) != 1 {
		t.Errorf("%d told, %d pictures", len(all), h.pictures(t))
	}
}

// second is another instance of the service: the same database and NATS, a folder
// of its own.
func (h *house) second(t testing.TB, dir string) *house {
	t.Helper()
	other := *h
	other.House = testkit.NewHouse(t)
	other.DatabaseURL, other.NATS, other.Verifier, other.DataDir = h.DatabaseURL, h.NATS, h.Verifier, dir
	s, err := facilitation.New(t.Context(), other.Host, facilitation.Config{})
	if err != nil {
		t.Fatal(err)
	}
	other.Serve(t, s)
	return &other
}

func TestPhotosAreReachedThroughEveryInstance(t *testing.T) {
	h := newHouse(t)
	other := h.second(t, t.TempDir())
	id := newID()
	h.Call(t, 200, "PUT", h.path("/sessions/"+h.session+"/photos/"+id), h.tablet, flipchart(t, 30), nil)
	status, there := other.Do(t, "GET", h.path("/photos/"+id), h.secretary, nil)
	if _, here := h.Do(t, "GET", h.path("/photos/"+id), h.secretary, nil); status != 200 || !bytes.Equal(here, there) {
		t.Errorf("through the other instance: %d, %d bytes of %d", status, len(there), len(here))
	}
	other.Call(t, 204, "DELETE", h.path("/photos/"+id), h.secretary, nil, nil)
	h.Problem(t, 404, "photo_not_found", "GET", h.path("/photos/"+id), h.secretary, nil)
}

// An earlier version kept pictures as files in the folder of the instance that
// took them.
func TestPhotosInFilesMoveIntoTheDatabase(t *testing.T) {
	h := newHouse(t)
	id := newID()
	var p photo
	h.Call(t, 200, "PUT", h.path("/sessions/"+h.session+"/photos/"+id), h.tablet, flipchart(t, 30), &p)
	_, picture := h.Do(t, "GET", h.path("/photos/"+id), h.secretary, nil)
	h.open(t).MustExec(`DELETE FROM pictures`)
	dir := t.TempDir()
	file := func(sum string, data []byte) string {
		path := filepath.Join(dir, "photos", sum[:2], sum+".jpg")
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	needed := file(p.SHA256, picture)
	unknown, damaged := file(fmt.Sprintf("%x", sha256.Sum256([]byte("x"))), []byte("x")), file(strings.Repeat("0", 64), []byte("y"))
	for range 2 { // it may be done again
		other := h.second(t, dir)
		if status, data := other.Do(t, "GET", h.path("/photos/"+id), h.secretary, nil); status != 200 || !bytes.Equal(data, picture) {
			t.Fatalf("%d, %d bytes of %d", status, len(data), len(picture))
		}
	}
	if _, err := os.Stat(needed); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file that was moved: %v", err)
	}
	for _, path := range []string{unknown, damaged} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("a file that nobody may lose: %v", err)
		}
	}
	if n := h.pictures(t); n != 1 {
		t.Errorf("%d pictures", n)
	}
}
