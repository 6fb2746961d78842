package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"yunti/access"
	"yunti/exports"
	"yunti/importers"
	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
)

// What a request can be refused for before any package below is asked.
var (
	errNoRoute    = errors.New("没有这个地址，接口一览见 /docs")
	errNoMethod   = errors.New("这个地址不接受这种请求方法，接口一览见 /docs")
	errMediaType  = errors.New("请求体的类型不对")
	errTwoWays    = errors.New("请求同时带有登录会话和访问令牌，请只用其中一种")
	errForbidden  = errors.New("您的角色没有这项权限，需要时请联系系统管理员")
	errToken      = errors.New("这个访问令牌不能调用这个接口：只读令牌只能查询，账号、登录、令牌和审计接口不接受令牌")
	errMetrics    = errors.New("运行指标只对本机和 --metrics-from 所列的网络开放")
	errProvider   = errors.New("统一身份认证暂时连不上，请稍后再试，或改用用户名和密码登录")
	errVouch      = errors.New("统一身份认证的应答不可信")
	errRefused    = errors.New("统一身份认证没有放行")
	errBegun      = errors.New("从这个地址开始的统一身份认证登录太多，请十分钟后再试")
	errNoProvider = errors.New("本系统没有启用统一身份认证登录，请用用户名和密码登录")
	errOrigin     = errors.New("不接受其他网站发起的操作")
	errVersion    = errors.New("记录已被他人改动，请重新打开后再办理")
	errKeyReused  = errors.New("这个 Idempotency-Key 已用于另一份文件，请换一个")
	errKeyBusy    = errors.New("同一个 Idempotency-Key 的申报正在读取，请稍后再查")
	errFuture     = errors.New("年度尚未到来")
	errNoTemplate = errors.New("没有这种花名册，种类一览见 /api/v1/templates")
	errClosing    = errors.New("服务正在停止，请稍后再试")
	errTooMany    = errors.New("正在生成的报表和正在读取的工作簿太多，请稍后再试")
	errSlow       = errors.New("上传太慢，没有在时限内收完，请检查网络后重新上传")
)

// problem is an RFC 9457 answer. Code is stable and for programs, Detail is for people.
type problem struct {
	Type      string     `json:"type"`
	Title     string     `json:"title"`
	Status    int        `json:"status"`
	Code      string     `json:"code"`
	Detail    string     `json:"detail"`
	RequestID string     `json:"request_id,omitempty"`
	Errors    violations `json:"errors,omitempty"`
}

// kindOfProblem is a line of the table: an error that wraps err is answered so. The detail is the error's own
// text, which is written for people, unless the line gives another: texts that may quote a driver stay in the log.
type kindOfProblem struct {
	err    error
	status int
	code   string
	title  string
	detail string
}

