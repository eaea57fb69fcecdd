using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Finds out whether connections may go on: by the verified door, and by the permissions of their pass.</summary>
internal sealed class HubDoor(ITenantManager tenants, IAccessManager access, TimeProvider time, ILogger<HubDoor> logger)
{
    /// <summary>Longest attempt. What takes longer counts as not found out.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    /// <summary>Whether they may; null when it could not be found out.</summary>
    public async ValueTask<bool?> TryPassAsync(HubPass pass, CancellationToken stopped)
    {
        using CancellationTokenSource late = new(LongestLook, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopped);
        try
        {
            // A store that does not end when it is cancelled holds up nobody else.
            return await PassAsync(pass, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TenantAccessDeniedException or TenantNotActiveException or TenantNotFoundException)
        {
            return false;
        }
        catch (Exception e)
        {
            // Any failure, also one of a third party's store or provider, is no answer.
            logger.JudgingFailed(pass.Claim.UserId, pass.Claim.TenantId, e);
            return null;
        }
    }

    private async Task<bool> PassAsync(HubPass pass, CancellationToken cancellationToken)
    {
        TenantContext context = await tenants.GetTenantContextAsync(pass.Claim, cancellationToken).ConfigureAwait(false);
        using (context.Enter())
        {
            foreach ((Permission permission, PermissionScope scope) in pass.Needs)
            {
                if (!await access.CheckPermissionAsync(pass.Claim.UserId, permission, scope, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
