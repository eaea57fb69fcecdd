using System.Globalization;

namespace Hivemind.Tenancy.Workloads.Tests.Managers;

/// <summary>20 tenants' apps deployed, scaled, redeployed, stopped, suspended, resumed and removed at random, against a plain model.</summary>
public sealed class ModelTests
{
    private const int Tenants = 20;
    private const int Limit = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Ledger_model_and_engine_are_one_after_everything(int seed, bool isEngineFailing)
    {
        Random random = new(seed);
        await using Platform platform = await Platform.CreateAsync();
        platform.Engine.AddNode(new Node("second"));
        List<Modelled> tenants = [];
        for (int i = 0; i < Tenants; i++)
        {
            tenants.Add(new Modelled(await platform.Host.CreateTenantAsync(
                string.Create(CultureInfo.InvariantCulture, $"t{i}"),
                s => s with { Namespaces = [$"n{i}"], ResourceQuotas = new ResourceQuotas { Containers = Limit } },
                Cancellation)));
        }

        int done = 0;
        int refused = 0;
        for (int step = 0; step < 2000; step++)
        {
            Modelled one = tenants[random.Next(Tenants)];
            if (isEngineFailing && random.Next(10) == 0)
            {
                string verb = random.Next(2) == 0 ? nameof(IWorkloadEngine.ApplyAsync) : nameof(IWorkloadEngine.RemoveAsync);
                if (random.Next(2) == 0)
                {
                    platform.Engine.Faults.Fail(verb);
                }
                else
                {
                    platform.Engine.Faults.LoseAnswer(verb);
                }
            }

            try
            {
                await one.StepAsync(platform, random);
                done++;
            }
            catch (TenancyException e) when (e is QuotaExceededException or AppConflictException or AppNotFoundException or TenantNotActiveException)
            {
                refused++;
            }
            catch (TenancyException e) when (isEngineFailing && e is AppDeploymentException or WorkloadEngineException or TenantProvisioningException)
            {
                // What became of it is what the engine says once it works again.
                platform.Engine.Faults.Clear();
                await platform.Reconciler.ReconcileAsync(Cancellation);
                await one.LearnAsync(platform);
            }

            platform.Engine.Faults.Clear();
        }

        done.Should().BeGreaterThan(500);
        refused.Should().BeGreaterThan(50);
        for (int i = 0; i < 3; i++)
        {
            await platform.Reconciler.ReconcileAsync(Cancellation);
        }

        foreach (Modelled one in tenants)
        {
            await one.CompareAsync(platform);
            await platform.ShouldAgreeAsync(one.Tenant);
        }
    }

    private sealed class Modelled(Tenant tenant)
    {
        private readonly Dictionary<string, (AppSpec Spec, bool IsStopped)> _apps = [];
        private bool _isSuspended;

        public Tenant Tenant => tenant;

        public async Task StepAsync(Platform platform, Random random)
        {
            string ns = tenant.Namespaces[0];
            string name = string.Create(CultureInfo.InvariantCulture, $"a{random.Next(5)}");
            int replicas = random.Next(1, 5);
            AppSpec spec = Platform.Shop(replicas) with { Namespace = ns, Name = name, Image = $"image:{random.Next(3)}" };
            bool isThere = _apps.TryGetValue(name, out var app);
            int held = _apps.Values.Where(a => !a.IsStopped).Sum(a => a.Spec.Replicas);
            switch (random.Next(12))
            {
                case 0 or 1 or 2:
                    await platform.Apps.DeployAsync(tenant, spec, Cancellation);
                    _isSuspended.Should().BeFalse();
                    if (!isThere)
                    {
                        (held + replicas).Should().BeLessThanOrEqualTo(Limit);
                        _apps[name] = (spec, false);
                    }

                    break;
                case 3 or 4:
                    await platform.Apps.ScaleAsync(tenant, ns, name, replicas, cancellationToken: Cancellation);
                    _apps[name] = (app.Spec with { Replicas = replicas }, app.IsStopped);
                    break;
                case 5:
                    await platform.Apps.RedeployAsync(tenant, spec, cancellationToken: Cancellation);
                    _apps[name] = (spec, app.IsStopped);
                    break;
                case 6:
                    await platform.Apps.StopAsync(tenant, ns, name, cancellationToken: Cancellation);
                    _apps[name] = (app.Spec, true);
                    break;
                case 7 or 8:
                    await platform.Apps.StartAsync(tenant, ns, name, cancellationToken: Cancellation);
                    _apps[name] = (app.Spec, false);
                    break;
                case 9 or 10:
                    (await platform.Apps.RemoveAsync(tenant, ns, name, cancellationToken: Cancellation)).Should().Be(isThere);
                    _apps.Remove(name);
                    break;
                default:
                    if (_isSuspended)
                    {
                        await platform.Host.Tenants.ResumeTenantAsync(tenant, Cancellation);
                    }
                    else
                    {
                        await platform.Host.Tenants.SuspendTenantAsync(tenant, "test", Cancellation);
                    }

                    _isSuspended = !_isSuspended;
                    break;
            }
        }

        /// <summary>Takes what the engine and the store say for the truth.</summary>
        public async Task LearnAsync(Platform platform)
        {
            _apps.Clear();
            foreach (App app in await platform.Apps.ListAppsAsync(tenant, cancellationToken: Cancellation))
            {
                _apps[app.Key.Name] = (app.Spec, app.State == AppState.Stopped);
            }

            _isSuspended = (await platform.Host.Tenants.GetTenantAsync(tenant, Cancellation)).Status == TenantStatus.Suspended;
        }

        public async Task CompareAsync(Platform platform)
        {
            IReadOnlyList<App> apps = await platform.Apps.ListAppsAsync(tenant, cancellationToken: Cancellation);
            apps.ToDictionary(a => a.Key.Name, a => (a.Spec, a.State == AppState.Stopped)).Should().BeEquivalentTo(_apps, o => o.ComparingByValue<AppSpec>());
            apps.Select(a => a.State).Distinct().Should().BeSubsetOf(_isSuspended ? [AppState.Stopped, AppState.Suspended] : [AppState.Stopped, AppState.Ready]);
            TenantUsage usage = await platform.Host.Quotas.GetUsageAsync(tenant, Cancellation);
            usage[ResourceNames.Containers].Used.Should().Be(_apps.Values.Where(a => !a.IsStopped).Sum(a => a.Spec.Replicas));
        }
    }
}
