package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"yunti/api"
	"yunti/jobs"
)

type serveCmd struct {
	database
	Addr string `env:"YUNTI_ADDR" default:"127.0.0.1:8080" help:"${addr}"`
}

func (s serveCmd) Run(c *runContext) error {
	// The port is taken before the database is touched: a second start by mistake changes nothing.
	listener, notice, err := api.Listen(c, s.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	db, b, err := s.openWithBook(c)
	if err != nil {
		return err
	}
	defer db.Close()
	log := slog.New(slog.NewJSONHandler(c.err, nil))
	server, err := api.New(db, b, log, time.Now)
	if err != nil {
		return err
	}
	scheduler, err := jobs.NewScheduler(db, jobs.Recurring(db, b, time.Now), time.Now, log)
	if err != nil {
		return err
	}
	if notice != "" {
		c.say("%s", notice)
	}
	fmt.Fprintf(c.out, tr("云梯已启动：http://%s （接口文档 /docs，按 Ctrl-C 停止）\n", "Yunti serves http://%s (API documentation at /docs, Ctrl-C stops it)\n"), listener.Addr())
	both, ctx := errgroup.WithContext(c)
	both.Go(func() error { return server.Serve(ctx, listener) })
	both.Go(func() error { return scheduler.Serve(ctx) })
	if err := both.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	c.say("%s", tr("已停止。", "Stopped."))
	return nil
}

// healthCmd is what a container's health check runs.
type healthCmd struct {
	Addr string `env:"YUNTI_ADDR" default:"127.0.0.1:8080" help:"${addr}"`
}

func (h healthCmd) Run(c *runContext) error {
	host, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return err
	}
	if host == "" || host == "0.0.0.0" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(c, 4*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return attention{fmt.Errorf(tr("服务没有应答：%w", "the server does not answer: %w"), err)}
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return attention{fmt.Errorf(tr("服务尚未就绪：%s", "the server is not ready: %s"), answer.Status)}
	}
	return nil
}
