package api

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"yunti/models"
)

// prefix is the part of the address space that the contract rules: every route under it is an operation.
const prefix = "/api/v1/"

//go:embed openapi.yaml
var contractText []byte

// anyone is the role of x-roles that stands for a caller who need not have signed in.
const anyone = "anyone"

// roles are those that x-roles may name.
var roles = []string{models.RoleIncubator, models.RoleCounty, models.RoleCity, models.RoleLeadership, models.RoleAdmin, models.RoleAuditor, anyone}

// contract is openapi.yaml, made ready for answering "may this request pass?".
type contract struct {
	operations map[string]*operation // by method and gin path: "GET /api/v1/firms/:code"
}

// operation is one operation of the contract. Roles is who may call it.
type operation struct {
	routers.Route
	Roles  []string
	tokens bool            // programs may call it, with a token of the right scope
	extra  bool            // takes query parameters that the contract does not name
	query  map[string]bool // its query parameters
}

// loadContract reads the contract and refuses one that is malformed, or has an operation that does not say
// who may call it.
func loadContract(text []byte) (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("接口约定 openapi.yaml 无法读取: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("接口约定 openapi.yaml 有误: %w", err)
	}
	// Under 3.1 the library compiles a JSON Schema anew for every value it checks, 0.3 ms for four parameters,
	// and its errors no longer say which schema was broken. What requests are checked against here means the
	// same in 3.0, whose validator walks the schema as it stands.
	fast := *doc
	fast.OpenAPI = "3.0.3"
	// Who may call is settled by admit; the library would read the whole of a body into memory before it asks.
	fast.Security = nil

	k := &contract{operations: make(map[string]*operation)}
	var faults []error
	for path, item := range doc.Paths.Map() {
		for method, spec := range item.Operations() {
			checked := *spec
			checked.Security = nil
			op := &operation{
				Route: routers.Route{Spec: &fast, Path: path, PathItem: item, Method: method, Operation: &checked},
				query: make(map[string]bool),
			}
			if op.Roles, err = rolesOf(spec); err != nil {
				faults = append(faults, fmt.Errorf("openapi.yaml: %s %s: %w", method, path, err))
			}
			security := doc.Security
			if spec.Security != nil {
				security = *spec.Security
			}
			if op.open() != (len(security) == 0) {
				faults = append(faults, fmt.Errorf("openapi.yaml: %s %s: security 与 x-roles 不一致，不需登录的接口写 security: []", method, path))
			}
			op.tokens = slices.ContainsFunc(security, func(way openapi3.SecurityRequirement) bool { return way["token"] != nil })
			op.extra, _ = spec.Extensions["x-extra-query"].(bool)
			for _, p := range spec.Parameters {
				if p.Value.In == openapi3.ParameterInQuery {
					op.query[p.Value.Name] = true
				}
			}
			k.operations[method+" "+ginPath(path)] = op
		}
	}
	return k, errors.Join(faults...)
}

// rolesOf reads x-roles.
func rolesOf(spec *openapi3.Operation) ([]string, error) {
	list, _ := spec.Extensions["x-roles"].([]any)
	if len(list) == 0 {
		return nil, errors.New("没有写明谁可以调用(x-roles)")
	}
	if len(list) > 1 && slices.Contains(list, any(anyone)) {
		return nil, errors.New("x-roles 中 anyone 只能单独写")
	}
	var found []string
	for _, v := range list {
		role, _ := v.(string)
		if !slices.Contains(roles, role) {
			return nil, fmt.Errorf("x-roles 中的 %v 不是角色", v)
		}
		found = append(found, role)
	}
	return found, nil
}

// ginPath writes a path of the contract as gin does: /reports/{key}.xlsx is /reports/:key.xlsx, whose
// parameter gin calls "key.xlsx" and fills with the whole segment.
func ginPath(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if rest, ok := strings.CutPrefix(s, "{"); ok {
			segments[i] = ":" + strings.Replace(rest, "}", "", 1)
		}
	}
	return strings.Join(segments, "/")
}

