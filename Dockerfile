# Three images: `docker build --target gateway .` (the default), `--target modelhost .` and `--target modelhost-gpu .`
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json .editorconfig ./
COPY protos/ protos/
COPY src/ src/
COPY samples/digits/models/ samples/digits/models/
RUN dotnet publish src/Gateway --arch $TARGETARCH --no-self-contained -c Release -p:PublishReadyToRun=true -o /out/gateway \
 && dotnet publish src/Gateway.Cli --arch $TARGETARCH --no-self-contained -c Release -p:PublishReadyToRun=true -o /out/gwctl \
 && mkdir /out/data

# ONNX Runtime's string operators need the locale by name; the archive is all that is taken from here.
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS locale
RUN apt-get update \
 && apt-get install -y --no-install-recommends locales \
 && localedef -i en_US -f UTF-8 en_US.UTF-8

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
COPY --from=locale /usr/lib/locale/locale-archive /usr/lib/locale/locale-archive
ENV LANG=en_US.UTF-8 \
    DOTNET_EnableDiagnostics=0
LABEL org.opencontainers.image.vendor="Gateway" \
      org.opencontainers.image.version="0.1.0"
USER $APP_UID
EXPOSE 8000 8001 8002

FROM runtime AS modelhost
LABEL org.opencontainers.image.title="modelhost" \
      org.opencontainers.image.description="Serves ONNX models over the Open Inference Protocol V2"
COPY --from=build /out/gateway/modelhost/ /app/
VOLUME /models
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /v2/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/app/modelhost", "--bind-address", "0.0.0.0"]
CMD ["--repository", "/models"]

# `docker build --target modelhost-gpu .`: the host with CUDA 13, which its runtime is linked to. NVIDIA's image brings its libraries, the build's image .NET; run it with `--gpus all`.
FROM build AS build-gpu
ARG TARGETARCH
RUN dotnet publish src/Gateway.ModelHost --arch $TARGETARCH --no-self-contained -c Release -p:Gpu=true -p:PublishReadyToRun=true -o /out/modelhost-gpu

FROM nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04 AS modelhost-gpu
LABEL org.opencontainers.image.title="modelhost-gpu" \
      org.opencontainers.image.description="Serves ONNX models over the Open Inference Protocol V2, on NVIDIA devices" \
      org.opencontainers.image.vendor="Gateway" \
      org.opencontainers.image.version="0.1.0"
RUN apt-get update \
 && apt-get install -y --no-install-recommends libicu74 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=locale /usr/lib/locale/locale-archive /usr/lib/locale/locale-archive
COPY --from=runtime /usr/share/dotnet/ /usr/share/dotnet/
COPY --from=build-gpu /out/modelhost-gpu/ /app/
ENV LANG=en_US.UTF-8 \
    DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_EnableDiagnostics=0 \
    APP_UID=1654
USER $APP_UID
EXPOSE 8000 8001 8002
VOLUME /models
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /v2/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/app/modelhost", "--bind-address", "0.0.0.0", "--device", "cuda"]
CMD ["--repository", "/models"]

FROM runtime AS gateway
LABEL org.opencontainers.image.title="gateway" \
      org.opencontainers.image.description="Serves models, splits traffic between versions, and promotes or rolls back by itself"
COPY --from=build /out/gateway/ /app/
COPY --from=build /out/gwctl/ /opt/gwctl/
COPY --from=build --chown=$APP_UID:$APP_UID /out/data/ /data/
# Bound to every address of the container, so it requires keys unless Gateway__AllowAnonymous=true: who publishes the ports decides.
ENV PATH=/opt/gwctl:$PATH \
    Gateway__BindAddress=0.0.0.0 \
    Gateway__DataDirectory=/data
VOLUME /data
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8002 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/app/gateway"]
