namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A directory that tells nobody of its changes: what it answers is what a test says.</summary>
internal sealed class SilentRbac : IRbacProvider
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _asked = [];
    private int _now;

    /// <summary>What the question whether a user may enter does; true lets everybody in.</summary>
    public Func<string, CancellationToken, Task<bool>> Answer { get; set; } = (_, _) => Task.FromResult(true);

    /// <summary>How many were asked at once at most.</summary>
    public int Most { get; private set; }

    public int Asked
    {
        get
        {
            lock (_gate)
            {
                return _asked.Values.Sum();
            }
        }
    }

    public int MostOfOne
    {
        get
        {
            lock (_gate)
            {
                return _asked.Values.DefaultIfEmpty().Max();
            }
        }
    }

    public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) => new(true);

    public async ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _asked[userId] = _asked.GetValueOrDefault(userId) + 1;
            Most = Math.Max(Most, ++_now);
        }

        try
        {
            return new GrantedScopes(await Answer(userId, cancellationToken) ? [PermissionScope.Global] : []);
        }
        finally
        {
            lock (_gate)
            {
                _now--;
            }
        }
    }
}
