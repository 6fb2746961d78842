package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/go-sql-driver/mysql"
	"github.com/ncruces/go-sqlite3"
	"gorm.io/gorm"
)

// fault is a failure of the database told to people: what (kind), where, what to do, and in
// brackets what the driver said.
type fault struct {
	kind   error
	place  string
	advice string
	cause  error
}

func (f *fault) Error() string { return fmt.Sprintf("%s（%v）", f.plain(), f.cause) }

func (f *fault) plain() string {
	what := f.kind.Error()
	if f.kind == gorm.ErrDuplicatedKey {
		what = "记录已存在"
	}
	return fmt.Sprintf("%s：%s。%s", what, f.place, f.advice)
}

// Plain is what people who are not at the server are told of err: a failure of the database without the driver's own words.
func Plain(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.plain()
	}
	return err.Error()
}

func (f *fault) Unwrap() []error { return []error{f.kind, f.cause} }

// explain turns an error of a driver or of GORM into one that people can act on. Other errors, and those that
// are explained already, come back as they are.
func (db *DB) explain(err error) error {
	if err == nil {
		return nil
	}
	var done *fault
	if errors.As(err, &done) || errors.Is(err, ErrNotFound) {
		return err
	}
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w（%w）", ErrNotFound, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, sqlite3.INTERRUPT): // what SQLite says when the context ends
		return fmt.Errorf("%w（%w）", context.Canceled, err)
	}
	advice, kind := classify(err)
	if kind == nil {
		return err
	}
	return &fault{kind: kind, place: db.place, advice: advice, cause: err}
}

// classify tells what kind of failure a driver's error is and what to do about it; nil for no known one.
func classify(err error) (advice string, kind error) {
	for _, read := range []func(error) (string, error){classifyMySQL, classifySQLite, classifyNetwork} {
		if advice, kind = read(err); kind != nil {
			return advice, kind
		}
	}
	return "", nil
}

const (
	adviceFull    = "请清理磁盘或扩容后重试；本次操作没有写入任何内容"
	adviceBusy    = "另一个程序正在写入，请稍后重试"
	adviceMigrate = "请先运行 yunti migrate 升级数据库结构"
	adviceTooLong = "某一项的文字或数字超出了数据库允许的长度，请缩短后重试"
	adviceRights  = "请检查数据库文件及其所在目录的写权限、磁盘是否以只读方式挂载"
	adviceForeign = "这个文件不是 SQLite 数据库，请检查路径，或换一个不存在的文件名新建"
	adviceServer  = "请确认数据库服务已启动、主机和端口正确、网络畅通，然后重试"
)

// classifyMySQL reads the error numbers of MySQL, MariaDB and TiDB.
func classifyMySQL(err error) (advice string, kind error) {
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		return "", nil
	}
	switch e.Number {
	case 1062, 1586:
		return "主键或唯一键已存在", gorm.ErrDuplicatedKey
	case 1045, 1698:
		return "用户名或密码不对，请检查数据库地址中的用户和密码（特殊字符要写成 %XX）", ErrDenied
	case 1044, 1142, 1143, 1227, 1370, 1410, 1419:
		return "该用户没有所需的权限，请数据库管理员授予本库的全部权限", ErrDenied
	case 1049:
		return "服务器上没有这个库，请先建库", ErrUnavailable
	case 1040, 1203, 1226:
		return "数据库连接数已满，请稍后重试或请管理员调大 max_connections", ErrBusy
	case 1205, 1213, 1020, 9007, 8022, 8002, 8028, 3572:
		return adviceBusy, ErrBusy
	case 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1927, 3169, 4031:
		return adviceServer, ErrUnavailable
	case 1290, 1792, 1836, 3100:
		return "服务器处于只读状态（备库或维护中），请改用主库地址或请管理员解除只读", ErrReadOnly
	case 1021, 1114, 1041, 3988:
		return adviceFull, ErrFull
	case 3, 1030:
		if strings.Contains(e.Message, "28") { // errno 28 ENOSPC
			return adviceFull, ErrFull
		}
	case 1054, 1146:
		return adviceMigrate, ErrSchema
	case 1264, 1406:
		return adviceTooLong, ErrTooLong
	}
	return "", nil
}

// classifySQLite reads the result codes of SQLite.
func classifySQLite(err error) (advice string, kind error) {
	var code sqlite3.ErrorCode
	if !errors.As(err, &code) {
		return "", nil
	}
	switch code {
	case sqlite3.CONSTRAINT:
		if errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY) {
			return "主键或唯一键已存在", gorm.ErrDuplicatedKey
		}
	case sqlite3.BUSY, sqlite3.LOCKED:
		return adviceBusy, ErrBusy
	case sqlite3.READONLY:
		return adviceRights, ErrReadOnly
	case sqlite3.FULL:
		return adviceFull, ErrFull
	case sqlite3.NOTADB:
		return adviceForeign, ErrNotDatabase
	case sqlite3.CORRUPT:
		return "数据库文件已损坏，请停止服务并用最近的备份恢复", ErrNotDatabase
	case sqlite3.CANTOPEN, sqlite3.PERM, sqlite3.AUTH:
		return "打不开数据库文件，或不能在它的目录里建立日志文件，请检查路径和写权限", ErrReadOnly
	case sqlite3.IOERR, sqlite3.NOLFS:
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			return adviceFull, ErrFull
		}
		return "读写数据库文件出错，请检查磁盘", ErrUnavailable
	case sqlite3.TOOBIG:
		return adviceTooLong, ErrTooLong
	case sqlite3.ERROR:
		if text := err.Error(); strings.Contains(text, "no such table") || strings.Contains(text, "no such column") {
			return adviceMigrate, ErrSchema
		}
	}
	return "", nil
}

// classifyNetwork recognises a server that cannot be reached or went away.
func classifyNetwork(err error) (advice string, kind error) {
	var network *net.OpError
	var lookup *net.DNSError
	switch {
	case errors.As(err, &lookup):
		return "主机名无法解析，请检查数据库地址中的主机名", ErrUnavailable
	case errors.As(err, &network), errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.EPIPE):
		return adviceServer, ErrUnavailable
	case errors.Is(err, mysql.ErrMalformPkt), errors.Is(err, mysql.ErrPktSync), errors.Is(err, mysql.ErrPktSyncMul), errors.Is(err, mysql.ErrOldProtocol):
		return "对方不是 MySQL、MariaDB 或 TiDB 服务，请检查主机和端口", ErrUnavailable
	}
	return "", nil
}
