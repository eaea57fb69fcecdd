namespace Hivemind.Tenancy.Workloads.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_that_is_gone_is_freed()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Engine.RemoveAsync(platform.Key(), null, Cancellation);

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();

        (await platform.AllocationAsync()).Should().BeNull();
    }

    [Fact]
    public async Task What_a_host_that_stopped_between_apply_and_commit_left_is_committed()
    {
        await using Platform platform = await Platform.CreateAsync();
        await RunUntilAppliedAsync(platform);
        (await platform.AllocationAsync())!.IsCommitted.Should().BeFalse();

        await platform.Reconciler.ReconcileAsync(Cancellation);

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_a_host_that_stopped_left_for_longer_than_its_lease_is_adopted_and_then_committed()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 1 });
        DesiredApp stray = Stray(platform);
        await platform.Engine.ApplyAsync(stray, 0, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await platform.AllocationAsync())!.IsAdopted.Should().BeTrue();
        await platform.Reconciler.ReconcileAsync(Cancellation);

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Stray_is_removed_where_the_host_says_so()
    {
        await using Platform platform = await Platform.CreateAsync(options: o => o.Strays = StrayPolicy.Remove);
        await platform.DeployAsync(Platform.Shop(1) with { Name = "held" });
        await platform.Engine.ApplyAsync(Stray(platform), 0, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.OnEngineAsync()).Should().BeNull();
        (await platform.OnEngineAsync("held")).Should().NotBeNull();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task App_of_a_tenant_that_is_gone_is_removed_and_that_of_the_next_of_the_id_is_not()
    {
        await using Platform platform = await Platform.CreateAsync();
        DesiredApp left = Stray(platform);
        await platform.Host.Tenants.DeleteTenantAsync(platform.Acme, cancellationToken: Cancellation);
        await platform.Engine.ApplyAsync(left, 0, Cancellation);
        Tenant next = await platform.Host.CreateTenantAsync("acme", s => s with { Namespaces = ["web"] }, Cancellation);
        await platform.Apps.DeployAsync(next, Platform.Shop(), Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.Engine.ListAsync("memory", null, Cancellation)).Apps.Should().ContainSingle().Which.Desired.Key.Tenant.Should().Be((TenantReference)next);
    }

    [Fact]
    public async Task App_of_a_tenant_that_came_after_the_marks_is_left_alone()
    {
        await using Platform platform = await Platform.CreateAsync();
        Tenant? late = null;
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ListAsync))
            {
                platform.Engine.Faults.Before = null;
                late = await platform.Host.CreateTenantAsync("late", s => s with { Namespaces = ["late"] }, token);
                await platform.Apps.DeployAsync(late, Platform.Shop() with { Namespace = "late" }, token);
            }
        };

        await platform.Reconciler.ReconcileAsync(Cancellation);

        await platform.ShouldAgreeAsync(late);
        (await platform.Engine.FindAsync(platform.Key(namespaceName: "late", tenant: late), Cancellation)).Should().NotBeNull();
    }

    [Fact]
    public async Task App_deployed_after_the_mark_is_not_freed()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync(Platform.Shop() with { Name = "first" });
        platform.Engine.AddNode(new Node("second"));
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.ListAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Apps.StopAsync(platform.Acme, "web", "first", cancellationToken: token);
                await platform.DeployAsync();
            }
        };

        await platform.Reconciler.ReconcileAsync(Cancellation);

        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_was_removed_while_it_was_listed_is_not_taken_for_a_stray()
    {
        Platform? platform = null;
        bool isDue = false;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.ReconcileAsync))
            {
                isDue = false;
                platform!.Apps.RemoveAsync(platform.Acme, "web", "shop").AsTask().GetAwaiter().GetResult().Should().BeTrue();
                platform.Apps.RemoveVolumeAsync(platform.Acme, "web", "data").AsTask().GetAwaiter().GetResult().Should().BeTrue();
            }

            return call();
        });
        await using Platform disposal = platform;
        await platform.DeployAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        isDue = true;

        await platform.Reconciler.ReconcileAsync(Cancellation);

        isDue.Should().BeFalse();
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Nothing_of_a_silent_node_is_freed_and_others_are_reconciled()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        platform.Engine.AddNode(new Node("second"));
        await platform.DeployAsync(Platform.Shop() with { Name = "other" });
        (await platform.AllocationAsync("app/web/other"))!.Source.Should().Be("second");
        await platform.Engine.RemoveAsync(platform.Key("other"), null, Cancellation);
        platform.Engine.Faults.Silence("memory");

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeFalse();

        (await platform.HeldAsync()).Should().Be(Platform.Held(2));
        (await platform.AllocationAsync("app/web/other")).Should().BeNull();
        platform.Reconciler.Health.Should().BeEquivalentTo([new { Source = "memory", IsHealthy = false }, new { Source = "second", IsHealthy = true }]);
        platform.Reconciler.Health[0].Error.Should().Contain("does not answer");
        platform.Engine.Faults.Clear();
        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeTrue();
    }

    [Fact]
    public async Task Node_that_is_taken_out_is_freed_when_an_operator_says_so()
    {
        await using Platform platform = await Platform.CreateAsync();
        await using ResourceReservation left = await platform.Host.Quotas.ReserveAsync(
            platform.Acme, Platform.Held(2), new ReservationOptions { AllocationId = "app/web/shop", Source = "former" }, Cancellation);
        await left.CommitAsync(Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await platform.AllocationAsync()).Should().NotBeNull();

        await platform.Reconciler.ForgetSourceAsync("former", Cancellation);

        (await platform.AllocationAsync()).Should().BeNull();
        await new Func<Task>(() => platform.Reconciler.ForgetSourceAsync("memory", Cancellation).AsTask()).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task What_is_held_too_much_is_lowered_to_what_a_later_look_finds()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Host.Quotas.ResizeAsync(platform.Acme, "app/web/shop", Platform.Held(5), Cancellation);
        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        platform.Engine.Faults.Before = async (verb, token) =>
        {
            if (verb == nameof(IWorkloadEngine.FindAsync))
            {
                platform.Engine.Faults.Before = null;
                await platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1, Spec = Platform.Shop(3) }, desired.Generation, token);
            }
        };

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.HeldAsync()).Should().Be(Platform.Held(3));
    }

    [Fact]
    public async Task What_is_held_too_much_and_changed_before_it_is_lowered_is_looked_at_anew()
    {
        Platform? platform = null;
        bool isDue = false;
        int lowered = 0;
        platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (method.Name == nameof(ITenantStore.LowerAsync) && ++lowered == 1 && isDue)
            {
                platform!.Host.Quotas.ResizeAsync(platform.Acme, "app/web/shop", Platform.Held(6)).AsTask().GetAwaiter().GetResult();
            }

            return call();
        });
        await using Platform disposal = platform;
        await platform.DeployAsync();
        await platform.Host.Quotas.ResizeAsync(platform.Acme, "app/web/shop", Platform.Held(5), Cancellation);
        (lowered, isDue) = (0, true);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        lowered.Should().Be(2, "the first decision came too late");
        await platform.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_runs_more_than_is_held_is_raised()
    {
        await using Platform platform = await Platform.CreateAsync(new ResourceQuotas { Containers = 2 });
        await platform.DeployAsync();
        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        await platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1, Spec = Platform.Shop(4) }, desired.Generation, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.HeldAsync()).Should().Be(Platform.Held(4));
    }

    [Fact]
    public async Task Volume_that_is_gone_is_freed_and_one_that_is_there_is_held()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.Apps.CreateVolumeAsync(platform.Acme, "web", "data", 1024, Cancellation);
        await platform.Engine.RemoveVolumeAsync(platform.Key("data"), null, Cancellation);
        await platform.Engine.CreateVolumeAsync(new AppVolume(platform.Key("stray"), 2048, "memory"), null, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        await platform.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task App_that_does_not_follow_its_tenants_status_is_put_right_at_the_second_look(bool isSuspended)
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        if (isSuspended)
        {
            await platform.Host.Tenants.SuspendTenantAsync(platform.Acme, "test", Cancellation);
        }

        DesiredApp desired = (await platform.OnEngineAsync())!.Desired;
        await platform.Engine.ApplyAsync(desired with { Generation = desired.Generation + 1, IsSuspended = !isSuspended }, desired.Generation, Cancellation);

        await platform.Reconciler.ReconcileAsync(Cancellation);
        (await platform.OnEngineAsync())!.Desired.IsSuspended.Should().Be(!isSuspended);
        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.OnEngineAsync())!.Desired.IsSuspended.Should().Be(isSuspended);
    }

    [Fact]
    public async Task Store_that_fails_is_not_taken_for_an_engine_that_does()
    {
        StoreFaults store = new();
        await using Platform platform = await Platform.CreateAsync(around: store.Around);
        store.FailsIn = nameof(ITenantStore.ReadMarksAsync);

        await new Func<Task>(() => platform.Reconciler.ReconcileAsync(Cancellation).AsTask()).Should().ThrowAsync<TenancyStoreException>();
    }

    [Fact]
    public async Task Passes_in_a_row_change_nothing_more()
    {
        await using Platform platform = await Platform.CreateAsync();
        await platform.DeployAsync();
        await platform.Reconciler.ReconcileAsync(Cancellation);
        long change = (await platform.AllocationAsync())!.Change;
        int events = platform.Host.Events.Of<AllocationsReconciled>().Count;

        await platform.Reconciler.ReconcileAsync(Cancellation);

        (await platform.AllocationAsync())!.Change.Should().Be(change);
        platform.Host.Events.Of<AllocationsReconciled>().Should().HaveCount(events);
    }

    [Fact]
    public async Task Tenant_that_cannot_be_settled_stands_in_no_others_way()
    {
        bool isDue = false;
        await using Platform platform = await Platform.CreateAsync(around: (method, arguments, call) =>
        {
            if (isDue && method.Name == nameof(ITenantStore.ReconcileAsync))
            {
                isDue = false;
                return Interceptor.Faulted(method.ReturnType, new ArgumentException("Too much."));
            }

            return call();
        });
        Tenant beta = await platform.Host.CreateTenantAsync("beta", s => s with { Namespaces = ["beta-web"] }, Cancellation);
        await platform.Apps.DeployAsync(beta, Platform.Shop() with { Namespace = "beta-web" }, Cancellation);
        await platform.Engine.RemoveAsync(platform.Key(namespaceName: "beta-web", tenant: beta), null, Cancellation);
        isDue = true;

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeFalse();

        isDue.Should().BeFalse();
        platform.Reconciler.Health.Should().ContainSingle().Which.IsHealthy.Should().BeTrue("the source answers");
        await platform.ShouldAgreeAsync(beta);
    }

    [Fact]
    public async Task App_that_cannot_be_removed_stands_in_no_others_way()
    {
        await using Platform platform = await Platform.CreateAsync(options: o => o.Strays = StrayPolicy.Remove);
        DesiredApp stray = Stray(platform);
        await platform.Engine.ApplyAsync(stray, 0, Cancellation);
        await platform.Engine.ApplyAsync(stray with { Key = platform.Key("other"), Spec = stray.Spec with { Name = "other" } }, 0, Cancellation);
        platform.Engine.Faults.Fail(nameof(IWorkloadEngine.RemoveAsync));

        (await platform.Reconciler.ReconcileAsync(Cancellation)).Should().BeFalse();

        (await platform.Engine.ListAsync("memory", null, Cancellation)).Apps.Should().ContainSingle();
    }

    [Fact]
    public async Task Stray_that_is_acknowledged_before_it_is_removed_stays()
    {
        Platform? platform = null;
        bool isDue = false;
        Task? reconciling = null;
        TaskCompletionSource isRemoving = new();
        TaskCompletionSource isAcknowledged = new();
        platform = await Platform.CreateAsync(
            options: o => o.Strays = StrayPolicy.Remove,
            around: (method, arguments, call) =>
            {
                if (isDue && method.Name == nameof(ITenantStore.CommitAsync))
                {
                    // What was held for it has ended; a pass finds a stray, and is about to remove it.
                    isDue = false;
                    platform!.Host.Quotas.ReleaseAsync(platform.Acme, "app/web/shop").AsTask().GetAwaiter().GetResult();
                    reconciling = Task.Run(() => platform.Reconciler.ReconcileAsync().AsTask());
                    isRemoving.Task.GetAwaiter().GetResult();
                }

                return call();
            });
        await using Platform disposal = platform;
        platform.Engine.Faults.Before = async (verb, _) =>
        {
            if (verb == nameof(IWorkloadEngine.RemoveAsync))
            {
                isRemoving.TrySetResult();
                await isAcknowledged.Task;
            }
        };
        isDue = true;

        await platform.DeployAsync();
        isAcknowledged.SetResult();
        await reconciling!;

        (await platform.OnEngineAsync())!.IsReady.Should().BeTrue();
        await platform.ShouldAgreeAsync();
    }

    private static DesiredApp Stray(Platform platform) => new()
    {
        Key = platform.Key(),
        Instance = Guid.NewGuid(),
        Generation = 1,
        Spec = Platform.Shop(),
        Source = "memory",
        Isolation = IsolationLevel.Soft.Settings,
    };

    /// <summary>As a host would leave it that stops when the engine has recorded the app.</summary>
    private static async Task RunUntilAppliedAsync(Platform platform)
    {
        await platform.Host.Quotas.ReserveAsync(
            platform.Acme, Platform.Held(2), new ReservationOptions { AllocationId = "app/web/shop", Namespace = "web", Source = "memory" }, Cancellation);
        await platform.Engine.ApplyAsync(Stray(platform), 0, Cancellation);
    }
}
