package api

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// violation is one place at which a request breaks the contract.
type violation struct {
	Pointer string `json:"pointer"` // query:size, path:code, header:If-Match, body:/year, form:kind
	Detail  string `json:"detail"`
}

// violations are all places at which a request breaks the contract.
type violations []violation

// Error says how many there are; a problem lists them.
func (v violations) Error() string {
	return fmt.Sprintf("请求有 %d 处不合接口约定，请按 errors 逐项改正。", len(v))
}

// violationsOf translates what the contract's validator found. An error that is not a violation (a body too
// large, a connection that broke) is returned as it is.
func violationsOf(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return large
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errSlow
	}
	var found violations
	for _, e := range flatten(err) {
		var request *openapi3filter.RequestError
		if !errors.As(e, &request) {
			return err
		}
		at := "body"
		if request.Parameter != nil {
			at = request.Parameter.In + ":" + request.Parameter.Name
		}
		var parse *openapi3filter.ParseError
		if p := request.Parameter; p != nil && p.Schema != nil && errors.As(request.Err, &parse) {
			found = append(found, violation{at, "类型不对：应为" + typeText(p.Schema.Value.Type)})
			continue
		}
		found = append(found, explainAll(at, request.Err)...)
	}
	return found
}

// explainAll explains the causes at one place of the request.
func explainAll(at string, cause error) violations {
	var found violations
	for _, e := range flatten(cause) {
		var schema *openapi3.SchemaError
		var parse *openapi3filter.ParseError
		switch {
		case errors.As(e, &schema):
			pointer, path := at, schema.JSONPointer()
			if unknown := unknownProperty.FindStringSubmatch(schema.Reason); unknown != nil {
				path = append(path, printable(unknown[1]))
			}
			if len(path) > 0 {
				pointer = join(at) + strings.Join(path, "/")
			}
			found = append(found, violation{pointer, schemaText(schema)})
		case errors.Is(e, openapi3filter.ErrInvalidRequired):
			found = append(found, violation{at, "必须给出"})
		case errors.Is(e, openapi3filter.ErrInvalidEmptyValue):
			found = append(found, violation{at, "不能为空"})
		case errors.As(e, &parse):
			found = append(found, violation{at, "不是合法的 JSON"})
		default:
			found = append(found, violation{at, "不合约定"})
		}
	}
	return found
}

// unknownProperty is how the validator words a property that the schema does not have.
var unknownProperty = regexp.MustCompile(`^property "(.*)" is unsupported$`)

// formChecks are how a form's fields are held against the contract.
var formChecks = []openapi3.SchemaValidationOption{openapi3.VisitAsRequest(), openapi3.MultiErrors()}

// formViolations translates what is wrong with a form's fields.
func formViolations(err error) violations { return explainAll("form", err) }

// join returns at with what separates it from a path inside it: body:/year, form:kind.
func join(at string) string {
	if at == "form" {
		return at + ":"
	}
	return at + ":/"
}

// flatten returns the errors that a MultiError holds, at any depth.
func flatten(err error) []error {
	var many openapi3.MultiError
	if m, ok := err.(openapi3.MultiError); ok {
		many = m
	} else {
		return []error{err}
	}
	var all []error
	for _, e := range many {
		all = append(all, flatten(e)...)
	}
	return all
}

// schemaText says in Chinese which rule of the schema is broken.
func schemaText(e *openapi3.SchemaError) string {
	s := e.Schema
	switch e.SchemaField {
	case "required":
		return "必须给出"
	case "properties":
		return "没有这一项"
	case "type":
		return "类型不对：应为" + typeText(s.Type)
	case "enum":
		return fmt.Sprintf("只能是 %s 之一", strings.Trim(fmt.Sprint(s.Enum), "[]"))
	case "minimum":
		return fmt.Sprintf("不得小于 %v", *s.Min)
	case "maximum":
		return fmt.Sprintf("不得大于 %v", *s.Max)
	case "minLength":
		return fmt.Sprintf("不得少于 %d 个字符", s.MinLength)
	case "maxLength":
		return fmt.Sprintf("不得多于 %d 个字符", *s.MaxLength)
	case "pattern":
		return "写法不对，应符合 " + s.Pattern
	case "format":
		return "写法不对，应为 " + s.Format
	case "nullable":
		return "不能为 null"
	}
	return "不合约定"
}

// typeText names JSON types in Chinese.
func typeText(t *openapi3.Types) string {
	names := map[string]string{"integer": "整数", "number": "数", "string": "文字", "boolean": " true 或 false", "object": "对象", "array": "列表"}
	var parts []string
	for _, name := range t.Slice() {
		if names[name] != "" {
			parts = append(parts, names[name])
		}
	}
	return strings.Join(parts, "或")
}

// isControl reports characters that no text of ours contains: control characters, the zero byte above all.
func isControl(r rune) bool { return unicode.IsControl(r) }

// printable makes a text of the request fit for an answer: control characters dropped, at most 40 characters.
func printable(s string) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s), "")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
