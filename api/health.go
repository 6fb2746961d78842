package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/models"
)

// healthz says that the process answers.
func (s *Server) healthz(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// readyz says whether requests can be served: the database answers and has the schema of this program.
func (s *Server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	if s.life.Err() != nil {
		c.Error(errClosing)
		return
	}
	if err := s.DB.Ready(ctx); err != nil {
		c.Error(err)
		return
	}
	c.String(http.StatusOK, "ready\n")
}

// health is what an operator needs to know. What could not be found out is nil, and a check of it fails: never is it taken to be well.
type health struct {
	State     string         `json:"state"` // the worst of the checks
	At        time.Time      `json:"at"`
	Version   string         `json:"version"`
	StartedAt time.Time      `json:"started_at"`
	Uptime    int64          `json:"uptime"` // seconds
	Database  databaseHealth `json:"database"`
	Revision  *int64         `json:"revision"`
	Backup    *backupHealth  `json:"backup"`
	Disk      *disk          `json:"disk"`
	Reviews   []runningOne   `json:"reviews"`
	Audit     *models.Anchor `json:"audit"`
	Queue     queueHealth    `json:"queue"`
	Checks    []looked       `json:"checks"`
}

type databaseHealth struct {
	Kind    string  `json:"kind"`
	Version *string `json:"version"`
	Size    *int64  `json:"size"`
	Schema  *string `json:"schema"`
}

type backupHealth struct {
	File string    `json:"file"`
	At   time.Time `json:"at"`
	Size int64     `json:"size"`
}

// disk is what a disk has left, in bytes.
type disk struct {
	Free  int64 `json:"free"`
	Total int64 `json:"total"`
}

// runningOne is a review under way.
type runningOne struct {
	ID    string `json:"id"`
	Year  int    `json:"year"`
	Done  int    `json:"done"`
	Firms int    `json:"firms"`
}

type queueHealth struct {
	Busy   int `json:"busy"`
	Places int `json:"places"`
}

// looked is one thing that was looked at.
type looked struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	State string `json:"state"`
	Text  string `json:"text"`
}

// The states of a check, from good to bad.
const (
	well     = "ok"
	doubtful = "warn"
	broken   = "fail"
)

// When an operator is warned, and when it is too late to wait.
const (
	backupAge  = 36 * time.Hour // of the latest nightly backup
	diskLow    = 2 << 30        // bytes
	diskEmpty  = 200 << 20
	healthTime = 5 * time.Second
)

// getHealth looks at everything; no fault of one thing hides another.
func (s *Server) getHealth(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), healthTime)
	defer cancel()
	now := s.stamp()
	h := &health{State: well, At: now, Version: s.settings.Version, StartedAt: s.begun, Uptime: int64(now.Sub(s.begun).Seconds()),
		Database: databaseHealth{Kind: s.DB.Kind()}, Queue: queueHealth{len(s.heavy), cap(s.heavy)}}
	s.lookAtDatabase(ctx, h)
	s.lookAtBackup(h, now)
	s.lookAtDisk(h)
	s.lookAtTrail(ctx, h)
	s.lookAtReviews(ctx, h, now)
	s.lookAtJobs(ctx, h)
	s.lookAtQueue(h)
	c.JSON(http.StatusOK, h)
}

// found notes what a check found; err is a check that could not be made, which the log tells of in full.
func (s *Server) found(h *health, name, title, state, text string, err error) {
	if err != nil {
		s.Log.Error("health", slog.String("check", name), slog.String("error", err.Error()))
		state, text = broken, "查不到，请查看服务日志"
	}
	h.Checks = append(h.Checks, looked{name, title, state, text})
	if state == broken || state == doubtful && h.State == well {
		h.State = state
	}
}

func (s *Server) lookAtDatabase(ctx context.Context, h *health) {
	vitals, err := s.DB.Vitals(ctx)
	text := ""
	if err == nil {
		h.Database.Version, h.Database.Size, h.Database.Schema = &vitals.Version, &vitals.Size, &vitals.Schema
		text = fmt.Sprintf("%s，%s", vitals.Version, inMegabytes(vitals.Size))
	}
	if err == nil {
		var revision int64
		if revision, err = s.DB.Revision(ctx); err == nil {
			h.Revision = &revision
		}
	}
	s.found(h, "database", "数据库", well, text, err)
	if err := s.DB.Ready(ctx); err != nil {
		s.found(h, "schema", "数据库结构", broken, "与本程序不符，请运行 yunti migrate", nil)
		s.Log.Error("health", slog.String("check", "schema"), slog.String("error", err.Error()))
		return
	}
	s.found(h, "schema", "数据库结构", well, "与本程序相符："+vitals.Schema, nil)
}

