-- Posts one body; pauses between requests when told to; ends with one line that a program reads.
local file = io.open(os.getenv("HOP_BODY"), "r")
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
file:close()

local pause = tonumber(os.getenv("HOP_PAUSE_MS") or "0")
if pause > 0 then
  -- Milliseconds, uniform up to twice the mean: clients that do not march in step.
  function delay()
    return math.floor(math.random() * (2 * pause + 1))
  end
end

function done(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("HOP %d %d %d %d %d\n", summary.requests, summary.duration, errors, latency:percentile(50), latency:percentile(99)))
end
