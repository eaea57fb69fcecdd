using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Lifecycle operations that are cancelled in the middle, wherever that is, stay where they are and can be finished.</summary>
public sealed class CancelledLifecycleTests
{
    public static TheoryData<string> Operations => ["create", "suspend", "resume", "delete"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Cancelled_by_each_provisioner_in_turn_it_stays_with_a_reason_and_can_be_finished(string operation)
    {
        foreach (bool throws in new[] { false, true })
        {
            foreach (int at in Enumerable.Range(0, 3))
            {
                ConcurrentQueue<string> journal = new();
                ScriptedProvisioner[] provisioners = [new("0", journal), new("1", journal), new("2", journal)];
                await using TenancyHost host = Hosts.With(provisioners);
                await Prepare(host, operation);
                using CancellationTokenSource source = new();
                provisioners[at].Script = async (_, _, token) =>
                {
                    await source.CancelAsync();
                    if (throws)
                    {
                        token.ThrowIfCancellationRequested();
                    }
                };

                bool isLast = at == (operation is "suspend" or "delete" ? 0 : 2);
                Exception? error = await Record.ExceptionAsync(() => Run(host, operation, source.Token));

                (error is OperationCanceledException).Should().Be(operation != "suspend" || !isLast || throws, "suspending ends with the last provisioner");
                Tenant left = await host.GetAsync();
                left.Status.Should().Be(Left(operation));
                (left.StatusReason?.Contains("Cancelled") == true).Should().Be(throws || !isLast, "it says what was cancelled");
                await Run(host, operation, Cancellation);
                await ShouldBeDone(host, operation);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Cancelled_before_or_after_each_call_of_the_store_it_can_be_finished(string operation)
    {
        bool interrupted = true;
        int at = 0;
        for (; interrupted; at++)
        {
            foreach (bool after in new[] { false, true })
            {
                await using TenancyHost inner = new();
                using CancellationTokenSource source = new();
                int calls = int.MinValue;
                await using TenancyHost host = Hosts.Behind(inner, (_, _, call) =>
                {
                    bool now = calls++ == at;
                    if (now && !after)
                    {
                        source.Cancel();
                    }

                    object? result = call();
                    if (now && after)
                    {
                        source.Cancel();
                    }

                    return result;
                });
                await Prepare(host, operation);
                calls = 0;

                Exception? error = await Record.ExceptionAsync(() => Run(host, operation, source.Token));
                interrupted = error is not null;
                calls = int.MinValue;

                (error is null or OperationCanceledException).Should().BeTrue("it is cancelled, not broken, by {0}", error);
                await ShouldBeLawful(inner, operation);
                await Finish(host, operation);
                await ShouldBeDone(inner, operation);
            }
        }

        at.Should().BeGreaterThan(1, "there is something to cancel");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Failed_at_each_call_of_the_store_it_can_be_finished(string operation)
    {
        bool interrupted = true;
        int at = 0;
        for (; interrupted; at++)
        {
            await using TenancyHost inner = new();
            int calls = int.MinValue;
            TenancyStoreException failure = new("connection lost", isTransient: true);
            await using TenancyHost host = Hosts.Behind(inner, (_, _, call) => calls++ == at ? throw failure : call());
            await Prepare(host, operation);
            calls = 0;

            Exception? error = await Record.ExceptionAsync(() => Run(host, operation, Cancellation));
            interrupted = error is not null;
            calls = int.MinValue;

            (error ?? failure).Should().BeSameAs(failure, "a store's failure is thrown as it is");
            await ShouldBeLawful(inner, operation);
            await Finish(host, operation);
            await ShouldBeDone(inner, operation);
        }

        at.Should().BeGreaterThan(2, "there is something to fail");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Failure_to_store_the_reason_does_not_hide_what_failed(string operation)
    {
        foreach (Exception failure in new Exception[] { new TenancyStoreException("down", isTransient: true), new InvalidOperationException("a bug of the store") })
        {
            await ShouldSayWhatFailed(operation, failure);
        }
    }

    private static async Task ShouldSayWhatFailed(string operation, Exception storeFailure)
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost inner = new();
        bool broken = false;
        await using TenancyHost host = new(services: services =>
        {
            services.AddSingleton<ITenantProvisioner>(provisioner);
            services.AddSingleton(inner.Rbac);
            services.AddSingleton(Interceptor.Before(inner.Store, (_, _, call) => broken ? throw storeFailure : call()));
        });
        await Prepare(host, operation);
        InvalidOperationException cause = new("no disk");
        provisioner.Script = (_, _, _) =>
        {
            broken = true;
            throw cause;
        };

        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => Run(host, operation, Cancellation));

        failure.InnerException.Should().BeSameAs(cause);
        host.Logs.GetSnapshot().Should().Contain(r => r.Id.Id == 9 && r.Message.Contains("acme") && r.Exception == storeFailure);
    }

    private static async Task Prepare(TenancyHost host, string operation)
    {
        if (operation != "create")
        {
            await host.CreateAsync("acme", Some.Owner, "web");
            await host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        }

        if (operation == "resume")
        {
            await host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        }
    }

    private static Task Run(TenancyHost host, string operation, CancellationToken cancellation) => operation switch
    {
        "create" => host.Tenants.CreateTenantAsync(Some.Spec() with { Namespaces = ["web"] }, cancellation).AsTask(),
        "suspend" => host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", cancellation).AsTask(),
        "resume" => host.Tenants.ResumeTenantAsync(Some.TenantId, cancellation).AsTask(),
        _ => host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: cancellation).AsTask(),
    };

    /// <summary>Makes the call again, unless it had taken effect.</summary>
    private static async Task Finish(TenancyHost host, string operation)
    {
        Tenant? left = await host.Tenants.FindTenantAsync(Some.TenantId, Cancellation);
        bool done = operation switch
        {
            "create" or "resume" => left?.Status == TenantStatus.Active,
            "delete" => left is null,
            _ => false,
        };
        if (!done)
        {
            await Run(host, operation, Cancellation);
        }
    }

    private static TenantStatus Left(string operation) => operation switch
    {
        "create" => TenantStatus.Pending,
        "delete" => TenantStatus.Terminating,
        _ => TenantStatus.Suspended,
    };

    private static async Task ShouldBeLawful(TenancyHost host, string operation)
    {
        TenantStatus? status = (await host.Tenants.FindTenantAsync(Some.TenantId, Cancellation))?.Status;
        TenantStatus?[] lawful = operation switch
        {
            "create" => [null, TenantStatus.Pending, TenantStatus.Active],
            "delete" => [TenantStatus.Active, TenantStatus.Terminating, null],
            _ => [TenantStatus.Active, TenantStatus.Suspended],
        };
        lawful.Should().Contain(status);
    }

    private static async Task ShouldBeDone(TenancyHost host, string operation)
    {
        Tenant? tenant = await host.Tenants.FindTenantAsync(Some.TenantId, Cancellation);
        tenant?.Status.Should().Be(operation == "suspend" ? TenantStatus.Suspended : TenantStatus.Active);
        (tenant is null).Should().Be(operation == "delete");
        (await host.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, Cancellation)).Should().Be(operation is "suspend" or "resume");
        (await host.Tenants.FindTenantByNamespaceAsync("web", Cancellation)).Should().Be(tenant);
    }
}
