package models_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"yunti/models"
	"yunti/models/modelstest"
)

// pdfOf makes a small file that is a PDF from end to end; mark makes it unlike others.
func pdfOf(mark string) []byte {
	body := "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Note(" + mark + ")>>\nendobj\n"
	return fmt.Appendf(nil, "%sxref\n0 2\n0000000000 65535 f \n0000000015 00000 n \ntrailer\n<</Root 1 0 R/Size 2>>\nstartxref\n%d\n%%%%EOF\n", body, len(body))
}

func pictureOf(tb testing.TB, encode func(*bytes.Buffer, image.Image) error) []byte {
	tb.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 40, 30))
	picture.Set(3, 4, color.RGBA{R: 200, A: 255})
	var b bytes.Buffer
	if err := encode(&b, picture); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(tb testing.TB) []byte {
	return pictureOf(tb, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) })
}

func jpegOf(tb testing.TB) []byte {
	return pictureOf(tb, func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) })
}

// claiming is a PNG whose header claims a size, with a sum that fits.
func claiming(tb testing.TB, width, height uint32) []byte {
	content := bytes.Clone(pngOf(tb))
	binary.BigEndian.PutUint32(content[16:], width)
	binary.BigEndian.PutUint32(content[20:], height)
	binary.BigEndian.PutUint32(content[29:], crc32.ChecksumIEEE(content[12:29]))
	return content
}

func attach(tb testing.TB, db *models.DB, p person, f *models.Filing, name string, content []byte) (*models.Attachment, error) {
	tb.Helper()
	return db.AddAttachment(tb.Context(), noon, p.actor, p.scope, models.NewAttachment{Filing: f.ID, Name: name, Content: content})
}

func blobs(tb testing.TB, db *models.DB) (n int64) {
	tb.Helper()
	if err := db.Read.Model(&models.Blob{}).Distinct("digest").Count(&n).Error; err != nil {
		tb.Fatal(err)
	}
	return n
}

func TestAttachmentComesBackAsItWent(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := fileOf(t, db, keeper)
		large := make([]byte, models.MaxAttachment)
		rand.New(rand.NewSource(1)).Read(large)
		copy(large, "%PDF-2.0\n")
		copy(large[len(large)-30:], "\nstartxref\n9999999999\n%%EOF\n   ")
		escaped := bytes.Repeat([]byte{0, '\\', '\'', '"'}, models.MaxAttachment/4) // twice as long when it is quoted
		copy(escaped, "%PDF-1.4\n")
		copy(escaped[len(escaped)-30:], "\nstartxref\n9999999999\n%%EOF\n   ")
		for i, c := range []struct {
			name, kind string
			content    []byte
		}{{"甲.pdf", "application/pdf", pdfOf("甲")}, {"乙.jpg", "image/jpeg", jpegOf(t)}, {"丙.png", "image/png", pngOf(t)}, {"丁.pdf", "application/pdf", large}, {"戊.pdf", "application/pdf", escaped}} {
			added, err := db.AddAttachment(t.Context(), noon, keeper.actor, keeper.scope, models.NewAttachment{Filing: f.ID, Name: c.name, Content: c.content, Line: 5 * (i % 2)})
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if added.Number != i+1 || added.Type != c.kind || added.Name != c.name || added.Size != int64(len(c.content)) || added.Line != 5*(i%2) || added.AddedBy != "孵小" {
				t.Errorf("%+v", added)
			}
			got, content, err := db.Attachment(t.Context(), noon, officer.actor, officer.scope, f.ID, i+1)
			if err != nil || !bytes.Equal(content, c.content) || got.Digest != added.Digest {
				t.Errorf("%s came back as %d bytes of %d, %v", c.name, len(content), len(c.content), err)
			}
		}
		all, err := db.Attachments(t.Context(), officer.scope, f.ID)
		if err != nil || len(all) != 5 || all[4].Name != "戊.pdf" {
			t.Errorf("%+v, %v", all, err)
		}
		var taken []models.Entry
		if err := db.Read.Find(&taken, "action = 'attachment.get' AND subject = ?", f.ID).Error; err != nil || len(taken) != 5 || taken[0].Who != "县小" || strings.Contains(taken[0].Detail, "PDF-") {
			t.Errorf("%+v, %v", taken, err)
		}
	})
}

