using CsCheck;

namespace Hivemind.Tenancy.Tests;

public sealed class FindViolationsTests
{
    private static readonly Node SharedNode = new("node-1");
    private static readonly Node OwnNode = new("node-2", Some.TenantId);
    private static readonly Volume SharedVolume = new("volume-1");
    private static readonly Volume OwnVolume = new("volume-2", Some.TenantId);

    /// <summary>Shares everything it can, with nobody else's.</summary>
    private static readonly RunningWorkload Sharing = new()
    {
        Name = "api",
        Node = SharedNode,
        Volumes = [SharedVolume, OwnVolume],
        NetworkPeers = [Some.Tenant("globex")],
    };

    private static readonly Gen<IsolationLevel> AnyLevel = Gen.OneOf([.. Levels.All.Values.Select(Gen.Const)]);
    private static readonly Gen<TenantId?> AnyOwner = Gen.Int[0, 2].Select(i => new TenantId?[] { null, Some.TenantId, Some.OtherTenantId }[i]);
    private static readonly Gen<Tenant> AnyPeer = Gen.Select(
        Gen.OneOf(Gen.Const("acme"), Gen.Const("globex"), Gen.Const("initech")), AnyLevel, (id, level) => Some.Tenant(id, level, TenantStatus.Active));

    private static readonly Gen<RunningWorkload> AnyWorkload = Gen.Select(
        AnyOwner, AnyOwner.Array[0, 3], AnyPeer.Array[0, 3], Gen.Bool,
        (node, volumes, peers, guarantees) => new RunningWorkload
        {
            Name = "api",
            Node = new Node("node", node),
            Volumes = [.. volumes.Select((owner, i) => new Volume($"volume-{i}", owner))],
            NetworkPeers = peers,
            HasResourceGuarantees = guarantees,
        });

    [Theory]
    [InlineData("Soft", "")]
    [InlineData("NetworkOnly", "Network")]
    [InlineData("Hard", "Compute Storage Network ResourceGuarantees")]
    public void FindViolations_of_a_workload_that_shares_everything(string level, string expected)
    {
        IReadOnlyList<IsolationViolation> violations = TenantIsolation.FindViolations(Some.Tenant(level: Levels.All[level]), [Sharing]);

        string.Join(' ', violations.Select(v => v.Aspect)).Should().Be(expected);
        violations.Where(v => v.Workload != Sharing || v.Reason.Length == 0).Should().BeEmpty();
    }

    [Fact]
    public void FindViolations_of_a_workload_that_has_everything_for_itself_is_empty_at_every_level()
    {
        RunningWorkload apart = new() { Name = "api", Node = OwnNode, Volumes = [OwnVolume], NetworkPeers = [Some.Tenant()], HasResourceGuarantees = true };

        Levels.All.Values.SelectMany(level => TenantIsolation.FindViolations(Some.Tenant(level: level), [apart])).Should().BeEmpty();
    }

    [Fact]
    public void FindViolations_finds_what_is_another_tenants_at_every_level()
    {
        RunningWorkload stray = new()
        {
            Name = "api",
            Node = new Node("node-3", Some.OtherTenantId),
            Volumes = [new Volume("volume-3", Some.OtherTenantId)],
            HasResourceGuarantees = true,
        };

        foreach (IsolationLevel level in Levels.All.Values)
        {
            TenantIsolation.FindViolations(Some.Tenant(level: level), [stray]).Select(v => v.Aspect)
                .Should().Equal(IsolationAspect.Compute, IsolationAspect.Storage);
        }
    }

    [Fact]
    public void FindViolations_counts_a_peer_that_wants_to_be_alone() =>
        TenantIsolation.FindViolations(Some.Tenant(), [Sharing with { NetworkPeers = [Some.Tenant("globex", IsolationLevel.Hard)] }])
            .Should().ContainSingle().Which.Reason.Should().Contain("globex");

    [Fact]
    public void FindViolations_does_not_look_at_the_status()
    {
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            TenantIsolation.FindViolations(Some.Tenant("acme", IsolationLevel.Soft, status), [Sharing]).Should().BeEmpty();
            TenantIsolation.FindViolations(Some.Tenant("acme", IsolationLevel.Hard, status), [Sharing]).Should().HaveCount(4);
        }
    }

    [Fact]
    public void FindViolations_agrees_with_the_verdicts() =>
        Gen.Select(AnyLevel, AnyWorkload.Array[0, 3]).Sample(
            (level, workloads) =>
            {
                Tenant tenant = Some.Tenant("acme", level, TenantStatus.Active);
                IEnumerable<(RunningWorkload, IsolationAspect)> denied = workloads.SelectMany(w => Denied(tenant, w).Select(aspect => (w, aspect)));
                return TenantIsolation.FindViolations(tenant, workloads).Select(v => (v.Workload, v.Aspect)).SequenceEqual(denied);
            },
            iter: 5_000);

    [Fact]
    public void Change_of_level_brings_violations_only_in_aspects_that_its_plan_tightens() =>
        Gen.Select(AnyLevel, AnyLevel, AnyWorkload).Sample(
            (from, to, workload) =>
            {
                HashSet<IsolationAspect> tightened = [.. TenantIsolation.PlanChange(from, to).Where(c => c.IsTightened).Select(c => c.Aspect)];
                HashSet<IsolationAspect> before = Aspects(from, workload);
                return Aspects(to, workload).All(aspect => before.Contains(aspect) || tightened.Contains(aspect));
            },
            iter: 5_000);

    [Fact]
    public void FindViolations_of_null_is_refused()
    {
        ((Action)(() => TenantIsolation.FindViolations(null!, []))).Should().Throw<ArgumentNullException>();
        ((Action)(() => TenantIsolation.FindViolations(Some.Tenant(), null!))).Should().Throw<ArgumentNullException>();
    }

    private static HashSet<IsolationAspect> Aspects(IsolationLevel level, RunningWorkload workload) =>
        [.. TenantIsolation.FindViolations(Some.Tenant(level: level), [workload]).Select(v => v.Aspect)];

    private static IEnumerable<IsolationAspect> Denied(Tenant tenant, RunningWorkload workload)
    {
        IEnumerable<(IsolationAspect Aspect, bool IsAllowed)> verdicts =
        [
            (IsolationAspect.Compute, TenantIsolation.CanPlace(tenant, workload.Node).IsAllowed),
            .. workload.Volumes.Select(volume => (IsolationAspect.Storage, TenantIsolation.CanMount(tenant, volume).IsAllowed)),
            .. workload.NetworkPeers.Select(peer => (IsolationAspect.Network, TenantIsolation.CanConnect(tenant, peer).IsAllowed)),
            (IsolationAspect.ResourceGuarantees, workload.HasResourceGuarantees || !tenant.IsolationLevel.Settings.ResourceGuarantees),
        ];
        return verdicts.Where(v => !v.IsAllowed).Select(v => v.Aspect);
    }
}