// problems is the one table that turns errors into answers; the first line that fits is taken, and an error
// that fits none is ours (500).
var problems = []kindOfProblem{
	{errNoRoute, 404, "no_route", "没有这个地址", ""},
	{errNoMethod, 405, "no_method", "方法不对", ""},
	{errMediaType, 415, "media_type", "类型不对", ""},
	{access.ErrSignedOut, 401, "unauthenticated", "没有登录", ""},
	{errTwoWays, 400, "two_ways", "登录方式不明", ""},
	{errForbidden, 403, "forbidden", "没有权限", ""},
	{errToken, 403, "forbidden", "没有权限", ""},
	{errMetrics, 403, "forbidden", "没有权限", ""},
	{errProvider, 503, "provider", "统一身份认证不可用", errProvider.Error()},
	{errBegun, 429, "locked", "暂时锁定", ""},
	{errNoProvider, 404, "no_provider", "没有启用", ""},
	{access.ErrMustChange, 403, "password_change", "须先修改密码", ""},
	{access.ErrSignIn, 401, "sign_in", "登录失败", ""},
	{access.ErrLocked, 429, "locked", "暂时锁定", ""},
	{access.ErrCrowded, 503, "too_many", "服务繁忙", ""},
	{access.ErrOldPassword, 422, "old_password", "原密码不对", ""},
	{access.ErrWeak, 422, "weak_password", "密码不符合要求", ""},
	{access.ErrReused, 422, "reused_password", "密码用过", ""},
	{access.ErrInvalid, 422, "invalid", "内容不对", ""},
	{errOrigin, 403, "cross_origin", "跨站请求", ""},
	{errVersion, 412, "version", "版本已变", ""},
	{errKeyReused, 422, "key_reused", "幂等键重复使用", ""},
	{errKeyBusy, 409, "key_busy", "正在办理", ""},
	{errFuture, 422, "future", "年度尚未到来", ""},
	{errNoTemplate, 404, "no_template", "没有这种花名册", ""},
	{errClosing, 503, "closing", "正在停止", ""},
	{errTooMany, 503, "too_many", "服务繁忙", ""},
	{errSlow, 408, "slow", "上传太慢", ""},

	{importers.ErrKindDenied, 403, "forbidden", "没有权限", ""},
	{importers.ErrFormat, 422, "file_format", "文件格式不能识别", ""},
	{importers.ErrProtected, 422, "file_protected", "文件有打开密码", ""},
	{importers.ErrDamaged, 422, "file_damaged", "文件已损坏", ""},
	{importers.ErrTooLarge, 422, "file_too_large", "文件太大", ""},
	{importers.ErrSheet, 422, "file_sheet", "工作表无法确定", ""},
	{importers.ErrNoHeader, 422, "file_header", "没有找到表头", ""},
	{importers.ErrColumns, 422, "file_columns", "表头不符合要求", ""},
	{importers.ErrUnit, 422, "file_unit", "金额单位无法确定", ""},
	{importers.ErrEmpty, 422, "file_empty", "没有数据", ""},
	{importers.ErrYear, 422, "year", "年度不正确", ""},
	{importers.ErrChanged, 409, "changed", "记录又有改动", ""},

	{exports.ErrUnknownReport, 404, "no_report", "没有这种报表", ""},
	{exports.ErrNoFirm, 422, "no_firm", "没有写明企业", ""},
	{exports.ErrNotWorkbook, 422, "file_format", "文件格式不能识别", ""},
	{exports.ErrTooManyRows, 422, "too_many_rows", "名单太长", ""},

	{models.ErrUnavailable, 503, "database", "数据库不可用", "数据库暂时连不上，请稍后再试；若一直如此，请管理员检查数据库服务。"},
	{models.ErrBusy, 503, "database_busy", "数据库正忙", "数据库正忙于别的写入，请稍后再试。"},
	{models.ErrDenied, 503, "database", "数据库不可用", "数据库拒绝了本服务的访问，请管理员检查数据库的用户和权限。"},
	{models.ErrReadOnly, 503, "database_read_only", "数据库只读", "数据库目前只能读，不能写入，请管理员检查磁盘和文件权限。"},
	{models.ErrFull, 503, "database_full", "磁盘已满", "数据库所在磁盘空间不足，没有写入，请管理员清理后再试。"},
	{models.ErrSchema, 503, "database_schema", "数据库结构不符", "数据库结构不是本程序的，请管理员先运行 yunti migrate，再启动服务。"},
	{models.ErrNewer, 503, "database_schema", "数据库结构不符", "数据库已被更新版本的程序升级过，请管理员换用新版程序。"},
	{models.ErrTooLong, 422, "too_long", "内容过长", "有一项文字或数字超出了数据库允许的长度，没有写入，请缩短后再试。"},
	{models.ErrTaken, 409, "taken", "已被占用", ""},
	{models.ErrNotInForce, 409, "not_in_force", "不是现行评价", ""},
	{models.ErrNotOwed, 409, "not_owed", "不能核定", ""},
	{models.ErrSettled, 409, "settled", "已经核定", ""}, // an ErrConflict too
	{models.ErrOnce, 409, "once", "不能重复享受", ""},
	{models.ErrAmount, 422, "amount", "金额不符", ""},
	{models.ErrFourEyes, 403, "own_approval", "须由另一人批准", ""},
	{jobs.ErrTrial, 422, "trial", "推演的改动不能接受", ""},
	{models.ErrNotFound, 404, "not_found", "没有找到", ""},
	{models.ErrRunning, 409, "review_running", "正在评价", ""},
	{models.ErrLost, 409, "review_lost", "评价已停止", ""},
	{models.ErrMoved, 409, "review_moved", "记录有变动", ""},
	{models.ErrStale, 409, "review_stale", "比较的基准已变动", ""},
	{models.ErrConflict, 409, "conflict", "已被他人改动", ""},
	{models.ErrAnchor, 422, "anchor", "锚点写法不对", ""},
	{models.ErrState, 409, "state", "状态不允许", ""},
	{models.ErrForbidden, 403, "forbidden", "没有权限", ""},
	{models.ErrInvalid, 422, "invalid", "内容不对", ""},
	{models.ErrTooLarge, 413, "attachment_limit", "超出佐证材料的限额", ""},
	{policy.ErrBeforeBook, 422, "before_book", "政策库不含该年度", ""},
	{policy.ErrNoHolidays, 422, "no_holidays", "没有节假日安排", ""},
	{context.DeadlineExceeded, 503, "timeout", "超时", "没有在时限内办完，请稍后再试，或缩小查询范围。"},
}

