package api

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
)

// ErrSettings is the fault of settings that cannot be.
var ErrSettings = errors.New("设置有误")

// Settings is what the operator of a server decides. The zero Settings is a server that people reach directly.
type Settings struct {
	TrustedProxies []netip.Prefix // proxies that are believed when they say where a request comes from
	MetricsFrom    []netip.Prefix // networks that may read /metrics, beside this machine
	PublicURL      string         // where people reach the server: https://yunti.example.gov.cn
	Provider       Provider       // the identity provider, zero for none
	Backups        string         // folder of the nightly backups of SQLite; "" is `backups` beside the database
	Version        string         // of the program
}

// Provider is an identity provider (统一身份认证) by OpenID Connect, as the operator configures it.
type Provider struct {
	Issuer   string // https://sso.example.gov.cn/realms/bureau
	ClientID string
	Secret   string // of the client
	Name     string // for the button; 统一身份认证 when it is blank
}

// Check refuses settings that contradict one another. Errors wrap ErrSettings and say what to do.
func (s Settings) Check() error {
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || s.PublicURL != u.Scheme+"://"+u.Host {
			return fmt.Errorf("%w：--public-url %q 应写成 https://主机名 的样子，后面不带路径和斜杠", ErrSettings, s.PublicURL)
		}
	}
	p := s.Provider
	if p == (Provider{}) {
		return nil
	}
	if p.Issuer == "" || p.ClientID == "" || p.Secret == "" || s.PublicURL == "" {
		return fmt.Errorf("%w：统一身份认证须同时给出 --oidc-issuer、--oidc-client-id、--public-url 和环境变量 YUNTI_OIDC_SECRET", ErrSettings)
	}
	issuer, err := url.Parse(p.Issuer)
	if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !(issuer.Scheme == "http" && isLoopback(issuer.Hostname())) {
		return fmt.Errorf("%w：--oidc-issuer %q 应以 https:// 开头，否则谁都可以冒充它", ErrSettings, p.Issuer)
	}
	return nil
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}
