package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress returns a function that shows how far long work has come: a bar on a terminal, else a line each tenth.
func (t terminal) progress(label string) func(done, total int) {
	if f, ok := t.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return barOn(f, label)
	}
	tenth := -1
	return func(done, total int) {
		if total <= 0 {
			return
		}
		if now := done * 10 / total; now != tenth {
			tenth = now
			fmt.Fprintf(t.err, "%s %d/%d\n", label, done, total)
		}
	}
}

func barOn(w io.Writer, label string) func(done, total int) {
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(label),
				progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
		}
		bar.ChangeMax(total)
		_ = bar.Set(done) // a progress bar that cannot be drawn is no reason to stop
	}
}
