package policy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a piece of a YAML file that remembers its line. Every scalar is kept as the text that
// stands in the file: what it means (a day, a quantity, a code) is for its reader to say.
type node struct {
	file string
	line int
	kind nodeKind

	text    string  // of a scalar
	entries []entry // of a mapping, in file order, duplicates included
	items   []*node // of a list
}

type entry struct {
	key   *node
	value *node
}

type nodeKind uint8

const (
	null nodeKind = iota
	scalar
	mapping
	list
)

// parseYAML reads one file. The book uses mappings, lists and scalars only: anchors, merges, tags and
// several documents in a file would hide from a reader what a rule says, so they are faults.
func parseYAML(file string, text []byte, faults faultSet) *node {
	top := &node{file: file, line: 1}
	f, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		faults.add(syntaxFault(file, err))
		return nil
	}
	if len(f.Docs) > 1 {
		at := *top
		if b := f.Docs[1].Body; b != nil {
			at.line = b.GetToken().Position.Line
		}
		faults.add(&at, "一个文件只能有一份内容，不能用 --- 分成几份")
		return nil
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		faults.add(&node{file: file}, "文件是空的")
		return nil
	}
	c := converter{file, faults}
	return c.node(f.Docs[0].Body)
}

func syntaxFault(file string, err error) (*node, string, string) {
	at, text := &node{file: file}, err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		text = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			at.line = t.Position.Line
		}
	}
	switch {
	case strings.Contains(text, "'\t'"):
		return at, "%s", "YAML 语法错误：用了制表符，缩进只能用空格"
	case strings.Contains(text, "mapping value is not allowed"):
		return at, "%s", "YAML 语法错误：此处不能再有冒号(缩进不齐，或文字里的冒号没有加引号)"
	}
	return at, "%s", "YAML 语法错误:" + text
}

type converter struct {
	file   string
	faults faultSet
}

func (c converter) node(y ast.Node) *node {
	n := &node{file: c.file, line: y.GetToken().Position.Line}
	switch y := y.(type) {
	case *ast.MappingNode:
		n.kind = mapping
		for i, v := range y.Values {
			key := c.key(v.Key)
			if i == 0 {
				n.line = key.line
			}
			n.entries = append(n.entries, entry{key, c.node(v.Value)})
		}
	case *ast.SequenceNode:
		n.kind = list
		for _, v := range y.Values {
			n.items = append(n.items, c.node(v))
		}
	case *ast.StringNode:
		n.kind, n.text = scalar, y.Value
	case *ast.LiteralNode:
		n.kind, n.text = scalar, strings.TrimSpace(y.Value.Value)
	case *ast.NullNode:
		n.kind = null
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.kind, n.text = scalar, y.GetToken().Value
	default:
		c.faults.add(n, "政策库不用这种 YAML 写法(%s)", strings.TrimSpace(firstLine(y.String())))
	}
	return n
}

func (c converter) key(y ast.MapKeyNode) *node {
	k := &node{file: c.file, line: y.GetToken().Position.Line, kind: scalar, text: y.GetToken().Value}
	switch y.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
	default:
		c.faults.add(k, "政策库不用这种 YAML 写法(%s)", strings.TrimSpace(firstLine(y.String())))
	}
	return k
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// where names the place for messages that point from one place to another.
func (n *node) where() string { return fmt.Sprintf("%s:%d", n.file, n.line) }
