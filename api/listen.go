package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// ErrAddress is the fault of an address that the server may not or cannot listen on.
var ErrAddress = errors.New("无法监听")

// Listen opens the server's port; with certificate and key files it speaks TLS 1.2 or later there. The notice, when there is
// one, warns that passwords will cross a network unprotected. Errors wrap ErrAddress or ErrSettings and say what to do.
func Listen(ctx context.Context, addr, certificate, key string) (l net.Listener, notice string, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, "", fmt.Errorf("%w %q：地址应写作 127.0.0.1:8080 或 :8080", ErrAddress, addr)
	}
	if (certificate == "") != (key == "") {
		return nil, "", fmt.Errorf("%w：--tls-cert 和 --tls-key 须同时给出", ErrSettings)
	}
	var secure *tls.Config
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			return nil, "", fmt.Errorf("%w：证书 %s 或私钥 %s 无法使用，请核对两个文件(PEM 格式，一一对应)：%w", ErrSettings, certificate, key, err)
		}
		secure = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, CipherSuites: tls12Suites, NextProtos: []string{"h2", "http/1.1"}}
	}
	l, err = new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, "", listenFault(host, port, err)
	}
	if secure != nil {
		return tls.NewListener(l, secure), "", nil
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		notice = plainNotice
	}
	return l, notice, nil
}

// tls12Suites are the suites that may be used with TLS 1.2: those with forward secrecy and authenticated encryption. TLS 1.3 has no others.
var tls12Suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

const plainNotice = "密码将以明文传输，请启用 --tls-cert/--tls-key 或放在 HTTPS 反向代理之后。"

// listenFault says why a port could not be opened, and what to do.
func listenFault(host, port string, err error) error {
	at := net.JoinHostPort(host, port)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w %s：端口 %s 已被占用。请停掉占用它的程序(ss -ltnp | grep :%s 可以看到是哪一个)，或用 --addr :端口 换一个端口",
			ErrAddress, at, port, port)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w %s：没有权限使用端口 %s(1024 以下的端口须由系统管理员授权)，请换一个 1024 以上的端口，如 --addr :8080",
			ErrAddress, at, port)
	}
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		return fmt.Errorf("%w %s：这台机器没有这个地址，请改用本机的地址，或用 --addr :%s 在全部网卡上监听", ErrAddress, at, port)
	}
	return fmt.Errorf("%w %s：请检查地址和端口(端口为 0 至 65535)：%w", ErrAddress, at, err)
}

// Time limits of a connection. Uploads, downloads and long writes set their own, see patient.
const (
	headTime  = 10 * time.Second
	quickTime = 30 * time.Second
	idleTime  = 2 * time.Minute
	graceTime = 30 * time.Second // for what runs when the server is told to stop
	maxHeader = 32 << 10
)

// Serve answers on l until ctx ends. It then takes no new requests, lets those that run finish, stops
// reviews at the next batch (they go on where they stopped when the server starts again) and returns.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headTime,
		ReadTimeout:       quickTime,
		WriteTimeout:      2 * quickTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          s.errorLog(),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	s.reviews.Go(s.resume)
	select {
	case err := <-failed:
		s.Close()
		return fmt.Errorf("服务意外停止：%w", err)
	case <-ctx.Done():
	}
	s.Log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	s.stopReviews()
	err := server.Shutdown(grace)
	if err != nil {
		server.Close()
		err = fmt.Errorf("有请求在 %s 内没有办完，已中断：%w", graceTime, err)
	}
	s.Close()
	return err
}
