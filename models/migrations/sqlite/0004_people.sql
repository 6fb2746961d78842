-- People: users, how they sign in, what programs may do for them. Filing rounds, the way of a filing through the
-- offices, attachments, notices. The audit trail becomes a chain: number counts its lines without a gap, hash
-- covers the line and the hash before it. Lines from before the chain have no number.

CREATE TABLE users (
  username    TEXT     NOT NULL PRIMARY KEY,
  name        TEXT     NOT NULL,
  role        TEXT     NOT NULL,
  county      TEXT     NOT NULL,
  incubator   TEXT     NOT NULL,
  disabled    BOOLEAN  NOT NULL,
  password    TEXT     NOT NULL,
  password_at DATETIME NOT NULL,
  must_change BOOLEAN  NOT NULL,
  external    TEXT     UNIQUE,
  created_by  TEXT     NOT NULL,
  created_at  DATETIME NOT NULL,
  signed_in   DATETIME,
  version     INTEGER  NOT NULL
);

CREATE INDEX users_role ON users (role);

CREATE TABLE old_passwords (
  username TEXT     NOT NULL,
  until    DATETIME NOT NULL,
  password TEXT     NOT NULL,
  PRIMARY KEY (username, until)
);

CREATE TABLE sessions (
  token      TEXT     NOT NULL PRIMARY KEY,
  id         TEXT     NOT NULL UNIQUE,
  username   TEXT     NOT NULL,
  way        TEXT     NOT NULL,
  came_from  TEXT     NOT NULL,
  agent      TEXT     NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at    DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);

CREATE INDEX sessions_username ON sessions (username);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE tokens (
  token      TEXT     NOT NULL PRIMARY KEY,
  id         TEXT     NOT NULL UNIQUE,
  username   TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  scopes     TEXT     NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at    DATETIME,
  expires_at DATETIME NOT NULL,
  UNIQUE (username, name)
);

CREATE TABLE attempts (
  subject  TEXT     NOT NULL PRIMARY KEY,
  failures INTEGER  NOT NULL,
  since    DATETIME NOT NULL,
  last_at  DATETIME NOT NULL,
  until    DATETIME
);

CREATE TABLE sign_ins (
  state      TEXT     NOT NULL PRIMARY KEY,
  nonce      TEXT     NOT NULL,
  verifier   TEXT     NOT NULL,
  back_to    TEXT     NOT NULL,
  expires_at DATETIME NOT NULL
);

CREATE TABLE filing_rounds (
  id             INTEGER  NOT NULL PRIMARY KEY,
  name           TEXT     NOT NULL,
  kind           TEXT     NOT NULL,
  year           INTEGER  NOT NULL,
  opens          TEXT,
  closes         TEXT,
  publicity_days INTEGER  NOT NULL,
  note           TEXT     NOT NULL,
  created_by     TEXT     NOT NULL,
  created_at     DATETIME NOT NULL,
  version        INTEGER  NOT NULL,
  UNIQUE (kind, year, name)
);

ALTER TABLE filings ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN county TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN incubator TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE filings ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN submitted_at DATETIME;
ALTER TABLE filings ADD COLUMN public_from TEXT;
ALTER TABLE filings ADD COLUMN public_until TEXT;

CREATE INDEX filings_county ON filings (county, state, created_at);
CREATE INDEX filings_incubator ON filings (incubator, created_at);
CREATE INDEX filings_round ON filings (round, state);

-- What happened to a filing, for the people it concerns. Line opinions belong to one act.
CREATE TABLE filing_acts (
  filing  TEXT     NOT NULL,
  seq     INTEGER  NOT NULL,
  at      DATETIME NOT NULL,
  who     TEXT     NOT NULL,
  role    TEXT     NOT NULL,
  act     TEXT     NOT NULL,
  was     TEXT     NOT NULL,
  becomes TEXT     NOT NULL,
  opinion TEXT     NOT NULL,
  PRIMARY KEY (filing, seq)
);

CREATE TABLE line_opinions (
  filing  TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  opinion TEXT    NOT NULL,
  PRIMARY KEY (filing, seq, line)
);

CREATE TABLE attachments (
  filing   TEXT     NOT NULL,
  number   INTEGER  NOT NULL,
  line     INTEGER  NOT NULL,
  name     TEXT     NOT NULL,
  type     TEXT     NOT NULL,
  size     INTEGER  NOT NULL,
  digest   TEXT     NOT NULL,
  added_by TEXT     NOT NULL,
  added_at DATETIME NOT NULL,
  PRIMARY KEY (filing, number)
);

CREATE INDEX attachments_digest ON attachments (digest);

CREATE TABLE blobs (
  digest  TEXT    NOT NULL,
  part    INTEGER NOT NULL,
  content BLOB    NOT NULL,
  PRIMARY KEY (digest, part)
);

CREATE TABLE notices (
  id        TEXT     NOT NULL PRIMARY KEY,
  at        DATETIME NOT NULL,
  county    TEXT     NOT NULL,
  incubator TEXT     NOT NULL,
  kind      TEXT     NOT NULL,
  subject   TEXT     NOT NULL,
  text      TEXT     NOT NULL
);

CREATE INDEX notices_incubator ON notices (incubator, at);
CREATE INDEX notices_county ON notices (county, at);

CREATE TABLE notice_reads (
  notice   TEXT     NOT NULL,
  username TEXT     NOT NULL,
  at       DATETIME NOT NULL,
  PRIMARY KEY (notice, username)
);

-- The incubator that registered a firm, its own until the firm is somebody's tenant.
ALTER TABLE firms ADD COLUMN registrar TEXT NOT NULL DEFAULT '';

CREATE INDEX firms_registrar ON firms (registrar) WHERE registrar > '';
CREATE INDEX steps_record ON steps (record);

INSERT INTO counters (name, value) VALUES ('audit', 0), ('rounds', 0);

ALTER TABLE audit ADD COLUMN number INTEGER;
ALTER TABLE audit ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN request TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN firm TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX audit_number ON audit (number);
CREATE INDEX audit_who ON audit (who, at);
CREATE INDEX audit_firm ON audit (firm) WHERE firm > '';
CREATE INDEX audit_action ON audit (action, at);

-- The trail only grows. Whoever has to repair a damaged database drops these first, and yunti audit verify says so.
CREATE TRIGGER audit_keep_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '操作记录只能追加，不能修改'); END;
CREATE TRIGGER audit_keep_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '操作记录只能追加，不能删除'); END;
