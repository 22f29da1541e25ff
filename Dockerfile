# The same commands as without a container, which npm would run too: installed and built once, then `start`.
FROM node:24-bookworm-slim
WORKDIR /app
COPY . .
RUN node scripts/bootstrap.mjs build && chown -R node:node cache artifacts src/chain/typechain
USER node
ENV HOST=0.0.0.0 PORT=4000
EXPOSE 4000
# Workers finish what they are sending; 30 seconds are enough, and the process ends by itself before.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:4000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "scripts/bootstrap.mjs"]
CMD ["start"]
