namespace Hivemind.Tenancy.Tests;

/// <summary>The table itself, cell by cell. That the managers keep to it is in <see cref="StatusTableTests"/> and <see cref="TenantStatusQuotaTests"/>.</summary>
public sealed class TenantStatusTableTests
{
    private const TenantStatus Pending = TenantStatus.Pending;
    private const TenantStatus Active = TenantStatus.Active;
    private const TenantStatus Suspended = TenantStatus.Suspended;
    private const TenantStatus Terminating = TenantStatus.Terminating;

    private static readonly TenantStatus[] Statuses = [Pending, Active, Suspended, Terminating];

    /// <summary>What a store may read that a newer version of the library wrote, or that nothing wrote.</summary>
    public static TheoryData<TenantStatus> Undefined => [(TenantStatus)(-1), (TenantStatus)0, (TenantStatus)5, (TenantStatus)int.MaxValue, (TenantStatus)int.MinValue];

    public static TheoryData<TenantOperation> UndefinedOperations => [(TenantOperation)(-1), (TenantOperation)0, (TenantOperation)7, (TenantOperation)int.MaxValue];

    [Theory]
    [InlineData(TenantOperation.Admit, Pending, false)]
    [InlineData(TenantOperation.Admit, Active, true)]
    [InlineData(TenantOperation.Admit, Suspended, false)]
    [InlineData(TenantOperation.Admit, Terminating, false)]
    [InlineData(TenantOperation.Commit, Pending, false)]
    [InlineData(TenantOperation.Commit, Active, true)]
    [InlineData(TenantOperation.Commit, Suspended, true)]
    [InlineData(TenantOperation.Commit, Terminating, false)]
    [InlineData(TenantOperation.Update, Pending, true)]
    [InlineData(TenantOperation.Update, Active, true)]
    [InlineData(TenantOperation.Update, Suspended, true)]
    [InlineData(TenantOperation.Update, Terminating, false)]
    [InlineData(TenantOperation.Remove, Pending, false)]
    [InlineData(TenantOperation.Remove, Active, false)]
    [InlineData(TenantOperation.Remove, Suspended, false)]
    [InlineData(TenantOperation.Remove, Terminating, true)]
    [InlineData(TenantOperation.Consume, Pending, false)]
    [InlineData(TenantOperation.Consume, Active, true)]
    [InlineData(TenantOperation.Consume, Suspended, false)]
    [InlineData(TenantOperation.Consume, Terminating, false)]
    [InlineData(TenantOperation.Settle, Pending, false)]
    [InlineData(TenantOperation.Settle, Active, true)]
    [InlineData(TenantOperation.Settle, Suspended, true)]
    [InlineData(TenantOperation.Settle, Terminating, false)]
    public void Status_allows_an_operation_or_refuses_it(TenantOperation operation, TenantStatus status, bool allowed)
    {
        status.Allows(operation).Should().Be(allowed);

        Action ensure = () => status.EnsureAllows(operation, Some.TenantId);
        if (allowed)
        {
            ensure.Should().NotThrow();
            return;
        }

        ensure.Should().Throw<TenantNotActiveException>().Which.Should().BeEquivalentTo(new { Some.TenantId, Status = status });
    }

    [Theory]
    [InlineData(Pending, Pending, false)]
    [InlineData(Pending, Active, true)]
    [InlineData(Pending, Suspended, false)]
    [InlineData(Pending, Terminating, true)]
    [InlineData(Active, Pending, false)]
    [InlineData(Active, Active, false)]
    [InlineData(Active, Suspended, true)]
    [InlineData(Active, Terminating, true)]
    [InlineData(Suspended, Pending, false)]
    [InlineData(Suspended, Active, true)]
    [InlineData(Suspended, Suspended, true)]
    [InlineData(Suspended, Terminating, true)]
    [InlineData(Terminating, Pending, false)]
    [InlineData(Terminating, Active, false)]
    [InlineData(Terminating, Suspended, false)]
    [InlineData(Terminating, Terminating, true)]
    public void MayBecome_of_each_pair(TenantStatus from, TenantStatus to, bool may) => from.MayBecome(to).Should().Be(may);

    [Fact]
    public void Both_tables_above_are_whole()
    {
        Rows(nameof(Status_allows_an_operation_or_refuses_it)).Should().BeEquivalentTo(
            from operation in Enum.GetValues<TenantOperation>() from status in Enum.GetValues<TenantStatus>() select ((object)operation, (object)status));
        Rows(nameof(MayBecome_of_each_pair)).Should().BeEquivalentTo(
            from status in Enum.GetValues<TenantStatus>() from to in Enum.GetValues<TenantStatus>() select ((object)status, (object)to));
    }

    [Theory]
    [MemberData(nameof(Undefined))]
    public void Status_that_does_not_exist_allows_no_operation(TenantStatus status)
    {
        foreach (TenantOperation operation in Enum.GetValues<TenantOperation>())
        {
            status.Allows(operation).Should().BeFalse("{0} is refused", operation);
            status.Invoking(s => s.EnsureAllows(operation, Some.TenantId)).Should().Throw<TenantNotActiveException>().Which.Status.Should().Be(status);
        }
    }

    [Theory]
    [MemberData(nameof(Undefined))]
    public void Status_that_does_not_exist_leads_nowhere_and_nothing_leads_to_it(TenantStatus undefined)
    {
        foreach (TenantStatus status in Statuses)
        {
            undefined.MayBecome(status).Should().BeFalse("to {0}", status);
            status.MayBecome(undefined).Should().BeFalse("from {0}", status);
        }

        undefined.MayBecome(undefined).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(UndefinedOperations))]
    public void Operation_that_does_not_exist_is_refused_in_every_status(TenantOperation operation)
    {
        foreach (TenantStatus status in (TenantStatus[])[.. Statuses, (TenantStatus)0])
        {
            status.Invoking(s => s.Allows(operation)).Should().Throw<ArgumentOutOfRangeException>().Which.ActualValue.Should().Be(operation);
            status.Invoking(s => s.EnsureAllows(operation, Some.TenantId)).Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    private static IEnumerable<(object, object)> Rows(string theory) =>
        typeof(TenantStatusTableTests).GetMethod(theory)!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(row => ((InlineDataAttribute)row).Data).Select(row => (row[0]!, row[1]!));
}
