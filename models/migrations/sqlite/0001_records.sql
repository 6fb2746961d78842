-- The records of firms. Tables keyed by a firm's code are stored in the order of that key
-- (WITHOUT ROWID), because a review reads them so, whatever the order in which rosters came in.
-- Days are texts 2006-01-02, money is 分. A time that was not set is refused, as MySQL does by itself.

CREATE TABLE counters (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('records', 0), ('filings', 0);

CREATE TABLE firms (
  code         TEXT     NOT NULL PRIMARY KEY,
  name         TEXT     NOT NULL,
  name_key     TEXT     NOT NULL,
  former_names TEXT     NOT NULL,
  former_keys  TEXT     NOT NULL,
  founded      TEXT,
  capital      INTEGER,
  county       TEXT     NOT NULL,
  zones        TEXT     NOT NULL,
  industry     TEXT     NOT NULL,
  field        TEXT     NOT NULL,
  state        TEXT     NOT NULL,
  state_day    TEXT,
  contact      TEXT     NOT NULL,
  phone        TEXT     NOT NULL,
  version      INTEGER  NOT NULL,
  filing       TEXT     NOT NULL,
  line         INTEGER  NOT NULL,
  updated_at   DATETIME NOT NULL CHECK (updated_at > '0001-01-02')
) WITHOUT ROWID;

CREATE INDEX firms_name ON firms (name);
CREATE INDEX firms_name_key ON firms (name_key);
CREATE INDEX firms_former_keys ON firms (former_keys) WHERE former_keys > '';
CREATE INDEX firms_county ON firms (county);
CREATE INDEX firms_zones ON firms (zones);
CREATE INDEX firms_industry ON firms (industry);
CREATE INDEX firms_founded ON firms (founded);
CREATE INDEX firms_capital ON firms (capital);

CREATE TABLE firm_years (
  code         TEXT     NOT NULL,
  year         INTEGER  NOT NULL,
  revenue      INTEGER,
  main_revenue INTEGER,
  total_income INTEGER,
  hnte_income  INTEGER,
  costs        INTEGER,
  rd           INTEGER,
  rd_deduct    INTEGER,
  rd_hnte      INTEGER,
  rd_domestic  INTEGER,
  st_input     INTEGER,
  assets       INTEGER,
  liabilities  INTEGER,
  profit       INTEGER,
  tax          INTEGER,
  staff        INTEGER,
  st_staff     INTEGER,
  ip1          INTEGER,
  ip2          INTEGER,
  conversions  INTEGER,
  accident     INTEGER,
  environment  INTEGER,
  misconduct   INTEGER,
  abnormal     INTEGER,
  dishonest    INTEGER,
  prohibited   INTEGER,
  book_audit   INTEGER,
  torch        INTEGER,
  version      INTEGER  NOT NULL,
  filing       TEXT     NOT NULL,
  line         INTEGER  NOT NULL,
  updated_at   DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, year)
) WITHOUT ROWID;

CREATE TABLE recognitions (
  holder     TEXT     NOT NULL,
  kind       TEXT     NOT NULL,
  ref        TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  level      TEXT     NOT NULL,
  number     TEXT     NOT NULL,
  issued     TEXT,
  ends       TEXT,
  revoked    TEXT,
  amount     INTEGER,
  batch      TEXT     NOT NULL,
  doc_no     TEXT     NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (holder, kind, ref)
) WITHOUT ROWID;

CREATE INDEX recognitions_kind ON recognitions (kind, issued);

CREATE TABLE rounds (
  code       TEXT     NOT NULL,
  day        TEXT     NOT NULL,
  series     TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  amount     INTEGER,
  valuation  INTEGER,
  currency   TEXT     NOT NULL,
  investors  TEXT     NOT NULL,
  proof      TEXT     NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, day, series)
) WITHOUT ROWID;

CREATE TABLE listings (
  code       TEXT     NOT NULL,
  board      TEXT     NOT NULL,
  listed     TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  stock      TEXT     NOT NULL,
  delisted   TEXT,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, board, listed)
) WITHOUT ROWID;

CREATE TABLE scale_lines (
  code       TEXT     NOT NULL,
  year       INTEGER  NOT NULL,
  name       TEXT     NOT NULL,
  above      BOOLEAN  NOT NULL,
  category   TEXT     NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, year)
) WITHOUT ROWID;

CREATE INDEX scale_lines_year ON scale_lines (year);

CREATE TABLE assessments (
  code       TEXT     NOT NULL,
  year       INTEGER  NOT NULL,
  score      TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  points     INTEGER  NOT NULL,
  assessor   TEXT     NOT NULL,
  day        TEXT,
  document   TEXT     NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, year, score)
) WITHOUT ROWID;

CREATE TABLE incubators (
  name       TEXT     NOT NULL,
  type       TEXT     NOT NULL,
  level      TEXT     NOT NULL,
  code       TEXT     NOT NULL,
  county     TEXT     NOT NULL,
  since      TEXT,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (name, type, level)
) WITHOUT ROWID;

CREATE TABLE residencies (
  code       TEXT     NOT NULL,
  incubator  TEXT     NOT NULL,
  since      TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  until      TEXT,
  graduated  BOOLEAN  NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (code, incubator, since)
) WITHOUT ROWID;

CREATE INDEX residencies_incubator ON residencies (incubator);

CREATE TABLE payments (
  clause     TEXT     NOT NULL,
  year       INTEGER  NOT NULL,
  payee      TEXT     NOT NULL,
  ref        TEXT     NOT NULL,
  name       TEXT     NOT NULL,
  approved   INTEGER  NOT NULL,
  paid       INTEGER,
  paid_day   TEXT,
  doc_no     TEXT     NOT NULL,
  version    INTEGER  NOT NULL,
  filing     TEXT     NOT NULL,
  line       INTEGER  NOT NULL,
  updated_at DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (clause, year, payee, ref)
) WITHOUT ROWID;

CREATE INDEX payments_payee ON payments (payee);