// matches reports every difference between the contract and the routes that are registered.
func (k *contract) matches(routes gin.RoutesInfo) error {
	var faults []error
	registered := make(map[string]bool)
	for _, r := range routes {
		name := r.Method + " " + r.Path
		registered[name] = true
		if strings.HasPrefix(r.Path, prefix) && k.operations[name] == nil {
			faults = append(faults, fmt.Errorf("%s 没有写进 openapi.yaml", name))
		}
	}
	for name := range k.operations {
		if !registered[name] {
			faults = append(faults, fmt.Errorf("openapi.yaml 的 %s 没有实现", name))
		}
	}
	return errors.Join(faults...)
}

// operation returns the operation that a request is routed to; nil when the contract has none.
func (k *contract) operation(c *gin.Context) *operation {
	return k.operations[c.Request.Method+" "+c.FullPath()]
}

// operationKey is where admit leaves the operation for what follows.
const operationKey = "operation"

// check is the middleware that refuses a request which breaks the contract. The body of an upload is left
// alone: its handler streams it. It runs behind admit, and not at all without it.
func check(c *gin.Context) {
	op := c.MustGet(operationKey).(*operation)
	params, ok := pathParams(c)
	if !ok {
		stop(c, errNoRoute)
		return
	}
	query, err := op.queryOf(c.Request.URL)
	if err != nil {
		stop(c, err)
		return
	}
	body, err := op.bodyOf(c.Request)
	if err != nil {
		stop(c, err)
		return
	}
	c.Request.URL.RawQuery = query.Encode()
	err = openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request:     c.Request,
		PathParams:  params,
		QueryParams: query,
		Route:       &op.Route,
		Options: &openapi3filter.Options{
			MultiError:         true,
			ExcludeRequestBody: body != "application/json",
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	})
	if err != nil {
		stop(c, violationsOf(err))
	}
}

// pathParams takes the fixed ends off path parameters: gin's "key.xlsx" = "annual.xlsx" becomes "key" = "annual".
// A segment without that end has no route.
func pathParams(c *gin.Context) (map[string]string, bool) {
	params := make(map[string]string, len(c.Params))
	for i, p := range c.Params {
		name, end, _ := strings.Cut(p.Key, ".")
		value := p.Value
		if end != "" {
			var ok bool
			if value, ok = strings.CutSuffix(value, "."+end); !ok {
				return nil, false
			}
		}
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
			return nil, false
		}
		c.Params[i] = gin.Param{Key: name, Value: value}
		params[name] = value
	}
	return params, true
}

// queryOf reads the query strictly: a parameter that the operation does not have, or that is given twice, is a
// slip which would otherwise pass for "no filter". An empty parameter counts as not given.
func (op *operation) queryOf(u *url.URL) (url.Values, error) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, violations{{"query", "地址中的查询参数写法不对(应按百分号编码)"}}
	}
	var faults violations
	for name, values := range query {
		switch {
		case !op.query[name] && op.extra:
			query.Del(name)
		case !op.query[name]:
			faults = append(faults, violation{"query:" + printable(name), "没有这个参数"})
		case len(values) > 1:
			faults = append(faults, violation{"query:" + name, "只能给一次"})
		case values[0] == "":
			query.Del(name)
		case !utf8.ValidString(values[0]) || strings.ContainsFunc(values[0], isControl):
			faults = append(faults, violation{"query:" + name, "含有无效字符"})
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return query, nil
}

// bodyOf returns the media type of the request's body, which must be one that the operation takes.
func (op *operation) bodyOf(r *http.Request) (string, error) {
	if op.Operation.RequestBody == nil {
		if r.ContentLength != 0 {
			return "", violations{{"body", "这个操作不收请求体"}}
		}
		return "", nil
	}
	given := r.Header.Get("Content-Type")
	if given == "" && r.ContentLength == 0 && !op.Operation.RequestBody.Value.Required {
		return "", nil
	}
	media, _, err := mime.ParseMediaType(given)
	takes := op.Operation.RequestBody.Value.Content
	if err != nil || takes[media] == nil {
		names := slices.Sorted(maps.Keys(takes))
		return "", fmt.Errorf("%w:请以 %s 提交", errMediaType, strings.Join(names, " 或 "))
	}
	return media, nil
}

// form returns the schema of the operation's multipart form.
func (op *operation) form() *openapi3.Schema {
	return op.Operation.RequestBody.Value.Content["multipart/form-data"].Schema.Value
}
