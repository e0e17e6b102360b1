# Another base image: docker build --build-arg NODE_IMAGE=... .
ARG NODE_IMAGE=node:26-slim
FROM ${NODE_IMAGE}

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY src ./src

ENV NODE_ENV=production
USER node
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT || 8000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# node itself, not a shell or npm around it: it is what gets SIGTERM.
CMD ["node", "src/server.ts"]
