# The image of one of the applications, named by APP: docker build --build-arg APP=backend .
# For BuildKit, that of Docker 20.10 too. Arguments, targets and sizes: docs/kubernetes.md, "Images".

# Builds, and runs what it has built. A digest can be given: node:24…@sha256:…
ARG NODE_IMAGE=node:24.21.0-trixie-slim
# Runs only: an image that has `node` on its PATH. It needs no npm and no shell.
ARG RUNTIME_IMAGE=${NODE_IMAGE}

# turbo, in the version that package.json names. From here to `build` on the building machine's own platform: all that
# they make is JavaScript, which is the same on every other.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS turbo
ENV TURBO_TELEMETRY_DISABLED=1 NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm install --global --ignore-scripts "turbo@$(node -p 'require("./package.json").devDependencies.turbo')"

# Of the repository what the application is made from: manifests in out/json, all files in out/full.
FROM turbo AS prune
ARG APP
COPY package-lock.json turbo.json tsconfig.json .npmrc ./
COPY packages packages
COPY apps/${APP} apps/${APP}
RUN turbo prune "@lab/${APP}" --docker

# With all dependencies, installed anew only when a manifest has changed, and the packages that it imports built.
FROM turbo AS workspace
ARG APP
COPY --from=prune /app/out/json/ ./
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --workspaces --ignore-scripts
COPY --from=prune /app/out/full/ /app/tsconfig.json ./
RUN turbo run build --filter="@lab/${APP}^..."

# Reloads what is copied into it (`skaffold dev -p dev`).
FROM workspace AS dev
WORKDIR /app/apps/${APP}
RUN mv /app/packages/service-kit/container/exec-script.mjs /app/ && chown -R 1000:1000 /app/apps /app/packages
USER 1000:1000
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "/app/exec-script.mjs"]
CMD ["dev"]

# What runs, in /out: of an application that is built its dist, of others the sources and production dependencies.
FROM workspace AS build
RUN turbo run build --filter="@lab/${APP}" --only
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npmrc,target=/root/.npmrc \
    mkdir /out \
 && mv packages/service-kit/container/exec-script.mjs /out/ \
 && if [ -d "apps/${APP}/dist" ]; then \
      mkdir -p "/out/apps/${APP}" \
      && mv "apps/${APP}/dist" "apps/${APP}/package.json" "/out/apps/${APP}/"; \
    else \
      rm -rf packages/*/scripts packages/*/container packages/*/node_modules apps/*/node_modules \
      && mv .npmrc package.json package-lock.json packages apps /out/ \
      && npm ci --prefix=/out --workspaces --omit=dev --ignore-scripts \
      && rm /out/.npmrc /out/package-lock.json; \
    fi \
 && chmod -R a+rX /out

FROM ${RUNTIME_IMAGE} AS app
ARG APP
WORKDIR /app/apps/${APP}
COPY --from=build /out/ /app/
ENV NODE_ENV=production
USER 1000:1000
# Becomes the `start` script of the application's package.json: the flags of its process are written there only.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "/app/exec-script.mjs"]
CMD ["start"]
ARG RUNTIME_IMAGE
ARG SOURCE
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="${APP}" \
      org.opencontainers.image.description="${APP} of Istio the Hard Way" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
