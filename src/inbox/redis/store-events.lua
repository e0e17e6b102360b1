--[[
  Stores the events of a delivery as jobs that wait in BullMQ's queue, each event once, while there is room. One script,
  so that nothing can come between the question whether an event is known and its storing, and a crash leaves all of an
  event or nothing. Without events it only looks how much room there is.

  KEYS[1] BullMQ's list of the jobs that wait
  KEYS[2] BullMQ's marker, at which workers wait for jobs
  KEYS[3] BullMQ's settings of the queue
  KEYS[4] BullMQ's count of the jobs that were ever added
  KEYS[5] BullMQ's list of the jobs that are handled right now

  ARGV[1] what the keys of jobs begin with
  ARGV[2] what the keys of remembered ids begin with
  ARGV[3] how many jobs may wait
  ARGV[4] how much of maxmemory may be used, from 0 to 1
  ARGV[5] how many bytes a job may grow by until it has ended
  ARGV[6] when the delivery came, in milliseconds since the epoch
  and for each event: the job's id, the bucket of its fingerprint, its fingerprint, the job's data

  Returns how many jobs wait, how many are handled right now, how many were ever added, used_memory, maxmemory (0: no
  limit), and a list that says of each event: 0 no room, 1 stored, 2 known, 3 known and failed.
]]
local wait, marker, settings, counter, active = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local jobPrefix, idPrefix = ARGV[1], ARGV[2]
local maxWaiting, maxShare, growth = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local receivedAt = ARGV[6]
local FIRST, EACH = 7, 4

-- Ids are remembered in slots of ten minutes, each for half an hour after the last of its ids. The next slot is looked
-- into as well: the clock may have stepped back.
local SLOT_SECONDS, KEEP_SECONDS = 600, 1800
local slot = math.floor(redis.call('TIME')[1] / SLOT_SECONDS)
local oldest = slot - KEEP_SECONDS / SLOT_SECONDS

local function isRemembered(bucket, fingerprint)
  for i = slot + 1, oldest, -1 do
    if redis.call('SISMEMBER', idPrefix .. i .. ':' .. bucket, fingerprint) == 1 then return true end
  end
  return false
end

local function remember(bucket, fingerprint)
  local key = idPrefix .. slot .. ':' .. bucket
  redis.call('SADD', key, fingerprint)
  redis.call('EXPIREAT', key, (slot + 1) * SLOT_SECONDS + KEEP_SECONDS)
end

local waiting, handled = redis.call('LLEN', wait), redis.call('LLEN', active)
local info = redis.pcall('INFO', 'memory')
if type(info) ~= 'string' then info = '' end -- this user may not ask
local usedMemory = tonumber(string.match(info, 'used_memory:(%d+)') or 0)
local maxMemory = tonumber(string.match(info, '\nmaxmemory:(%d+)') or 0)

-- A job takes 290 bytes beside its data, and Redis's allocator up to a quarter more than it is asked for.
local needed = (waiting + handled) * growth
for i = FIRST, #ARGV, EACH do needed = needed + 1.25 * #ARGV[i + 3] + 300 + growth end
local isRoom = waiting < maxWaiting and (maxMemory == 0 or usedMemory + needed <= maxMemory * maxShare)

local codes, stored = {}, 0
for i = FIRST, #ARGV, EACH do
  local jobId, bucket, fingerprint, data = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local job = jobPrefix .. jobId
  local code = 0
  if redis.call('EXISTS', job) == 1 then
    code = 2
    if redis.call('HEXISTS', job, 'finishedOn') == 1 then -- of those that have finished, only the failed are kept
      remember(bucket, fingerprint)
      code = 3
    else -- its reply token is good for longer: a job's time is that of its event's last delivery
      redis.call('HSET', job, 'timestamp', receivedAt)
    end
  elseif isRemembered(bucket, fingerprint) then
    code = 2
  elseif isRoom then
    redis.call('HSET', job, 'data', data)
    local pushed = redis.pcall('LPUSH', wait, jobId)
    if type(pushed) == 'table' then -- an error: a job that nobody can take would make the event a known one
      redis.call('DEL', job)
      return pushed
    end
    remember(bucket, fingerprint)
    stored = stored + 1
    code = 1
  end
  codes[#codes + 1] = code
end

local added = tonumber(redis.call('GET', counter) or 0)
if stored > 0 then
  added = redis.call('INCRBY', counter, stored)
  redis.call('ZADD', marker, 0, '0')
  redis.call('HSET', settings, 'opts.maxLenEvents', 0) -- BullMQ sets another where there is none
end
return { waiting + stored, handled, added, usedMemory, maxMemory, codes }