func TestOnlyWhatIsAPaperIsAttached(t *testing.T) {
	db := modelstest.SQLite(t)
	f := fileOf(t, db, keeper)
	whole, picture, photo := pdfOf("x"), pngOf(t), jpegOf(t)
	damaged := bytes.Clone(picture)
	damaged[len(damaged)-20] ^= 1
	for name, content := range map[string][]byte{
		"nothing.pdf":      nil,
		"page.pdf":         []byte("<html><script>alert(1)</script></html>"),
		"program.png":      []byte("MZ\x90\x00\x03"),
		"word.pdf":         []byte("PK\x03\x04 word/document.xml"),
		"drawing.png":      []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"animation.png":    []byte("GIF89a\x01\x00\x01\x00"),
		"late.pdf":         append([]byte("<html>"), whole...),
		"head.pdf":         []byte("%PDF-1.7\n"),
		"noversion.pdf":    bytes.Replace(whole, []byte("1.7"), []byte("x.7"), 1),
		"cut.pdf":          whole[:len(whole)-8],
		"noxref.pdf":       bytes.Replace(whole, []byte("startxref"), []byte("startXref"), 1),
		"two-in-one.pdf":   append(bytes.Clone(whole), "PK\x03\x04 evil.jar"...),
		"cut.png":          picture[:len(picture)-4],
		"head.png":         picture[:8],
		"damaged.png":      damaged,
		"two-in-one.png":   append(bytes.Clone(picture), "<?php evil() ?>"...),
		"bomb.png":         claiming(t, 100_000, 100_000),
		"just over.png":    claiming(t, 10_001, 10_000),
		"flat.png":         claiming(t, 0, 30),
		"cut.jpg":          photo[:len(photo)-2],
		"head.jpg":         photo[:20],
		"png called jpeg":  append([]byte("\xff\xd8\xff"), picture...),
		"too large.pdf":    append(append([]byte("%PDF-1.7\n"), make([]byte, models.MaxAttachment)...), whole...),
		"text of PNG.html": []byte("\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
	} {
		_, err := attach(t, db, keeper, f, name, content)
		want := models.ErrInvalid
		if strings.HasPrefix(name, "too large") {
			want = models.ErrTooLarge
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := db.Attachments(t.Context(), keeper.scope, f.ID); err != nil || len(all) != 0 || blobs(t, db) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	for name, content := range map[string][]byte{ // odd, but good
		"photo with its maker's mark.jpg": append(bytes.Clone(photo), "SEFH maker's notes"...),
		"blank lines after the end.pdf":   append(bytes.Clone(whole), "\r\n\r\n"...),
		"largest.png":                     claiming(t, 10_000, 10_000),
	} {
		if _, err := attach(t, db, keeper, f, name, content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNameOfAnAttachmentIsHarmless(t *testing.T) {
	db := modelstest.SQLite(t)
	f := fileOf(t, db, keeper)
	content := pdfOf("x")
	for given, want := range map[string]string{
		"审计报告.pdf":                        "审计报告.pdf",
		"审计报告.PDF":                        "审计报告.pdf",
		"../../etc/passwd":                "passwd.pdf",
		`C:\Users\me\Desktop\报告.pdf`:      "报告.pdf",
		"a/b\\../":                        "附件.pdf",
		"..":                              "附件.pdf",
		"":                                "附件.pdf",
		".pdf":                            "附件.pdf",
		"报告.exe":                          "报告.exe.pdf",
		"报告.png":                          "报告.pdf",
		"报告\u202efdp.exe":                 "报告fdp.exe.pdf",
		"报\x00告\r\nSet-Cookie: a=b.pdf":   "报告Set-Cookie_ a=b.pdf",
		"报\u200b告\ufeff.pdf":              "报告.pdf",
		`a"b<c>d|e?f*g:h.pdf`:             "a_b_c_d_e_f_g_h.pdf",
		"  空 格 . .pdf":                    "空 格.pdf",
		"v1.2":                            "v1.2.pdf",
		"\xff\xfe报告.pdf":                  "报告.pdf",
		strings.Repeat("长", 200) + ".pdf": strings.Repeat("长", 96) + ".pdf",
		"=HYPERLINK(\"http://x\").pdf":    "x_).pdf",
	} {
		a, err := attach(t, db, keeper, f, given, content)
		if err != nil || a.Name != want || utf8.RuneCountInString(a.Name) > 100 {
			t.Errorf("%q became %+v, want %q (%v)", given, a, want, err)
			continue
		}
		if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, f.ID, a.Number); err != nil {
			t.Fatal(err)
		}
	}
	if a, err := attach(t, db, keeper, f, "报告.JPEG", jpegOf(t)); err != nil || a.Name != "报告.jpeg" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAttachmentsOfAFilingAreLimited(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := fileOf(t, db, keeper)
		for i := range models.MaxAttachments {
			if _, err := attach(t, db, keeper, f, "甲.pdf", pdfOf(itoa(i))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := attach(t, db, keeper, f, "甲.pdf", pdfOf("more")); !errors.Is(err, models.ErrTooLarge) || !strings.Contains(err.Error(), "20") {
			t.Errorf("one too many: %v", err)
		}
		if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, f.ID, 7); err != nil {
			t.Fatal(err)
		}
		if a, err := attach(t, db, keeper, f, "甲.pdf", pdfOf("again")); err != nil || a.Number != 21 {
			t.Errorf("%+v, %v", a, err)
		}
		if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, f.ID, 7); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
		// In bytes: nine of ten MB and what is left are in, one byte more is not.
		g := fileOf(t, db, keeper)
		if err := db.Write.Create(&models.Attachment{Filing: g.ID, Number: 1, Name: "多.pdf", Size: models.MaxAttached - int64(len(pdfOf("a"))), Digest: "x", AddedAt: noon}).Error; err != nil {
			t.Fatal(err)
		}
		if _, err := attach(t, db, keeper, g, "甲.pdf", pdfOf("ab")); !errors.Is(err, models.ErrTooLarge) || !strings.Contains(err.Error(), "100 MB") {
			t.Errorf("a byte too many: %v", err)
		}
		if _, err := attach(t, db, keeper, g, "甲.pdf", pdfOf("a")); err != nil {
			t.Error(err)
		}
		// All open filings of the incubator together hold a gigabyte; what was submitted no longer counts.
		h := fileOf(t, db, keeper)
		for i := range 11 {
			if err := db.Write.Create(&models.Attachment{Filing: fileOf(t, db, keeper).ID, Number: 1, Name: "多.pdf", Size: 92_000_000 - int64(i), Digest: "x", AddedAt: noon}).Error; err != nil {
				t.Fatal(err)
			}
		}
		if _, err := attach(t, db, keeper, h, "甲.pdf", pdfOf("a")); !errors.Is(err, models.ErrTooLarge) || !strings.Contains(err.Error(), "1 GB") {
			t.Errorf("over a gigabyte: %v", err)
		}
		move(t, db, noon, keeper, g, models.ActSubmit, "")
		if _, err := attach(t, db, keeper, h, "甲.pdf", pdfOf("a")); err != nil {
			t.Error(err)
		}
		if _, err := db.AddAttachment(t.Context(), noon, keeper.actor, keeper.scope, models.NewAttachment{Filing: fileOf(t, db, keeper).ID, Line: 6, Content: pdfOf("")}); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("a line that is not there: %v", err)
		}
	})
}

func TestManyWhoAttachAtOnceGetNumbersOfTheirOwn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := fileOf(t, db, keeper)
		var done sync.WaitGroup
		for i := range 2 * models.MaxAttachments / 3 {
			done.Go(func() {
				if _, err := attach(t, db, keeper, f, "甲.pdf", pdfOf(itoa(i%5))); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		all, err := db.Attachments(t.Context(), keeper.scope, f.ID)
		if err != nil || len(all) != 13 || all[12].Number != 13 || blobs(t, db) != 5 {
			t.Errorf("%d attachments, %d contents, %v", len(all), blobs(t, db), err)
		}
	})
}

func TestOnlyTheSideThatFiledChangesAttachmentsAndOnlyWhileItMay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, owner := range []person{keeper, officer, bureau} {
			f := fileOf(t, db, owner)
			if _, err := attach(t, db, owner, f, "甲.pdf", pdfOf("1")); err != nil {
				t.Fatal(err)
			}
			number := 1
			for _, state := range []string{"draft", "submitted", "passed", "public", "returned", "applied", "withdrawn", "replaced"} {
				setState(t, db, f, state)
				for _, p := range people {
					var want error
					_, hidden := db.Filing(t.Context(), p.scope, f.ID)
					mine := p.actor.Role == owner.actor.Role && p.scope == owner.scope || p.actor.Role == "" && owner.actor.Role == models.RoleCity
					switch {
					case hidden != nil:
						want = models.ErrNotFound
					case !mine:
						want = models.ErrForbidden
					case state != "draft" && state != "returned":
						want = models.ErrState
					}
					name := fmt.Sprintf("%s's filing, %s: %s %+v", owner.actor.Role, state, p.actor.Who, p.scope)
					added, err := attach(t, db, p, f, "乙.pdf", pdfOf("2"))
					if !errors.Is(err, want) || want == nil && err != nil {
						t.Errorf("%s adds: %v, want %v", name, err, want)
					}
					if err == nil {
						number = added.Number
					}
					if err := db.RemoveAttachment(t.Context(), noon, p.actor, p.scope, f.ID, max(number, 1)); !errors.Is(err, want) || want == nil && err != nil {
						t.Errorf("%s removes: %v, want %v", name, err, want)
					}
					number = 1
					if _, err := db.Attachments(t.Context(), p.scope, f.ID); errors.Is(err, models.ErrNotFound) != (hidden != nil) {
						t.Errorf("%s lists: %v", name, err)
					}
					if _, _, err := db.Attachment(t.Context(), noon, p.actor, p.scope, f.ID, 1); errors.Is(err, models.ErrNotFound) != (hidden != nil) {
						t.Errorf("%s takes: %v", name, err)
					}
				}
			}
		}
		if n := blobs(t, db); n != 1 {
			t.Errorf("%d contents are kept", n)
		}
	})
}

