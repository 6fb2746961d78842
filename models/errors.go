package models

import "errors"

// The reasons for which a query or a change is refused. Every error of this package that a person
// may see wraps one of them, and its text says in Chinese what, where and what to do.
var (
	// ErrNotFound: no record has that key.
	ErrNotFound = errors.New("没有找到")
	// ErrConflict: the record was changed since it was read (another version is stored now).
	ErrConflict = errors.New("已被他人修改")
	// ErrState: the filing or review is in a state that does not allow the act.
	ErrState = errors.New("当前状态不允许这样做")
	// ErrForbidden: the act is not for this role, or not for this side of the filing.
	ErrForbidden = errors.New("您的角色不能这样做")
	// ErrInvalid: a value or a paper that is given cannot be accepted as it is.
	ErrInvalid = errors.New("填写有误")
	// ErrTooLarge: an attachment, or all of a filing together, is over the limit.
	ErrTooLarge = errors.New("佐证材料超出限制")
	// ErrRunning: a review of that year is being run by somebody else.
	ErrRunning = errors.New("该年度评价正在进行")
	// ErrLost: the review that this process was running was cancelled or taken over.
	ErrLost = errors.New("该年度评价已被取消或由别处接手")
	// ErrMoved: the records were changed since the review began; claim it again to start over.
	ErrMoved = errors.New("评价期间记录有变动")
	// ErrStale: the review was compared with a review that is no longer the published one.
	ErrStale = errors.New("比较的基准已变动")

	// ErrURL: the database URL is malformed.
	ErrURL = errors.New("数据库地址写法不对")
	// ErrUnavailable: the database cannot be reached or went away.
	ErrUnavailable = errors.New("数据库不可用")
	// ErrBusy: another process holds the database for too long; trying again later may do.
	ErrBusy = errors.New("数据库正忙")
	// ErrDenied: the database server refuses the user, the password or the act.
	ErrDenied = errors.New("数据库拒绝访问")
	// ErrReadOnly: the database file, its folder or the server only allows reading.
	ErrReadOnly = errors.New("数据库只读")
	// ErrFull: the disk or the table space of the database is full.
	ErrFull = errors.New("数据库磁盘空间不足")
	// ErrTooLong: a text or number does not fit its column.
	ErrTooLong = errors.New("内容过长")
	// ErrNotDatabase: the file or the schema is not a database of this program, or it is damaged.
	ErrNotDatabase = errors.New("不是云梯的数据库")
	// ErrNewer: the database was migrated by a newer program.
	ErrNewer = errors.New("数据库比程序新")
	// ErrSchema: the database has not been migrated, or a migration differs from the one applied.
	ErrSchema = errors.New("数据库结构不符")
)
