# Two stages: one that builds, one that holds nothing but the program, certificates and a folder for
# the data.
#
#   docker build -t soundings .
#   docker run --env-file soundings.env -v soundings:/data \
#     -v ./soundings.toml:/etc/soundings.toml:ro soundings run --config /etc/soundings.toml

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked --bin soundings && mkdir /data

FROM debian:bookworm-slim
# Slack is called over TLS; the slim image brings no certificates of its own.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/soundings /usr/local/bin/soundings
# Nobody in particular, and the only place that may be written belongs to them.
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
VOLUME /data
ENV SOUNDINGS_STORE=sled:/data \
    SOUNDINGS_LISTEN=0.0.0.0:3000
EXPOSE 3000
# On SIGTERM the bot finishes what it has acknowledged; give it a few seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["soundings", "healthcheck"]
ENTRYPOINT ["soundings"]
CMD ["run"]
