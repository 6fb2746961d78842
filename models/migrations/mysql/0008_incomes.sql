-- Incomes from transferred achievements: by when the cash reward has to be distributed (measures, article 10).

CREATE TABLE IF NOT EXISTS incomes (
  holder      VARCHAR(120) NOT NULL,
  project     VARCHAR(200) NOT NULL,
  day         DATE         NOT NULL,
  name        VARCHAR(200) NOT NULL,
  way         VARCHAR(20)  NOT NULL,
  amount      BIGINT       NULL,
  reward      BIGINT       NULL,
  distributed DATE         NULL,
  document    VARCHAR(200) NOT NULL,
  version     INT          NOT NULL,
  filing      VARCHAR(20)  NOT NULL,
  line        INT          NOT NULL,
  updated_at  DATETIME(3)  NOT NULL,
  PRIMARY KEY (holder, project, day)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
