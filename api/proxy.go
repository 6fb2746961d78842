package api

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// Where locate leaves what it found out about the connection.
const (
	httpsKey   = "https"   // the browser's connection is encrypted
	claimedKey = "claimed" // somebody who is not believed says that the request came from elsewhere
)

// isHTTPS says whether the browser's connection is encrypted, here or at a proxy that is believed.
func isHTTPS(c *gin.Context) bool { return c.GetBool(httpsKey) }

// locate finds out where a request comes from, and says whether a trusted proxy handed it on. What X-Forwarded-For and
// X-Forwarded-Proto say is believed only of such a one. From here on the remote address of the request is the address of the
// browser or program that sent it.
func (s *Server) locate(c *gin.Context) (trusted bool) {
	c.Set(httpsKey, c.Request.TLS != nil)
	addr, err := netip.ParseAddrPort(c.Request.RemoteAddr)
	if err != nil {
		return false // no connection of ours
	}
	peer := addr.Addr().WithZone("").Unmap()
	if trusted = within(s.settings.TrustedProxies, peer); trusted {
		if proto := c.Request.Header.Values("X-Forwarded-Proto"); len(proto) == 1 && (proto[0] == "https" || proto[0] == "http") {
			c.Set(httpsKey, proto[0] == "https")
		}
		peer = origin(s.settings.TrustedProxies, peer, c.Request.Header.Values("X-Forwarded-For"))
	} else if forwarded(c.Request.Header) {
		c.Set(claimedKey, true)
		s.warnOfProxy(peer)
	}
	c.Request.RemoteAddr = netip.AddrPortFrom(peer, addr.Port()).String()
	return trusted
}

// warnOfProxy tells the operator, once an hour, of a proxy that he may have forgotten: all who come through it have its address
// and are locked out together.
func (s *Server) warnOfProxy(peer netip.Addr) {
	last, now := s.warned.Load(), s.Now().Unix()
	if now-last >= 3600 && s.warned.CompareAndSwap(last, now) {
		s.Log.Warn("请求带有 X-Forwarded-For 一类的请求头，但来源不在 --trusted-proxy 之中，没有采信；如果那是反向代理，请把它的地址加进去", "from", peer.String())
	}
}

// origin follows X-Forwarded-For back from a trusted proxy: each proxy has put the address that it was called from behind
// those it was told. The first address from the right that is no trusted proxy is the caller's; what stands left of it, only
// he has said. A part that is no address ends the way at the proxy that passed it on.
func origin(trusted []netip.Prefix, proxy netip.Addr, lines []string) netip.Addr {
	hops := strings.Split(strings.Join(lines, ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return proxy
		}
		proxy = hop.WithZone("").Unmap()
		if !within(trusted, proxy) {
			return proxy
		}
	}
	return proxy
}

// forwarded says whether a request tells that it went through a proxy.
func forwarded(h http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if len(h.Values(name)) > 0 {
			return true
		}
	}
	return false
}

func within(networks []netip.Prefix, addr netip.Addr) bool {
	for _, n := range networks {
		if n.Contains(addr) {
			return true
		}
	}
	return false
}

// getMetrics answers this machine and the networks of --metrics-from. A request that came through a proxy which is not
// trusted may be from anywhere, even when the proxy runs on this machine.
func (s *Server) getMetrics(c *gin.Context) {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil || c.GetBool(claimedKey) || !addr.IsLoopback() && !within(s.settings.MetricsFrom, addr) {
		c.Error(errMetrics)
		return
	}
	s.metrics.handler().ServeHTTP(c.Writer, c.Request)
}
