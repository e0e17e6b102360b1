# Another base image: docker build --build-arg NODE_IMAGE=... .
ARG NODE_IMAGE=node:26-slim
FROM ${NODE_IMAGE}

LABEL org.opencontainers.image.title="LINE echo bot" \
      org.opencontainers.image.description="A LINE echo bot on Fastify that loses no event and answers none twice" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/OWNER/line-echobot"

WORKDIR /app
COPY package.json package-lock.json ./
# More than half of the installed files are never run: types, tests, documentation, builds for browsers, and builds for the
# other kind of `import`. test/image/unused-files.ts has the same list.
RUN npm ci --omit=dev --no-audit --no-fund \
    && cd node_modules \
    && for folder in .github __tests__ benchmark benchmarks docs example examples test; \
       do rm -rf ./[!@]*/$folder ./@*/*/$folder ./*/node_modules/[!@]*/$folder ./@*/*/node_modules/[!@]*/$folder; done \
    && find . -type f \( -name '*.map' -o -name '*.ts' -o -name '*.[cm]ts' -o -name '*.tsbuildinfo' \
       -o -iname 'readme.md' -o -iname 'changelog.md' -o -iname 'security.md' \) -exec rm {} + \
    && rm -rf @line/bot-sdk/dist/cjs bullmq/dist/esm \
       luxon/src luxon/build/amd luxon/build/cjs-browser luxon/build/es6 luxon/build/global \
    && rm -rf ~/.npm /tmp/*
COPY src ./src

# Starts the bot once during the build, to store its compiled code in the image: later starts take 25 % less time.
# PORTABLE, because Node otherwise stores the code for one user only. The credentials are not real, and only this step
# has them.
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    NODE_COMPILE_CACHE_PORTABLE=1
RUN LINE_CHANNEL_SECRET=none LINE_CHANNEL_ACCESS_TOKEN=none HOST=127.0.0.1 PORT=0 \
    node -e "import('./src/inbox/redis/inbox.ts').then(() => import('./src/web.ts')).then(({ serve }) => serve()).then(() => process.kill(process.pid, 'SIGTERM'))" \
    && chmod -R a+rX package.json package-lock.json src .compile-cache

USER node
EXPOSE 8000
# The default HOST is all addresses, so 127.0.0.1 reaches it. NODE_OPTIONS is for the bot only, because it may load modules
# that slow down the check.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["env", "-u", "NODE_OPTIONS", "node", "-e", "const { HOST, PORT } = process.env; http.get({ host: HOST?.trim() || '127.0.0.1', port: PORT?.trim() || 8000, path: '/health/live' }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]

# Runs node directly, without a shell or npm, so that it gets SIGTERM. The limits fit a machine with 512 MB.
CMD ["node", "--max-old-space-size=256", "--max-semi-space-size=12", "src/web.ts"]
