package importers

import (
	"errors"
	"fmt"
)

// The reasons for which a whole file, or an act on a filing, is refused. Every error of this package wraps
// one of them (or one of models'), and its text says in Chinese what, where and what to do.
var (
	// ErrKindDenied: whoever files may not file rosters of that kind.
	ErrKindDenied = errors.New("无权申报这类名册")
	// ErrKind: there is no roster kind of that name.
	ErrKind = errors.New("没有这种导入类型")
	// ErrFormat: the file is not a workbook or text table that can be read.
	ErrFormat = errors.New("文件格式不能识别")
	// ErrProtected: the workbook is encrypted with a password.
	ErrProtected = errors.New("文件有打开密码")
	// ErrDamaged: the workbook is broken, or inconsistent in a way that would shift or lose cells.
	ErrDamaged = errors.New("文件已损坏")
	// ErrTooLarge: the file, or what it unpacks to, is over the limits.
	ErrTooLarge = errors.New("文件太大")
	// ErrSheet: the sheet asked for does not exist, or several sheets compete.
	ErrSheet = errors.New("工作表无法确定")
	// ErrNoHeader: no row of titles was found.
	ErrNoHeader = errors.New("没有找到表头")
	// ErrColumns: required columns are missing, or a column occurs twice.
	ErrColumns = errors.New("表头不符合要求")
	// ErrUnit: the money unit of the file is unclear or contradicts the chosen one.
	ErrUnit = errors.New("金额单位无法确定")
	// ErrEmpty: there are no lines below the header.
	ErrEmpty = errors.New("没有数据")
	// ErrYear: a yearly roster came without a year, or with one that is out of range.
	ErrYear = errors.New("年度不正确")
	// ErrChanged: records were changed since the filing was planned.
	ErrChanged = errors.New("记录在生成变更清单之后又有改动")
)

// refusal is an error whose text is a complete Chinese sentence; it is (errors.Is) its reason.
type refusal struct {
	reason error
	text   string
}

func (r *refusal) Error() string { return r.text }

func (r *refusal) Unwrap() error { return r.reason }

func refuse(reason error, format string, args ...any) error {
	return &refusal{reason: reason, text: fmt.Sprintf(format, args...)}
}