// statusClosed is logged when the caller went away before the answer; nobody receives it.
const statusClosed = 499

// answerProblems is the middleware that answers with the problem of the last error a handler recorded.
func (s *Server) answerProblems(c *gin.Context) {
	c.Next()
	if len(c.Errors) == 0 || c.Writer.Written() {
		return
	}
	err := c.Errors.Last().Err
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		c.Status(statusClosed)
		return
	}
	p := problemOf(err)
	p.RequestID = requestID(c)
	if p.Code == "forbidden" {
		s.noteDenial(c)
	}
	if p.Status == http.StatusInternalServerError {
		p.Detail = fmt.Sprintf("系统内部出错，没有办成。请稍后再试；若一直如此，请把请求编号 %s 告诉管理员。", p.RequestID)
	}
	if p.Status >= 500 {
		s.Log.LogAttrs(c.Request.Context(), slog.LevelError, "request failed", slog.String("request_id", p.RequestID),
			slog.String("code", p.Code), slog.String("error", err.Error()))
	}
	var locked *access.Locked
	switch {
	case errors.As(err, &locked):
		c.Header("Retry-After", strconv.Itoa(int(locked.Wait.Seconds())))
	case p.Status == http.StatusTooManyRequests:
		c.Header("Retry-After", strconv.Itoa(int(stateTime.Seconds())))
	case p.Status == http.StatusServiceUnavailable:
		c.Header("Retry-After", "5")
	case p.Status == http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="yunti"`)
	}
	c.Header("Content-Type", "application/problem+json; charset=utf-8")
	c.JSON(p.Status, p)
}

// problemOf looks an error up in the table.
func problemOf(err error) problem {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problem{Type: "about:blank", Title: "请求太大", Status: http.StatusRequestEntityTooLarge, Code: "too_large",
			Detail: fmt.Sprintf("请求超过 %s，没有接收；可以分成几份提交。", sizeText(large.Limit))}
	}
	var broken violations
	if errors.As(err, &broken) {
		return problem{Type: "about:blank", Title: "请求不合约定", Status: http.StatusBadRequest, Code: "contract_violation",
			Detail: broken.Error(), Errors: broken}
	}
	for _, k := range problems {
		if errors.Is(err, k.err) {
			p := problem{Type: "about:blank", Title: k.title, Status: k.status, Code: k.code, Detail: k.detail}
			if p.Detail == "" {
				p.Detail = err.Error()
			}
			var field *access.Invalid
			if errors.As(err, &field) {
				p.Errors = violations{{"body:/" + field.Field, field.Detail}}
			}
			var at *placed
			if errors.As(err, &at) {
				p.Errors = at.places
			}
			return p
		}
	}
	return problem{Type: "about:blank", Title: "内部错误", Status: http.StatusInternalServerError, Code: "internal"}
}

// placed is an error with what is wrong at which places of the request.
type placed struct {
	error
	places violations
}

func (p *placed) Unwrap() error { return p.error }

// inList says of the lines of a batch that are refused, and of the changes of a trial that cannot be tried, where in the request
// they stand: in the list of that name.
func inList(list string, err error) error {
	var places violations
	var refused models.Refusals
	var faults jobs.TrialFaults
	switch {
	case errors.As(err, &refused):
		for _, r := range refused {
			places = append(places, violation{fmt.Sprintf("body:/%s/%d", list, r.At), r.Err.Error()})
		}
	case errors.As(err, &faults):
		for _, f := range faults {
			places = append(places, violation{fmt.Sprintf("body:/%s/%d", list, f.At), f.Detail})
		}
	default:
		return err
	}
	return &placed{err, places}
}

// stop records the error and keeps the handlers behind from running.
func stop(c *gin.Context, err error) {
	c.Error(err)
	c.Abort()
}

// sizeText writes a number of bytes for people.
func sizeText(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}
