using System.Data.Common;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>What one attempt at an admission reads beside the ledger, under its lock: the request's namespace, and what was done under its key.</summary>
internal sealed class AdmissionLook(AdmissionRequest request)
{
    private readonly int _ofKey = request.Namespace is null ? 0 : 1;
    private bool _hasNamespace = request.Namespace is null;
    private IdempotencyRecord? _record;
    private AllocationState? _made;

    /// <summary>What reads it. Without namespace and key there is none.</summary>
    public IReadOnlyList<TenancyStatement> Statements { get; } =
    [
        .. request.Namespace is { } name
            ? [new TenancyStatement("SELECT name FROM namespaces WHERE name = @p1 AND tenant_id = @p2").With(name).With(request.Tenant.Id.Value)]
            : Array.Empty<TenancyStatement>(),
        .. request.Key is { } key
            ? [IdempotencySql.Find(key), IdempotencySql.FindAllocation(key, request.Tenant.Id)]
            : Array.Empty<TenancyStatement>(),
    ];

    public void Read(int statement, DbDataReader reader)
    {
        if (statement < _ofKey)
        {
            _hasNamespace = true;
        }
        else if (statement == _ofKey)
        {
            _record = IdempotencySql.Read(reader);
        }
        else
        {
            _made = AllocationSql.Read(reader);
        }
    }

    /// <summary>What the request's key made before; null when it has made nothing.</summary>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or what it made is gone.</exception>
    public AdmissionResult? Replay(LedgerStep step)
    {
        if (request.Key is not { } key || !IdempotencyRules.IsRepeated(key, _record, IdempotencyRules.MadeAllocation(request.Tenant.Id), step.Now))
        {
            return null;
        }

        AllocationState? live = _made is null ? null : step.TakeIn([_made]).SingleOrDefault();
        return IdempotencyRules.Replay(key, _record, step.State, live, step.Now);
    }

    public AdmissionVerdict Decide(LedgerStep step) =>
        AdmissionRules.Admit(step.State, step.Live, request, _hasNamespace, step.NextLeaseEndsAt, step.Now);

    /// <summary>What is to be written of the key.</summary>
    public IReadOnlyList<TenancyStatement> Writes(LedgerStep step, AllocationState? admitted) => request.Key is { } key && admitted is not null
        ? [.. IdempotencySql.Write(key, IdempotencyRules.Record(key, step.State, admitted, step.Now), _record)]
        : [];
}
