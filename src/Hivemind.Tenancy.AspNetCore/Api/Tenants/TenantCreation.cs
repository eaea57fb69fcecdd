using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Creates a tenant, once for each <c>Idempotency-Key</c>. The key is written into the reason of the event of the creation, in the same step
/// as the tenant, so a repeated request is recognized on every host and after a restart, as long as the log keeps that event.
/// </summary>
internal sealed class TenantCreation(ApiCall call, TenantSpec spec, string? key)
{
    private const int HashLength = 16;
    private const string Mark = "; Idempotency-Key sha256:";

    private readonly string _bodyHash = IdempotencyKey.Hash(Canonical(call, spec))[..HashLength];
    private readonly string _keyMark = key is null ? string.Empty : $"{Mark}{IdempotencyKey.Hash(key)[..HashLength]}/";

    public Task<IResult> RunAsync() => KeyedRequest.RunAsync(call, key, "tenants", _bodyHash, CreateAsync);

    private static byte[] Canonical(ApiCall call, TenantSpec spec) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(TenantSettings.Of(spec), call.Api.Json<TenantSettings>()), .. Encoding.UTF8.GetBytes(spec.Id.Value)];

    private async Task<IResult> CreateAsync()
    {
        if (await FindMadeAsync().ConfigureAwait(false) is { } before)
        {
            return Replayed(before);
        }

        try
        {
            TenantContext caller = TenantContext.Current!;
            string reason = key is null ? caller.Reason! : $"{caller.Reason}{_keyMark}{_bodyHash}";
            using (TenantContext.System(caller.Actor!, reason).Enter())
            {
                return Created(await call.Tenants.CreateTenantAsync(spec, call.Aborted).ConfigureAwait(false));
            }
        }
        catch (TenantConflictException)
        {
            if (await FindMadeAsync().ConfigureAwait(false) is { } made)
            {
                return Replayed(made);
            }

            throw;
        }
    }

    /// <summary>The tenant that this very request made before; null when there is none, or it waits to be continued.</summary>
    /// <exception cref="ApiProblemException">The key made it, but of another body.</exception>
    private async ValueTask<Tenant?> FindMadeAsync()
    {
        if (key is null || await call.FindLatestAsync(spec.Id).ConfigureAwait(false) is not { } tenant)
        {
            return null;
        }

        // Of this tenant: a former one of the id does not count.
        IReadOnlyList<TenancyEvent> events = (await call.Tenants.ReadEventsAsync(new EventQuery { Tenant = tenant, Limit = 1 }, call.Aborted).ConfigureAwait(false)).Events;
        bool isOurs = events is [TenantCreated { ActorReason: { } reason } created]
            && created.Actor == call.UserId
            && reason.Contains(_keyMark, StringComparison.Ordinal);
        if (!isOurs)
        {
            return null;
        }

        return !events[0].ActorReason!.EndsWith(_keyMark + _bodyHash, StringComparison.Ordinal) ? throw IdempotencyKey.Reused()
            : tenant.Status == TenantStatus.Pending ? null
            : tenant;
    }

    private IResult Replayed(Tenant tenant)
    {
        call.Http.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        return Created(tenant);
    }

    private IResult Created(Tenant tenant)
    {
        call.Http.Locate(tenant.Id.Value);
        return TenantEndpoints.Answer(call.Http, tenant, StatusCodes.Status201Created);
    }
}
