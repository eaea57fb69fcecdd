namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Values that somebody has stumbled over before.</summary>
internal static class Nasty
{
    public static readonly string[] Segments =
    [
        "globex", "%67lobex", "GLOBEX", "Globex", "globex%00", "globex%20", "globex.", "acme%2F..%2Fglobex", "acme;tenant=globex", "..", "%2e%2e", "..%2Fglobex", ".", "", "*",
        "globex%2f", "%2Fglobex", "globex%5C", "%EF%BD%87lobex", "gl%D0%BEbex", "%C1%A7lobex", "%67%6C%6F%62%65%78", "%", "%zz", "%u0067lobex", "globex%0d%0aX-A:%20b", "globex-web", "globex%2Fglobex-web",
        "job-1", "key-0", "-", "a-", "%F0%9F%92%A9", "%ED%A0%80", "tenants", "apps", "volumes", "front", "shop", "acme,globex", "null", "undefined", "0", "-1", "{tenant_id}", "$", "'", "%22", "<x>", "|", "%252e%252e", "%252Fglobex",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    public static readonly string[] Queries =
    [
        "tenant_id=globex", "tenant=globex", "user_id=gina", "all=true", "all=TRUE", "cursor=AWpvYi0x", "cursor=AWdsb2JleA", "cursor=%00", "cursor=AQ", "cursor=_w", "limit=0", "limit=-1", "limit=1e3", "limit=99999999999999999999",
        "limit=1&limit=2", "offset=1", "offset=9223372036854775807", "after=9223372036854775807", "after=-1", "after=1.5", "permission=*:*", "permission=:", "permission=tenants:delete", "namespace=globex-web",
        "namespace=..%2Fglobex", "resource=a%2Fb", "resource=%00", "subject=user%20gina", "subject=group%20crew", "subject=%20", "subject=user%20%00", "role_id=platform-admin", "source=%0a", "source=", "status=Active", "status=1",
        "owner_id=%ED%A0%80", "owner_id=", "owner_id=gina", "tail=-1", "tail=100000", "tail=0&tail=1", "follow=TRUE", "follow=1", "namespace=acme-jobs", "cursor=AWFjbWUtd2ViL2Zyb250", "_method=DELETE", "a[]=b", "=", "&&", "%", "%00=%00", "%F0%9F%92%A9=1",
    ];

    public static readonly (string Name, string Value)[] Headers =
    [
        ("X-Tenant-Id", "globex"), ("x-tenant-id", "GLOBEX"), ("X_Tenant_Id", "globex"), ("X-Tenant-Id", "acme, globex"), ("X-Tenant-Id", ""), ("X-Tenant-Id", "globex\0"), ("X-Tenant-Id", "\uFF47lobex"),
        ("X-Test-Claim", "tenant=globex"), ("X-Test-User", "vera"), ("X-Test-User", ""), ("X-Forwarded-Host", "globex.test"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Prefix", "/t/globex"), ("Forwarded", "host=globex.test"),
        ("X-Original-URL", "/api/v1/tenants/globex"), ("X-Rewrite-URL", "/api/v1/tenants/globex"), ("X-HTTP-Method-Override", "DELETE"), ("X-Method-Override", "DELETE"), ("hivemind-tenant", "globex"), ("hivemind-user", "gina"),
        ("hivemind-tenant-created", "2020-01-01T00:00:00Z"), ("Authorization", "Test gina"), ("Cookie", "tenant=globex"), ("Host", "globex.test"), ("Content-Length", "0"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked"),
        ("Transfer-Encoding", "identity"), ("Transfer-Encoding", "xchunked"), ("Transfer-Encoding ", "chunked"), ("Content-Type", "text/plain"), ("Content-Type", "application/json;charset=utf-16"), ("Content-Type", ""),
        ("Content-Type", ";;;"), ("Content-Type", "*/*"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"), ("Expect", "nothing"), ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Connection", "X-Test-User, close"),
        ("If-Match", "\"0-1\""), ("If-Match", "W/\"0-1\""), ("If-Match", ""), ("If-Match", "*, *"), ("If-Match", "\"\0\""), ("If-None-Match", "*"), ("Range", "bytes=0-5"), ("Accept", "text/html"), ("Accept-Charset", "utf-16"),
        ("Idempotency-Key", "k-1"), ("Idempotency-Key", "k-2"), ("Idempotency-Key", ""), ("Idempotency-Key", "\u00e9"), ("Idempotency-Key", "a b"), ("TE", "trailers"), ("Trailer", "X-Tenant-Id"), (":path", "/x"), ("X\tY", "z"), ("", "x"),
        ("X-Folded", "a\r\n X-Tenant-Id: globex"), ("X-Split", "a\r\nX-Tenant-Id: globex"), ("X-Bare", "a\nX-Tenant-Id: globex"), ("traceparent", "00-0-0-0"), ("Origin", "null"),
    ];

    public static readonly string[] Json =
    [
        "null", "true", "0", "-0", "-1", "0.0005", "1e999", "-1e999", "1e-999", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1E5", "79228162514264337593543950335", "9007199254740993", "0.1e1", "01", "NaN", "Infinity",
        "\"\"", "\" \"", "\"globex\"", "\"GLOBEX\"", "\"globex-web\"", "\"../globex\"", "\"globex/globex-web\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\udca9\"", "\"\\r\\nX-A: b\"", "\"\\u202e\"", "\"user gina\"", "\"user root\"", "\"group crew\"",
        "\"user \"", "\"platform-admin\"", "\"tenant-admin\"", "\"helper\"", "\"*\"", "\"*:*\"", "\"gina\"", "\"root\"", "\"hard\"", "\"Hard\"", "\"1\"", "\"job-1\"", "\".\"", "\"..\"", "\"front\"", "\"/\"", "\"/data/../..\"", "\"/var/run/docker.sock\"", "\"own\"", "\"shared\"", "\"udp\"", "\"public\"", "[{\"number\":80},{\"number\":80}]", "[{}]", "{\"PATH\":\"x\"}", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"2099-02-30T00:00:00Z\"", "\"2099-12-31T23:59:60Z\"", "[]", "{}", "[null]", "[[]]", "[\"globex-web\"]", "[\"acme-x\",\"acme-x\"]", "{\"a\":1}", "{\"\":\"\"}", "{\"gpu\":-1}", "{\"gpu\":9223372036854775807}", "{\"GPU\":1}", "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"$ref\":\"#\"}", "{\"$type\":\"x\"}", "{\"__proto__\":{}}", "{\"\\ud800\":1}", "{\"\\u0000\":\"x\"}", "/**/1", "'x'", "[1,]",
    ];

    public static readonly string[] Members =
    [
        "tenant_id", "id", "scope", "namespace", "resource", "subject", "owner_id", "version", "etag", "status", "created_at", "role_id", "user_id", "namespaces", "resource_quotas", "isolation_level", "other", "", "$type", "__proto__", "Name", "name",
        "\\u006eame", "\\ud800", "\\u0000", "amounts", "lease_seconds", "source", "permissions", "reason", "image", "replicas", "ports", "volumes", "environment", "secrets", "labels", "job", "readiness", "spec", "size", "kind", "privileged", "path",
    ];

    public static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "dElEtE", "PURGE", "G@T", "\0", "POST_", "M-SEARCH"];
}
