# syntax=docker/dockerfile:1
FROM node:20-bookworm-slim AS console
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY api/openapi.yaml ../api/openapi.yaml
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=console /src/web/dist/app web/dist/app
ARG VERSION=docker
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/yunti . \
 && mkdir -p /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/yunti /usr/local/bin/yunti
# An empty folder that the non-root user owns: the mount point for SQLite and for temporary files.
COPY --from=build --chown=nonroot:nonroot /out/data /data
ENV TZ=Asia/Shanghai \
    TMPDIR=/data \
    YUNTI_ADDR=:8080 \
    YUNTI_DB=sqlite:/data/yunti.db
WORKDIR /data
VOLUME /data
EXPOSE 8080
USER nonroot
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["/usr/local/bin/yunti", "health"]
ENTRYPOINT ["/usr/local/bin/yunti"]
CMD ["serve"]
