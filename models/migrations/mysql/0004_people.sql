-- People: users, how they sign in, what programs may do for them. Filing rounds, the way of a filing through the
-- offices, attachments, notices. The audit trail becomes a chain: number counts its lines without a gap, hash
-- covers the line and the hash before it. Lines from before the chain have no number.
-- Every statement can be repeated: DDL is not transactional here.

CREATE TABLE IF NOT EXISTS users (
  username    VARCHAR(64)  NOT NULL,
  name        VARCHAR(100) NOT NULL,
  role        VARCHAR(20)  NOT NULL,
  county      VARCHAR(20)  NOT NULL,
  incubator   VARCHAR(120) NOT NULL,
  disabled    BOOLEAN      NOT NULL,
  password    VARCHAR(200) NOT NULL,
  password_at DATETIME(3)  NOT NULL,
  must_change BOOLEAN      NOT NULL,
  external    VARCHAR(250) NULL,
  created_by  VARCHAR(100) NOT NULL,
  created_at  DATETIME(3)  NOT NULL,
  signed_in   DATETIME(3)  NULL,
  version     INT          NOT NULL,
  PRIMARY KEY (username),
  UNIQUE KEY users_external (external),
  KEY users_role (role)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS old_passwords (
  username VARCHAR(64)  NOT NULL,
  until    DATETIME(3)  NOT NULL,
  password VARCHAR(200) NOT NULL,
  PRIMARY KEY (username, until)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
  token      VARCHAR(64)  NOT NULL,
  id         VARCHAR(20)  NOT NULL,
  username   VARCHAR(64)  NOT NULL,
  way        VARCHAR(20)  NOT NULL,
  came_from  VARCHAR(100) NOT NULL,
  agent      VARCHAR(200) NOT NULL,
  created_at DATETIME(3)  NOT NULL,
  seen_at    DATETIME(3)  NOT NULL,
  expires_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (token),
  UNIQUE KEY sessions_id (id),
  KEY sessions_username (username),
  KEY sessions_expires (expires_at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS tokens (
  token      VARCHAR(64)  NOT NULL,
  id         VARCHAR(20)  NOT NULL,
  username   VARCHAR(64)  NOT NULL,
  name       VARCHAR(100) NOT NULL,
  scopes     VARCHAR(100) NOT NULL,
  created_at DATETIME(3)  NOT NULL,
  seen_at    DATETIME(3)  NULL,
  expires_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (token),
  UNIQUE KEY tokens_id (id),
  UNIQUE KEY tokens_unique (username, name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS attempts (
  subject  VARCHAR(150) NOT NULL,
  failures INT          NOT NULL,
  since    DATETIME(3)  NOT NULL,
  last_at  DATETIME(3)  NOT NULL,
  until    DATETIME(3)  NULL,
  PRIMARY KEY (subject)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sign_ins (
  state      VARCHAR(64)  NOT NULL,
  nonce      VARCHAR(64)  NOT NULL,
  verifier   VARCHAR(100) NOT NULL,
  back_to    VARCHAR(300) NOT NULL,
  expires_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (state)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS filing_rounds (
  id             INT          NOT NULL,
  name           VARCHAR(100) NOT NULL,
  kind           VARCHAR(20)  NOT NULL,
  year           INT          NOT NULL,
  opens          DATE         NULL,
  closes         DATE         NULL,
  publicity_days INT          NOT NULL,
  note           VARCHAR(500) NOT NULL,
  created_by     VARCHAR(100) NOT NULL,
  created_at     DATETIME(3)  NOT NULL,
  version        INT          NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY filing_rounds_unique (kind, year, name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE filings ADD COLUMN role VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN county VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN incubator VARCHAR(120) NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN round INT NOT NULL DEFAULT 0;
ALTER TABLE filings ADD COLUMN replaces VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN replaced_by VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN submitted_at DATETIME(3) NULL;
ALTER TABLE filings ADD COLUMN public_from DATE NULL;
ALTER TABLE filings ADD COLUMN public_until DATE NULL;
CREATE INDEX filings_county ON filings (county, state, created_at);
CREATE INDEX filings_incubator ON filings (incubator, created_at);
CREATE INDEX filings_round ON filings (round, state);

-- What happened to a filing, for the people it concerns. Line opinions belong to one act.
CREATE TABLE IF NOT EXISTS filing_acts (
  filing  VARCHAR(20)   NOT NULL,
  seq     INT           NOT NULL,
  at      DATETIME(3)   NOT NULL,
  who     VARCHAR(100)  NOT NULL,
  role    VARCHAR(20)   NOT NULL,
  act     VARCHAR(20)   NOT NULL,
  was     VARCHAR(20)   NOT NULL,
  becomes VARCHAR(20)   NOT NULL,
  opinion VARCHAR(2000) NOT NULL,
  PRIMARY KEY (filing, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS line_opinions (
  filing  VARCHAR(20)   NOT NULL,
  seq     INT           NOT NULL,
  line    INT           NOT NULL,
  opinion VARCHAR(1000) NOT NULL,
  PRIMARY KEY (filing, seq, line)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS attachments (
  filing   VARCHAR(20)  NOT NULL,
  number   INT          NOT NULL,
  line     INT          NOT NULL,
  name     VARCHAR(255) NOT NULL,
  type     VARCHAR(60)  NOT NULL,
  size     BIGINT       NOT NULL,
  digest   VARCHAR(64)  NOT NULL,
  added_by VARCHAR(100) NOT NULL,
  added_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (filing, number),
  KEY attachments_digest (digest)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS blobs (
  digest  VARCHAR(64) NOT NULL,
  part    INT         NOT NULL,
  content LONGBLOB    NOT NULL,
  PRIMARY KEY (digest, part)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notices (
  id        VARCHAR(60)   NOT NULL,
  at        DATETIME(3)   NOT NULL,
  county    VARCHAR(20)   NOT NULL,
  incubator VARCHAR(120)  NOT NULL,
  kind      VARCHAR(40)   NOT NULL,
  subject   VARCHAR(60)   NOT NULL,
  text      VARCHAR(1000) NOT NULL,
  PRIMARY KEY (id),
  KEY notices_incubator (incubator, at),
  KEY notices_county (county, at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notice_reads (
  notice   VARCHAR(60) NOT NULL,
  username VARCHAR(64) NOT NULL,
  at       DATETIME(3) NOT NULL,
  PRIMARY KEY (notice, username)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The incubator that registered a firm, its own until the firm is somebody's tenant.
ALTER TABLE firms ADD COLUMN registrar VARCHAR(120) NOT NULL DEFAULT '';
CREATE INDEX firms_registrar ON firms (registrar);
CREATE INDEX steps_record ON steps (record);

INSERT IGNORE INTO counters (name, value) VALUES ('audit', 0), ('rounds', 0);

ALTER TABLE audit ADD COLUMN number BIGINT NULL;
ALTER TABLE audit ADD COLUMN role VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN request VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN firm VARCHAR(18) NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash VARCHAR(64) NOT NULL DEFAULT '';

CREATE UNIQUE INDEX audit_number ON audit (number);
CREATE INDEX audit_who ON audit (who, at);
CREATE INDEX audit_firm ON audit (firm);
CREATE INDEX audit_action ON audit (action, at);

-- The trail only grows. Whoever has to repair a damaged database drops these first, and yunti audit verify says so.
-- A server that keeps no triggers, or lets only an administrator make them, goes without: the hashes tell all the same.
CREATE TRIGGER audit_keep_update BEFORE UPDATE ON audit FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '操作记录只能追加，不能修改';
CREATE TRIGGER audit_keep_delete BEFORE DELETE ON audit FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '操作记录只能追加，不能删除';