func TestContentIsKeptOnceAndGoesWithTheLastAttachment(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f, g := fileOf(t, db, keeper), fileOf(t, db, officer)
		for _, p := range []struct {
			by person
			of *models.Filing
		}{{keeper, f}, {keeper, f}, {officer, g}} {
			if _, err := attach(t, db, p.by, p.of, "甲.pdf", pdfOf("same")); err != nil {
				t.Fatal(err)
			}
		}
		remove := func(p person, of *models.Filing, number int, left int64) {
			if err := db.RemoveAttachment(t.Context(), noon, p.actor, p.scope, of.ID, number); err != nil {
				t.Error(err)
			}
			if n := blobs(t, db); n != left {
				t.Errorf("%d contents, want %d", n, left)
			}
		}
		remove(keeper, f, 1, 1)
		remove(keeper, f, 2, 1)
		if _, content, err := db.Attachment(t.Context(), noon, officer.actor, officer.scope, g.ID, 1); err != nil || !bytes.Equal(content, pdfOf("same")) {
			t.Errorf("%d bytes, %v", len(content), err)
		}
		remove(officer, g, 1, 0)
	})
}

// TestTwoFilingsThatShareAContentDoNotLoseIt removes it from one while it is added to the other, again and again.
func TestTwoFilingsThatShareAContentDoNotLoseIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f, g := fileOf(t, db, keeper), fileOf(t, db, officer)
		content := pdfOf("shared")
		mine, err := attach(t, db, keeper, f, "甲.pdf", content)
		if err != nil {
			t.Fatal(err)
		}
		for range 12 {
			var done sync.WaitGroup
			var theirs *models.Attachment
			done.Go(func() {
				if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, f.ID, mine.Number); err != nil {
					t.Error(err)
				}
			})
			done.Go(func() {
				var err error
				if theirs, err = attach(t, db, officer, g, "乙.pdf", content); err != nil {
					t.Error(err)
				}
			})
			done.Wait()
			if theirs == nil {
				return
			}
			if _, got, err := db.Attachment(t.Context(), noon, officer.actor, officer.scope, g.ID, theirs.Number); err != nil || !bytes.Equal(got, content) {
				t.Fatalf("the other filing has %d bytes, %v", len(got), err)
			}
			f, g, keeperNumber := f, g, 0
			if a, err := attach(t, db, keeper, f, "甲.pdf", content); err != nil {
				t.Fatal(err)
			} else {
				keeperNumber = a.Number
			}
			if err := db.RemoveAttachment(t.Context(), noon, officer.actor, officer.scope, g.ID, theirs.Number); err != nil {
				t.Fatal(err)
			}
			mine.Number = keeperNumber
		}
		if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, f.ID, mine.Number); err != nil || blobs(t, db) != 0 {
			t.Errorf("%d contents are left, %v", blobs(t, db), err)
		}
	})
}

