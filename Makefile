# What people type. Every target is one command; CI calls the same ones.

GO      ?= go
BIN     := bin/yunti
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export CGO_ENABLED = 0

CONSOLE := web/dist/app/index.html

.PHONY: build run test check journeys fuzz bench sample clean

build: $(CONSOLE) ## the program with the console in it, one static file
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) .

run: build ## a ready city in a fresh SQLite file, served on http://127.0.0.1:8080
	$(BIN) demo

$(CONSOLE): web/node_modules/.package-lock.json $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json -type f)
	cd web && npm run build

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

test: ## everything, on SQLite and on a private throw-away MariaDB
	$(GO) test -trimpath -timeout 20m ./api ./... # the longest first

journeys: build ## people's work in a real browser, against a sample city; JOURNEYS names some of them
	cd web && npm test && npm run journeys -- $(JOURNEYS)

check: ## formatting, vet, staticcheck, the policy book and its cases, known vulnerabilities
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt -w these files'; exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	@if [ -d web/node_modules ]; then set -x; cd web && npm run check; else echo 'SKIPPED the console: web/node_modules is missing (make build)'; fi
	$(GO) run . policy check
	$(GO) run . policy test
	@# Both need the internet; on an intranet they are passed over, and say so.
	@if curl -fsS -m 5 -o /dev/null https://vuln.go.dev/index/db.json 2>/dev/null; then \
		set -x; $(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...; \
	else echo 'SKIPPED govulncheck: vuln.go.dev cannot be reached from here'; fi
	@if [ ! -d web/node_modules ]; then echo 'SKIPPED npm audit: web/node_modules is missing (npm ci in web/)'; \
	elif curl -fsS -m 5 -o /dev/null -H 'Content-Type: application/json' -d '{}' "$$(npm --prefix web config get registry 2>/dev/null)-/npm/v1/security/advisories/bulk" 2>/dev/null; then \
		set -x; npm --prefix web audit --omit=dev; \
	else echo 'SKIPPED npm audit: the registry answers no questions about advisories from here'; fi

fuzz: ## requests and credentials that nobody would send, two minutes each
	$(GO) test -run '^$$' -fuzz 'FuzzRequests$$' -fuzztime 2m ./api
	$(GO) test -run '^$$' -fuzz 'FuzzCredentials$$' -fuzztime 2m ./api

bench: ## speed, as ratios against a floor in the same run (YUNTI_BENCH_FIRMS sets the size)
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./tiering ./models ./importers ./exports ./jobs ./api

sample: build ## roster workbooks of the sample city in ./rosters
	$(BIN) sample --firms 3000 --seed 7 --out rosters

clean:
	rm -rf bin data rosters web/dist/app web/node_modules
