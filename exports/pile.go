package exports

import (
	"encoding/binary"
	"fmt"
	"os"
	"sync"
)

// spool is the temporary file that all lists of one workbook share. A report of a million firms is
// larger than the memory it may use, so rows wait here until their sheet is written.
type spool struct {
	mu   sync.Mutex
	file *os.File
	size int64
}

// span is a stretch of the spool.
type span struct {
	at int64
	n  int
}

// chunk is how many bytes of rows a pile keeps in memory before they go to the spool.
const chunk = 16 << 10

func (s *spool) put(b []byte) (span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		f, err := os.CreateTemp("", "yunti-report-")
		if err != nil {
			return span{}, fmt.Errorf("无法建立报表的临时文件，请检查临时目录 %s 是否可写、磁盘是否已满：%w", os.TempDir(), err)
		}
		// Where the system allows it the name goes at once, so that nothing stays behind after a crash.
		_ = os.Remove(f.Name())
		s.file = f
	}
	n, err := s.file.WriteAt(b, s.size)
	if err != nil {
		return span{}, fmt.Errorf("写入报表的临时文件失败，请检查磁盘剩余空间：%w", err)
	}
	at := s.size
	s.size += int64(n)
	return span{at, n}, nil
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := s.file.Close()
	_ = os.Remove(name)
	s.file = nil
	return err
}

// pile is a growing list of rows in constant memory.
type pile struct {
	spool *spool
	buf   []byte
	spans []span
	rows  int
}

// add appends one row record.
func (p *pile) add(rec []byte) error {
	if len(p.buf) > 0 && len(p.buf)+len(rec)+binary.MaxVarintLen32 > chunk {
		s, err := p.spool.put(p.buf)
		if err != nil {
			return err
		}
		p.spans, p.buf = append(p.spans, s), p.buf[:0]
	}
	p.buf = binary.AppendUvarint(p.buf, uint64(len(rec)))
	p.buf = append(p.buf, rec...)
	p.rows++
	return nil
}

// each calls fn with every row in the order of adding; the record is only valid during the call.
func (p *pile) each(fn func(rec []byte) error) error {
	var buf []byte
	for _, s := range p.spans {
		if cap(buf) < s.n {
			buf = make([]byte, max(s.n, chunk))
		}
		buf = buf[:s.n]
		if _, err := p.spool.file.ReadAt(buf, s.at); err != nil {
			return fmt.Errorf("读取报表的临时文件失败：%w", err)
		}
		if err := records(buf, fn); err != nil {
			return err
		}
	}
	return records(p.buf, fn)
}

func records(b []byte, fn func(rec []byte) error) error {
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if err := fn(b[k : k+int(n)]); err != nil {
			return err
		}
		b = b[k+int(n):]
	}
	return nil
}
