-- The ledger of the money clauses: what a review counted (entitlements), what people decided on it (settlements) with all
-- that happened to each decision (settlement_acts, which only grow), and which payment belongs to which settlement.
-- (clause, payee, year, item) names a line in every review of the year. live is 1, or NULL once a settlement is reversed:
-- being unique, it lets one settlement of a line live at a time. alias is ~ and the normal form of the name.

CREATE TABLE entitlements (
  review    TEXT    NOT NULL,
  seq       INTEGER NOT NULL,
  clause    TEXT    NOT NULL,
  clause_no INTEGER NOT NULL,
  payee     TEXT    NOT NULL,
  alias     TEXT    NOT NULL,
  year      INTEGER NOT NULL,
  item      TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  county    TEXT    NOT NULL,
  low       INTEGER,
  high      INTEGER,
  basis     INTEGER,
  beside    INTEGER,
  state     TEXT    NOT NULL,
  ground    TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  notes     TEXT    NOT NULL,
  outside   BOOLEAN NOT NULL,
  PRIMARY KEY (review, seq)
) WITHOUT ROWID;

CREATE INDEX entitlements_list ON entitlements (review, clause_no, county, payee, item, state, outside);
CREATE INDEX entitlements_line ON entitlements (review, payee, clause, item, outside, state, low, high, beside, name);
CREATE INDEX entitlements_alias ON entitlements (alias, review);

-- The sums of the lines of a review, made as it becomes a draft: the lines do not change any more.
CREATE TABLE entitlement_sums (
  review      TEXT    NOT NULL,
  clause_no   INTEGER NOT NULL,
  county      TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  outside     BOOLEAN NOT NULL,
  clause      TEXT    NOT NULL,
  line_count  INTEGER NOT NULL,
  low         INTEGER NOT NULL,
  high        INTEGER NOT NULL,
  beside      INTEGER NOT NULL,
  PRIMARY KEY (review, clause_no, county, state, outside)
) WITHOUT ROWID;

CREATE TABLE settlements (
  id           TEXT     NOT NULL PRIMARY KEY,
  clause       TEXT     NOT NULL,
  clause_no    INTEGER  NOT NULL,
  payee        TEXT     NOT NULL,
  alias        TEXT     NOT NULL,
  year         INTEGER  NOT NULL,
  item         TEXT     NOT NULL,
  live         INTEGER,
  review       TEXT     NOT NULL,
  name         TEXT     NOT NULL,
  county       TEXT     NOT NULL,
  low          INTEGER  NOT NULL,
  high         INTEGER  NOT NULL,
  basis        INTEGER,
  beside       INTEGER,
  ground       TEXT     NOT NULL,
  amount       INTEGER  NOT NULL,
  doc_no       TEXT     NOT NULL,
  opinion      TEXT     NOT NULL,
  evidence     TEXT     NOT NULL,
  state        TEXT     NOT NULL,
  public_from  TEXT,
  public_until TEXT,
  settled_by   TEXT     NOT NULL,
  settled_at   DATETIME NOT NULL,
  approved_by  TEXT     NOT NULL,
  approved_at  DATETIME,
  approve_doc  TEXT     NOT NULL,
  paid         INTEGER  NOT NULL,
  version      INTEGER  NOT NULL
);

CREATE UNIQUE INDEX settlements_line ON settlements (payee, clause, year, item, live);
CREATE INDEX settlements_alias ON settlements (alias, clause);
CREATE INDEX settlements_year ON settlements (year, clause_no, county, payee);
CREATE INDEX settlements_sums ON settlements (year, live, review, clause_no, clause, county, state, amount, paid);

CREATE TABLE settlement_acts (
  settlement TEXT     NOT NULL,
  seq        INTEGER  NOT NULL,
  at         DATETIME NOT NULL,
  who        TEXT     NOT NULL,
  role       TEXT     NOT NULL,
  act        TEXT     NOT NULL,
  was        TEXT     NOT NULL,
  becomes    TEXT     NOT NULL,
  amount     INTEGER  NOT NULL,
  doc_no     TEXT     NOT NULL,
  opinion    TEXT     NOT NULL,
  PRIMARY KEY (settlement, seq)
) WITHOUT ROWID;

CREATE TRIGGER settlement_acts_keep_update BEFORE UPDATE ON settlement_acts BEGIN SELECT RAISE(ABORT, '台账经过只能追加，不能修改'); END;
CREATE TRIGGER settlement_acts_keep_delete BEFORE DELETE ON settlement_acts BEGIN SELECT RAISE(ABORT, '台账经过只能追加，不能删除'); END;

ALTER TABLE payments ADD COLUMN settlement TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN reverses TEXT NOT NULL DEFAULT '';

CREATE INDEX payments_settlement ON payments (settlement, year);

INSERT OR IGNORE INTO counters (name, value) VALUES ('settlements', 0);
