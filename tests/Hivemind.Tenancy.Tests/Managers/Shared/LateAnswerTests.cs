using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>A store or a provider that takes its time holds up no thread of the caller's: every method of the managers has returned by then.</summary>
public sealed class LateAnswerTests : IAsyncLifetime
{
    private readonly TenancyHost _setup = new();

    public static TheoryData<bool, string> Cases =>
        [.. from isStore in new[] { true, false } from caller in new[] { "nobody", "system", "user in a tenant", "user" } select (isStore, caller)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _setup.CreateAsync("acme", namespaces: "web");
        await _setup.BindAsync(Some.User, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
    }

    public ValueTask DisposeAsync() => _setup.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_returns_before_the_answer_is_there(bool isStore, string caller)
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TenancyHost host = new(services: services => services
            .AddSingleton(isStore ? Interceptor.Slow(_setup.Store, before: _ => answer.Task) : _setup.Store)
            .AddSingleton<IRbacProvider>(isStore ? _setup.Rbac : Interceptor.Slow((IRbacAdministrator)_setup.Rbac, before: _ => answer.Task)));
        Tenant tenant = await _setup.GetAsync();
        List<Task> calls = [];
        try
        {
            foreach ((string _, Func<TenancyHost, CancellationToken, Task> call) in ManagerCalls.All)
            {
                Task[] returned = await Task.Run(
                    () =>
                    {
                        using TenantScope? scope = Caller(caller, tenant)?.Enter();
                        return new[] { call(host, Cancellation) };
                    },
                    Cancellation).WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
                calls.Add(returned[0]);
            }

            calls.Count(call => !call.IsCompleted).Should().BeGreaterThan(10, "these do ask, and wait");
        }
        finally
        {
            answer.SetResult();
        }

        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static TenantContext? Caller(string caller, Tenant tenant) => caller switch
    {
        "nobody" => null,
        "system" => TenantContext.System("ops", "tests"),
        "user in a tenant" => new TenantContext(tenant, Some.User),
        _ => TenantContext.User(Some.User),
    };
}
