package models

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
)

const (
	mysqlCollation = "utf8mb4_bin" // compares bytes, as SQLite does, on MySQL, MariaDB and TiDB alike
	mysqlConns     = 16
	mysqlLife      = 3 * time.Minute // below the wait_timeout of any sensible server or proxy
)

// mysqlNames are the database names that need no quoting tricks.
var mysqlNames = regexp.MustCompile(`^[0-9A-Za-z_$-]{1,64}$`)

// mysqlDialect is GORM's dialect with this package's errors.
type mysqlDialect struct {
	mysql.Dialector
	db *DB
}

// Translate explains an error of the server.
func (d mysqlDialect) Translate(err error) error { return d.db.explain(err) }

func openMySQL(ctx context.Context, address string) (*DB, error) {
	config, err := mysqlConfig(address)
	if err != nil {
		return nil, err
	}
	db := &DB{MySQL: true, place: mysqlPlace(config)}
	pool, err := connectMySQL(ctx, config)
	if n := mysqlNumber(err); n == 1049 || n == 1044 { // no such database; a user without rights is told no more than that
		if err = createMySQL(ctx, config); err == nil {
			pool, err = connectMySQL(ctx, config)
		}
	}
	if err != nil {
		return nil, db.explain(err)
	}
	pool.SetMaxOpenConns(mysqlConns)
	pool.SetMaxIdleConns(mysqlConns / 2)
	pool.SetConnMaxLifetime(mysqlLife)
	dialect := mysqlDialect{db: db, Dialector: mysql.Dialector{Config: &mysql.Config{
		Conn:                      pool,
		SkipInitializeWithVersion: true,
		DontSupportForShareClause: true, // LOCK IN SHARE MODE is understood everywhere
		DisableWithReturning:      true, // MariaDB alone has it
	}}}
	db.read, db.write = pool, pool
	if db.Write, err = db.attach(dialect, pool); err != nil {
		pool.Close()
		return nil, db.explain(err)
	}
	db.Read = db.Write
	return db, nil
}

// mysqlConfig reads a mysql:// URL. Times go in and come out as UTC, cut to milliseconds as the columns are;
// values are written into the statement by the driver, which saves a round trip for each statement;
// a conditional UPDATE counts the lines it matched.
func mysqlConfig(address string) (*driver.Config, error) {
	const form = "应写成 mysql://用户:密码@主机:3306/库名，密码中的特殊字符写成 %XX（如 @ 写成 %40）"
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w：%s", ErrURL, form) // the parser's own words would show the password
	}
	name := strings.TrimPrefix(u.Path, "/")
	if u.Opaque != "" || u.User.Username() == "" || u.Fragment != "" || !mysqlNames.MatchString(name) {
		return nil, fmt.Errorf("%w：%s；库名只用字母、数字、下划线", ErrURL, form)
	}
	c := driver.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.Net, c.Addr, c.DBName = "tcp", u.Host, name
	for key, values := range u.Query() {
		switch value := values[0]; key {
		case "socket":
			c.Net, c.Addr = "unix", value
		case "tls":
			c.TLSConfig = value
		default:
			return nil, fmt.Errorf("%w：不认识的参数 %s，只有 socket 和 tls", ErrURL, key)
		}
	}
	if c.Addr == "" {
		return nil, fmt.Errorf("%w：缺少主机；%s", ErrURL, form)
	}
	c.Collation = mysqlCollation
	c.Loc, c.ParseTime = time.UTC, true
	c.InterpolateParams, c.ClientFoundRows = true, true
	c.Timeout = 10 * time.Second
	c.Logger = driverLog{}
	c.Params = map[string]string{
		"time_zone": "'+00:00'",
		"sql_mode":  "'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
	}
	if err := c.Apply(driver.Charset("utf8mb4", mysqlCollation), driver.TimeTruncate(time.Millisecond)); err != nil {
		return nil, fmt.Errorf("%w：%w", ErrURL, err)
	}
	return c, nil
}

func mysqlPlace(c *driver.Config) string {
	if c.Net == "unix" {
		return fmt.Sprintf("mysql://%s@localhost/%s?socket=%s", c.User, c.DBName, c.Addr)
	}
	return fmt.Sprintf("mysql://%s@%s/%s", c.User, c.Addr, c.DBName)
}

func connectMySQL(ctx context.Context, c *driver.Config) (*sql.DB, error) {
	connector, err := driver.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("%w：tls 可用 true、skip-verify、preferred、false（%w）", ErrURL, err)
	}
	pool := sql.OpenDB(connector)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// createMySQL makes the database of c, which the server does not have yet.
func createMySQL(ctx context.Context, c *driver.Config) error {
	server := c.Clone()
	server.DBName = ""
	pool, err := connectMySQL(ctx, server)
	if err != nil {
		return err
	}
	defer pool.Close()
	create := fmt.Sprintf("CREATE DATABASE IF NOT EXISTS `%s` CHARACTER SET utf8mb4 COLLATE %s", c.DBName, mysqlCollation)
	if _, err := pool.ExecContext(ctx, create); err != nil {
		return &fault{kind: ErrDenied, place: mysqlPlace(c), cause: err,
			advice: fmt.Sprintf("库 %s 不存在或该用户无权使用，该用户也无权建库。请数据库管理员执行：%s; GRANT ALL ON `%s`.* TO '%s'@'%%';", c.DBName, create, c.DBName, c.User)}
	}
	return nil
}

// driverLog sends what the driver says beside its errors to the log.
type driverLog struct{}

// Print logs one remark of the driver.
func (driverLog) Print(v ...any) { slog.Debug("mysql: " + fmt.Sprint(v...)) }
