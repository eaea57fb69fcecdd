using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Listing the hundred tenants a user has access to, beside one look-up for each tenant that is returned. Times are those of
/// one tenant returned.
/// </summary>
[Budget("list accessible tenants, each", Ratio = 2, Bytes = BudgetAttribute.AnyBytes)]
public class ListAccessibleTenants : TenantBenchmark
{
    private const int UsersOfBatch = 8;

    private ConcurrentDictionary<string, Tenant> _bareTenants = new();
    private Dictionary<string, string[]> _bareUsers = [];
    private IAccessManager _access = null!;
    private KeyWalk<string> _askers = new([]);

    [GlobalSetup]
    public void Setup()
    {
        Host host = Host.With(Tenants);
        Users users = Users.Of(host);
        _bareTenants = host.Bare;
        _bareUsers = users.Bare.ToDictionary(u => u.Key, u => u.Value.Keys.ToArray());
        _access = host.Access;
        _askers = new KeyWalk<string>(users.Askers);
        Preparation.Require(this, _askers.Rewind, Bare, Ours);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = UsersOfBatch * Users.Reach)]
    public int Bare()
    {
        int returned = 0;
        foreach (string user in _askers.Next(UsersOfBatch))
        {
            string[] ids = _bareUsers[user];
            List<Tenant> tenants = new(ids.Length);
            foreach (string id in ids)
            {
                tenants.Add(_bareTenants[id]);
            }

            returned += tenants.Count;
        }

        return returned;
    }

    [Benchmark(OperationsPerInvoke = UsersOfBatch * Users.Reach)]
    public int Ours()
    {
        int returned = 0;
        foreach (string user in _askers.Next(UsersOfBatch))
        {
            returned += Sync.Get(_access.GetAccessibleTenantsAsync(user)).Count;
        }

        return returned;
    }
}
