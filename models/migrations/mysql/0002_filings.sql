-- Filings with their steps, and the audit trail.

CREATE TABLE IF NOT EXISTS filings (
  id          VARCHAR(20)   NOT NULL,
  kind        VARCHAR(20)   NOT NULL,
  year        INT           NOT NULL,
  state       VARCHAR(20)   NOT NULL,
  file        VARCHAR(255)  NOT NULL,
  digest      VARCHAR(64)   NOT NULL,
  note        MEDIUMTEXT    NOT NULL,
  opinion     VARCHAR(2000) NOT NULL,
  filed_by    VARCHAR(100)  NOT NULL,
  created_at  DATETIME(3)   NOT NULL,
  applied_at  DATETIME(3)   NULL,
  creates     INT           NOT NULL,
  updates     INT           NOT NULL,
  sames       INT           NOT NULL,
  rejects     INT           NOT NULL,
  version     INT           NOT NULL,
  request_key VARCHAR(64)   NULL,
  PRIMARY KEY (id),
  UNIQUE KEY filings_request_key (request_key),
  KEY filings_state (state, created_at),
  KEY filings_created (created_at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS steps (
  filing  VARCHAR(20)  NOT NULL,
  line    INT          NOT NULL,
  seq     INT          NOT NULL,
  action  VARCHAR(10)  NOT NULL,
  record  VARCHAR(300) NOT NULL,
  name    VARCHAR(200) NOT NULL,
  base    INT          NOT NULL,
  was     MEDIUMTEXT   NOT NULL,
  becomes MEDIUMTEXT   NOT NULL,
  cells   MEDIUMTEXT   NOT NULL,
  faults  MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (filing, line, seq),
  KEY steps_action (filing, action, line, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS audit (
  seq       BIGINT       NOT NULL AUTO_INCREMENT,
  at        DATETIME(3)  NOT NULL,
  who       VARCHAR(100) NOT NULL,
  came_from VARCHAR(100) NOT NULL,
  action    VARCHAR(40)  NOT NULL,
  subject   VARCHAR(100) NOT NULL,
  detail    MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (seq),
  KEY audit_at (at),
  KEY audit_subject (subject)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
