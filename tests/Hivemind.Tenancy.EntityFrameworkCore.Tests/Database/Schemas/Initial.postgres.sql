SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE FUNCTION public.tenancy_admit(p_tenant text, p_created_at bigint, p_id text, p_cpu bigint, p_memory bigint, p_storage bigint, p_containers bigint, p_services bigint, p_other text, p_source text, p_expires_at bigint, p_now bigint, p_percents integer[], OUT o_outcome integer, OUT o_token bigint, OUT o_expires_at bigint, OUT o_detail text, OUT o_documents text[]) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_ceiling(p_grace text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT jsonb_build_object(
      'cpu', trunc((c.ceiling ->> 'CpuCores')::numeric * 1000),
      'memory', c.ceiling -> 'MemoryBytes',
      'storage', c.ceiling -> 'StorageBytes',
      'containers', c.ceiling -> 'Containers',
      'services', c.ceiling -> 'Services')
    || coalesce(c.ceiling -> 'Other', '{}')
  FROM (SELECT p_grace::jsonb -> 'Ceiling') c (ceiling)
$$;

CREATE FUNCTION public.tenancy_commit(p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents integer[], OUT o_outcome integer, OUT o_status integer) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_fired(p_fired integer[], p_total numeric, p_limit bigint, p_percents integer[], p_fires boolean) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.tenants (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    owner_id text NOT NULL COLLATE pg_catalog."C",
    isolation text NOT NULL COLLATE pg_catalog."C",
    namespaces text COLLATE pg_catalog."C",
    status integer NOT NULL,
    status_reason text COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    labels text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    version bigint NOT NULL,
    status_version bigint NOT NULL,
    cpu_limit bigint,
    memory_limit bigint,
    storage_limit bigint,
    containers_limit bigint,
    services_limit bigint,
    other_limits text COLLATE pg_catalog."C",
    grace text COLLATE pg_catalog."C",
    grace_until bigint,
    thresholds text COLLATE pg_catalog."C"
);

CREATE FUNCTION public.tenancy_judge(p_tenant public.tenants, p_now bigint, p_percents integer[], p_fires boolean, OUT o_thresholds text, OUT o_documents text[]) RETURNS record
    LANGUAGE plpgsql
    AS $$
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
      IF v_sequence IS NULL THEN
        PERFORM pg_advisory_xact_lock(5208871546379);
        SELECT coalesce(max(e.sequence), 0) INTO v_sequence FROM events e;
      END IF;

      -- As JsonSerializer writes it. None of these texts needs an escape: resource and tenant id are RFC 1123 labels.
      v_sequence := v_sequence + 1;
      v_unit := CASE WHEN r.o_resource = 'cpu' THEN 0.001 ELSE 1 END;
      v_document := format(
        '{"kind":"QuotaThresholdCrossed","Resource":"%s","Percent":%s,"Total":%s,"Limit":%s,'
          '"Sequence":%s,"OccurredAt":"%s","TenantId":"%s","Actor":null,"ActorReason":null}',
        r.o_resource, v_percent, trim_scale(r.o_total * v_unit), trim_scale(r.o_limit * v_unit),
        v_sequence, tenancy_time(p_now), p_tenant.id);
      INSERT INTO events (sequence, tenant_id, kind, document) VALUES (v_sequence, p_tenant.id, 'QuotaThresholdCrossed', v_document);
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

CREATE FUNCTION public.tenancy_live(p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents integer[], OUT o_outcome integer, OUT o_status integer, OUT o_token bigint, OUT o_expires_at bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_release(p_tenant text, p_id text, p_token bigint, p_now bigint, p_percents integer[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_renew(p_tenant text, p_id text, p_token bigint, p_expires_at bigint, p_now bigint, p_percents integer[], OUT o_outcome integer, OUT o_status integer, OUT o_expires_at bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_standing(p_tenant public.tenants, p_now bigint) RETURNS TABLE(o_position integer, o_resource text, o_total numeric, o_held numeric, o_limit bigint, o_next_end bigint)
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.tenancy_time(p_ticks bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
  SELECT regexp_replace(
    to_char(
      timestamp '0001-01-01' + make_interval(days => (p_ticks / 864000000000)::int)
        + ((p_ticks % 864000000000) / 10) * interval '1 microsecond',
      'YYYY-MM-DD"T"HH24:MI:SS.US'),
    '\.?0{1,6}$', '') || '+00:00'
$_$;

CREATE TABLE public."__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL
);

CREATE TABLE public.allocations (
    token bigint NOT NULL,
    tenant_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    cpu bigint NOT NULL,
    memory bigint NOT NULL,
    storage bigint NOT NULL,
    containers bigint NOT NULL,
    services bigint NOT NULL,
    other text COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL
);

ALTER TABLE public.allocations ALTER COLUMN token ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.allocations_token_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.events (
    sequence bigint NOT NULL,
    tenant_id text COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    document text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.group_members (
    group_id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.namespaces (
    name text NOT NULL COLLATE pg_catalog."C",
    tenant_id text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.role_bindings (
    subject_kind integer NOT NULL,
    subject_id text NOT NULL COLLATE pg_catalog."C",
    role_id text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL COLLATE pg_catalog."C",
    tenant_id text COLLATE pg_catalog."C",
    namespace text COLLATE pg_catalog."C"
);

CREATE TABLE public.roles (
    id text NOT NULL COLLATE pg_catalog."C",
    permissions text NOT NULL COLLATE pg_catalog."C"
);

INSERT INTO public."__EFMigrationsHistory" VALUES ('20261124232037_Initial', '10.0.15');

INSERT INTO public.allocations VALUES (1, 'acme', 'job-1', 500, 0, 0, 8, 0, '{"gpu":1}', 'engine-1', NULL, 639132336000000000, 639132336000000000);
INSERT INTO public.allocations VALUES (2, 'acme', 'job-2', 0, 0, 0, 1, 0, NULL, '', 639132372000000000, 639132336000000000, 639132336000000000);

INSERT INTO public.events VALUES (1, 'acme', 'TenantCreated', '{"kind":"TenantCreated","Tenant":{"Id":"acme","Name":"Acme \u00C4","OwnerId":"alice","IsolationLevel":{"Network":"Own","Storage":"Shared","Compute":"Shared","ResourceGuarantees":true},"ResourceQuotas":{"CpuCores":8.5,"MemoryBytes":null,"StorageBytes":null,"Containers":10,"Services":null,"Other":{"gpu":2}},"Namespaces":["db","web"],"Status":"Pending","StatusReason":null,"Description":"first\nsecond","Labels":{"tier":"gold"},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":1,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (2, 'acme', 'TenantStatusChanged', '{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":2,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (3, 'globex', 'TenantCreated', '{"kind":"TenantCreated","Tenant":{"Id":"globex","Name":"Globex","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Pending","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":3,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (4, 'globex', 'TenantStatusChanged', '{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":4,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (5, 'globex', 'TenantStatusChanged', '{"kind":"TenantStatusChanged","From":"Active","To":"Suspended","StatusReason":"unpaid","Sequence":5,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"globex","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (6, 'gone', 'TenantCreated', '{"kind":"TenantCreated","Tenant":{"Id":"gone","Name":"Gone","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Pending","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":1,"StatusVersion":1},"Sequence":6,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (7, 'gone', 'TenantStatusChanged', '{"kind":"TenantStatusChanged","From":"Pending","To":"Active","StatusReason":null,"Sequence":7,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (8, 'gone', 'TenantStatusChanged', '{"kind":"TenantStatusChanged","From":"Active","To":"Terminating","StatusReason":null,"Sequence":8,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (9, 'gone', 'TenantDeleted', '{"kind":"TenantDeleted","Tenant":{"Id":"gone","Name":"Gone","OwnerId":"gus","IsolationLevel":"Soft","ResourceQuotas":{"CpuCores":null,"MemoryBytes":null,"StorageBytes":null,"Containers":null,"Services":null,"Other":{}},"Namespaces":[],"Status":"Terminating","StatusReason":null,"Description":null,"Labels":{},"CreatedAt":"2026-05-01T12:00:00+00:00","UpdatedAt":"2026-05-01T12:00:00+00:00","Version":3,"StatusVersion":3},"Sequence":9,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"gone","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (10, 'acme', 'QuotaThresholdCrossed', '{"kind":"QuotaThresholdCrossed","Resource":"containers","Percent":80,"Total":8,"Limit":10,"Sequence":10,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (11, 'acme', 'GraceGranted', '{"kind":"GraceGranted","Grace":{"Ceiling":{"CpuCores":0,"MemoryBytes":0,"StorageBytes":0,"Containers":12,"Services":0,"Other":{}},"Until":"2027-01-01T00:00:00+00:00"},"Sequence":11,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (12, NULL, 'RoleChanged', '{"kind":"RoleChanged","Role":{"Id":"deployer","Permissions":["containers:deploy"]},"Sequence":12,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":null,"Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (13, 'acme', 'RoleBound', '{"kind":"RoleBound","Binding":{"Subject":"group developers","RoleId":"deployer","Scope":"acme/web"},"Sequence":13,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":"acme","Actor":null,"ActorReason":null}');
INSERT INTO public.events VALUES (14, NULL, 'GroupMemberAdded', '{"kind":"GroupMemberAdded","GroupId":"developers","UserId":"bob","Sequence":14,"OccurredAt":"2026-05-01T12:00:00+00:00","TenantId":null,"Actor":null,"ActorReason":null}');

INSERT INTO public.group_members VALUES ('developers', 'bob');

INSERT INTO public.namespaces VALUES ('db', 'acme');
INSERT INTO public.namespaces VALUES ('web', 'acme');

INSERT INTO public.role_bindings VALUES (2, 'developers', 'deployer', 'acme/web', 'acme', 'web');

INSERT INTO public.roles VALUES ('deployer', '["containers:deploy"]');

INSERT INTO public.tenants VALUES ('globex', 'Globex', 'GLOBEX', 'gus', '"Soft"', NULL, 3, 'unpaid', NULL, NULL, 639132336000000000, 639132336000000000, 3, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.tenants VALUES ('acme', 'Acme Ä', 'ACME Ä', 'alice', '{"Network":"Own","Storage":"Shared","Compute":"Shared","ResourceGuarantees":true}', '["db","web"]', 2, NULL, 'first
second', '{"tier":"gold"}', 639132336000000000, 639132336000000000, 2, 2, 8500, NULL, NULL, 10, NULL, '{"gpu":2}', '{"Ceiling":{"CpuCores":0,"MemoryBytes":0,"StorageBytes":0,"Containers":12,"Services":0,"Other":{}},"Until":"2027-01-01T00:00:00+00:00"}', 639343584000000000, NULL);

SELECT pg_catalog.setval('public.allocations_token_seq', 2, true);

ALTER TABLE ONLY public."__EFMigrationsHistory"
    ADD CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId");

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT "PK_allocations" PRIMARY KEY (token);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT "PK_events" PRIMARY KEY (sequence);

ALTER TABLE ONLY public.group_members
    ADD CONSTRAINT "PK_group_members" PRIMARY KEY (group_id, user_id);

ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT "PK_namespaces" PRIMARY KEY (name);

ALTER TABLE ONLY public.role_bindings
    ADD CONSTRAINT "PK_role_bindings" PRIMARY KEY (subject_kind, subject_id, role_id, scope);

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT "PK_roles" PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT "PK_tenants" PRIMARY KEY (id);

CREATE INDEX ix_allocations_holds ON public.allocations USING btree (tenant_id, expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX ix_events_created ON public.events USING btree (tenant_id, sequence) WHERE (kind = 'TenantCreated'::text);

CREATE INDEX ix_events_tenant ON public.events USING btree (tenant_id, sequence);

CREATE INDEX ix_group_members_user ON public.group_members USING btree (user_id);

CREATE INDEX ix_namespaces_tenant ON public.namespaces USING btree (tenant_id);

CREATE INDEX ix_role_bindings_role ON public.role_bindings USING btree (role_id);

CREATE INDEX ix_role_bindings_tenant ON public.role_bindings USING btree (tenant_id);

CREATE INDEX ix_tenants_owner ON public.tenants USING btree (owner_id, id);

CREATE UNIQUE INDEX ux_allocations_tenant_id ON public.allocations USING btree (tenant_id, id);

CREATE UNIQUE INDEX ux_tenants_name_key ON public.tenants USING btree (name_key);

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT "FK_allocations_tenants_tenant_id" FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT "FK_namespaces_tenants_tenant_id" FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;
