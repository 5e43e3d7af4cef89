# Shanyraq. `make help` lists what can be made.
#
# Tools that are compiled once are kept outside of the tree, see tools.
SHELL    := /bin/bash -o pipefail
MODULES  := events pkg services/sessions services/facilitation services/decisions services/notifications web cmd/shanyraq e2e
SERVICES := sessions facilitation decisions notifications
TOOLS    := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/shanyraq/bin
LINT     := $(TOOLS)/golangci-lint-2.15.0
OAPI     := $(TOOLS)/oapi-codegen-2.8.2
CALLS    := cmd/shanyraq/internal/client/contract
STAMP    := $(shell git describe --always --dirty --abbrev=40 2>/dev/null)
PAGES    := web/dist/index.html
TYPES    := --root-types --root-types-no-schema-prefix --default-non-nullable=false --alphabetize

.DEFAULT_GOAL := help
.PHONY: help build run test test-go test-web race e2e lint measure bench chaos generate verify clean budget screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(PAGES) ## bin/shanyraq with the web application in it, the four services and the web binary
	@mkdir -p bin
	go build -ldflags "-X main.stamp=$(STAMP)" -o bin/ ./cmd/shanyraq ./web/cmd/web $(foreach s,$(SERVICES),./services/$(s)/cmd/$(s))

run: build ## build and start everything with a demonstration forum
	bin/shanyraq serve --demo

test: build test-go test-web e2e ## all tests

test-go: $(PAGES) ## the tests of every module but e2e, with the race detector
	go test -race -timeout 25m $(patsubst %,./%/...,$(filter-out e2e,$(MODULES)))

race: test-go ## the same: tests always run with the race detector

test-web: web/node_modules schemas/node_modules ## unit tests of the web application, parsing of AsyncAPI
	npm --prefix web run lint
	npm --prefix web test
	npm --prefix schemas test

e2e: build web/node_modules chromium ## through the binary and through the browser
	go test -race -timeout 30m ./e2e/...

lint: $(LINT) $(PAGES) ## golangci-lint over every module; the architecture is encoded in it
	@for m in $(MODULES); do echo "lint $$m"; (cd $$m && $(LINT) run ./...) || exit 1; done

measure: ## how much there is, how much of it is explained, circles, twins: scripts/measure FOLDER measures another tree
	@scripts/measure

bench: build ## throughput and latency beside raw limits of the same run
	@mkdir -p bench
	go run ./e2e/bench

chaos: $(PAGES) ## kill, cut and fill everything under load, 20 minutes; SEED=… TRIALS=… KIND=… MINUTES=… repeat a part
	go run ./e2e/chaos $(if $(SEED),-seed $(SEED)) $(if $(TRIALS),-trials $(TRIALS)) $(if $(KIND),-kind "$(KIND)") $(if $(MINUTES),-minutes $(MINUTES)m)

budget: build web/node_modules chromium ## sizes and speeds of the capture screen, and of the desk with a whole forum in it
	@failed=0; for half in budget budget:desk; do npm --prefix web run $$half || failed=1; done; exit $$failed

screenshots: build web/node_modules chromium ## every screen, three sizes, two languages: the tablet's and the desk's, whatever the other finds
	@failed=0; for half in screenshots screenshots:desk; do npm --prefix web run $$half || failed=1; done; exit $$failed

generate: schemas/node_modules $(OAPI) ## what is generated from code: schemas, OpenAPI and what the browser and simulate know of it, AsyncAPI, pages
	go generate $(patsubst %,./%/...,$(MODULES))
	go run ./cmd/shanyraq contract schemas
	$(foreach s,$(SERVICES),schemas/node_modules/.bin/openapi-typescript schemas/openapi/$(s).yaml -o web/app/src/core/contract/$(s).d.ts $(TYPES) &&) true
	$(foreach s,$(SERVICES),$(OAPI) -config $(CALLS)/generator/config.yaml -package $(s) -o $(CALLS)/$(s)/$(s).gen.go schemas/openapi/$(s).yaml &&) true

verify: ## every module builds on its own; nothing generated has drifted; go.mod files are tidy
	@for m in $(MODULES); do echo "verify $$m"; (cd $$m && GOWORK=off go build ./... && GOWORK=off go mod tidy -diff) || exit 1; done
	$(MAKE) generate
	git diff --exit-code -- schemas services events docs web/app/src/core/contract $(CALLS)

clean: ## what was built
	rm -rf bin bench web/node_modules schemas/node_modules
	find web/dist -mindepth 1 ! -name .placeholder -delete

# Tools and packages, installed when missing.

$(PAGES): web/node_modules $(shell find web/app web/vite pkg/words/languages pkg/web/look -type f 2>/dev/null) web/vite.config.ts
	npm --prefix web run build
	@touch $@

%/node_modules: %/package-lock.json
	npm --prefix $* ci --no-audit --no-fund
	@touch $@

$(LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(TOOLS)/golangci-lint $@

$(OAPI):
	GOBIN=$(TOOLS) go install github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
	mv $(TOOLS)/oapi-codegen $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -yq --no-install-recommends chromium fonts-dejavu-core iproute2 libnss3-tools; \
	else \
		echo "The browser tests need Chromium: install your system's package (Debian: apt-get install chromium) and try again." >&2; exit 1; \
	fi
