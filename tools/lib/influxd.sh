# start_influxd FOLDER: a server of its own on free loopback ports; sets influxd (its process) and influx_url.
start_influxd() {
  mkdir -p "$1"
  for _ in 1 2 3 4 5; do
    port=$(shuf -i 20000-32000 -n 1)
    cat >"$1/influxdb.conf" <<CONF
reporting-disabled = true
bind-address = "127.0.0.1:$((port + 1))"
[meta]
  dir = "$1/meta"
[data]
  dir = "$1/data"
  wal-dir = "$1/wal"
  max-series-per-database = 0
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:$port"
  log-enabled = false
CONF
    influxd -config "$1/influxdb.conf" >"$1/influxd.log" 2>&1 &
    influxd=$!
    influx_url="http://127.0.0.1:$port"
    # A port that is taken ends it at once: try another.
    while kill -0 "$influxd" 2>/dev/null; do
      if curl -s -o /dev/null "$influx_url/ping"; then
        echo "influxd 1.x listens on $influx_url" >&2
        return 0
      fi
      sleep 0.2
    done
  done
  cat "$1/influxd.log" >&2
  return 1
}