func (s *Server) lookAtBackup(h *health, now time.Time) {
	const name, title = "backup", "备份"
	if s.DB.MySQL {
		s.found(h, name, title, doubtful, "由数据库服务器自带的工具备份，本程序查不到，请在那里核对", nil)
		return
	}
	last, err := jobs.LastBackup(s.DB, s.settings.Backups)
	if err != nil || last == nil {
		s.found(h, name, title, doubtful, "还没有备份，可在定时任务中立即备份一次", err)
		return
	}
	h.Backup = &backupHealth{last.Name(), last.ModTime().UTC(), last.Size()}
	if age := now.Sub(last.ModTime()); age > backupAge {
		s.found(h, name, title, doubtful, fmt.Sprintf("最近一份已是 %d 小时以前的，请查看定时任务“备份”", int(age.Hours())), nil)
		return
	}
	s.found(h, name, title, well, last.Name()+"，"+inMegabytes(last.Size()), nil)
}

func (s *Server) lookAtDisk(h *health) {
	folder := s.DB.Folder()
	if folder == "" {
		folder = os.TempDir() // where workbooks are made
	}
	d, err := diskOf(folder)
	if err != nil {
		s.found(h, "disk", "磁盘", broken, "", err)
		return
	}
	h.Disk = d
	state, text := well, "可用 "+inMegabytes(d.Free)
	switch {
	case d.Free < diskEmpty:
		state, text = broken, text+"，即将写满，请立即清理或扩容"
	case d.Free < diskLow:
		state, text = doubtful, text+"，请清理或扩容"
	}
	s.found(h, "disk", "磁盘", state, text, nil)
}

func (s *Server) lookAtTrail(ctx context.Context, h *health) {
	head, err := s.DB.TrailHead(ctx)
	if err == nil {
		h.Audit = &head
	}
	s.found(h, "audit", "操作记录", well, fmt.Sprintf("共 %d 条；是否完整由审计员校验", head.Number), err)
}

func (s *Server) lookAtReviews(ctx context.Context, h *health, now time.Time) {
	all, err := s.DB.Reviews(ctx)
	if err != nil {
		s.found(h, "reviews", "年度评价", broken, "", err)
		return
	}
	h.Reviews = []runningOne{}
	state, text := well, "没有正在进行的评价"
	for _, r := range all {
		if r.State != models.Running {
			continue
		}
		h.Reviews = append(h.Reviews, runningOne{r.ID, r.Year, r.Done, r.Firms})
		if state == well {
			text = "正在进行：" + r.ID
		}
		if r.LeaseUntil == nil || r.LeaseUntil.Before(now) {
			state, text = doubtful, r.ID+" 中断，服务重新启动后会继续"
		}
	}
	s.found(h, "reviews", "年度评价", state, text, nil)
}

func (s *Server) lookAtJobs(ctx context.Context, h *health) {
	list, err := s.scheduler.Runs(ctx)
	var bad []string
	for _, job := range list {
		if job.State == jobs.JobFailed || job.State == jobs.JobBroken {
			bad = append(bad, job.Title)
		}
	}
	if len(bad) > 0 {
		s.found(h, "jobs", "定时任务", doubtful, "最近一次没有成功："+strings.Join(bad, "、"), err)
		return
	}
	s.found(h, "jobs", "定时任务", well, fmt.Sprintf("%d 项，最近一次都没有失败", len(list)), err)
}

func (s *Server) lookAtQueue(h *health) {
	state, text := well, fmt.Sprintf("正在办理 %d 个，最多 %d 个", h.Queue.Busy, h.Queue.Places)
	if h.Queue.Busy >= h.Queue.Places {
		state, text = doubtful, text+"，其余须等候"
	}
	s.found(h, "queue", "工作簿排队", state, text, nil)
}

// inMegabytes writes a size for people.
func inMegabytes(bytes int64) string {
	if bytes >= 10<<30 {
		return fmt.Sprintf("%d GB", bytes>>30)
	}
	return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20)
}
