using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Finds out whether connections may go on, by what their pass asks for.</summary>
internal sealed class LiveDoor(ITenantManager tenants, IAccessManager access, IRbacProvider rbac, TimeProvider time, ILogger<LiveDoor> logger)
{
    /// <summary>Longest attempt. What takes longer counts as not found out.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer of a directory holds that tells nobody of its changes: so that nobody goes on for more than a minute.</summary>
    private static readonly TimeSpan LongestUntold = TimeSpan.FromSeconds(50);

    private static readonly LiveVerdict Refused = new(false);

    /// <summary>Whether they may.</summary>
    public async ValueTask<LiveVerdict> TryPassAsync(LivePass pass, CancellationToken stopped)
    {
        using CancellationTokenSource late = new(LongestLook, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopped);
        try
        {
            // A store that does not end when it is cancelled holds up nobody else.
            return await JudgeAsync(pass, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TenantAccessDeniedException or TenantNotActiveException or TenantNotFoundException)
        {
            return Refused;
        }
        catch (Exception e)
        {
            // Any failure, also one of a third party's store or provider, is no answer.
            logger.JudgingFailed(pass.UserId, pass.Tenant?.Id, e);
            return default;
        }
    }

    private async Task<LiveVerdict> JudgeAsync(LivePass pass, CancellationToken cancellationToken) =>
        !await pass.MayGoOnAsync(tenants, access, cancellationToken).ConfigureAwait(false) ? Refused
            : new LiveVerdict(true, pass.IsJudgedInRounds ? null : await FindEndAsync(pass.UserId, cancellationToken).ConfigureAwait(false));

    /// <summary>When the first of the user's bindings ends; where that cannot be known, when to ask again, spread so that not all are asked at once.</summary>
    private async ValueTask<TimeSpan?> FindEndAsync(string userId, CancellationToken cancellationToken) =>
        rbac is IRbacAdministrator administrator
            ? (await administrator.GetGrantsAsync(userId, cancellationToken).ConfigureAwait(false)).EndsIn
            : LongestUntold * (1 - (Random.Shared.NextDouble() / 2));
}
