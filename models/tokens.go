package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// The scopes of tokens.
const (
	ScopeRead    = "read"    // what its user may read
	ScopeFilings = "filings" // also the operations on filings that write
	ScopeReviews = "reviews" // also those on reviews
)

// TokenScopes are all scopes of tokens.
var TokenScopes = []string{ScopeRead, ScopeFilings, ScopeReviews}

// TokenRoles are the roles whose users may have tokens. Accounts and the audit trail are for people only.
var TokenRoles = []string{RoleIncubator, RoleCounty, RoleCity, RoleLeadership}

// MaxTokens is how many tokens a user may have that have not expired.
const MaxTokens = 20

// ScopeList returns the token's scopes.
func (t *Token) ScopeList() []string { return strings.Split(t.Scopes, ",") }

// Tokens returns the user's tokens, the newest first, expired ones too.
func (db *DB) Tokens(ctx context.Context, username string) (items []Token, err error) {
	err = db.Read.WithContext(ctx).Order("created_at DESC, id").Find(&items, "username = ?", username).Error
	return items, err
}

// FindToken returns the token whose secret has that hash, expired or not, and its user. ErrNotFound when there is none.
func (db *DB) FindToken(ctx context.Context, hash string) (*Token, *User, error) {
	var t Token
	if err := db.Read.WithContext(ctx).Take(&t, "token = ?", hash).Error; err != nil {
		return nil, nil, err
	}
	u, err := db.User(ctx, t.Username)
	return &t, u, err
}

// AddToken stores a token. ErrTaken when the user has one of that name, ErrState when he has too many or is disabled.
func (db *DB) AddToken(ctx context.Context, now time.Time, actor Actor, t *Token) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		u, err := oneUser(tx.Clauses(forUpdate), t.Username) // whoever changes the user's rights waits, or has gone first
		if err != nil {
			return err
		}
		if u.Disabled {
			return fmt.Errorf("%w：账号 %s 已停用", ErrState, u.Username)
		}
		var all []Token
		if err := tx.Find(&all, "username = ?", t.Username).Error; err != nil {
			return err
		}
		valid := 0
		for _, other := range all {
			if other.Name == t.Name {
				return fmt.Errorf("%w：已有名为“%s”的令牌，请换一个名称，或先作废原来的", ErrTaken, t.Name)
			}
			if now.Before(other.ExpiresAt) {
				valid++
			}
		}
		if valid >= MaxTokens {
			return fmt.Errorf("%w：每个账号最多 %d 个有效令牌，请先作废不用的", ErrState, MaxTokens)
		}
		if err := tx.Create(t).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "token.create", t.Username,
			map[string]any{"token": t.ID, "name": t.Name, "scopes": t.ScopeList(), "expires_at": t.ExpiresAt})
	})
}

// TouchToken notes that a program used the token, unless that was noted after since.
func (db *DB) TouchToken(ctx context.Context, now, since time.Time, hash string) error {
	return db.Write.WithContext(ctx).Model(&Token{}).Where("token = ? AND (seen_at IS NULL OR seen_at <= ?)", hash, since).Update("seen_at", now).Error
}

// RevokeToken revokes the user's token with that ID. ErrNotFound when there is none.
func (db *DB) RevokeToken(ctx context.Context, now time.Time, actor Actor, username, id string) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		var t Token
		err := tx.Clauses(forUpdate).Take(&t, "username = ? AND id = ?", username, id).Error
		if errors.Is(err, ErrNotFound) {
			return fmt.Errorf("%w令牌 %s，可能已经作废", ErrNotFound, clip(id, 20))
		}
		if err != nil {
			return err
		}
		if err := tx.Delete(&Token{}, "token = ?", t.Token).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "token.revoke", username, map[string]any{"token": t.ID, "name": t.Name})
	})
}
