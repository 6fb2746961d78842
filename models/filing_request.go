package models

import (
	"context"
	"fmt"
)

// FilingByRequest returns the filing that was made by the request with that key (Filing.RequestKey), or ErrNotFound.
// A filing that is still being stored is not found.
func (db *DB) FilingByRequest(ctx context.Context, key string) (*Filing, error) {
	var f Filing
	err := db.Read.WithContext(ctx).Where("request_key = ? AND state <> ?", key, FilingPlanning).Take(&f).Error
	if err != nil {
		return nil, fmt.Errorf("同一请求的申报：%w", db.explain(err))
	}
	return &f, nil
}
