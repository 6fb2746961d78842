package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"yunti/policy"
)

// TableName is the stored editions' own name.
func (StoredEdition) TableName() string { return "editions" }

// SaveEdition stores an edition under its digest; storing it again does nothing.
func (db *DB) SaveEdition(ctx context.Context, now time.Time, ed *policy.Edition) error {
	var known int64
	err := db.Read.WithContext(ctx).Model(&StoredEdition{}).Where("digest = ?", ed.Digest).Count(&known).Error
	if err != nil || known > 0 {
		return err
	}
	content, err := json.Marshal(ed)
	if err != nil {
		return fmt.Errorf("政策版本 %s 无法写成 JSON：%w", ed.Digest, err)
	}
	err = db.Write.WithContext(ctx).Create(&StoredEdition{Digest: ed.Digest, Content: content, SavedAt: now}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) { // somebody stored the same at this moment
		return nil
	}
	return err
}

// Edition returns the stored edition with that digest, or ErrNotFound.
func (db *DB) Edition(ctx context.Context, digest string) (*policy.Edition, error) {
	var stored StoredEdition
	err := db.Read.WithContext(ctx).Take(&stored, "digest = ?", digest).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w政策版本 %s", ErrNotFound, digest)
	}
	if err != nil {
		return nil, err
	}
	ed := new(policy.Edition)
	if err := json.Unmarshal(stored.Content, ed); err != nil {
		return nil, fmt.Errorf("存档的政策版本 %s 无法读取：%w", digest, err)
	}
	return ed, nil
}
