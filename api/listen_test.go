package api

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestListenStaysOnThisMachine(t *testing.T) {
	for addr, narrowed := range map[string]bool{
		":0": true, "0.0.0.0:0": true, "[::]:0": true, "127.0.0.1:0": false, "127.0.0.5:0": false, "localhost:0": false,
	} {
		l, notice, err := Listen(t.Context(), addr)
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		l.Close()
		if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("%s listens on %s", addr, l.Addr())
		}
		if narrowed != (notice != "") {
			t.Errorf("%s: notice %q", addr, notice)
		}
	}
}

func TestListenRefusesAddressesOfOtherMachines(t *testing.T) {
	for _, addr := range []string{"192.168.1.8:8080", "example.com:8080", "[2001:db8::1]:8080"} {
		l, _, err := Listen(t.Context(), addr)
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), "--addr 127.0.0.1:8080") {
			t.Errorf("%s: got %v, want a refusal that says what to do", addr, err)
		}
	}
}

func TestListenSaysWhatToDoAboutAPortInUse(t *testing.T) {
	first, _, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, _, err = Listen(t.Context(), first.Addr().String())
	if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), "已被占用") || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("got %v", err)
	}
}

func TestListenExplainsMalformedAddresses(t *testing.T) {
	for _, addr := range []string{"8080", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:http!"} {
		l, _, err := Listen(t.Context(), addr)
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, ErrAddress) {
			t.Errorf("%s: got %v, want ErrAddress", addr, err)
		}
	}
}