func TestReplacingAFilingTakesItsAttachmentsAlong(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		old := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, old, manySteps(4)); err != nil { // lines 5 and 6
			t.Fatal(err)
		}
		for line, mark := range map[int]string{0: "all", 5: "five", 6: "six"} {
			if _, err := db.AddAttachment(t.Context(), noon, keeper.actor, keeper.scope, models.NewAttachment{Filing: old.ID, Line: line, Name: mark, Content: pdfOf(mark)}); err != nil {
				t.Fatal(err)
			}
		}
		next := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest, Replaces: old.ID}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, next, manySteps(1)); err != nil { // line 5
			t.Fatal(err)
		}
		papers, err := db.Attachments(t.Context(), keeper.scope, next.ID)
		if err != nil || len(papers) != 3 || blobs(t, db) != 3 {
			t.Fatalf("%+v, %v", papers, err)
		}
		for _, a := range papers {
			if want := map[string]int{"all.pdf": 0, "five.pdf": 5, "six.pdf": 0}[a.Name]; a.Line != want {
				t.Errorf("%s is on line %d", a.Name, a.Line)
			}
			if err := db.RemoveAttachment(t.Context(), noon, keeper.actor, keeper.scope, next.ID, a.Number); err != nil {
				t.Error(err)
			}
		}
		if kept, err := db.Attachments(t.Context(), keeper.scope, old.ID); err != nil || len(kept) != 3 || blobs(t, db) != 3 {
			t.Errorf("the one that was replaced has %+v, %v", kept, err)
		}
	})
}
