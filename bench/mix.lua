-- For wrk: sends the queries of a file in turn and prints what was measured as one line of JSON.
-- Arguments: the file (one percent-encoded query a line), the number to append to the next query (0: append none),
-- the milliseconds that each connection rests between two requests (0: none).
local heads, tail, turn, number = {}, "", 0, 0

function init(args)
  for line in io.lines(args[1]) do
    heads[#heads + 1] = "GET " .. wrk.path .. "?query=" .. line
  end
  tail = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nAccept: application/sparql-results+json\r\n\r\n"
  number = tonumber(args[2])
  local pause = tonumber(args[3])
  if pause > 0 then
    delay = function() return pause end
  end
end

function request()
  turn = turn % #heads + 1
  if number == 0 then
    return heads[turn] .. tail
  end
  number = number + 1
  return heads[turn] .. number .. tail
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p95":%d,"p99":%d,"refused":%d,"timeouts":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    e.status, e.timeout, e.connect + e.read + e.write))
end
