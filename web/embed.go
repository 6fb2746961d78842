// Package web hands the console to browsers. The console is built into dist/app by `npm run build`; a program that was
// compiled without it shows a page that says so, so that `go build` needs no Node.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var built embed.FS

// placeholder stands in the pages where the nonce of an answer belongs.
const placeholder = "__NONCE__"

// contentPolicy is the content security policy of a page: nothing runs or loads but what this server sends. Styles
// that the console makes while it runs carry the nonce of their page.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + placeholder + "'; img-src 'self'; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// worthPacking is from how many bytes on a file is kept compressed as well.
const worthPacking = 1 << 10

// contentTypes are the kinds of files that a build consists of. The tables of the operating system are not asked:
// they differ from machine to machine.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".ico":   "image/x-icon",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".png":   "image/png",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// Console answers GET and HEAD with the files of the console, and with its page at every address that is not a file's:
// the page knows which of its views the address means.
type Console struct {
	page  []byte
	files map[string]file // by path, as "/assets/antd-1a2b.js"
}

// file is one file of a build, plain and, where that saves something, compressed.
type file struct {
	kind   string
	tag    string // its ETag
	plain  []byte
	packed []byte // gzip; nil when it would not be smaller
}

// New returns the console that was compiled into this program.
func New() (*Console, error) {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		return nil, err
	}
	return newConsole(dist)
}

// newConsole reads a console from dist: app/, and unbuilt.html for when there is none.
func newConsole(dist fs.FS) (*Console, error) {
	c := &Console{files: make(map[string]file)}
	page, err := fs.ReadFile(dist, "app/index.html")
	if errors.Is(err, fs.ErrNotExist) {
		c.page, err = fs.ReadFile(dist, "unbuilt.html")
		return c, err
	}
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(page, []byte(placeholder)) {
		return nil, fmt.Errorf("index.html has no place for the nonce (%s)", placeholder)
	}
	c.page = page
	err = fs.WalkDir(dist, "app", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "app/index.html" {
			return err
		}
		content, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		c.files[strings.TrimPrefix(name, "app")], err = newFile(name, content)
		return err
	})
	return c, err
}

func newFile(name string, content []byte) (file, error) {
	kind, known := contentTypes[path.Ext(name)]
	if !known {
		return file{}, fmt.Errorf("%s: no content type for this kind of file; add it to contentTypes", name)
	}
	sum := sha256.Sum256(content)
	f := file{kind: kind, tag: `"` + hex.EncodeToString(sum[:8]) + `"`, plain: content}
	if len(content) < worthPacking {
		return f, nil
	}
	packed, err := pack(content)
	if len(packed) < len(content) {
		f.packed = packed
	}
	return f, err
}

func pack(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, writing := z.Write(content)
	closing := z.Close()
	return packed.Bytes(), errors.Join(writing, closing)
}

// Built reports whether the console was compiled in.
func (c *Console) Built() bool { return len(c.files) > 0 }

// ServeHTTP answers with a file, with the page, or, for a file that is not there (a page of an older version may ask
// for one), with 404 and never with the page.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		answer(w, r, http.StatusMethodNotAllowed, "text/plain; charset=utf-8", []byte("该地址只能读取。\n"))
		return
	}
	if f, ok := c.files[r.URL.Path]; ok {
		c.serveFile(w, r, f)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/assets/") || path.Ext(r.URL.Path) != "" {
		w.Header().Set("Cache-Control", "no-store")
		answer(w, r, http.StatusNotFound, "text/plain; charset=utf-8", []byte("没有这个文件，可能是程序已经升级，请刷新页面。\n"))
		return
	}
	c.servePage(w, r)
}

func (c *Console) serveFile(w http.ResponseWriter, r *http.Request, f file) {
	h := w.Header()
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(r.URL.Path, "/assets/") { // their names change with their content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if matches(r.Header.Get("If-None-Match"), f.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := f.plain
	if f.packed != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		content = f.packed
		h.Set("Content-Encoding", "gzip")
	}
	answer(w, r, http.StatusOK, f.kind, content)
}

// servePage sends the page with a nonce of its own; it is never stored, because a nonce is good for one answer.
func (c *Console) servePage(w http.ResponseWriter, r *http.Request) {
	nonce := rand.Text()
	w.Header().Set("Content-Security-Policy", strings.ReplaceAll(contentPolicy, placeholder, nonce))
	w.Header().Set("Cache-Control", "no-store")
	answer(w, r, http.StatusOK, contentTypes[".html"], bytes.ReplaceAll(c.page, []byte(placeholder), []byte(nonce)))
}

func answer(w http.ResponseWriter, r *http.Request, status int, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", fmt.Sprint(len(content)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // the browser has gone away; there is nobody to tell
	}
}

// matches tells whether an If-None-Match header names tag.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// acceptsGzip tells whether an Accept-Encoding header takes gzip.
func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if name = strings.TrimSpace(name); strings.EqualFold(name, "gzip") || name == "*" {
			return !refused(weight)
		}
	}
	return false
}

// refused tells whether a weight such as " q=0.0" is zero.
func refused(weight string) bool {
	_, number, given := strings.Cut(weight, "=")
	return given && strings.Trim(strings.TrimSpace(number), "0.") == ""
}
