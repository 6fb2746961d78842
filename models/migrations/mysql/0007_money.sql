-- The ledger of the money clauses: what a review counted (entitlements), what people decided on it (settlements) with all
-- that happened to each decision (settlement_acts, which only grow), and which payment belongs to which settlement.
-- (clause, payee, year, item) names a line in every review of the year. live is 1, or NULL once a settlement is reversed:
-- being unique, it lets one settlement of a line live at a time. alias is ~ and the normal form of the name.
-- Every statement can be repeated: DDL is not transactional here.

CREATE TABLE IF NOT EXISTS entitlements (
  review    VARCHAR(20)  NOT NULL,
  seq       INT          NOT NULL,
  clause    VARCHAR(20)  NOT NULL,
  clause_no INT          NOT NULL,
  payee     VARCHAR(120) NOT NULL,
  alias     VARCHAR(120) NOT NULL,
  year      INT          NOT NULL,
  item      VARCHAR(120) NOT NULL,
  name      VARCHAR(200) NOT NULL,
  county    VARCHAR(20)  NOT NULL,
  low       BIGINT       NULL,
  high      BIGINT       NULL,
  basis     BIGINT       NULL,
  beside    BIGINT       NULL,
  state     VARCHAR(20)  NOT NULL,
  ground    VARCHAR(400) NOT NULL,
  reason    VARCHAR(200) NOT NULL,
  notes     TEXT         NOT NULL,
  outside   BOOLEAN      NOT NULL,
  PRIMARY KEY (review, seq),
  KEY entitlements_list (review, clause_no, county, payee, item, state, outside),
  KEY entitlements_line (review, payee, clause, item, outside, state, low, high, beside, name),
  KEY entitlements_alias (alias, review)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The sums of the lines of a review, made as it becomes a draft: the lines do not change any more.
CREATE TABLE IF NOT EXISTS entitlement_sums (
  review      VARCHAR(20) NOT NULL,
  clause_no   INT         NOT NULL,
  county      VARCHAR(20) NOT NULL,
  state       VARCHAR(20) NOT NULL,
  outside     BOOLEAN     NOT NULL,
  clause      VARCHAR(20) NOT NULL,
  line_count  INT         NOT NULL,
  low         BIGINT      NOT NULL,
  high        BIGINT      NOT NULL,
  beside      BIGINT      NOT NULL,
  PRIMARY KEY (review, clause_no, county, state, outside)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS settlements (
  id           VARCHAR(20)   NOT NULL,
  clause       VARCHAR(20)   NOT NULL,
  clause_no    INT           NOT NULL,
  payee        VARCHAR(120)  NOT NULL,
  alias        VARCHAR(120)  NOT NULL,
  year         INT           NOT NULL,
  item         VARCHAR(120)  NOT NULL,
  live         INT           NULL,
  review       VARCHAR(20)   NOT NULL,
  name         VARCHAR(200)  NOT NULL,
  county       VARCHAR(20)   NOT NULL,
  low          BIGINT        NOT NULL,
  high         BIGINT        NOT NULL,
  basis        BIGINT        NULL,
  beside       BIGINT        NULL,
  ground       VARCHAR(400)  NOT NULL,
  amount       BIGINT        NOT NULL,
  doc_no       VARCHAR(120)  NOT NULL,
  opinion      VARCHAR(2000) NOT NULL,
  evidence     TEXT          NOT NULL,
  state        VARCHAR(20)   NOT NULL,
  public_from  DATE          NULL,
  public_until DATE          NULL,
  settled_by   VARCHAR(100)  NOT NULL,
  settled_at   DATETIME(3)   NOT NULL,
  approved_by  VARCHAR(100)  NOT NULL,
  approved_at  DATETIME(3)   NULL,
  approve_doc  VARCHAR(120)  NOT NULL,
  paid         BIGINT        NOT NULL,
  version      INT           NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY settlements_line (payee, clause, year, item, live),
  KEY settlements_alias (alias, clause),
  KEY settlements_year (year, clause_no, county, payee),
  KEY settlements_sums (year, live, review, clause_no, clause, county, state, amount, paid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS settlement_acts (
  settlement VARCHAR(20)   NOT NULL,
  seq        INT           NOT NULL,
  at         DATETIME(3)   NOT NULL,
  who        VARCHAR(100)  NOT NULL,
  role       VARCHAR(20)   NOT NULL,
  act        VARCHAR(20)   NOT NULL,
  was        VARCHAR(20)   NOT NULL,
  becomes    VARCHAR(20)   NOT NULL,
  amount     BIGINT        NOT NULL,
  doc_no     VARCHAR(120)  NOT NULL,
  opinion    VARCHAR(2000) NOT NULL,
  PRIMARY KEY (settlement, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A server that keeps no triggers, or lets only an administrator make them, goes without: no code changes or deletes an act.
CREATE TRIGGER settlement_acts_keep_update BEFORE UPDATE ON settlement_acts FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '台账经过只能追加，不能修改';
CREATE TRIGGER settlement_acts_keep_delete BEFORE DELETE ON settlement_acts FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '台账经过只能追加，不能删除';

ALTER TABLE payments ADD COLUMN settlement VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN reverses VARCHAR(80) NOT NULL DEFAULT '';
CREATE INDEX payments_settlement ON payments (settlement, year);

INSERT IGNORE INTO counters (name, value) VALUES ('settlements', 0);
