using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Creates a tenant, once for each <c>Idempotency-Key</c>.</summary>
internal static class TenantCreation
{
    /// <summary>Creates it, or answers with the one that the key made.</summary>
    /// <param name="call">The request.</param>
    /// <param name="spec">What it asks for.</param>
    /// <param name="header">Its key; null for none.</param>
    public static async Task<IResult> RunAsync(ApiCall call, TenantSpec spec, string? header)
    {
        KeyedResult<Tenant> made = header is null
            ? new KeyedResult<Tenant>(await call.Tenants.CreateTenantAsync(spec, call.Aborted).ConfigureAwait(false), IsReplayed: false)
            : await call.Tenants.CreateTenantAsync(
                spec, IdempotencyHeader.KeyOf(call, header, "createTenant", tenant: null, Canonical(call, spec)), call.Aborted).ConfigureAwait(false);
        IdempotencyHeader.MarkReplay(call.Http, made.IsReplayed);
        call.Http.Locate(made.Value.Id.Value);
        return TenantEndpoints.Answer(call.Http, made.Value, StatusCodes.Status201Created);
    }

    private static byte[] Canonical(ApiCall call, TenantSpec spec) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(TenantSettings.Of(spec), call.Api.Json<TenantSettings>()), .. Encoding.UTF8.GetBytes($"{spec.Id}\n{spec.Plan}\n{spec.IsolationLevel is null}")];
}
