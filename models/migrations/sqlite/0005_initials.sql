-- The pinyin initials of a firm's name, for finding it by them; the program fills in those of the firms that are there
-- (counter initials: 0 while it has not). The list of firms can be sorted by when they were changed.

ALTER TABLE firms ADD COLUMN initials TEXT NOT NULL DEFAULT '';

INSERT OR IGNORE INTO counters (name, value) VALUES ('initials', 0);

CREATE INDEX firms_updated_at ON firms (updated_at);
