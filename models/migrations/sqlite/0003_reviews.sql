-- Yearly reviews with their results, the editions they were judged under, and the runs of jobs.
-- running_year and valid_year repeat the year while a review runs or is in force, else they are
-- NULL: being unique, they let at most one review of a year run and one be in force.

CREATE TABLE editions (
  digest   TEXT     NOT NULL PRIMARY KEY,
  content  BLOB     NOT NULL,
  saved_at DATETIME NOT NULL
);

CREATE TABLE reviews (
  id           TEXT     NOT NULL PRIMARY KEY,
  year         INTEGER  NOT NULL,
  edition      TEXT     NOT NULL,
  previous     TEXT     NOT NULL,
  state        TEXT     NOT NULL,
  begun_by     TEXT     NOT NULL,
  records      INTEGER  NOT NULL,
  firms        INTEGER  NOT NULL,
  done         INTEGER  NOT NULL,
  last_code    TEXT     NOT NULL,
  totals       TEXT     NOT NULL,
  error        TEXT     NOT NULL,
  owner        TEXT     NOT NULL,
  running_year INTEGER  UNIQUE,
  valid_year   INTEGER  UNIQUE,
  lease_until  DATETIME,
  started_at   DATETIME NOT NULL,
  finished_at  DATETIME,
  published_at DATETIME,
  published_by TEXT     NOT NULL,
  version      INTEGER  NOT NULL
);

CREATE INDEX reviews_year ON reviews (year);

CREATE TABLE results (
  review          TEXT    NOT NULL,
  code            TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  county          TEXT    NOT NULL,
  zones           TEXT    NOT NULL,
  industry        TEXT    NOT NULL,
  state           TEXT    NOT NULL,
  state_day       TEXT,
  present         BOOLEAN NOT NULL,
  growth          TEXT    NOT NULL,
  growth_from     TEXT    NOT NULL,
  growth_move     TEXT    NOT NULL,
  growth_carried  BOOLEAN NOT NULL,
  unicorn         TEXT    NOT NULL,
  unicorn_from    TEXT    NOT NULL,
  unicorn_move    TEXT    NOT NULL,
  unicorn_carried BOOLEAN NOT NULL,
  ready           INTEGER NOT NULL,
  missing         BOOLEAN NOT NULL,
  verdict         BLOB    NOT NULL,
  PRIMARY KEY (review, code)
);

CREATE INDEX results_growth ON results (review, growth, code);
CREATE INDEX results_growth_move ON results (review, growth_move, code);
CREATE INDEX results_unicorn ON results (review, unicorn, code);
CREATE INDEX results_unicorn_move ON results (review, unicorn_move, code);
CREATE INDEX results_county ON results (review, county, code);

CREATE TABLE job_runs (
  job         TEXT     NOT NULL,
  due         DATETIME NOT NULL,
  owner       TEXT     NOT NULL,
  lease_until DATETIME,
  started_at  DATETIME NOT NULL,
  finished_at DATETIME,
  note        TEXT     NOT NULL,
  error       TEXT     NOT NULL,
  PRIMARY KEY (job, due)
);
