using System.Globalization;
using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class EventSentenceTests
{
    private static readonly TenantReference Acme = new(TenantId.Parse("acme"), TenantUid.NewUid());
    private static readonly DateTimeOffset At = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly Tenant Tenant = new()
    {
        Id = Acme.Id,
        Uid = Acme.Uid!.Value,
        Name = "Acme",
        OwnerId = "alice",
        Namespaces = ["web", "old"],
        Labels = new Dictionary<string, string> { ["tier"] = "gold" },
        ResourceQuotas = new ResourceQuotas { CpuCores = 4, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } },
    };

    private static readonly Tenant Changed = Tenant with
    {
        Name = "Acme 2",
        Namespaces = ["web", "new"],
        Labels = new Dictionary<string, string> { ["team"] = "blue" },
        ResourceQuotas = new ResourceQuotas { CpuCores = 8, MemoryBytes = 1L << 30 },
        IsDeletionProtected = true,
    };

    private static readonly RoleBinding Binding = new(RoleSubject.User("bob"), "tenant-viewer", PermissionScope.Namespace(Acme, "web")) { EndsAt = At };

    /// <summary>Each with what it becomes; the marks that keep directions apart are left out.</summary>
    private static readonly (TenancyEvent Event, string Sentence)[] Sentences =
    [
        (new TenantCreated { OccurredAt = At, Tenant = Tenant }, "root created the tenant Acme."),
        (
            new TenantUpdated { OccurredAt = At, Before = Tenant, After = Changed },
            "root changed the name from Acme to Acme 2; the quota of CPU from 4 cores to 8 cores; the quota of Memory from no limit to 1 GiB; the quota of gpu from 1 to no limit; "
            + "the label team from nothing to blue; the label tier from gold to nothing; the namespaces (new: new); the namespaces (gone: old); the protection from deletion (on)."),
        (new TenantStatusChanged { OccurredAt = At, From = TenantStatus.Active, To = TenantStatus.Suspended, StatusReason = "unpaid" }, "root suspended the tenant: unpaid"),
        (new TenantStatusChanged { OccurredAt = At, From = TenantStatus.Suspended, To = TenantStatus.Active }, "root resumed the tenant."),
        (new TenantStatusChanged { OccurredAt = At, From = TenantStatus.Pending, To = TenantStatus.Active }, "The tenant became active."),
        (new TenantStatusChanged { OccurredAt = At, From = TenantStatus.Active, To = TenantStatus.Terminating }, "root began to delete the tenant."),
        (new TenantDeleted { OccurredAt = At, Tenant = Tenant }, "root deleted the tenant."),
        (new TenantDeleted { OccurredAt = At, Tenant = Tenant, FinishedBecause = "the cluster is gone" }, "root finished the deletion of the tenant: the cluster is gone"),
        (new GraceGranted { OccurredAt = At, Grace = new QuotaGrace(new ResourceAmounts { CpuCores = 9 }, At) }, "root allowed more than the quota until 2026-02-03 04:05 UTC."),
        (new GraceGranted { OccurredAt = At }, "root ended the time in which more than the quota was allowed."),
        (new QuotaThresholdCrossed { OccurredAt = At, Resource = "memory", Percent = 80, Total = 820m * (1 << 20), Limit = 1 << 30 }, "Memory: 80 % of the quota is reached, 820 MiB of 1 GiB."),
        (new QuotaThresholdCrossed { OccurredAt = At, Resource = "containers", Percent = 95, Total = 41, Limit = 40 }, "Containers: over the quota, 41 of 40."),
        (
            new BudgetThresholdCrossed { OccurredAt = At, Meter = "tokens", Percent = 80, Total = 8100, Limit = 10000, WindowEnd = At },
            "tokens: 80 % of the budget is reached, 8,100 of 10,000. The window ends 2026-02-03 04:05 UTC."),
        (
            new BudgetThresholdCrossed { OccurredAt = At, Meter = "tokens", Percent = 95, Total = 2500, Limit = 1000, WindowEnd = At },
            "tokens: over the budget, 2,500 of 1,000. The window ends 2026-02-03 04:05 UTC."),
        (
            new ConsumptionCorrected { OccurredAt = At, Id = "r1", Amounts = new() { ["tokens"] = -8 }, Booked = new() { ["tokens"] = -8 }, Reason = "an outage of ours" },
            "root corrected what was consumed: an outage of ours"),
        (
            new AllocationsReconciled { OccurredAt = At, Source = "node-1", Result = new ReconciliationResult { Freed = ["a", "b"], Adopted = ["c"] } },
            "What runs at node-1 was compared with the books: 2 freed, 0 committed, 1 found running without a reservation, 0 grown, 0 of another size."),
        (new RoleChanged { OccurredAt = At, Role = new Role("deployer", [Permission.Parse("containers:deploy")]) }, "root defined the role deployer."),
        (new RoleRemoved { OccurredAt = At, Role = "deployer" }, "root removed the role deployer."),
        (new RoleBound { OccurredAt = At, Binding = Binding }, "root gave bob the role tenant-viewer in the namespace web. It ends 2026-02-03 04:05 UTC."),
        (new RoleUnbound { OccurredAt = At, Binding = Binding with { EndsAt = null } }, "root took from bob the role tenant-viewer in the namespace web."),
        (new GroupMemberAdded { OccurredAt = At, Group = "ops", UserId = "bob" }, "root added bob to the group ops."),
        (new GroupMemberRemoved { OccurredAt = At, Group = "ops", UserId = "bob" }, "root removed bob from the group ops."),
        (new PlanPublished { OccurredAt = At, Plan = new TenantPlan("gold") { Version = 3 } }, "root published version 3 of the plan gold."),
        (new PlanRemoved { OccurredAt = At, PlanName = "gold" }, "root removed the plan gold."),
        (new WorkloadReported { OccurredAt = At, Subject = "web/api", Reason = "CrashLoop", Message = "It ended with 1." }, "web/api: It ended with 1."),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_sentence() =>
        Sentences.Select(s => s.Event.GetType().Name).Distinct().Should().BeEquivalentTo(EventQuery.AllKinds, "a new kind gets a sentence, and a line here");

    [Fact]
    public void Sentences_say_who_did_what()
    {
        EventSentence sentence = new(new EnglishTexts());
        foreach ((TenancyEvent e, string expected) in Sentences)
        {
            Plain(sentence.Of(e with { Actor = "root" }, showsTenant: false)).Should().Be(expected);
        }
    }

    [Fact]
    public void Times_read_the_same_in_every_culture()
    {
        CultureInfo german = RequestCulture.WithComma;
        (german.DateTimeFormat.ShortDatePattern, german.DateTimeFormat.DateSeparator, german.DateTimeFormat.TimeSeparator) = ("dd/MM/yyyy", ".", ".");
        (CultureInfo before, CultureInfo.CurrentCulture) = (CultureInfo.CurrentCulture, german);
        try
        {
            Plain(new EventSentence(new EnglishTexts()).Of(new GraceGranted { OccurredAt = At, Grace = new QuotaGrace(new ResourceAmounts { CpuCores = 9 }, At), Actor = "root" }, showsTenant: false))
                .Should().Be("root allowed more than the quota until 2026-02-03 04:05 UTC.");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_reason_of_a_system_actor_and_in_the_log_of_all_the_tenant_are_told()
    {
        TenancyEvent deleted = new TenantDeleted { OccurredAt = At, TenantId = Acme.Id, TenantUid = Acme.Uid, Tenant = Tenant, Actor = "billing", ActorReason = "the contract ended" };

        Plain(new EventSentence(new EnglishTexts()).Of(deleted, showsTenant: true)).Should().Be("acme: billing deleted the tenant. (why: the contract ended)");
    }

    [Fact]
    public void What_people_typed_cannot_turn_the_words_around_it()
    {
        string sentence = new EventSentence(new EnglishTexts()).Of(
            new TenantCreated { OccurredAt = At, Tenant = Tenant with { Name = "evil\u202Etxt\u2069" }, Actor = "root" }, showsTenant: false);

        sentence.Should().Be("\u2068root\u2069 created the tenant \u2068evil[U+202E]txt[U+2069]\u2069.");
    }

    private static string Plain(string text) => text.Replace("\u2068", string.Empty, StringComparison.Ordinal).Replace("\u2069", string.Empty, StringComparison.Ordinal);
}
