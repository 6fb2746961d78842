package main

import (
	"regexp"
	"strings"
)

// usageFaults are the messages of the command line's parser, and what they are in Chinese.
var usageFaults = []struct {
	pattern *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean (.+)\?)?$`), "没有 $1 这个命令或参数"},
	{regexp.MustCompile(`^unknown flag (.+?)(?:, did you mean (.+)\?)?$`), "没有 $1 这个选项"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "缺少选项 $1"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "缺少参数 $1"},
	{regexp.MustCompile(`^expected one of (.+)$`), "还要写明做什么，可用：$1"},
	{regexp.MustCompile(`^expected "?([^"]+)"?$`), "还要写明 $1"},
	{regexp.MustCompile(`^(.+?): missing value, expecting .*$`), "选项 $1 缺少取值"},
	{regexp.MustCompile(`^(.+?): expected (?:a|an) (?:valid )?.*(?:int|float) but got (.+?)(?: \(\w+\))?$`), "$1 应为数字，而不是 $2"},
	{regexp.MustCompile(`^(.+?): expected string value but got .*$`), "选项 $1 缺少取值"},
	{regexp.MustCompile(`^(.+?): bool value must be true, 1, yes, false, 0 or no but got (.+)$`), "$1 应为 true 或 false，而不是 $2"},
	{regexp.MustCompile(`^(.+?) must be one of (.+) but got (.+)$`), "$1 只能是 $2 之一，而不是 $3"},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), "$1 与 $2 不能同时使用"},
}

// usageText is a fault of the command line for people: in Chinese where it is known, else as the parser says it.
func usageText(message string) string {
	if english() {
		return message
	}
	for _, known := range usageFaults {
		found := known.pattern.FindStringSubmatchIndex(message)
		if found == nil {
			continue
		}
		text := string(known.pattern.ExpandString(nil, known.chinese, message, found))
		if strings.Contains(message, "did you mean") {
			text += string(known.pattern.ExpandString(nil, "，是不是 $2？", message, found))
		}
		return strings.ReplaceAll(text, " one of ", " ")
	}
	return message
}
