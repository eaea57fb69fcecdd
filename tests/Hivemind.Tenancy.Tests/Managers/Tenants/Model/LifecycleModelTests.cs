using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>Random sequences of lifecycle operations with provisioners that fail or cancel, by two hosts: the library goes where the model goes.</summary>
public sealed class LifecycleModelTests
{
    private static readonly Gen<LifecycleStep[]> Lives = LifecycleStep.Any.Array[1, 40];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Lifecycle_agrees_with_a_naive_model() => Lives.SampleAsync(
        async steps =>
        {
            await LiveAsync(steps, (_, _) => { });
            return true;
        },
        iter: 200);

    [Fact]
    public async Task Every_status_is_come_to_by_every_ending()
    {
        HashSet<(TenantStatus?, string)> seen = [];
        await LifecycleStep.Any.Array[40].SampleAsync(
            async steps =>
            {
                await LiveAsync(steps, (model, step) =>
                {
                    lock (seen)
                    {
                        seen.Add((model.Status, step.Ending));
                    }
                });
                return true;
            },
            iter: 30);

        seen.Should().HaveCount(5 * 3);
    }

    private static async Task LiveAsync(LifecycleStep[] steps, Action<LifecycleModel, LifecycleStep> observe)
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost one = Hosts.With(provisioner);
        await using TenancyHost two = new(services: services => services.AddAll<ITenantProvisioner>([provisioner]), sharing: one);
        LifecycleModel[] models = [new(), new()];
        for (int i = 0; i < steps.Length; i++)
        {
            LifecycleStep step = steps[i];
            Type? expected = models[step.Tenant].Apply(step.Operation, step.Ending);

            Exception? thrown = await Record.ExceptionAsync(() => step.RunAsync(step.Host == 0 ? one : two, provisioner, i));

            (thrown?.GetType()).Should().Be(expected, "of step {0}: {1}", i, step);
            observe(models[step.Tenant], step);
            await ShouldAgree(one, models);
        }

        await ShouldRecordWhatHappened(one, models);
    }

    private static async Task ShouldAgree(TenancyHost host, LifecycleModel[] models)
    {
        for (int i = 0; i < models.Length; i++)
        {
            Tenant? tenant = await host.Tenants.FindTenantAsync(LifecycleStep.Tenants[i], Cancellation);
            (tenant?.Status).Should().Be(models[i].Status);
            (tenant?.Version ?? 0, tenant?.StatusVersion ?? 0).Should().Be((models[i].Version, models[i].StatusVersion));
            if (models[i].Reason is { } reason)
            {
                tenant!.StatusReason.Should().Contain(reason);
            }
            else
            {
                (tenant?.StatusReason).Should().BeNull();
            }
        }
    }

    /// <summary>The log alone leads to the same end: each incarnation begins Pending and goes from status to status without a leap.</summary>
    private static async Task ShouldRecordWhatHappened(TenancyHost host, LifecycleModel[] models)
    {
        IReadOnlyList<TenancyEvent> log = await host.LogAsync();
        log.Should().HaveCount(models.Sum(m => m.Events));
        for (int i = 0; i < models.Length; i++)
        {
            TenantStatus? status = null;
            foreach (TenancyEvent recorded in log.Where(e => e.TenantId == LifecycleStep.Tenants[i]))
            {
                status = recorded switch
                {
                    TenantCreated when status is null => TenantStatus.Pending,
                    TenantStatusChanged changed when changed.From == status => changed.To,
                    TenantUpdated updated when updated.After.Status == status => status,
                    TenantDeleted when status == TenantStatus.Terminating => null,
                    _ => throw new InvalidOperationException($"{recorded} does not follow {status}"),
                };
            }

            status.Should().Be(models[i].Status);
        }
    }
}
