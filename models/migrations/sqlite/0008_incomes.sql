-- Incomes from transferred achievements: by when the cash reward has to be distributed (measures, article 10).

CREATE TABLE incomes (
  holder      TEXT     NOT NULL,
  project     TEXT     NOT NULL,
  day         TEXT     NOT NULL,
  name        TEXT     NOT NULL,
  way         TEXT     NOT NULL,
  amount      INTEGER,
  reward      INTEGER,
  distributed TEXT,
  document    TEXT     NOT NULL,
  version     INTEGER  NOT NULL,
  filing      TEXT     NOT NULL,
  line        INTEGER  NOT NULL,
  updated_at  DATETIME NOT NULL CHECK (updated_at > '0001-01-02'),
  PRIMARY KEY (holder, project, day)
) WITHOUT ROWID;
