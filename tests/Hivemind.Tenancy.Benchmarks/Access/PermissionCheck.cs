using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Whether a user has a permission in a tenant, beside the look-ups that the question cannot be answered without: does the
/// tenant exist, what does the user hold, what in this tenant, is this permission among it. Four look-ups, where the answer is
/// yes. The bare index holds every permission written out, ours the roles' with their wild cards.
/// </summary>
[Budget("check a permission", Ratio = 2)]
public class PermissionCheck : TenantBenchmark
{
    private static readonly Permission Deploy = new("containers", "deploy");
    private static readonly string BareDeploy = Deploy.ToString();

    private ConcurrentDictionary<string, Tenant> _bareTenants = new();
    private ConcurrentDictionary<string, Dictionary<string, HashSet<string>>> _bareUsers = new();
    private IAccessManager _access = null!;
    private KeyWalk<Question> _questions = new([]);

    [GlobalSetup]
    public void Setup()
    {
        Host host = Host.With(Tenants);
        Users users = Users.Of(host);
        _bareTenants = host.Bare;
        _bareUsers = users.Bare;
        _access = host.Access;
        _questions = new KeyWalk<Question>(users.Questions);
        Preparation.Require(this, _questions.Rewind, Bare, Ours);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        int granted = 0;
        foreach (Question question in _questions.Next())
        {
            if (_bareTenants.ContainsKey(question.Tenant.Value)
                && _bareUsers.TryGetValue(question.User, out Dictionary<string, HashSet<string>>? tenants)
                && tenants.TryGetValue(question.Tenant.Value, out HashSet<string>? permissions)
                && permissions.Contains(BareDeploy))
            {
                granted++;
            }
        }

        return granted;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int Ours()
    {
        int granted = 0;
        foreach (Question question in _questions.Next())
        {
            if (Sync.Get(_access.CheckPermissionAsync(question.User, Deploy, PermissionScope.Tenant(question.Tenant))))
            {
                granted++;
            }
        }

        return granted;
    }
}
