-- Filings with their steps, and the audit trail.

CREATE TABLE filings (
  id          TEXT     NOT NULL PRIMARY KEY,
  kind        TEXT     NOT NULL,
  year        INTEGER  NOT NULL,
  state       TEXT     NOT NULL,
  file        TEXT     NOT NULL,
  digest      TEXT     NOT NULL,
  note        TEXT     NOT NULL,
  opinion     TEXT     NOT NULL,
  filed_by    TEXT     NOT NULL,
  created_at  DATETIME NOT NULL,
  applied_at  DATETIME,
  creates     INTEGER  NOT NULL,
  updates     INTEGER  NOT NULL,
  sames       INTEGER  NOT NULL,
  rejects     INTEGER  NOT NULL,
  version     INTEGER  NOT NULL,
  request_key TEXT     UNIQUE
);

CREATE INDEX filings_state ON filings (state, created_at);
CREATE INDEX filings_created ON filings (created_at);

CREATE TABLE steps (
  filing  TEXT    NOT NULL,
  line    INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  action  TEXT    NOT NULL,
  record  TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  base    INTEGER NOT NULL,
  was     TEXT    NOT NULL,
  becomes TEXT    NOT NULL,
  cells   TEXT    NOT NULL,
  faults  TEXT    NOT NULL,
  PRIMARY KEY (filing, line, seq)
);

CREATE INDEX steps_action ON steps (filing, action, line, seq);

CREATE TABLE audit (
  seq       INTEGER  PRIMARY KEY AUTOINCREMENT,
  at        DATETIME NOT NULL,
  who       TEXT     NOT NULL,
  came_from TEXT     NOT NULL,
  action    TEXT     NOT NULL,
  subject   TEXT     NOT NULL,
  detail    TEXT     NOT NULL
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject);
