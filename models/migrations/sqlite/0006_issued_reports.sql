-- Workbooks that were handed out: the number that is printed on each, and the digests by which a copy is held against it.

CREATE TABLE IF NOT EXISTS issued_reports (
  number    TEXT     NOT NULL PRIMARY KEY,
  report    TEXT     NOT NULL,
  year      INTEGER  NOT NULL,
  review    TEXT     NOT NULL,
  area      TEXT     NOT NULL,
  county    TEXT     NOT NULL,
  firm      TEXT     NOT NULL,
  issued_by TEXT     NOT NULL,
  issued_at DATETIME NOT NULL,
  sheets    TEXT     NOT NULL,
  digest    TEXT     NOT NULL
);
