using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Hivemind.Tenancy.Tests;

/// <summary>Data of a theory with one parameter: every <see cref="StoreKind"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryStoreAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<StoreKind>().Select(kind => new TheoryDataRow<StoreKind>(kind))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
