package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yunti/models"
	"yunti/policy"
)

// cronActor is who orders what the scheduler does, in the audit trail.
var cronActor = models.Actor{Who: "cron", From: "cron"}

// Settings are what jobs need to know of the machine.
type Settings struct {
	Backups string       // folder of the nightly backups of SQLite; "" is `backups` beside the database
	Log     *slog.Logger // where the daily anchor of the audit trail goes
}

// Recurring lists the jobs of a server, with the system's clock in now.
func Recurring(db *models.DB, book *policy.Book, now func() time.Time, set Settings) []Job {
	return []Job{
		{Name: "review", Title: "年度评价", Spec: "0 2 1 7 *", Run: func(ctx context.Context, due time.Time) (string, error) {
			return reviewLastYear(ctx, db, book, due, now)
		}},
		{Name: "backup", Title: "备份", Spec: "0 1 * * *", Run: func(ctx context.Context, due time.Time) (string, error) {
			return backup(ctx, db, set.Backups, models.Today(due))
		}},
		{Name: "sweep", Title: "清理", Spec: "30 3 * * *", Run: func(ctx context.Context, _ time.Time) (string, error) {
			return sweep(ctx, db, now())
		}},
		{Name: "anchor", Title: "审计锚点", Spec: "55 23 * * *", Run: func(ctx context.Context, _ time.Time) (string, error) {
			return anchor(ctx, db, set.Log)
		}},
		{Name: "remind", Title: "批次催报", Spec: "30 8 * * *", Run: func(ctx context.Context, _ time.Time) (string, error) {
			return remind(ctx, db, now())
		}},
		{Name: "expiry", Title: "资质到期提醒", Spec: "0 9 1 * *", Run: func(ctx context.Context, due time.Time) (string, error) {
			return warnOfExpiry(ctx, db, book, models.Today(due), now())
		}},
		{Name: "lapse", Title: "文件到期提醒", Spec: "10 9 1 * *", Run: func(ctx context.Context, _ time.Time) (string, error) {
			return warnOfLapse(ctx, db, book, now())
		}},
		{Name: "deadline", Title: "转化收入分配期限提醒", Spec: "20 9 1 * *", Run: func(ctx context.Context, due time.Time) (string, error) {
			return warnOfDeadlines(ctx, db, book, models.Today(due), now())
		}},
	}
}

// reviewLastYear makes the draft of the review of the year before due. Without any figures of that year there is
// nothing to judge, and a review that somebody has begun is left to them.
func reviewLastYear(ctx context.Context, db *models.DB, book *policy.Book, due time.Time, now func() time.Time) (string, error) {
	year := due.Year() - 1
	reported, err := db.HasFigures(ctx, year)
	if err != nil {
		return "", err
	}
	if !reported {
		return fmt.Sprintf("没有 %d 年的年度数据，未评价", year), nil
	}
	review, err := Review(ctx, db, book, year, Options{Actor: cronActor, Now: now})
	if errors.Is(err, models.ErrRunning) {
		return "已有人在评价：" + err.Error(), nil
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d 年度评价草案 %s 已生成，共 %d 户，待审阅发布", year, review.ID, review.Done), nil
}

// abandoned is how old an unfinished filing must be to be taken for one that a crash left.
const abandoned = 24 * time.Hour

// sweep deletes what nobody will read any more: filings that a crash left unfinished, results of reviews that were discarded,
// sessions and tokens that have ended, sign-ins that were not finished, counts of failed attempts that are over.
func sweep(ctx context.Context, db *models.DB, now time.Time) (string, error) {
	filings, err := db.SweepFilings(ctx, now.Add(-abandoned))
	if err != nil {
		return "", err
	}
	reviews, err := db.SweepResults(ctx)
	if err != nil {
		return "", err
	}
	sessions, err := db.SweepSessions(ctx, now)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("清理中断的申报 %d 件、作废评价的结果 %d 份、失效的会话和登录记录 %d 条", filings, reviews, sessions), nil
}

// anchor writes the head of the audit trail into the log, which is kept elsewhere: whoever rewrites the trail later cannot
// rewrite that line too.
func anchor(ctx context.Context, db *models.DB, log *slog.Logger) (string, error) {
	head, err := db.TrailHead(ctx)
	if err != nil {
		return "", err
	}
	if log != nil {
		log.InfoContext(ctx, "audit anchor", "anchor", head.String())
	}
	return "审计锚点 " + head.String(), nil
}
