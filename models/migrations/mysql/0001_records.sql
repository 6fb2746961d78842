-- The records of firms. Texts compare by their bytes, as they do on SQLite.
-- Days are DATEs, money is 分. Every statement can be repeated: DDL is not transactional here.

CREATE TABLE IF NOT EXISTS counters (
  name  VARCHAR(40) NOT NULL,
  value BIGINT      NOT NULL,
  PRIMARY KEY (name)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO counters (name, value) VALUES ('records', 0), ('filings', 0);

CREATE TABLE IF NOT EXISTS firms (
  code         VARCHAR(18)  NOT NULL,
  name         VARCHAR(200) NOT NULL,
  name_key     VARCHAR(200) NOT NULL,
  former_names VARCHAR(700) NOT NULL,
  former_keys  VARCHAR(700) NOT NULL,
  founded      DATE         NULL,
  capital      BIGINT       NULL,
  county       VARCHAR(20)  NOT NULL,
  zones        VARCHAR(100) NOT NULL,
  industry     VARCHAR(10)  NOT NULL,
  field        VARCHAR(200) NOT NULL,
  state        VARCHAR(20)  NOT NULL,
  state_day    DATE         NULL,
  contact      VARCHAR(100) NOT NULL,
  phone        VARCHAR(100) NOT NULL,
  version      INT          NOT NULL,
  filing       VARCHAR(20)  NOT NULL,
  line         INT          NOT NULL,
  updated_at   DATETIME(3)  NOT NULL,
  PRIMARY KEY (code),
  KEY firms_name (name),
  KEY firms_name_key (name_key),
  KEY firms_former_keys (former_keys),
  KEY firms_county (county),
  KEY firms_zones (zones),
  KEY firms_industry (industry),
  KEY firms_founded (founded),
  KEY firms_capital (capital)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS firm_years (
  code         VARCHAR(18) NOT NULL,
  year         INT         NOT NULL,
  revenue      BIGINT      NULL,
  main_revenue BIGINT      NULL,
  total_income BIGINT      NULL,
  hnte_income  BIGINT      NULL,
  costs        BIGINT      NULL,
  rd           BIGINT      NULL,
  rd_deduct    BIGINT      NULL,
  rd_hnte      BIGINT      NULL,
  rd_domestic  BIGINT      NULL,
  st_input     BIGINT      NULL,
  assets       BIGINT      NULL,
  liabilities  BIGINT      NULL,
  profit       BIGINT      NULL,
  tax          BIGINT      NULL,
  staff        BIGINT      NULL,
  st_staff     BIGINT      NULL,
  ip1          BIGINT      NULL,
  ip2          BIGINT      NULL,
  conversions  BIGINT      NULL,
  accident     BIGINT      NULL,
  environment  BIGINT      NULL,
  misconduct   BIGINT      NULL,
  abnormal     BIGINT      NULL,
  dishonest    BIGINT      NULL,
  prohibited   BIGINT      NULL,
  book_audit   BIGINT      NULL,
  torch        BIGINT      NULL,
  version      INT         NOT NULL,
  filing       VARCHAR(20) NOT NULL,
  line         INT         NOT NULL,
  updated_at   DATETIME(3) NOT NULL,
  PRIMARY KEY (code, year)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS recognitions (
  holder     VARCHAR(120) NOT NULL,
  kind       VARCHAR(40)  NOT NULL,
  ref        VARCHAR(80)  NOT NULL,
  name       VARCHAR(200) NOT NULL,
  level      VARCHAR(40)  NOT NULL,
  number     VARCHAR(80)  NOT NULL,
  issued     DATE         NULL,
  ends       DATE         NULL,
  revoked    DATE         NULL,
  amount     BIGINT       NULL,
  batch      VARCHAR(80)  NOT NULL,
  doc_no     VARCHAR(120) NOT NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (holder, kind, ref),
  KEY recognitions_kind (kind, issued)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS rounds (
  code       VARCHAR(18)   NOT NULL,
  day        DATE          NOT NULL,
  series     VARCHAR(40)   NOT NULL,
  name       VARCHAR(200)  NOT NULL,
  amount     BIGINT        NULL,
  valuation  BIGINT        NULL,
  currency   VARCHAR(20)   NOT NULL,
  investors  VARCHAR(2000) NOT NULL,
  proof      VARCHAR(200)  NOT NULL,
  version    INT           NOT NULL,
  filing     VARCHAR(20)   NOT NULL,
  line       INT           NOT NULL,
  updated_at DATETIME(3)   NOT NULL,
  PRIMARY KEY (code, day, series)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS listings (
  code       VARCHAR(18)  NOT NULL,
  board      VARCHAR(40)  NOT NULL,
  listed     DATE         NOT NULL,
  name       VARCHAR(200) NOT NULL,
  stock      VARCHAR(20)  NOT NULL,
  delisted   DATE         NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (code, board, listed)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS scale_lines (
  code       VARCHAR(18)  NOT NULL,
  year       INT          NOT NULL,
  name       VARCHAR(200) NOT NULL,
  above      BOOLEAN      NOT NULL,
  category   VARCHAR(80)  NOT NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (code, year),
  KEY scale_lines_year (year)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS assessments (
  code       VARCHAR(18)  NOT NULL,
  year       INT          NOT NULL,
  score      VARCHAR(40)  NOT NULL,
  name       VARCHAR(200) NOT NULL,
  points     INT          NOT NULL,
  assessor   VARCHAR(100) NOT NULL,
  day        DATE         NULL,
  document   VARCHAR(200) NOT NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (code, year, score)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS incubators (
  name       VARCHAR(120) NOT NULL,
  type       VARCHAR(40)  NOT NULL,
  level      VARCHAR(20)  NOT NULL,
  code       VARCHAR(18)  NOT NULL,
  county     VARCHAR(20)  NOT NULL,
  since      DATE         NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (name, type, level)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS residencies (
  code       VARCHAR(18)  NOT NULL,
  incubator  VARCHAR(120) NOT NULL,
  since      DATE         NOT NULL,
  name       VARCHAR(200) NOT NULL,
  until      DATE         NULL,
  graduated  BOOLEAN      NOT NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (code, incubator, since),
  KEY residencies_incubator (incubator)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS payments (
  clause     VARCHAR(20)  NOT NULL,
  year       INT          NOT NULL,
  payee      VARCHAR(120) NOT NULL,
  ref        VARCHAR(80)  NOT NULL,
  name       VARCHAR(200) NOT NULL,
  approved   BIGINT       NOT NULL,
  paid       BIGINT       NULL,
  paid_day   DATE         NULL,
  doc_no     VARCHAR(120) NOT NULL,
  version    INT          NOT NULL,
  filing     VARCHAR(20)  NOT NULL,
  line       INT          NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (clause, year, payee, ref),
  KEY payments_payee (payee)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
