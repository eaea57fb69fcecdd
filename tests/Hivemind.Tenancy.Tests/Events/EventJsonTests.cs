using System.Text.Json;

namespace Hivemind.Tenancy.Tests.Events;

/// <summary>A durable log keeps events as JSON: what is written must come back equal, whatever it holds.</summary>
public sealed class EventJsonTests
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly DateTimeOffset At = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly IsolationLevel Custom = IsolationLevel.Custom(new IsolationSettings
    {
        Network = IsolationBoundary.Own,
        Storage = IsolationBoundary.Shared,
        Compute = IsolationBoundary.Own,
        ResourceGuarantees = true,
    });

    private static readonly Tenant Full = new()
    {
        Id = Acme,
        Uid = Some.Uid,
        Name = "Acme \u00c4\U0001F600 \"quoted\"",
        OwnerId = "alice@example.com",
        IsolationLevel = Custom,
        ResourceQuotas = new ResourceQuotas
        {
            CpuCores = 0.125m,
            MemoryBytes = long.MaxValue,
            Containers = 0,
            Other = new Dictionary<string, decimal> { ["gpu"] = 2 },
        },
        Budgets = new Dictionary<string, ConsumptionBudget> { ["tokens"] = new(9, CalendarUnit.Week) { TimeZoneId = "Europe/Berlin", IsPostPaid = true } },
        Namespaces = ["web", "db"],
        Status = TenantStatus.Suspended,
        StatusReason = "unpaid\nsince May",
        Description = string.Empty,
        Labels = new Dictionary<string, string> { ["tier"] = "gold", ["note"] = string.Empty },
        CreatedAt = At.AddMicroseconds(1),
        UpdatedAt = At.AddDays(1),
        Version = 7,
        StatusVersion = 5,
    };

    private static readonly RoleBinding OfTenants = new(
        RoleSubject.Group(new GroupReference("ops", new TenantReference(Acme, Some.Uid))),
        new RoleReference("deployer", new TenantReference(Acme, Some.Uid)),
        PermissionScope.Namespace(new TenantReference(Acme, Some.Uid), "web"));

    public static TheoryData<TenancyEvent> Recorded =>
    [
        new TenantCreated { OccurredAt = At, TenantId = Acme, Tenant = Full, Actor = "bob", ActorReason = "invoice", Sequence = 9 },
        new TenantUpdated { OccurredAt = At, TenantId = Acme, Before = Full, After = Full with { IsolationLevel = IsolationLevel.NetworkOnly } },
        new TenantStatusChanged { OccurredAt = At, TenantId = Acme, From = TenantStatus.Pending, To = TenantStatus.Active },
        new TenantDeleted { OccurredAt = At, TenantId = Acme, Tenant = Full with { ResourceQuotas = ResourceQuotas.Unlimited } },
        new GraceGranted { OccurredAt = At, TenantId = Acme, Grace = new QuotaGrace(new ResourceAmounts { CpuCores = 1.5m, Services = 3 }, At.AddHours(1)) },
        new GraceGranted { OccurredAt = At, TenantId = Acme },
        new AllocationsReconciled
        {
            OccurredAt = At,
            TenantId = Acme,
            Source = "engine-1",
            Result = new ReconciliationResult { Freed = ["a"], Committed = ["b"], Adopted = ["c"], Raised = ["d"], Conflicting = ["e"] },
        },
        new QuotaThresholdCrossed { OccurredAt = At, TenantId = Acme, Resource = "cpu", Percent = 80, Total = 6.4m, Limit = 8 },
        new BudgetThresholdCrossed { OccurredAt = At, TenantId = Acme, Meter = "tokens", Percent = 80, Total = 81, Limit = 100, WindowEnd = At.AddDays(1) },
        new ConsumptionCorrected
        {
            OccurredAt = At,
            TenantId = Acme,
            Id = "refund-1",
            Amounts = new() { ["tokens"] = -8, ["requests"] = 1 },
            Booked = new() { ["tokens"] = -3, ["requests"] = 1 },
            Reason = "an outage\nof ours",
        },
        new PlanPublished
        {
            OccurredAt = At,
            Plan = new TenantPlan("gold")
            {
                Version = 2,
                CreatedAt = At,
                Description = "for \"all\"",
                ResourceQuotas = Full.ResourceQuotas,
                Budgets = Full.Budgets,
                IsolationLevel = Custom,
                Bindings = [new PlanBinding(RoleSubject.Group("ops"), "deployer")],
            },
        },
        new PlanRemoved { OccurredAt = At, PlanName = "gold" },
        new RoleChanged { OccurredAt = At, Role = new Role("deployer", [Permission.Parse("containers:*"), Permission.Parse("volumes:read")]) },
        new RoleChanged { OccurredAt = At, TenantId = Acme, Role = new Role("deployer", [Permission.Parse("containers:*")], new TenantReference(Acme, Some.Uid)) },
        new RoleRemoved { OccurredAt = At, Role = "deployer" },
        new RoleRemoved { OccurredAt = At, TenantId = Acme, Role = new RoleReference("deployer", new TenantReference(Acme, Some.Uid)) },
        new RoleBound { OccurredAt = At, TenantId = Acme, Binding = OfTenants },
        new RoleBound { OccurredAt = At, Binding = new RoleBinding(RoleSubject.User("eve the 2nd"), "deployer", PermissionScope.Global) },
        new RoleBound { OccurredAt = At, TenantId = Acme, Binding = new RoleBinding(RoleSubject.Group("ops"), "deployer", PermissionScope.Tenant(Acme)) },
        new RoleUnbound { OccurredAt = At, TenantId = Acme, Binding = new RoleBinding(RoleSubject.Group("ops"), "x", PermissionScope.Namespace(Acme, "web")) },
        new RoleUnbound { OccurredAt = At, TenantId = Acme, Binding = new RoleBinding(RoleSubject.Group("ops"), "x", PermissionScope.Resource(Acme, "web", "api")) },
        new GroupMemberAdded { OccurredAt = At, Group = "ops", UserId = "eve" },
        new GroupMemberAdded { OccurredAt = At, TenantId = Acme, Group = new GroupReference("ops", new TenantReference(Acme, Some.Uid)), UserId = "eve" },
        new GroupMemberRemoved { OccurredAt = At, Group = "ops", UserId = "eve" },
        new WorkloadReported { OccurredAt = At, TenantId = Acme, Subject = "app/web/shop", Reason = "OutOfMemory", Message = "A replica was ended \"so\"." },
    ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Events_of_the_log_make_the_round_trip(TenancyEvent recorded)
    {
        string json = JsonSerializer.Serialize(recorded);

        JsonSerializer.Deserialize<TenancyEvent>(json).Should().Be(recorded);
        JsonDocument.Parse(json).RootElement.GetProperty("kind").GetString().Should().Be(recorded.GetType().Name);
    }

    [Fact]
    public void Every_kind_that_is_not_a_refusal_is_covered() =>
        typeof(TenancyEvent).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(TenancyEvent)) && t != typeof(AccessRefused) && t != typeof(ReservationRefused) && t != typeof(ConsumptionRefused))
            .Should().BeEquivalentTo(Recorded.Select(row => row.Data.GetType()).Distinct());

    [Theory]
    [InlineData("""{"kind":"Nonsense"}""")]
    [InlineData("""{"kind":"RoleRemoved","OccurredAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"kind":"RoleBound","OccurredAt":"2026-01-01T00:00:00Z","Binding":{"Subject":"eve","Role":"role x","Scope":"*"}}""")]
    [InlineData("""{"kind":"RoleBound","OccurredAt":"2026-01-01T00:00:00Z","Binding":{"Subject":"user eve","Role":"role x","Scope":"a/b/c/d"}}""")]
    [InlineData("""{"kind":"RoleBound","OccurredAt":"2026-01-01T00:00:00Z","Binding":{"Subject":"user eve","Role":"role x","Scope":7}}""")]
    public void Reading_what_no_event_is_fails(string json)
    {
        Func<TenancyEvent?> act = () => JsonSerializer.Deserialize<TenancyEvent>(json);

        act.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("\"Hardest\"")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"Network":"Mine","Storage":"Own","Compute":"Own","ResourceGuarantees":true}""")]
    [InlineData("""{"Network":"Own","Storage":"Own","Compute":"Own","ResourceGuarantees":"yes"}""")]
    public void Reading_what_no_isolation_level_is_fails(string json)
    {
        Func<IsolationLevel?> act = () => JsonSerializer.Deserialize<IsolationLevel>(json);

        act.Should().Throw<JsonException>();
    }

    [Fact]
    public void Scopes_are_read_as_they_are_printed()
    {
        foreach (string text in (string[])["*", "acme", "acme/web", "acme/web/api"])
        {
            PermissionScope.Parse(text).ToString().Should().Be(text);
        }

        foreach (string? text in (string?[])[null, "", "/", "acme/", "Acme", "acme/web/api/x", "**", "acme/*"])
        {
            PermissionScope.TryParse(text, out PermissionScope scope).Should().BeFalse();
            scope.Should().Be(default(PermissionScope));
        }
    }
}
