// Package once makes a request that arrives twice have its effect once: the
// client names what it makes, and the same name with the same content answers
// as the first time.
package once

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Request is a request to make something.
type Request struct {
	ID          string // of the thing to be made
	Fingerprint string // of the request's content
}

// New names the thing to be made: by the client's id, else by a new UUIDv7.
// content is what must be the same for the request to be the same.
func New(id string, content ...any) (Request, error) {
	if id == "" {
		v7, err := uuid.NewV7()
		if err != nil {
			return Request{}, fmt.Errorf("making an id: %w", err)
		}
		id = v7.String()
	}
	data, err := json.Marshal(content)
	if err != nil {
		return Request{}, fmt.Errorf("taking the fingerprint of a request: %w", err)
	}
	sum := sha256.Sum256(data)
	return Request{ID: id, Fingerprint: hex.EncodeToString(sum[:16])}, nil
}

// Done reports that the thing has been made by the same request before. A
// different request under the same id is the problem id_taken. It is asked first
// in a transaction, where it waits for the same request that still runs.
func (r Request) Done(ctx context.Context, tx *sqlx.Tx, table string) (bool, error) {
	if err := database.Alone(ctx, tx, r.ID); err != nil {
		return false, err
	}
	var before string
	err := tx.GetContext(ctx, &before, `SELECT request FROM `+table+` WHERE id = $1`, r.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("looking for an earlier request in %s: %w", table, err)
	case before != r.Fingerprint:
		return false, problem.Conflict("id_taken")
	}
	return true, nil
}
