package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestListenWarnsOfPasswordsThatCrossANetworkUnprotected(t *testing.T) {
	certificate, key, _ := newCertificate(t)
	for _, c := range []struct {
		addr     string
		tls, bad bool
	}{
		{":0", false, true}, {"0.0.0.0:0", false, true}, {"[::]:0", false, true}, {"127.0.0.1:0", false, false}, {"127.0.0.5:0", false, false},
		{"localhost:0", false, false}, {":0", true, false}, {"127.0.0.1:0", true, false},
	} {
		files := [2]string{}
		if c.tls {
			files = [2]string{certificate, key}
		}
		l, notice, err := Listen(t.Context(), c.addr, files[0], files[1])
		if err != nil {
			t.Errorf("%s: %v", c.addr, err)
			continue
		}
		l.Close()
		if c.bad != strings.Contains(notice, "明文") {
			t.Errorf("%s, TLS %v: notice %q", c.addr, c.tls, notice)
		}
	}
}

func TestListenReachesOtherMachinesUnlessToldOtherwise(t *testing.T) {
	for addr, loopback := range map[string]bool{":0": false, "0.0.0.0:0": false, "127.0.0.1:0": true} {
		l, _, err := Listen(t.Context(), addr, "", "")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if l.Addr().(*net.TCPAddr).IP.IsLoopback() != loopback {
			t.Errorf("%s listens on %s", addr, l.Addr())
		}
	}
}

func TestListenSaysWhatToDoAboutAnAddressOfAnotherMachine(t *testing.T) {
	_, _, err := Listen(t.Context(), "192.0.2.1:8080", "", "")
	if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), "--addr :8080") {
		t.Errorf("got %v, want a refusal that says what to do", err)
	}
}

func TestListenSaysWhatIsWrongWithACertificate(t *testing.T) {
	certificate, key, _ := newCertificate(t)
	_, other, _ := newCertificate(t)
	for name, files := range map[string][2]string{
		"no key": {certificate, ""}, "no certificate": {"", key}, "another's key": {certificate, other}, "no such file": {certificate, key + "x"}, "swapped": {key, certificate},
	} {
		l, _, err := Listen(t.Context(), "127.0.0.1:0", files[0], files[1])
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "私钥") && !strings.Contains(err.Error(), "--tls-key") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestListenSaysWhatToDoAboutAPortInUse(t *testing.T) {
	first, _, err := Listen(t.Context(), "127.0.0.1:0", "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, _, err = Listen(t.Context(), first.Addr().String(), "", "")
	if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), "已被占用") || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("got %v", err)
	}
}

func TestListenExplainsMalformedAddresses(t *testing.T) {
	for _, addr := range []string{"8080", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:http!"} {
		l, _, err := Listen(t.Context(), addr, "", "")
		if err == nil {
			l.Close()
		}
		if !errors.Is(err, ErrAddress) {
			t.Errorf("%s: got %v, want ErrAddress", addr, err)
		}
	}
}

// newCertificate makes a key and a certificate for localhost, and returns their files and the pool that trusts it.
func newCertificate(t *testing.T) (certificate, key string, trust *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	made, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certificate, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: made}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(made)
	if err != nil {
		t.Fatal(err)
	}
	trust = x509.NewCertPool()
	trust.AddCert(parsed)
	return certificate, key, trust
}
