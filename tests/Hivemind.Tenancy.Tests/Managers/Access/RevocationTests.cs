namespace Hivemind.Tenancy.Tests;

/// <summary>Readers run while a right is given and taken: once taking has returned nobody sees it, once giving has returned everybody does.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const int Rounds = 50;
    private const int ReadsPerRound = 3;

    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly PermissionScope Web = PermissionScope.Namespace(Some.TenantId, "web");
    private static readonly RoleSubject Staff = RoleSubject.Group("staff");

    private readonly TenancyHost _host = new();

    /// <summary>Even: stable; odd: being changed. 0 modulo 4 is revoked, 2 granted.</summary>
    private long _epoch;
    private long _reads;

    public static TheoryData<string> Ways => ["bind", "bind a group", "join a group", "define the role", "allow by the role", "become owner", "have the namespace"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme", namespaces: "web");
        await _host.Access.SetRoleAsync(new Role("empty", [new Permission("none", "none")]), Cancellation);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_right_is_seen_from_the_moment_it_is_given_to_the_moment_it_is_taken(string way)
    {
        (Func<Task> grant, Func<Task> revoke) = await Prepare(way);
        using CancellationTokenSource done = new();
        Task<string?>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Read(done.Token), Cancellation))];

        for (int round = 0; round < Rounds && !readers.Any(r => r.IsCompleted); round++)
        {
            await Step(grant, readers);
            await Step(revoke, readers);
        }

        await done.CancelAsync();
        (await Task.WhenAll(readers)).Should().OnlyContain(wrong => wrong == null);
        Volatile.Read(ref _epoch).Should().Be(4 * Rounds);
    }

    private async Task Step(Func<Task> change, Task<string?>[] readers)
    {
        Interlocked.Increment(ref _epoch);
        await change();
        Interlocked.Increment(ref _epoch);
        long start = Volatile.Read(ref _reads);
        while (Volatile.Read(ref _reads) < start + ReadsPerRound && !readers.Any(r => r.IsCompleted))
        {
            Thread.Yield();
        }
    }

    private async Task<string?> Read(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            long before = Volatile.Read(ref _epoch);
            bool permitted = await _host.Access.CheckPermissionAsync(Some.User, ReadPods, Web, CancellationToken.None);
            bool granted = (await _host.Access.ExplainAccessAsync(Some.User, ReadPods, Web, CancellationToken.None)).IsGranted;
            bool listed = (await _host.Access.GetAccessibleTenantsAsync(Some.User, CancellationToken.None)).Count == 1;
            if (before % 2 == 0 && Volatile.Read(ref _epoch) == before)
            {
                bool expected = before % 4 == 2;
                if (permitted != expected || granted != expected || (expected && !listed))
                {
                    return $"epoch {before}: permitted {permitted}, explained {granted}, listed {listed}";
                }

                Interlocked.Increment(ref _reads);
            }
        }

        return null;
    }

    private async Task<(Func<Task> Grant, Func<Task> Revoke)> Prepare(string way)
    {
        Role reader = new("reader", [ReadPods]);
        Role nothing = new("reader", [new Permission("none", "none")]);
        await _host.Access.SetRoleAsync(reader, Cancellation);
        RoleBinding user = new(RoleSubject.User(Some.User), "reader", Own);
        RoleBinding group = new(Staff, "reader", Web);
        switch (way)
        {
            case "bind":
                return (() => Bind(user), () => Unbind(user));
            case "bind a group":
                await Join();
                return (() => Bind(group), () => Unbind(group));
            case "join a group":
                await Bind(group);
                return (Join, async () => await _host.Access.RemoveGroupMemberAsync(Staff.Id, Some.User, Cancellation));
            case "define the role":
                return (
                    async () =>
                    {
                        await _host.Access.SetRoleAsync(reader, Cancellation);
                        await Bind(user);
                    },
                    async () => await _host.Access.RemoveRoleAsync("reader", Cancellation));
            case "allow by the role":
                await _host.Access.SetRoleAsync(nothing, Cancellation);
                await Bind(user);
                return (async () => await _host.Access.SetRoleAsync(reader, Cancellation), async () => await _host.Access.SetRoleAsync(nothing, Cancellation));
            case "become owner":
                return (() => ChangeOwner(Some.User), () => ChangeOwner("somebody"));
            default:
                await Bind(user);
                await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation);
                return (
                    async () => await _host.Tenants.AddNamespaceAsync(Some.TenantId, "web", Cancellation),
                    async () => await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation));
        }
    }

    private async Task Bind(RoleBinding binding) => await _host.Access.BindRoleAsync(binding, Cancellation);

    private async Task Unbind(RoleBinding binding) => await _host.Access.UnbindRoleAsync(binding, Cancellation);

    private async Task Join() => await _host.Access.AddGroupMemberAsync(Staff.Id, Some.User, Cancellation);

    private async Task ChangeOwner(string owner) =>
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { OwnerId = owner }, null, Cancellation);
}
