using static Hivemind.Tenancy.Tests.RuleLedger;

namespace Hivemind.Tenancy.Tests;

/// <summary>A key is its request's alone while it lives, and what it made is answered only while that very thing is there.</summary>
public sealed class IdempotencyRulesTests
{
    private static readonly IdempotencyKey Key = new("alice createTenant", "k-1", "sha256:1");
    private static readonly IdempotencyKey OtherRequest = new("alice createTenant", "k-1", "sha256:2");
    private static readonly string Made = IdempotencyRules.MadeTenant(Some.TenantId);

    [Fact]
    public void What_is_made_is_told_apart_by_kind_and_place()
    {
        RoleBinding binding = new(RoleSubject.User("alice"), "tenant-viewer", PermissionScope.Tenant(new TenantReference(Some.TenantId, Some.Uid)));
        string[] made =
        [
            Made,
            IdempotencyRules.MadeTenant(Some.OtherTenantId),
            IdempotencyRules.MadeAllocation(Some.TenantId),
            IdempotencyRules.MadeAllocation(Some.OtherTenantId),
            IdempotencyRules.MadeBinding(binding),
            IdempotencyRules.MadeBinding(new RoleBinding(RoleSubject.User("bob"), binding.Role, binding.Scope)),
            IdempotencyRules.MadeBinding(new RoleBinding(binding.Subject, "tenant-admin", binding.Scope)),
            IdempotencyRules.MadeBinding(new RoleBinding(binding.Subject, binding.Role, PermissionScope.Global)),
        ];

        made.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Records_hold_what_a_repetition_is_answered_by()
    {
        RuleLedger ledger = new();
        AllocationState hold = ledger.Admit("a", Containers(1)).Allocation!;
        Tenant tenant = Some.Tenant() with { CreatedAt = Some.Time.AddDays(-1) };
        RoleBinding binding = new(RoleSubject.User("alice"), "tenant-viewer", PermissionScope.Global);

        IdempotencyRules.Record(Key, tenant).Should().Be(new IdempotencyRecord(Key.Fingerprint, Made, Some.Uid, null, 0, tenant.CreatedAt));
        IdempotencyRules.Record(Key, ledger.State, hold, Some.Time).Should().Be(
            new IdempotencyRecord(Key.Fingerprint, IdempotencyRules.MadeAllocation(Some.TenantId), Some.Uid, "a", hold.Admission, Some.Time));
        IdempotencyRules.Record(Key, binding, Some.Time).Should().Be(
            new IdempotencyRecord(Key.Fingerprint, IdempotencyRules.MadeBinding(binding), null, null, 0, Some.Time));
    }

    [Fact]
    public void Request_is_repeated_until_its_key_has_ended_exactly()
    {
        IdempotencyRecord record = IdempotencyRules.Record(Key, Some.Tenant());
        DateTimeOffset end = Some.Time + IdempotencyKey.Life;

        IdempotencyRules.IsRepeated(Key, record: null, Made, Some.Time).Should().BeFalse();
        IdempotencyRules.IsRepeated(Key, record, Made, end.AddMicroseconds(-1)).Should().BeTrue();
        IdempotencyRules.IsRepeated(Key, record, Made, end).Should().BeFalse();
        IdempotencyRules.IsRepeated(OtherRequest, record, Made, end).Should().BeFalse("what has ended counts for nothing");
    }

    [Fact]
    public void Key_of_another_request_or_for_another_thing_is_refused()
    {
        IdempotencyRecord record = IdempotencyRules.Record(Key, Some.Tenant());

        Refused(() => IdempotencyRules.IsRepeated(OtherRequest, record, Made, Some.Time)).Should().Be(IdempotencyKeyConflictReason.OtherRequest);
        Refused(() => IdempotencyRules.IsRepeated(Key, record, IdempotencyRules.MadeTenant(Some.OtherTenantId), Some.Time)).Should().Be(IdempotencyKeyConflictReason.OtherRequest);
    }

    [Fact]
    public void Tenant_is_answered_with_as_long_as_it_is_that_one()
    {
        Tenant tenant = Some.Tenant();
        IdempotencyRecord record = IdempotencyRules.Record(Key, tenant);

        TenantWritten replay = IdempotencyRules.Replay(Key, record, tenant);

        (replay.Tenant, replay.Events.Count, replay.IsReplayed).Should().Be((tenant, 0, true));
        Refused(() => IdempotencyRules.Replay(Key, record, holder: null)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
        Refused(() => IdempotencyRules.Replay(Key, record, tenant with { Uid = TenantUid.NewUid() })).Should().Be(IdempotencyKeyConflictReason.ResultGone);
    }

    [Fact]
    public void Reservation_is_answered_with_as_it_is_now()
    {
        RuleLedger ledger = new();
        AllocationState hold = ledger.Admit("a", Containers(1)).Allocation!;
        IdempotencyRecord record = IdempotencyRules.Record(Key, ledger.State, hold, Some.Time);

        AdmissionResult replay = IdempotencyRules.Replay(Key, record, ledger.State, hold, Some.Time);

        replay.Should().Be(new AdmissionResult(QuotaDecision.Admitted, Some.Uid, hold.Admission, Some.Time + Lease, replay.Events)
        {
            Replayed = hold.ToAllocation(Some.TenantId, Some.Uid),
        });
        replay.Events.Should().BeEmpty();
    }

    [Fact]
    public void Reservation_that_is_gone_has_ended_was_admitted_anew_or_is_of_another_tenant_is_refused()
    {
        RuleLedger ledger = new();
        AllocationState hold = ledger.Admit("a", Containers(1)).Allocation!;
        IdempotencyRecord record = IdempotencyRules.Record(Key, ledger.State, hold, Some.Time);
        LedgerState another = new(Some.TenantId, TenantUid.NewUid(), []);

        Refused(() => IdempotencyRules.Replay(Key, record, ledger.State, live: null, Some.Time)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
        Refused(() => IdempotencyRules.Replay(Key, record, ledger.State, hold, Some.Time + Lease)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
        Refused(() => IdempotencyRules.Replay(Key, record, another, hold, Some.Time)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
        ledger.Admit("a", Containers(1));
        Refused(() => IdempotencyRules.Replay(Key, record, ledger.State, ledger["a"], Some.Time)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
    }

    [Fact]
    public void Binding_is_answered_with_while_it_stands()
    {
        IdempotencyRules.Replay(Key, isThere: true).Should().Be(new BindingWritten(null, IsReplayed: true));
        Refused(() => IdempotencyRules.Replay(Key, isThere: false)).Should().Be(IdempotencyKeyConflictReason.ResultGone);
    }

    private static IdempotencyKeyConflictReason Refused<T>(Func<T> ask)
    {
        IdempotencyKeyConflictException refusal = ask.Should().Throw<IdempotencyKeyConflictException>().Which;
        refusal.Key.Key.Should().Be(Key.Key);
        return refusal.Reason;
    }
}
