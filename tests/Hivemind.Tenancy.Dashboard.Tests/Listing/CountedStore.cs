using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests.Listing;

/// <summary>Counts what the store is asked, and lets some of it fail.</summary>
/// <param name="fails">What a call of this name fails with; null for none.</param>
/// <param name="counts">Which calls count; null for those of requests, not of the host's own work beside them.</param>
internal sealed class CountedStore(Func<string, Exception?>? fails = null, Func<string, bool>? counts = null)
{
    private readonly ConcurrentQueue<string> _calls = new();

    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Puts itself before the store.</summary>
    public void Before(HivemindTenancyBuilder tenancy)
    {
        ServiceDescriptor former = tenancy.Services.Last(s => s.ServiceType == typeof(ITenantStore));
        tenancy.Services.AddSingleton(services =>
        {
            ITenantStore inner = (ITenantStore)(former.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, former.ImplementationType!));
            return Interceptor.Before(inner, (method, _, call) =>
            {
                if (counts?.Invoke(method.Name) ?? TenantContext.Current is { Kind: TenantContextKind.User })
                {
                    _calls.Enqueue(method.Name);
                }

                return fails?.Invoke(method.Name) is { } failure ? Interceptor.Faulted(method.ReturnType, failure) : call();
            });
        });
    }

    /// <summary>What is asked while something is done.</summary>
    public async Task<string[]> DuringAsync(Func<Task> act)
    {
        _calls.Clear();
        await act();
        return [.. _calls.Order(StringComparer.Ordinal)];
    }
}
