-- Yearly reviews with their results, the editions they were judged under, and the runs of jobs.
-- running_year and valid_year repeat the year while a review runs or is in force, else they are
-- NULL: being unique, they let at most one review of a year run and one be in force.

CREATE TABLE IF NOT EXISTS editions (
  digest   VARCHAR(64) NOT NULL,
  content  MEDIUMBLOB  NOT NULL,
  saved_at DATETIME(3) NOT NULL,
  PRIMARY KEY (digest)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS reviews (
  id           VARCHAR(20)   NOT NULL,
  year         INT           NOT NULL,
  edition      VARCHAR(64)   NOT NULL,
  previous     VARCHAR(20)   NOT NULL,
  state        VARCHAR(20)   NOT NULL,
  begun_by     VARCHAR(100)  NOT NULL,
  records      BIGINT        NOT NULL,
  firms        INT           NOT NULL,
  done         INT           NOT NULL,
  last_code    VARCHAR(18)   NOT NULL,
  totals       MEDIUMTEXT    NOT NULL,
  error        VARCHAR(2000) NOT NULL,
  owner        VARCHAR(120)  NOT NULL,
  running_year INT           NULL,
  valid_year   INT           NULL,
  lease_until  DATETIME(3)   NULL,
  started_at   DATETIME(3)   NOT NULL,
  finished_at  DATETIME(3)   NULL,
  published_at DATETIME(3)   NULL,
  published_by VARCHAR(100)  NOT NULL,
  version      INT           NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY reviews_running_year (running_year),
  UNIQUE KEY reviews_valid_year (valid_year),
  KEY reviews_year (year)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS results (
  review          VARCHAR(20)  NOT NULL,
  code            VARCHAR(18)  NOT NULL,
  name            VARCHAR(200) NOT NULL,
  county          VARCHAR(20)  NOT NULL,
  zones           VARCHAR(100) NOT NULL,
  industry        VARCHAR(10)  NOT NULL,
  state           VARCHAR(20)  NOT NULL,
  state_day       DATE         NULL,
  present         BOOLEAN      NOT NULL,
  growth          VARCHAR(40)  NOT NULL,
  growth_from     VARCHAR(40)  NOT NULL,
  growth_move     VARCHAR(20)  NOT NULL,
  growth_carried  BOOLEAN      NOT NULL,
  unicorn         VARCHAR(40)  NOT NULL,
  unicorn_from    VARCHAR(40)  NOT NULL,
  unicorn_move    VARCHAR(20)  NOT NULL,
  unicorn_carried BOOLEAN      NOT NULL,
  ready           BIGINT       NOT NULL,
  missing         BOOLEAN      NOT NULL,
  verdict         BLOB         NOT NULL,
  PRIMARY KEY (review, code),
  KEY results_growth (review, growth, code),
  KEY results_growth_move (review, growth_move, code),
  KEY results_unicorn (review, unicorn, code),
  KEY results_unicorn_move (review, unicorn_move, code),
  KEY results_county (review, county, code)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS job_runs (
  job         VARCHAR(40)   NOT NULL,
  due         DATETIME(3)   NOT NULL,
  owner       VARCHAR(120)  NOT NULL,
  lease_until DATETIME(3)   NULL,
  started_at  DATETIME(3)   NOT NULL,
  finished_at DATETIME(3)   NULL,
  note        VARCHAR(2000) NOT NULL,
  error       VARCHAR(2000) NOT NULL,
  PRIMARY KEY (job, due)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
