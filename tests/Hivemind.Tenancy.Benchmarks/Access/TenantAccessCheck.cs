using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// Whether a user has access to a tenant, beside the look-ups that the question cannot be answered without: does the tenant
/// exist, what does the user hold, is this tenant among it. Three look-ups, where the answer is yes. Shown beside are the same
/// look-ups with what the rules read as well: the context, the tenant's owner and its uid.
/// </summary>
[Budget("check access to a tenant", Ratio = 2)]
public class TenantAccessCheck : TenantBenchmark
{
    private static readonly AsyncLocal<TenantContext?> Local = new();

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
        Preparation.Require(this, _questions.Rewind, Bare, Ours, WithRecord);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch.Size)]
    public int Bare()
    {
        int granted = 0;
        foreach (Question question in _questions.Next())
        {
            if (_bareTenants.ContainsKey(question.Tenant.Value)
                && _bareUsers.TryGetValue(question.User, out Dictionary<string, HashSet<string>>? tenants)
                && tenants.ContainsKey(question.Tenant.Value))
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
            if (Sync.Get(_access.CheckTenantAccessAsync(question.User, question.Tenant)))
            {
                granted++;
            }
        }

        return granted;
    }

    [Benchmark(OperationsPerInvoke = Batch.Size)]
    public int WithRecord()
    {
        int granted = 0;
        foreach (Question question in _questions.Next())
        {
            if (Local.Value is null
                && _bareTenants.TryGetValue(question.Tenant.Value, out Tenant? tenant)
                && (tenant.OwnerId == question.User
                    || (_bareUsers.TryGetValue(question.User, out Dictionary<string, HashSet<string>>? tenants)
                        && tenants.ContainsKey(tenant.Id.Value)
                        && !tenant.Uid.IsDefault)))
            {
                granted++;
            }
        }

        return granted;
    }
}
