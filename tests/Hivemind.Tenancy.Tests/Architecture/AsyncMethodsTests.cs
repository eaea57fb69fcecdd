using System.Reflection;

namespace Hivemind.Tenancy.Tests;

public sealed class AsyncMethodsTests
{
    private static readonly MethodInfo[] Async =
        [.. Library.PublicMethods.Where(m => IsAwaitable(m.ReturnType) && m.Name != nameof(IAsyncDisposable.DisposeAsync))];

    [Fact]
    public void Asynchronous_methods_end_in_Async_and_no_other_does()
    {
        Async.Should().HaveCountGreaterThan(50);
        Async.Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Library.Name).Should().BeEmpty();
        Library.PublicMethods.Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && !IsAwaitable(m.ReturnType)).Select(Library.Name).Should().BeEmpty();
    }

    [Fact]
    public void Asynchronous_methods_take_a_cancellation_token_last() =>
        Async.Where(m => m.GetParameters() is not [.., { ParameterType: var type, Name: "cancellationToken" }] || type != typeof(CancellationToken))
            .Select(Library.Name)
            .Should().BeEmpty();

    [Fact]
    public void Cancellation_token_may_be_left_out_by_hosts_and_never_by_adapters()
    {
        Type[] seams =
        [
            typeof(ITenantStore), typeof(IConsumptionStore), typeof(IPlanStore), typeof(IRbacProvider), typeof(IRbacAdministrator), typeof(ITenantProvisioner), typeof(ITenancyEventHandler),
        ];

        Async.Where(m => m.GetParameters()[^1].IsOptional == seams.Contains(m.DeclaringType)).Select(Library.Name).Should().BeEmpty();
    }

    [Fact]
    public void Interfaces_have_no_synchronous_twins() =>
        Async.Where(m => m.DeclaringType!.GetMethods().Any(twin => twin.Name + "Async" == m.Name)).Select(Library.Name).Should().BeEmpty();

    private static bool IsAwaitable(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));
}
