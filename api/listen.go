package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// ErrAddress is the fault of an address that the server may not or cannot listen on.
var ErrAddress = errors.New("无法监听")

// Listen opens the server's port. Until there is sign-in, anybody who can reach the port may do everything,
// so it opens on this machine's loopback only: an address of all interfaces (":8080", "0.0.0.0:8080") is
// narrowed to 127.0.0.1 and the notice says so; any other address that is not loopback is refused.
// Errors wrap ErrAddress and say what to do.
func Listen(ctx context.Context, addr string) (l net.Listener, notice string, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, "", fmt.Errorf("%w %q：地址应写作 127.0.0.1:8080 或 :8080", ErrAddress, addr)
	}
	switch ip, err := netip.ParseAddr(host); {
	case host == "" || err == nil && ip.IsUnspecified():
		notice = "登录功能启用之前，服务只在本机监听，其他机器不能访问。"
		host = "127.0.0.1"
	case host == "localhost":
		host = "127.0.0.1"
	case err != nil || !ip.Unmap().IsLoopback():
		return nil, "", fmt.Errorf("%w %s：登录功能启用之前，服务只能在本机监听，请改用 --addr 127.0.0.1:%s", ErrAddress, addr, port)
	}
	l, err = new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, "", listenFault(host, port, err)
	}
	return l, notice, nil
}

// listenFault says why a port could not be opened, and what to do.
func listenFault(host, port string, err error) error {
	at := net.JoinHostPort(host, port)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w %s：端口 %s 已被占用。请停掉占用它的程序(ss -ltnp | grep :%s 可以看到是哪一个)，或用 --addr 127.0.0.1:端口 换一个端口",
			ErrAddress, at, port, port)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w %s：没有权限使用端口 %s(1024 以下的端口须由系统管理员授权)，请换一个 1024 以上的端口，如 --addr 127.0.0.1:8080",
			ErrAddress, at, port)
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
