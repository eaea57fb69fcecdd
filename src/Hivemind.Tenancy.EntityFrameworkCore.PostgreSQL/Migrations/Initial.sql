-- The hot verbs, one round trip each. They say what Storage/InMemory/Ledger of the core says, on rows instead of in memory.
--
-- Each takes the tenant's row lock first and decides in statements after it. At READ COMMITTED a statement's snapshot is
-- older than the lock it waits for: what it sums in the same breath is the past, and admits too much. The functions are
-- VOLATILE, so that each statement in them takes a snapshot of its own. Where transactions are stricter by default, the one
-- snapshot is older than every lock: admission refuses to work there rather than admit too much.
--
-- Times are UTC ticks of 100 ns, amounts the smallest units. Sums are numeric: nothing overflows. No limit is 2^63 - 1, as
-- in the core. Outcomes: 0 done, 1 refused, 2 no such tenant, 3 wrong status, 4 conflict, 5 no live allocation.
-- Statuses: 1 Pending, 2 Active, 3 Suspended, 4 Terminating.

-- Ticks as System.Text.Json writes a DateTimeOffset in UTC, in whole microseconds.
CREATE FUNCTION tenancy_time(p_ticks bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(
    to_char(
      timestamp '0001-01-01' + make_interval(days => (p_ticks / 864000000000)::int)
        + ((p_ticks % 864000000000) / 10) * interval '1 microsecond',
      'YYYY-MM-DD"T"HH24:MI:SS.US'),
    '\.?0{1,6}$', '') || '+00:00'
$$;

-- How many of the smallest units make one: thousandths for cpu and every name that ends in it, as ResourceNames.StepsPerUnit says.
CREATE FUNCTION tenancy_steps(p_resource text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN right(p_resource, 3) = 'cpu' THEN 1000 ELSE 1 END
$$;

-- A grace's ceiling of each resource, from the JSON that is kept of it: cores become millicores, as do others that end in cpu.
CREATE FUNCTION tenancy_ceiling(p_grace text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
      'cpu', trunc((c.ceiling ->> 'CpuCores')::numeric * 1000),
      'memory', c.ceiling -> 'MemoryBytes',
      'storage', c.ceiling -> 'StorageBytes',
      'containers', c.ceiling -> 'Containers',
      'services', c.ceiling -> 'Services')
    || coalesce((SELECT jsonb_object_agg(o.key, trunc(o.value::numeric * tenancy_steps(o.key))) FROM jsonb_each_text(c.ceiling -> 'Other') o), '{}')
  FROM (SELECT p_grace::jsonb -> 'Ceiling') c (ceiling)
$$;

-- What a tenant holds of each resource under its effective limit: the five known ones, and the others of which it holds
-- something or has a limit. PL/pgSQL, because a function in SQL is planned anew at each call.
CREATE FUNCTION tenancy_standing(p_tenant tenants, p_now bigint)
RETURNS TABLE (o_position int, o_resource text, o_total numeric, o_held numeric, o_limit bigint, o_next_end bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN QUERY
  WITH live AS (
    SELECT a.cpu, a.memory, a.storage, a.containers, a.services, a.other, a.expires_at
    FROM allocations a
    WHERE a.tenant_id = p_tenant.id AND (a.expires_at IS NULL OR a.expires_at > p_now)
  ),
  amounts AS (
    SELECT v.resource, v.amount, l.expires_at
    FROM live l
    CROSS JOIN LATERAL (VALUES
      ('cpu', l.cpu), ('memory', l.memory), ('storage', l.storage), ('containers', l.containers), ('services', l.services)
    ) v (resource, amount)
    UNION ALL
    SELECT o.key, o.value::bigint, l.expires_at
    FROM live l CROSS JOIN LATERAL jsonb_each_text(l.other::jsonb) o
    WHERE l.other IS NOT NULL
  ),
  sums AS (
    SELECT
      resource,
      sum(amount) AS total,
      sum(amount) FILTER (WHERE expires_at IS NOT NULL) AS held,
      min(expires_at) FILTER (WHERE amount > 0) AS next_end
    FROM amounts
    GROUP BY resource
  ),
  quotas AS (
    SELECT v.position, v.resource, v.quota
    FROM (VALUES
      (1, 'cpu', p_tenant.cpu_limit), (2, 'memory', p_tenant.memory_limit), (3, 'storage', p_tenant.storage_limit),
      (4, 'containers', p_tenant.containers_limit), (5, 'services', p_tenant.services_limit)
    ) v (position, resource, quota)
    UNION ALL
    SELECT 6, o.key, o.value::bigint FROM jsonb_each_text(p_tenant.other_limits::jsonb) o
  ),
  ceilings AS (
    SELECT c.key AS resource, c.value::bigint AS ceiling
    FROM jsonb_each_text(tenancy_ceiling(p_tenant.grace)) c
    WHERE p_tenant.grace_until > p_now
  )
  SELECT
    coalesce(q.position, 6),
    resource,
    coalesce(s.total, 0),
    coalesce(s.held, 0),
    CASE WHEN q.quota IS NULL THEN 9223372036854775807 ELSE greatest(q.quota, c.ceiling) END,
    s.next_end
  FROM quotas q FULL JOIN sums s USING (resource) LEFT JOIN ceilings c USING (resource);
END
$$;

-- Which percentages of a limit have fired after a step that comes to this total: they fire only in a step that returns events,
-- and re-arm in every one. Those that this host is not configured with, another's, are only re-armed.
CREATE FUNCTION tenancy_fired(p_fired int[], p_total numeric, p_limit bigint, p_percents int[], p_fires boolean)
RETURNS int[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  v_percent int;
  v_fired int[] := '{}';
BEGIN
  IF p_limit = 9223372036854775807 THEN
    RETURN v_fired;
  END IF;

  FOR v_percent IN SELECT DISTINCT u.percent FROM unnest(p_percents || p_fired) u (percent) ORDER BY u.percent LOOP
    IF v_percent = ANY (p_fired) THEN
      CONTINUE WHEN p_total < greatest(1, ceil(p_limit * 0.01 * v_percent))
        AND p_total <= floor(p_limit * 0.01 * greatest(0, v_percent - 5));
    ELSE
      CONTINUE WHEN NOT p_fires OR p_total < greatest(1, ceil(p_limit * 0.01 * v_percent));
    END IF;

    v_fired := v_fired || v_percent;
  END LOOP;

  RETURN v_fired;
END
$$;

-- Brings a tenant's thresholds in line with what it holds, and appends what was crossed to the log as the last thing of all:
-- the lock of the row that counts events is held from here until commit, so sequence numbers become visible in their order.
CREATE FUNCTION tenancy_judge(
  p_tenant tenants, p_now bigint, p_percents int[], p_fires boolean,
  OUT o_thresholds text, OUT o_documents text[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_before jsonb := coalesce(p_tenant.thresholds, '{}');
  v_after jsonb := '{}';
  v_old int[];
  v_new int[];
  v_percent int;
  v_unit numeric;
  v_sequence bigint;
  v_document text;
  r record;
BEGIN
  FOR r IN SELECT * FROM tenancy_standing(p_tenant, p_now) s ORDER BY s.o_position, s.o_resource COLLATE "C" LOOP
    -- Where there is no limit nothing stays fired; where nothing has fired and nothing comes to the lowest threshold, nothing is.
    CONTINUE WHEN r.o_limit = 9223372036854775807
      OR (NOT v_before ? r.o_resource AND (NOT p_fires OR r.o_total * 100 < r.o_limit::numeric * p_percents[1]));

    v_old := ARRAY(SELECT jsonb_array_elements_text(v_before -> r.o_resource)::int);
    v_new := tenancy_fired(v_old, r.o_total, r.o_limit, p_percents, p_fires);
    IF v_new <> '{}' THEN
      v_after := v_after || jsonb_build_object(r.o_resource, v_new);
    END IF;

    FOREACH v_percent IN ARRAY v_new LOOP
      CONTINUE WHEN v_percent = ANY (v_old);

      -- As JsonSerializer writes it. None of these texts needs an escape: a resource is of letters, digits and - _ . /, a tenant id an
      -- RFC 1123 label.
      UPDATE event_log SET newest = newest + 1 WHERE id = 1 RETURNING newest INTO v_sequence;
      v_unit := 1.0 / tenancy_steps(r.o_resource);
      v_document := format(
        '{"kind":"QuotaThresholdCrossed","Resource":"%s","Percent":%s,"Total":%s,"Limit":%s,'
          '"Sequence":%s,"OccurredAt":"%s","TenantId":"%s","TenantUid":null,"Actor":null,"ActorReason":null}',
        r.o_resource, v_percent, trim_scale(r.o_total * v_unit), trim_scale(r.o_limit * v_unit),
        v_sequence, tenancy_time(p_now), p_tenant.id);
      INSERT INTO events (sequence, tenant_id, kind, occurred_at, document)
      VALUES (v_sequence, p_tenant.id, 'QuotaThresholdCrossed', p_now, v_document);
      o_documents := o_documents || v_document;
    END LOOP;
  END LOOP;

  -- The row is locked already, so nothing is waited for under the events' lock.
  o_thresholds := replace(nullif(v_after, '{}')::text, ' ', '');
  IF v_after <> v_before THEN
    UPDATE tenants SET thresholds = o_thresholds WHERE id = p_tenant.id;
  END IF;
END
$$;

-- Holds amounts for a lease, all or nothing.
CREATE FUNCTION tenancy_admit(
  p_tenant text, p_created_at bigint, p_id text,
  p_cpu bigint, p_memory bigint, p_storage bigint, p_containers bigint, p_services bigint, p_other text,
  p_source text, p_expires_at bigint, p_now bigint, p_percents int[],
  OUT o_outcome int, OUT o_token bigint, OUT o_expires_at bigint, OUT o_detail text, OUT o_documents text[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_tenant tenants;
  v_live record;
  v_percent int := p_percents[1];
  v_cpu numeric;
  v_memory numeric;
  v_storage numeric;
  v_containers numeric;
  v_services numeric;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'tenancy_admit decides at READ COMMITTED only, not at %', upper(current_setting('transaction_isolation'));
  END IF;

  SELECT * INTO v_tenant FROM tenants t WHERE t.id = p_tenant FOR UPDATE;
  IF NOT FOUND OR v_tenant.created_at <> p_created_at THEN
    o_outcome := 2;
    RETURN;
  ELSIF v_tenant.status <> 2 THEN
    o_outcome := 3;
    o_detail := v_tenant.status;
    RETURN;
  END IF;

  DELETE FROM allocations a WHERE a.tenant_id = p_tenant AND a.expires_at <= p_now;
  IF v_tenant.thresholds IS NOT NULL AND (FOUND OR v_tenant.grace IS NOT NULL) THEN
    SELECT j.o_thresholds INTO v_tenant.thresholds FROM tenancy_judge(v_tenant, p_now, p_percents, false) j;
  END IF;

  SELECT a.token, a.cpu, a.memory, a.storage, a.containers, a.services, a.other, a.expires_at INTO v_live
  FROM allocations a WHERE a.tenant_id = p_tenant AND a.id = p_id;
  IF FOUND THEN
    IF v_live.cpu <> p_cpu OR v_live.memory <> p_memory OR v_live.storage <> p_storage
      OR v_live.containers <> p_containers OR v_live.services <> p_services
      OR coalesce(v_live.other, '{}')::jsonb <> coalesce(p_other, '{}')::jsonb THEN
      o_outcome := 4;
      o_detail := jsonb_build_object(
        'known', jsonb_build_array(v_live.cpu, v_live.memory, v_live.storage, v_live.containers, v_live.services),
        'other', coalesce(v_live.other, '{}')::jsonb);
      RETURN;
    END IF;

    o_outcome := 0;
    o_token := v_live.token;
    o_expires_at := v_live.expires_at;
  END IF;

  SELECT coalesce(sum(a.cpu), 0), coalesce(sum(a.memory), 0), coalesce(sum(a.storage), 0), coalesce(sum(a.containers), 0), coalesce(sum(a.services), 0)
  INTO v_cpu, v_memory, v_storage, v_containers, v_services
  FROM allocations a WHERE a.tenant_id = p_tenant;

  IF o_outcome IS NULL THEN
    -- What fits the quotas of the known resources needs no second look; anything else is weighed with grace and by name.
    IF p_other IS NOT NULL
      OR (p_cpu > 0 AND p_cpu > coalesce(v_tenant.cpu_limit, 9223372036854775807) - v_cpu)
      OR (p_memory > 0 AND p_memory > coalesce(v_tenant.memory_limit, 9223372036854775807) - v_memory)
      OR (p_storage > 0 AND p_storage > coalesce(v_tenant.storage_limit, 9223372036854775807) - v_storage)
      OR (p_containers > 0 AND p_containers > coalesce(v_tenant.containers_limit, 9223372036854775807) - v_containers)
      OR (p_services > 0 AND p_services > coalesce(v_tenant.services_limit, 9223372036854775807) - v_services) THEN
      SELECT jsonb_agg(
        jsonb_build_array(s.o_resource, a.amount, s.o_total - s.o_held, s.o_held, s.o_limit, s.o_next_end)
        ORDER BY s.o_position, s.o_resource COLLATE "C")::text
      INTO o_detail
      FROM (
        VALUES ('cpu', p_cpu), ('memory', p_memory), ('storage', p_storage), ('containers', p_containers), ('services', p_services)
        UNION ALL
        SELECT o.key, o.value::bigint FROM jsonb_each_text(p_other::jsonb) o
      ) a (resource, amount)
      JOIN tenancy_standing(v_tenant, p_now) s ON s.o_resource = a.resource
      WHERE a.amount > 0 AND a.amount > s.o_limit - s.o_total;
    END IF;

    IF o_detail IS NOT NULL THEN
      o_outcome := 1;
    ELSE
      INSERT INTO allocations (tenant_id, id, cpu, memory, storage, containers, services, other, source, expires_at, created_at, changed_at)
      VALUES (p_tenant, p_id, p_cpu, p_memory, p_storage, p_containers, p_services, p_other, p_source, p_expires_at, p_now, p_now)
      RETURNING token INTO o_token;
      o_outcome := 0;
      o_expires_at := p_expires_at;
      v_cpu := v_cpu + p_cpu;
      v_memory := v_memory + p_memory;
      v_storage := v_storage + p_storage;
      v_containers := v_containers + p_containers;
      v_services := v_services + p_services;
    END IF;
  END IF;

  -- Nothing to judge while nothing has fired, no grace moves the limits and no total comes to the lowest threshold.
  IF v_tenant.thresholds IS NOT NULL
    OR (v_percent IS NOT NULL
      AND (v_tenant.grace IS NOT NULL
        OR (p_other IS NOT NULL AND v_tenant.other_limits IS NOT NULL)
        OR v_cpu * 100 >= v_tenant.cpu_limit * v_percent::numeric
        OR v_memory * 100 >= v_tenant.memory_limit * v_percent::numeric
        OR v_storage * 100 >= v_tenant.storage_limit * v_percent::numeric
        OR v_containers * 100 >= v_tenant.containers_limit * v_percent::numeric
        OR v_services * 100 >= v_tenant.services_limit * v_percent::numeric)) THEN
    SELECT j.o_documents INTO o_documents
    FROM tenancy_judge(v_tenant, p_now, p_percents, true) j;
  END IF;
END
$$;

-- Finds a live allocation of a tenant that is Active or Suspended, both locked, and leaves the ended holds behind.
CREATE FUNCTION tenancy_live(
  p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents int[],
  OUT o_outcome int, OUT o_status int, OUT o_token bigint, OUT o_expires_at bigint)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_tenant tenants;
BEGIN
  SELECT * INTO v_tenant FROM tenants t WHERE t.id = p_tenant FOR UPDATE;
  IF NOT FOUND THEN
    o_outcome := 2;
    RETURN;
  ELSIF v_tenant.status NOT IN (2, 3) THEN
    o_outcome := 3;
    o_status := v_tenant.status;
    RETURN;
  END IF;

  DELETE FROM allocations a WHERE a.tenant_id = p_tenant AND a.expires_at <= p_now;
  IF v_tenant.thresholds IS NOT NULL AND (FOUND OR v_tenant.grace IS NOT NULL) THEN
    PERFORM tenancy_judge(v_tenant, p_now, p_percents, false);
  END IF;

  SELECT a.token, a.expires_at INTO o_token, o_expires_at
  FROM allocations a
  WHERE a.tenant_id = p_tenant AND a.id = p_id AND (p_token IS NULL OR a.token = p_token);
  o_outcome := CASE WHEN FOUND THEN 0 ELSE 5 END;
END
$$;

-- Makes a hold permanent.
CREATE FUNCTION tenancy_commit(
  p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents int[], OUT o_outcome int, OUT o_status int)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_live record;
BEGIN
  SELECT * INTO v_live FROM tenancy_live(p_tenant, p_id, p_token, p_now, p_percents);
  o_outcome := v_live.o_outcome;
  o_status := v_live.o_status;
  IF v_live.o_expires_at IS NOT NULL THEN
    UPDATE allocations SET expires_at = NULL, changed_at = p_now WHERE token = v_live.o_token;
  END IF;
END
$$;

-- Extends a hold, if that is later than it ends now.
CREATE FUNCTION tenancy_renew(
  p_tenant text, p_id text, p_token bigint, p_expires_at bigint, p_now bigint, p_percents int[],
  OUT o_outcome int, OUT o_status int, OUT o_expires_at bigint)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_live record;
BEGIN
  SELECT * INTO v_live FROM tenancy_live(p_tenant, p_id, p_token, p_now, p_percents);
  o_outcome := v_live.o_outcome;
  o_status := v_live.o_status;
  o_expires_at := v_live.o_expires_at;
  IF v_live.o_expires_at < p_expires_at THEN
    UPDATE allocations SET expires_at = p_expires_at WHERE token = v_live.o_token;
    o_expires_at := p_expires_at;
  END IF;
END
$$;

-- Frees an allocation; with a token only the hold that has it. Whatever the tenant's status: what is held can be let go.
CREATE FUNCTION tenancy_release(p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents int[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_tenant tenants;
  v_moved boolean;
  v_released boolean;
BEGIN
  SELECT * INTO v_tenant FROM tenants t WHERE t.id = p_tenant FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  DELETE FROM allocations a WHERE a.tenant_id = p_tenant AND a.expires_at <= p_now;
  v_moved := FOUND;
  DELETE FROM allocations a
  WHERE a.tenant_id = p_tenant AND a.id = p_id AND (p_token IS NULL OR (a.token = p_token AND a.expires_at IS NOT NULL));
  v_released := FOUND;
  IF v_tenant.thresholds IS NOT NULL AND (v_moved OR v_released OR v_tenant.grace IS NOT NULL) THEN
    PERFORM tenancy_judge(v_tenant, p_now, p_percents, false);
  END IF;

  RETURN v_released;
END
$$;
