package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"yunti/api"
	"yunti/models"
)

// door is how people reach the server. The secret of the identity provider's client comes from the environment only: a
// command line can be read by everybody on the machine.
type door struct {
	TLSCert      string   `name:"tls-cert" env:"YUNTI_TLS_CERT" placeholder:"FILE" help:"${tlscert}"`
	TLSKey       string   `name:"tls-key" env:"YUNTI_TLS_KEY" placeholder:"FILE" help:"${tlskey}"`
	TrustedProxy []string `env:"YUNTI_TRUSTED_PROXY" placeholder:"CIDR" help:"${trustedproxy}"`
	PublicURL    string   `name:"public-url" env:"YUNTI_PUBLIC_URL" placeholder:"URL" help:"${publicurl}"`
	MetricsFrom  []string `env:"YUNTI_METRICS_FROM" placeholder:"CIDR" help:"${metricsfrom}"`
	OIDCIssuer   string   `name:"oidc-issuer" env:"YUNTI_OIDC_ISSUER" placeholder:"URL" help:"${oidcissuer}"`
	OIDCClientID string   `name:"oidc-client-id" env:"YUNTI_OIDC_CLIENT_ID" placeholder:"ID" help:"${oidcclient}"`
	OIDCName     string   `name:"oidc-name" env:"YUNTI_OIDC_NAME" placeholder:"NAME" help:"${oidcname}"`
}

// settings reads what the operator gave.
func (d door) settings() (api.Settings, error) {
	s := api.Settings{PublicURL: d.PublicURL}
	var err error
	if s.TrustedProxies, err = networks("--trusted-proxy", d.TrustedProxy); err != nil {
		return s, err
	}
	if s.MetricsFrom, err = networks("--metrics-from", d.MetricsFrom); err != nil {
		return s, err
	}
	if d.OIDCIssuer != "" || d.OIDCClientID != "" || d.OIDCName != "" {
		s.Provider = api.Provider{Issuer: d.OIDCIssuer, ClientID: d.OIDCClientID, Name: d.OIDCName, Secret: os.Getenv("YUNTI_OIDC_SECRET")}
	}
	return s, s.Check()
}

// networks reads networks (10.0.0.0/8) and single addresses. All addresses of the world are no network of anybody's.
func networks(flag string, texts []string) ([]netip.Prefix, error) {
	var found []netip.Prefix
	for _, text := range texts {
		if text = strings.TrimSpace(text); text == "" { // an environment variable that is set to nothing
			continue
		}
		network, err := netip.ParsePrefix(text)
		if addr, single := netip.ParseAddr(text); single == nil {
			network, err = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
		}
		if err != nil || network.Bits() == 0 {
			return nil, fmt.Errorf("%w：%s 的 %q 应写成地址或网段，如 10.1.2.3 或 10.1.0.0/16，多个用逗号隔开；不能是全部地址", api.ErrSettings, flag, text)
		}
		found = append(found, network.Masked())
	}
	return found, nil
}

type serveCmd struct {
	database
	Addr string `env:"YUNTI_ADDR" default:":8080" help:"${addr}"`
	door
}

func (s serveCmd) Run(c *runContext) error {
	settings, err := s.settings()
	if err != nil {
		return err
	}
	if s.shown() != s.DB && s.DB != os.Getenv("YUNTI_DB") {
		c.say("%s", tr("注意：--db 中带有密码，本机所有用户都能从进程列表看到；请改用环境变量 YUNTI_DB。",
			"Note: --db has a password, which everybody on this machine can read in the list of processes; use the environment variable YUNTI_DB."))
	}
	// The port is taken before the database is touched: a second start by mistake changes nothing.
	listener, notice, err := api.Listen(c, s.Addr, s.TLSCert, s.TLSKey)
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
	clock := func() time.Time { return time.Now().In(zone) }
	settings.Backups, settings.Version = os.Getenv("YUNTI_BACKUP_DIR"), version
	server, err := api.New(db, b, settings, log, clock)
	if err != nil {
		return err
	}
	if notice != "" {
		c.say("%s", notice)
	}
	if err := s.sayWhenNobodyCanSignIn(c, db); err != nil {
		return err
	}
	fmt.Fprintf(c.out, tr("云梯已启动：%s （接口文档 /docs，按 Ctrl-C 停止）\n", "Yunti serves %s (API documentation at /docs, Ctrl-C stops it)\n"), s.url(listener.Addr()))
	both, ctx := errgroup.WithContext(c)
	both.Go(func() error { return server.Serve(ctx, listener) })
	both.Go(func() error { return server.Scheduler().Serve(ctx) })
	if err := both.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	c.say("%s", tr("已停止。", "Stopped."))
	return nil
}

// url is where people on this machine reach the server, or everybody when the operator says so.
func (s serveCmd) url(at net.Addr) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	scheme := "http"
	if s.TLSCert != "" {
		scheme = "https"
	}
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("%s://127.0.0.1:%d", scheme, tcp.Port)
	}
	return scheme + "://" + at.String()
}

// sayWhenNobodyCanSignIn tells how to make the first account.
func (s serveCmd) sayWhenNobodyCanSignIn(c *runContext, db *models.DB) error {
	_, total, err := db.Users(c, models.UserFilter{Size: 1})
	if err == nil && total == 0 {
		c.say(tr("还没有账号，谁也不能登录。请先建立系统管理员：yunti user add admin --display 姓名 --role admin --db %s",
			"There are no accounts, so nobody can sign in. Make an administrator: yunti user add admin --display NAME --role admin --db %s"), s.shown())
	}
	return err
}

// shown is the database URL without a password, for a command line that is to be copied.
func (d database) shown() string {
	scheme, rest, _ := strings.Cut(d.DB, "://")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		if user, _, secret := strings.Cut(rest[:at], ":"); secret {
			return scheme + "://" + user + ":…" + rest[at:]
		}
	}
	return d.DB
}

// healthCmd is what a container's health check runs.
type healthCmd struct {
	Addr    string `env:"YUNTI_ADDR" default:":8080" help:"${addr}"`
	TLSCert string `name:"tls-cert" env:"YUNTI_TLS_CERT" placeholder:"FILE" help:"${tlscert}"`
}

func (h healthCmd) Run(c *runContext) error {
	host, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return err
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme, client := "http", &http.Client{}
	if h.TLSCert != "" {
		// It asks itself, by an address that the certificate does not name, and sends nothing.
		scheme, client.Transport = "https", &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	}
	ctx, cancel := context.WithTimeout(c, 4*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(req)
	if err != nil {
		return attention{fmt.Errorf(tr("服务没有应答：%w", "the server does not answer: %w"), err)}
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return attention{fmt.Errorf(tr("服务尚未就绪：%s", "the server is not ready: %s"), answer.Status)}
	}
	return nil
}
