-- Workbooks that were handed out: the number that is printed on each, and the digests by which a copy is held against it.

CREATE TABLE IF NOT EXISTS issued_reports (
  number    VARCHAR(20)  NOT NULL,
  report    VARCHAR(40)  NOT NULL,
  year      INT          NOT NULL,
  review    VARCHAR(20)  NOT NULL,
  area      VARCHAR(100) NOT NULL,
  county    VARCHAR(20)  NOT NULL,
  firm      VARCHAR(18)  NOT NULL,
  issued_by VARCHAR(100) NOT NULL,
  issued_at DATETIME(3)  NOT NULL,
  sheets    MEDIUMTEXT   NOT NULL,
  digest    VARCHAR(64)  NOT NULL,
  PRIMARY KEY (number)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
