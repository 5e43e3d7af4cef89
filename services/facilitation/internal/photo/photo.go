// Package photo is the photos of flipcharts and papers: the safety net of a
// session when something was written by hand.
package photo

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
)

// The states of a photo.
const (
	Kept    = events.PhotoKept
	Removed = events.PhotoIsRemoved
)

// perSession is how many photos a session may keep.
var perSession = setting.Setting{Key: "photo.per_session", Kind: setting.Number, Default: 100, Min: 1, Max: 1000, Env: "SHANYRAQ_PHOTOS_PER_SESSION"}

// Settings are what an organiser decides of photos.
var Settings = []setting.Setting{perSession}

// Photo is one photo.
type Photo struct {
	ID         string            `db:"id" json:"id"`
	ForumID    string            `db:"forum_id" json:"forum_id"`
	SessionID  string            `db:"session_id" json:"session_id"`
	Version    int               `db:"version" json:"version"`
	State      events.PhotoState `db:"state" json:"state"`
	SHA256     string            `db:"sha256" json:"sha256" doc:"Of the stored picture, in hexadecimal"`
	Bytes      int               `db:"bytes" json:"bytes" doc:"Size of the stored picture"`
	Width      int               `db:"width" json:"width"`
	Height     int               `db:"height" json:"height"`
	AddedAt    time.Time         `db:"added_at" json:"added_at"`
	AddedBy    string            `db:"added_by" json:"added_by" doc:"Account or device id"`
	SentSHA256 string            `db:"sent_sha256" json:"-"` // of what the client sent
}

// repeats tells whether sending sent again is harmless. Errors: photo_removed;
// id_taken for another picture or place.
func (p *Photo) repeats(sent *Photo) error {
	switch {
	case p.ForumID != sent.ForumID || p.SessionID != sent.SessionID || p.SentSHA256 != sent.SentSHA256:
		return problem.Conflict("id_taken")
	case p.State == Removed:
		return problem.Conflict("photo_removed")
	}
	return nil
}

// Remove throws the photo away, and reports whether that changed anything.
func (p *Photo) Remove() bool {
	if p.State == Removed {
		return false
	}
	p.State = Removed
	p.Version++
	return true
}

// public is the photo as it is told to others.
func (p *Photo) public() events.Photo {
	return events.Photo{
		ForumID: p.ForumID, PhotoID: p.ID, Version: p.Version, SessionID: p.SessionID, SHA256: p.SHA256, Bytes: p.Bytes,
		Width: p.Width, Height: p.Height, State: p.State, AddedAt: p.AddedAt,
	}
}
